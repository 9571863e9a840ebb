"""Plain text, however it was exported: lines are joined to blocks by layout, then told apart by form."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from classifier.reading import recognise
from classifier.reading.assemble import Draft
from classifier.reading.footnotes import FootnoteReader
from classifier.reading.run_in import split_run_in
from classifier.reading.structure import (
    QUESTION_LEVEL,
    UNNUMBERED_LEVEL,
    finish,
    heading_level,
    is_repeated,
    repeated_lines,
    role_of,
)
from classifier.records import Block, BlockKind, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LINE = re.compile(r"[^\n\r\f\v\x1c-\x1e\x85\u2028\u2029]+")
_QUESTION_WORD = re.compile(r"(?:\d\S*\s+)?(?:is|are|do|does|did|has|have|how|what|can|to what)\b", re.I)
_LIST_NUMBER_HERE = re.compile(r"\(?(\d{1,2})[.)]\s")
_OPENER = re.compile(
    r"(?:The|An?|In|We|This|These|It|There|Most|Almost|All|Some|Each|When|However|Although|Our|They)\s(?=[a-z])"
)
_SETS_OFF = (Role.KEY_QUESTION, Role.WEB_FURNITURE, Role.CAPTION)
BULLET_TITLE_LEVEL = 7


@dataclass(frozen=True, slots=True)
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


def read_blocks(text: str) -> Iterator[Block]:
    """The blocks of a plain text in reading order; offsets are characters of `text`."""
    lines = list(split_lines(text))
    layout = Layout(full_length(lines), repeated_lines(line.text for line in lines))
    drafts = list(_Assembler(text, lines, layout).drafts())
    yield from finish(text, drafts)


def split_lines(text: str) -> Iterator[Line]:
    """The lines of a text that are not blank."""
    last = 0
    for match in _LINE.finditer(text):
        raw = match.group()
        stripped = raw.strip()
        if not stripped:
            continue
        indent = len(raw) - len(raw.lstrip())
        start = match.start() + indent
        between = text[last:start]
        new_page = "\f" in between or (indent == 1 and raw[0] == " ")
        yield Line(
            start,
            start + len(stripped),
            stripped,
            indent,
            between.replace("\r\n", "\n").count("\n") > 1,
            new_page,
        )
        last = start + len(stripped)


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


class _Assembler:
    """Goes through the lines once and gives out drafts; holds the one that may still go on."""

    def __init__(self, source: str, lines: Sequence[Line], layout: Layout) -> None:
        self.source = source
        self.lines = lines
        self.layout = layout
        self.footnotes = FootnoteReader(source)
        self.open: Draft | None = None
        self.last: Line | None = None  # the last line of the open draft
        self.interrupted = False  # by a page header or footnote since that line
        self.marker = -1  # where a bullet or number stands that waits for its text
        self.marker_kind = BlockKind.PARAGRAPH
        self.held: list[Draft] = []  # structure that stands inside the open draft

    def drafts(self) -> Iterator[Draft]:
        for number, line in enumerate(self.lines):
            following = self.lines[number + 1] if number + 1 < len(self.lines) else None
            yield from self._take(line, following)
        yield from self._close(None)

    def _take(self, line: Line, following: Line | None) -> Iterator[Draft]:
        aside = self._aside(line, following)
        if aside is not None:
            self.held.append(Draft(BlockKind.OTHER, aside, spans=[(line.start, line.end)]))
            self.interrupted = True
            return
        if self._marker_alone(line, following):
            yield from self._close(line)
            self.marker = line.start
            return
        if self.open is not None and self.marker < 0 and self._goes_on(line):
            self.open.spans.append((line.start, line.end))
            self.last, self.interrupted = line, False
            return
        yield from self._close(line)
        yield from self._start(line)

    def _aside(self, line: Line, following: Line | None) -> Role | None:
        """The role of a line that belongs to the page rather than to the text."""
        if is_repeated(line.text, self.layout.repeated) or recognise.is_running_header(line.text):
            is_title = self.last is None and not self.held
            return Role.TITLE if is_title else Role.RUNNING_HEADER
        if self.footnotes.takes(line.text, line.start, spaced=line.spaced, new_page=line.new_page):
            return Role.FOOTNOTE
        if recognise.is_rule(line.text) and not recognise.GLYPH.fullmatch(line.text):
            return Role.RULE
        if recognise.is_page_number(line.text) and (line.spaced or self._ends_here(following)):
            return Role.PAGE_NUMBER
        return None

    def _ends_here(self, following: Line | None) -> bool:
        return (
            following is None
            or following.spaced
            or self.open is None
            or recognise.LONE_NUMBER.fullmatch(following.text) is not None
        )

    def _marker_alone(self, line: Line, following: Line | None) -> bool:
        """Whether the line is a bullet or a section number that waits for its text."""
        if following is None:
            return False
        if recognise.GLYPH.fullmatch(line.text) or line.text in ("-", "o", "*"):
            self.marker_kind = BlockKind.LIST_ITEM
            return True
        if recognise.LONE_SECTION_NUMBER.fullmatch(line.text) and following.text[0].isupper():
            self.marker_kind = BlockKind.HEADING
            return True
        return False

    def _goes_on(self, line: Line) -> bool:
        """Whether the line belongs to the open draft."""
        assert self.open is not None and self.last is not None
        text = self.open.joined(self.source)
        ended = recognise.is_terminal(text) or text.endswith(":")
        lower = line.text[0].islower() or line.text[0] in "(&,;"
        if self.open.role in _SETS_OFF or recognise.is_key_question(text):
            return False
        if self._starts_anew(line, ended=ended):
            return False
        if line.spaced or self.interrupted:
            return not ended and (lower or (self.interrupted and not line.spaced and not self._forced(line)))
        if self.layout.full == 0:
            return (lower and not ended) or (line.indent > 2 and line.indent > self.last.indent)
        if self._forced(line):
            return not ended and lower
        if not ended and _OPENER.match(line.text):
            return False  # "… into account" / "The first …": no sentence has a capital article inside
        return not (ended and (lower or self._opens_heading(line)))

    def _forced(self, line: Line) -> bool:
        assert self.last is not None
        return self.layout.forced(self.last, line)

    def _starts_anew(self, line: Line, *, ended: bool) -> bool:
        """Whether the line begins with a bullet, a number or a form that opens a block."""
        full = self.layout.full and not ended and not line.spaced and not self._forced(line)
        if recognise.GLYPH.match(line.text):
            return True
        if self._next_number(line.text):
            return True
        if recognise.DASH.match(line.text) or recognise.LIST_NUMBER.match(line.text):
            return not full
        if recognise.SECTION_NUMBER.match(line.text) and not full:
            return True
        return not full and role_of(line.text) is not Role.BODY

    def _next_number(self, text: str) -> bool:
        """Whether the line carries the number that follows the open list item's."""
        assert self.open is not None
        here = _LIST_NUMBER_HERE.match(self.source, self.open.first)
        found = _LIST_NUMBER_HERE.match(text)
        return here is not None and found is not None and int(found.group(1)) == int(here.group(1)) + 1

    def _opens_heading(self, line: Line) -> bool:
        """Whether a line after a full line that ended a sentence begins a question or a named section."""
        return recognise.is_named_section(line.text) or (
            _QUESTION_WORD.match(line.text) is not None and self._question_from(line)
        )

    def _question_from(self, line: Line) -> bool:
        text = self.source[line.start : line.start + 400].split("\n\n", 1)[0]
        end = text.find("?")
        return end > 0 and recognise.is_key_question(text[: end + 1]) and text[end + 1 : end + 2] in ("\n", "\r", "")

    def _start(self, line: Line) -> Iterator[Draft]:
        """Open a draft with the line; a heading run into its paragraph is given out first."""
        kind, start, text_start = self._marker_of(line)
        self.marker = -1
        title, rest = split_run_in(self.source[text_start : line.end]) if kind is not BlockKind.HEADING else (0, 0)
        if title:
            yield self._run_in(kind, text_start, text_start + title, start)
            text_start += rest
        self.open = Draft(kind, spans=[(text_start, line.end)], start=start)
        self.last, self.interrupted = line, False
        if kind is BlockKind.HEADING:
            number = self.source[start : line.end].split(maxsplit=1)[0].rstrip(".")
            self.open.level = number.count(".") + 1
        self.open.role = role_of(self.source[text_start : line.end])

    def _run_in(self, kind: BlockKind, start: int, end: int, marker: int) -> Draft:
        level = BULLET_TITLE_LEVEL if kind is BlockKind.LIST_ITEM else heading_level(self.source[start:end])
        return Draft(BlockKind.HEADING, Role.TITLE, level, [(start, end)], marker)

    def _marker_of(self, line: Line) -> tuple[BlockKind, int, int]:
        """The kind of block that the line opens, where its marker begins and where its text does."""
        if self.marker >= 0:
            return self.marker_kind, self.marker, line.start
        for pattern in (recognise.GLYPH, recognise.DASH):
            match = pattern.match(line.text)
            if match and match.end() < len(line.text):
                return BlockKind.LIST_ITEM, line.start, line.start + match.end()
        section = recognise.SECTION_NUMBER.match(line.text)
        if section and self._numbers_heading(line.text[section.end() :], section.group("number")):
            return BlockKind.HEADING, line.start, line.start
        numbered = recognise.LIST_NUMBER.match(line.text)
        if numbered:
            return BlockKind.LIST_ITEM, line.start, line.start + numbered.end()
        return BlockKind.PARAGRAPH, -1, line.start

    def _numbers_heading(self, title: str, number: str) -> bool:
        if not title[0].isupper() or recognise.is_terminal(title):
            return False
        return recognise.is_heading_like(title, 10) and ("." in number or not recognise.has_verb(title))

    def _close(self, line: Line | None) -> Iterator[Draft]:
        """Give out the open draft, told apart by its form and by whether `line`, the next one, follows at once."""
        if self.open is not None:
            self._tell(self.open, line)
            yield self.open
        yield from self.held
        self.held = []
        self.open, self.interrupted = None, False

    def _tell(self, draft: Draft, following: Line | None) -> None:
        """Set kind, role and level of a draft that is complete."""
        text = draft.joined(self.source)
        draft.role = role_of(text)
        at_once = following is not None and not following.spaced
        if draft.role is Role.KEY_QUESTION:
            draft.kind, draft.level = BlockKind.HEADING, QUESTION_LEVEL
        elif draft.kind is BlockKind.HEADING:
            draft.role = Role.STATEMENT if recognise.is_statement(text) else Role.TITLE
        elif draft.role is not Role.BODY:
            draft.kind = BlockKind.OTHER
        elif draft.kind is BlockKind.LIST_ITEM:
            draft.level = 1
            if at_once and recognise.is_heading_like(text, 30) and not text.endswith(":"):
                draft.kind, draft.level = BlockKind.HEADING, BULLET_TITLE_LEVEL
                draft.role = Role.STATEMENT if recognise.is_statement(text) else Role.TITLE
        elif recognise.is_label(text) or (recognise.is_heading_like(text) and not text.endswith(":")):
            draft.kind, draft.level = BlockKind.HEADING, heading_level(text)
            draft.role = Role.STATEMENT if recognise.is_statement(text) else Role.TITLE
            if draft.role is Role.STATEMENT and self.layout.full and len(draft.spans) > 2:
                draft.kind, draft.role, draft.level = BlockKind.PARAGRAPH, Role.BODY, 0
        else:
            draft.level = 0


__all__ = ["UNNUMBERED_LEVEL", "Layout", "Line", "full_length", "read_blocks", "split_lines"]
