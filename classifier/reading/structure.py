"""What the formats share: page headers found by repetition, zones that hold no sentence, and section paths."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from classifier.reading import recognise
from classifier.reading.assemble import Draft, Vocabulary, make_block
from classifier.reading.item_titles import ITEM_TITLE_LEVEL
from classifier.reading.tails import find_tails
from classifier.records import Block, BlockKind, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_LINE = re.compile(r"[^\n\r\f\v\x1c-\x1e\x85\u2028\u2029]+")
_LINE_END = re.compile(r"\r{0,2}\n|[\r\x85\u2028\u2029]")  # some exports write \r\r\n for one
_DIGITS, _DIGIT = re.compile(r"\d+"), re.compile(r"\d")
_GLOSSARY = re.compile(r"\b(?:glossary|abbreviations|terms used|acronyms|definitions)\b", re.I)
_RESULTS = re.compile(
    r"\b(?:inspection results|results table|table of ratings|ratings? (?:table|summary|at a glance)|"
    r"summary of ratings|scores?|contextual facts|key facts)\b",
    re.I,
)
_ANNEX = re.compile(r"(?:annex|appendix)\b", re.I)
_TOPIC = re.compile(r"(?:what|how|why|who)\b", re.I)
_CONTENTS = re.compile(r"(?:table of )?contents", re.I)
_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2})*(?!\d|st\b|nd\b|rd\b|th\b)")  # no year, no "2nd"
_NO_HEADER_ENDS = ".!?…:,;"
_WIDEST_CELL = 90  # characters
LABEL_LEVEL = 6
QUESTION_LEVEL = 5
UNNUMBERED_LEVEL = 4


@dataclass(slots=True)  # not frozen, as a report has more lines than sentences
class Line:
    """A line that is not blank: the offsets of its first and after its last character, and what is around it."""

    start: int
    end: int
    text: str
    indent: int
    spaced: bool  # a blank line stands before it
    new_page: bool  # a form feed, or the single blank that some exports leave of one, stands before it


@dataclass(frozen=True, slots=True)
class Layout:
    """How the lines of a text are broken: `full` is the shortest length that a line is broken at, 0 for never."""

    full: int
    repeated: frozenset[str]

    def forced(self, line: Line, following: Line) -> bool:
        """Whether the break after `line` was meant, as the next word would have fitted."""
        word = following.text.split(maxsplit=1)[0]
        return self.full == 0 or len(line.text) + 1 + len(word) < self.full


def split_lines(text: str) -> Iterator[Line]:
    """The lines of a text that are not blank."""
    last = 0
    for match in _LINE.finditer(text):
        raw = match.group()
        stripped = raw.strip()
        if not stripped:
            continue
        indent = 0 if raw[0] == stripped[0] else len(raw) - len(raw.lstrip())
        start = match.start() + indent
        between = text[last:start]
        spaced = between != "\n" and (between == "\n\n" or len(_LINE_END.findall(between)) > 1)
        new_page = "\f" in between or (indent == 1 and raw[0] == " ")
        last = start + len(stripped)
        yield Line(start, last, stripped, indent, spaced, new_page)


def full_length(lines: Sequence[Line]) -> int:
    """The length from which a line counts as full; 0 where lines are not wrapped at a width.

    A line that goes on in lower case on the next one was broken because the next word did not fit: its length
    with that word is more than the width. The fifth percentile of these lengths is just above the width of the
    narrowest column that matters.
    """
    broken = sorted(
        len(line.text) + 1 + len(following.text.split(maxsplit=1)[0])
        for line, following in itertools.pairwise(lines)
        if not following.spaced and following.text[0].islower() and len(line.text) > 30
    )
    if len(broken) < 2 or len(broken) < 0.05 * len(lines):
        return 0
    return min(int(0.95 * broken[len(broken) // 20]), 130)


def repeated_lines(lines: Iterable[str]) -> frozenset[str]:
    """The lines, digits made `#`, that stand three times or more and so are page headers or footers.

    Labels, ratings, bullets and whole sentences repeat for other reasons and are left out.
    """
    counts = Counter(_without_digits(line) for line in lines if line and line[-1] not in _NO_HEADER_ENDS)
    return frozenset(
        line
        for line, count in counts.items()
        if count >= 3 and 12 <= len(line) <= 120 and len(line.split()) >= 3 and _may_be_header(line)
    )


def is_repeated(line: str, repeated: frozenset[str]) -> bool:
    """Whether the line is one of `repeated_lines`, whatever its page number."""
    return bool(repeated) and _without_digits(line) in repeated


_LONGEST = 300  # characters of a text that stands on its own
_CHECKS = (
    (recognise.is_rule, Role.RULE),
    (recognise.is_rating, Role.RATING),
    (recognise.is_page_number, Role.PAGE_NUMBER),
    (recognise.is_running_header, Role.RUNNING_HEADER),
    (recognise.is_key_question, Role.KEY_QUESTION),
    (recognise.is_caption, Role.CAPTION),
    (recognise.is_contents_line, Role.TABLE),
    (recognise.is_table_row, Role.TABLE),
    (recognise.is_web_furniture, Role.WEB_FURNITURE),
    (recognise.is_detail, Role.DETAIL),
)


def role_of(text: str) -> Role:
    """The role of a short text that stands on its own, from its form alone."""
    return _role_of(text) if len(text) <= _LONGEST else Role.BODY


@lru_cache(maxsize=2048)  # each line is asked about twice or three times, and headings repeat
def _role_of(text: str) -> Role:
    for check, role in _CHECKS:
        if check(text):
            return role
    return Role.BODY


def settle(draft: Draft, words: str) -> None:
    """Make a draft whose kind the file itself tells what it is by its words; its role is set by `role_of` before."""
    if draft.kind is BlockKind.HEADING:
        if draft.role is Role.RATING and recognise.has_verb(words):
            draft.role = Role.STATEMENT
        elif draft.role is not Role.KEY_QUESTION:
            says = recognise.is_statement(words) or recognise.is_terminal(words)
            draft.role = Role.STATEMENT if says else Role.TITLE
    elif draft.role is Role.KEY_QUESTION:
        draft.kind, draft.level = BlockKind.HEADING, QUESTION_LEVEL
    elif draft.role is not Role.BODY:
        draft.kind, draft.level = BlockKind.OTHER, 0
    elif draft.kind is BlockKind.PARAGRAPH and is_title(words):
        draft.kind, draft.role = BlockKind.OTHER, Role.TITLE


def is_title(words: str) -> bool:
    """Whether a paragraph is no sentence but a label, a name or a line of a table."""
    if recognise.is_label(words):
        return True
    return recognise.is_heading_like(words) and not words.endswith(":") and not recognise.is_statement(words)


def heading_level(text: str, *, shallowest: int = 1) -> int:
    """The depth of a heading from its number ("1.2 Staff" is 2) or, without one, from its words."""
    number = _NUMBER.match(text)
    if number and len(text) > number.end():
        return max(shallowest, number.group().count(".") + 1)
    if recognise.is_named_section(text):
        return shallowest
    return LABEL_LEVEL if text.endswith(":") else UNNUMBERED_LEVEL


def finish(source: str, drafts: Sequence[Draft]) -> Iterator[Block]:
    """The blocks of a report from its drafts in reading order, with zones marked and section paths set."""
    words = Vocabulary(source)
    _mark_tables(source, drafts)
    path: list[tuple[int, str]] = []
    section: tuple[str, ...] = ()
    zone: Role | None = None
    zone_level, in_results_annex = 0, False
    tails = find_tails(source, drafts)
    tail = False
    for number, draft in enumerate(drafts):
        tail = tail or number in tails
        text = draft.joined(source) if zone or draft.kind is BlockKind.HEADING or number in tails else ""
        if draft.kind is BlockKind.HEADING:
            if zone and not _leaves(draft, text, zone_level, in_results_annex=in_results_annex):
                draft.kind, draft.role = BlockKind.OTHER, zone
            else:
                zone, zone_level = _zone(text), draft.level
                in_results_annex = zone is Role.TABLE and _ANNEX.match(text) is not None
        elif zone and not _is_sentence(text) and draft.role is Role.BODY:
            draft.kind, draft.role = BlockKind.OTHER, zone
        if tail and draft.kind is BlockKind.HEADING:
            draft.kind, draft.role = BlockKind.OTHER, Role.WEB_FURNITURE
        if number in tails:
            path = [(1, " ".join(text.split()))]
            section = (path[0][1],)
        if draft.behind_item and path and path[-1][0] == ITEM_TITLE_LEVEL:
            path.pop()
            section = section[:-1]
        if draft.kind is not BlockKind.HEADING:
            yield make_block(source, draft, words, section)
            continue
        while path and path[-1][0] >= draft.level:
            path.pop()
        block = make_block(source, draft, words, tuple(title for _, title in path))
        path.append((draft.level, block.text))
        section = (*block.section, block.text)
        yield block


def _without_digits(line: str) -> str:
    return " ".join((_DIGITS.sub("#", line) if _DIGIT.search(line) else line).split()).strip("# ")


def _may_be_header(line: str) -> bool:
    return not (
        recognise.is_terminal(line)
        or line.endswith((":", ",", ";"))
        or recognise.is_rating(line)
        or recognise.has_verb(line)
        or recognise.GLYPH.match(line)
    )


def _zone(heading: str) -> Role | None:
    """The role of all that stands under a heading, where the heading says that no sentence does."""
    if _GLOSSARY.search(heading):
        return Role.GLOSSARY
    if _RESULTS.search(heading) or _CONTENTS.fullmatch(heading.strip()):
        return Role.TABLE
    return None


def _is_sentence(text: str) -> bool:
    return recognise.is_terminal(text) and len(text.split()) >= 5


def _leaves(draft: Draft, text: str, zone_level: int, *, in_results_annex: bool) -> bool:
    """Whether a heading ends a glossary or a table of results rather than being an entry of it."""
    if _ANNEX.match(text):
        return True
    if in_results_annex:
        return False
    if draft.role in (Role.STATEMENT, Role.KEY_QUESTION) or _TOPIC.match(text):
        return True
    numbered = draft.start >= 0 or _NUMBER.match(text) is not None
    return draft.level <= zone_level and (numbered or draft.level <= 2 or recognise.is_named_section(text))


def _mark_tables(source: str, drafts: Sequence[Draft]) -> None:
    """Mark the cells of a torn table: runs of short parts with no sentence among them, two or more of figures."""
    run: list[Draft] = []
    for draft in (*drafts, None):
        if draft is not None and _may_be_cell(draft, source):
            run.append(draft)
            continue
        figures = sum(draft.role in (Role.RATING, Role.PAGE_NUMBER, Role.TABLE) for draft in run)
        if len(run) >= 5 and figures >= 3:
            for cell in run:
                if cell.role in (Role.TITLE, Role.BODY):
                    cell.kind, cell.role = BlockKind.OTHER, Role.TABLE
        run = []


def _may_be_cell(draft: Draft, source: str) -> bool:
    if draft.role in (Role.RATING, Role.PAGE_NUMBER, Role.TABLE):
        return True
    if draft.role is Role.BODY and (draft.kind is BlockKind.LIST_ITEM or draft.length >= _WIDEST_CELL):
        return False
    text = draft.joined(source)
    if draft.role is Role.TITLE:
        return draft.level > 1 and draft.start < 0 and not recognise.is_named_section(text)
    return (
        draft.role is Role.BODY
        and draft.kind is not BlockKind.LIST_ITEM
        and len(text) < _WIDEST_CELL
        and not (recognise.is_terminal(text) or text.endswith(":"))
    )
