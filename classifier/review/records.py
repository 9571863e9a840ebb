"""What a review holds, as frozen records. Offsets are characters of the report's text, half-open."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from classifier.records import BlockKind, FindingLabel, Role

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray


class State(StrEnum):
    """How far a person is with a sentence. A suggestion of the model alone leaves it open."""

    OPEN = "open"
    DECIDED = "decided"
    SKIPPED = "skipped"
    FLAGGED = "flagged"


class PersonRole(StrEnum):
    """What a person may do: a lead may do all that an annotator does, and adjudicate, sign off and reopen."""

    ANNOTATOR = "annotator"
    LEAD = "lead"


class Kind(StrEnum):
    """What an entry of the log records."""

    SETTINGS = "settings"
    PERSON = "person"
    REPORT = "report"
    SUGGESTIONS = "suggestions"  # another model's suggestions for a report
    ACCEPT = "accept"  # the person's choice is the suggestion
    CHANGE = "change"  # it is another, or there was no suggestion
    SPLIT = "split"  # the choice has labels of its own for parts of the sentence
    SKIP = "skip"
    FLAG = "flag"
    NOTE = "note"
    IMPORT = "import"
    BOUNDARY = "boundary"  # sentences merged, divided, or the border between two moved
    UNDO = "undo"
    REDO = "redo"
    ADJUDICATE = "adjudicate"
    SIGN_OFF = "sign-off"
    REOPEN = "reopen"
    TRAINED = "trained"
    TAKEN_BACK = "taken-back"  # the model in use is again the one before


DECISIONS = (Kind.ACCEPT, Kind.CHANGE, Kind.SPLIT, Kind.IMPORT, Kind.ADJUDICATE)
"""The kinds by which a sentence gets a label from a person."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who reviews; names are unique, whatever their capitals."""

    id: int
    name: str
    role: PersonRole

    @property
    def is_lead(self) -> bool:
        """Whether the person may adjudicate, sign off and reopen."""
        return self.role is PersonRole.LEAD


@dataclass(frozen=True, slots=True)
class Settings:
    """What is settled when a project is made, and cannot be changed after.

    `blind`: each person decides every sentence alone and sees nothing of the others before adjudication; else all
    share one state a sentence. `hidden_share`, 0 to 1, is the share of sentences whose suggestion is hidden until
    they are decided; `seed` chooses them and the order of the random audit.
    """

    framework: str
    title: str = ""
    blind: bool = False
    hidden_share: float = 0.1
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a mixed sentence with a label of its own; `start` and `end` are offsets of the report's text."""

    start: int
    end: int
    finding: FindingLabel
    standard: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person says of a sentence. `standard` is None exactly where `finding` is none.

    `spans` are in order, do not overlap, lie in the sentence, and are there only for a mixed sentence.
    """

    finding: FindingLabel
    standard: str | None = None
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the model says of a sentence; confidences are probabilities from 0 to 1.

    `findings` and `standards` are (label, probability), best first: all findings and the three best standards
    where the estimator's probabilities were given, else the one. `evidence` is what spoke for the label, as JSON.
    """

    finding: FindingLabel
    confidence: float
    standard: str
    standard_confidence: float
    findings: tuple[tuple[FindingLabel, float], ...]
    standards: tuple[tuple[str, float], ...]
    model: str
    recommendation: bool = False
    review: bool = False
    evidence: Any = None

    @property
    def choice(self) -> Choice:
        """The suggestion as the choice of a person who accepts it."""
        return Choice(self.finding, self.standard if self.finding.is_finding else None)

    @property
    def second_standard(self) -> str | None:
        """The second-best standard, where it is known."""
        return self.standards[1][0] if len(self.standards) > 1 else None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person (or all, in a project that is not blind) is with a sentence.

    A flagged or skipped sentence keeps the choice made before, if any; only `State.DECIDED` counts. `by` and `at`
    (UTC, ISO 8601) are of the entry that made it so, `entry` is its number; None and 0 where nothing was done. A note
    that somebody writes later does not change them.
    """

    state: State = State.OPEN
    choice: Choice | None = None
    note: str = ""
    by: str | None = None
    at: str | None = None
    entry: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """A sentence as one person may see it.

    `suggestion` is None where there is none (a mended boundary) and where it is `hidden` from the person until
    they have decided. `version` is to be given back as `seen` with whatever the person does to the sentence.
    `adjudicated` is the lead's choice. `boxes` are (page, left, top, right, bottom) in points on a PDF's pages.
    `block` is the number of the block it stands in. `frozen`: its report is signed off.
    """

    id: int
    report: int
    document: str
    start: int
    end: int
    text: str
    section: tuple[str, ...]
    kind: BlockKind
    page: int | None
    before: str
    block: int
    boxes: tuple[tuple[int, float, float, float, float], ...]
    suggestion: Suggestion | None
    hidden: bool
    standing: Standing
    adjudicated: Choice | None
    version: int
    frozen: bool

    @property
    def label(self) -> Choice | None:
        """What to show: the adjudicated choice, else the person's, else the suggestion if it may be seen."""
        return self.adjudicated or self.standing.choice or (self.suggestion.choice if self.suggestion else None)


@dataclass(frozen=True, slots=True)
class BlockView:
    """A block for the reading view; `number` counts from 0 in reading order."""

    number: int
    kind: BlockKind
    role: Role
    level: int
    section: tuple[str, ...]
    text: str
    start: int
    end: int
    page: int | None

    @property
    def is_structure(self) -> bool:
        """Whether the block holds no sentence."""
        return self.role not in (Role.BODY, Role.STATEMENT)


@dataclass(frozen=True, slots=True)
class ReportInfo:
    """A report of the project. `sha256` is of the bytes of its file; `has_source`: these are kept (PDF only)."""

    id: int
    document: str
    sha256: str
    format: str
    path: str
    framework: str
    model: str
    sentences: int
    pages: int | None
    has_source: bool
    signed_off_by: str | None
    signed_off_at: str | None

    @property
    def is_frozen(self) -> bool:
        """Whether a lead has signed it off and nobody has reopened it."""
        return self.signed_off_by is not None


@dataclass(frozen=True, slots=True)
class Probabilities:
    """An estimator's probabilities for n sentences: `findings` is (n, labels), `standards` (n, codes)."""

    labels: tuple[FindingLabel, ...]
    codes: tuple[str, ...]
    findings: NDArray[float64]
    standards: NDArray[float64]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the log. `before` and `after` are JSON; `seconds` is how long the person took.

    `shown`: the suggestion was to be seen; None where that means nothing. `model` is the name and version of the
    model whose suggestion it was. `target` is the entry that an undo or redo is about. `hash` is the SHA-256 of
    the hash before and the canonical JSON of all else.
    """

    seq: int
    at: str
    person: int | None
    name: str | None
    report: int | None
    item: int | None
    kind: Kind
    before: Any
    after: Any
    model: str | None
    seconds: float | None
    shown: bool | None
    target: int | None
    hash: str


@dataclass(frozen=True, slots=True)
class Imported:
    """A decision that comes from a file: `seen` as in `Item.version`, or None to take the sentence as it is now.

    `aside` is `State.SKIPPED` or `State.FLAGGED` where the person put the sentence aside; only then `choice` may be
    None, for the one that is there. `person` is whose decision it is, where that is not who imports it. `details`,
    JSON, go into the log.
    """

    item: int
    choice: Choice | None
    note: str | None = None
    seen: int | None = None
    details: dict[str, Any] = field(default_factory=dict)
    person: int | None = None
    aside: State | None = None
