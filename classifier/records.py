"""What flows through the house: frozen records. Offsets are characters of `Report.text`, half-open."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from dataclasses import dataclass as _record
else:

    def _record(*, frozen: bool, slots: bool) -> Callable[[type], type]:
        """As `dataclass`, for records of which there are several a sentence: `frozen` for the type checker alone.

        To hold it at run time too would make a record nine times as dear to make.
        """
        return dataclass(slots=slots, unsafe_hash=frozen)


Method = Literal["exact", "occlusion"]
ContextKind = Literal["heading", "before", "form", "other"]


class FindingLabel(StrEnum):
    """What a sentence says of the inspected work; the order is that of every table and file."""

    STRENGTH = "strength"
    AREA_FOR_IMPROVEMENT = "area_for_improvement"
    MIXED = "mixed"
    NONE = "none"

    @property
    def words(self) -> str:
        """The label as a person reads it."""
        return self.value.replace("_", " ")

    @property
    def is_finding(self) -> bool:
        """Whether the sentence judges the inspected work at all."""
        return self is not FindingLabel.NONE


class BlockKind(StrEnum):
    """What a block of a report is on the page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    OTHER = "other"


class Role(StrEnum):
    """What a block does in the report. All but `BODY` and `STATEMENT` are structure and hold no sentence."""

    BODY = "body"
    STATEMENT = "statement"  # a heading that is itself a full sentence
    TITLE = "title"
    KEY_QUESTION = "key_question"
    RATING = "rating"
    RUNNING_HEADER = "running_header"
    PAGE_NUMBER = "page_number"
    FOOTNOTE = "footnote"
    TABLE = "table"
    CAPTION = "caption"
    GLOSSARY = "glossary"
    WEB_FURNITURE = "web_furniture"
    DETAIL = "detail"  # a signature, a date, a label and its value
    RULE = "rule"  # a line drawn with characters


_HOLDING = (Role.BODY, Role.STATEMENT)
_AT = attrgetter("at")


@_record(frozen=True, slots=True)
class Piece:
    """`length` characters that stand at `at` in the block's text and at `start` in the report's text."""

    at: int
    start: int
    length: int


@_record(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item or other part of a report, with its text made whole.

    `text` is what a person reads: lines joined, hyphens at line ends mended, footnote marks and bullets
    left out. `pieces` say where each run of it stands in the source, in order. `start` and `end` cover all
    that belongs to the block in the source, bullet and marks too; a running header in the middle of a
    paragraph lies inside the paragraph's range and has a block of its own. `section` is the path of the
    headings above, outermost first. `level` is a heading's depth or a list item's nesting, from 1, else 0.
    `page` counts from 1 and is None where the format has no pages.
    """

    kind: BlockKind
    role: Role
    start: int
    end: int
    text: str
    pieces: tuple[Piece, ...]
    level: int = 0
    section: tuple[str, ...] = ()
    page: int | None = None

    @property
    def is_structure(self) -> bool:
        """Whether the block holds no sentence."""
        return self.role not in _HOLDING

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the report of the characters `start` to `end` (half-open, not empty) of `text`."""
        first = last = self.pieces[0]
        if len(self.pieces) > 1:
            first = self.pieces[max(bisect_right(self.pieces, start, key=_AT) - 1, 0)]
            last = self.pieces[max(bisect_right(self.pieces, end - 1, key=_AT) - 1, 0)]
        return first.start + start - first.at, last.start + end - last.at


class Places(Protocol):
    """Where the text of a paged report stands on its pages."""

    def page_of(self, offset: int) -> int:
        """The page, from 1, of a character of the text."""

    def boxes(self, start: int, end: int) -> Sequence[tuple[int, float, float, float, float]]:
        """Page and left, top, right and bottom edge (points from the top left) of the lines of text[start:end]."""


@dataclass(frozen=True, slots=True)
class Report:
    """A report as read: its text, to which all offsets refer, and its blocks in reading order.

    `places` is there where the format has pages. `faults` say what of the file could not be read.
    """

    document: str
    text: str
    blocks: tuple[Block, ...]
    format: str
    places: Places | None = None
    faults: tuple[str, ...] = ()


@_record(frozen=True, slots=True)
class Sentence:
    """A sentence with what the model may know of it.

    `start` and `end` are offsets into `Report.text`; `text` is the sentence made whole (see `Block`).
    `before` is the sentence before it in the same section, or empty.
    """

    text: str
    start: int
    end: int
    section: tuple[str, ...] = ()
    kind: BlockKind = BlockKind.PARAGRAPH
    before: str = ""
    page: int | None = None


@_record(frozen=True, slots=True)
class Finding:
    """What the model says of a sentence.

    Confidences are probabilities from 0 to 1. `standard` is the code that the sentence is most about, given
    for every sentence, so that a person who turns a `none` into a finding has its standard too. `domain` is
    None for the provider as a whole. `review` is set where the model should not be trusted alone.
    """

    sentence: Sentence
    finding: FindingLabel
    finding_confidence: float
    domain: str | None
    standard: str
    standard_confidence: float
    recommendation: bool = False
    review: bool = False


# Why a label was given. Every weight is in log-odds (natural logarithm) of the label given against all other labels:
# positive spoke for the label, negative against it. 0.7 doubles the odds, 2.3 makes them tenfold.


@dataclass(frozen=True, slots=True)
class Word:
    """A word, number, mark or phrase of proportion: characters `start` to `end` (half-open) of `Sentence.text`.

    `note` says what the model takes it for where that is not plain: "negated", or the band of a proportion.
    """

    start: int
    end: int
    text: str
    weight: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What spoke besides the words: a heading above, the sentence before, or the form of the sentence.

    `text` is the heading, the sentence before, or the form in words ("opens with “few”").
    """

    kind: ContextKind
    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why one label was given.

    `log_odds` are those of the label. By the method "exact" they are `base` and all weights together, `base` being
    what the model holds before it has read anything. By "occlusion" a weight is what the log-odds lose when that
    word or context is taken away; such weights need not sum to anything, and `base` is 0.

    `words` are in order of the text, all of them; `context` has the headings outermost first, then the sentence
    before, then the form.
    """

    label: str
    log_odds: float
    base: float
    words: tuple[Word, ...]
    context: tuple[Context, ...]
    method: Method

    def strongest(self, most: int | None = None) -> tuple[Word, ...]:
        """The words that spoke for the label, the strongest first; at most `most`."""
        spoke = sorted((word for word in self.words if word.weight > 0), key=lambda word: (-word.weight, word.start))
        return tuple(spoke[:most])


@dataclass(frozen=True, slots=True)
class Evidence:
    """The reasons for the finding and for the standard of one sentence."""

    sentence: Sentence
    finding: Reasons
    standard: Reasons


@dataclass(frozen=True, slots=True)
class TaggedReport:
    """A report with one `Finding` a sentence, in reading order, and the names of what made them.

    `evidence` is empty, or has one entry a finding: the reasons for those that a person will look at, else None.
    """

    report: Report
    findings: tuple[Finding, ...]
    model: str
    framework: str
    evidence: tuple[Evidence | None, ...] = ()
