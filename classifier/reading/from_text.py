"""Plain text, however it was exported: lines are joined to blocks by layout, then told apart by form."""

from __future__ import annotations

import re
from itertools import zip_longest
from operator import attrgetter
from typing import TYPE_CHECKING

from classifier.reading import recognise
from classifier.reading.assemble import Draft
from classifier.reading.footnotes import FootnoteReader
from classifier.reading.item_titles import ITEM_TITLE_LEVEL, TitledItem
from classifier.reading.run_in import split_run_in
from classifier.reading.structure import (
    QUESTION_LEVEL,
    Layout,
    Line,
    finish,
    full_length,
    heading_level,
    is_repeated,
    repeated_lines,
    role_of,
    split_lines,
)
from classifier.records import Block, BlockKind, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_QUESTION_WORD = re.compile(r"(?:\d\S*\s+)?(?:is|are|do|does|did|has|have|how|what|can|to what)\b", re.I)
_NUMBER_HERE = re.compile(r"(?P<parent>\(?|(?:\d{1,2}\.){1,3})(?P<last>\d{1,2})(?:[.)]|(?<=\.\d)|(?<=\.\d\d))\s")
_OPENER = re.compile(
    r"(?:The|An?|In|We|This|These|It|There|Most|Almost|All|Some|Each|When|However|Although|Our|They)\s(?=[a-z])"
)
_SETS_OFF = (Role.KEY_QUESTION, Role.WEB_FURNITURE, Role.CAPTION)
_LONGEST_QUESTION = 600  # characters
_LONGEST_HEADING = 24  # words
_LONGEST_MARKER = 12  # characters: "10.12.13.14."


def read_blocks(text: str) -> Iterator[Block]:
    """The blocks of a plain text in reading order; offsets are characters of `text`."""
    lines = list(split_lines(text))
    layout = Layout(full_length(lines), repeated_lines(line.text for line in lines))
    drafts = sorted(_Assembler(text, lines, layout).drafts(), key=attrgetter("first"))
    yield from finish(text, drafts)


class _Assembler:
    """Goes through the lines once and makes drafts of them; holds the one that may still go on."""

    def __init__(self, source: str, lines: Sequence[Line], layout: Layout) -> None:
        self.source = source
        self.lines = lines
        self.layout = layout
        self.footnotes = FootnoteReader(source)
        self.found: list[Draft] = []
        self.item = TitledItem()
        self.open: Draft | None = None
        self.indent = 0  # of the first line of the open draft, or of its bullet
        self.last: Line | None = None  # the last line of the open draft
        self.interrupted = False  # by a page header or footnote since that line
        self.marker = -1  # where a bullet or number stands that waits for its text
        self.marker_end = -1
        self.marker_indent = 0
        self.marker_kind = BlockKind.PARAGRAPH
        self.held: list[Draft] = []  # structure that stands inside the open draft

    def drafts(self) -> list[Draft]:
        """All of them, those inside another after it."""
        for line, following in zip_longest(self.lines, self.lines[1:]):
            self._take(line, following)
        self._close(None)
        self._marker_left()
        return self.found

    def _take(self, line: Line, following: Line | None) -> None:
        aside = self._aside(line, following)
        if aside is not None:
            self.held.append(Draft(BlockKind.OTHER, aside, spans=[(line.start, line.end)]))
            self.interrupted = True
            return
        if self._marker_alone(line, following):
            self._close(line)
            self._marker_left()
            self.marker, self.marker_end, self.marker_indent = line.start, line.end, line.indent
            return
        if self.open is not None and self.marker < 0 and self._goes_on(line):
            self.open.spans.append((line.start, line.end))
            self.last, self.interrupted = line, False
            return
        self._close(line)
        self._start(line)

    def _aside(self, line: Line, following: Line | None) -> Role | None:
        """The role of a line that belongs to the page rather than to the text."""
        if is_repeated(line.text, self.layout.repeated) or recognise.is_running_header(line.text):
            is_title = self.last is None and not self.held
            return Role.TITLE if is_title else Role.RUNNING_HEADER
        if self.footnotes.takes(line.text, line.start, spaced=line.spaced, new_page=line.new_page):
            return Role.FOOTNOTE
        if line.text[0].isalpha() and line.text[0] not in "pP" and "|" not in line.text:
            return None
        if recognise.is_rule(line.text) and not recognise.GLYPH.fullmatch(line.text):
            return Role.RULE
        if recognise.is_page_number(line.text) and (
            not line.text.isdigit() or line.spaced or self._ends_here(following)
        ):
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
        if following is None or len(line.text) > _LONGEST_MARKER:
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
        lower = line.text[0].islower() or line.text[0] in "(&,;"
        if line.spaced and not lower:
            return False
        ended = recognise.is_terminal(self.last.text) or self.last.text.endswith(":")
        if ended and (line.spaced or self.interrupted):
            return False
        if self.open.role in _SETS_OFF or self._is_question():
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

    def _is_question(self) -> bool:
        """Whether the open draft is a key question; a draft that grows long is not looked at again for each line."""
        assert self.open is not None
        first, last = self.open.spans[0][0], self.open.spans[-1][1]
        may_be = last - first <= _LONGEST_QUESTION and self.source.find("?", first, last) >= 0
        return may_be and recognise.is_key_question(self.open.joined(self.source))

    def _forced(self, line: Line) -> bool:
        assert self.last is not None
        return self.layout.forced(self.last, line)

    def _starts_anew(self, line: Line, *, ended: bool) -> bool:
        """Whether the line begins with a bullet, a number or a form that opens a block."""
        full = self.layout.full and not ended and not line.spaced and not self._forced(line)
        if recognise.is_plain_start(line.text):
            return not full and role_of(line.text) is not Role.BODY
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
        """Whether the line carries the number that follows that of the open list item or numbered paragraph."""
        assert self.open is not None
        found = _NUMBER_HERE.match(text)
        here = _NUMBER_HERE.match(self.source, self.open.first) if found else None
        if here is None or found is None or here.group("parent") != found.group("parent"):
            return False
        return int(found.group("last")) == int(here.group("last")) + 1

    def _opens_heading(self, line: Line) -> bool:
        """Whether a line after a full line that ended a sentence begins a question or a named section."""
        return recognise.is_named_section(line.text) or (
            _QUESTION_WORD.match(line.text) is not None and self._question_from(line)
        )

    def _question_from(self, line: Line) -> bool:
        text = self.source[line.start : line.start + 400].split("\n\n", 1)[0]
        end = text.find("?")
        return end > 0 and recognise.is_key_question(text[: end + 1]) and text[end + 1 : end + 2] in ("\n", "\r", "")

    def _start(self, line: Line) -> None:
        """Open a draft with the line; a heading run into its paragraph is a draft before it."""
        kind, start, text_start = self._marker_of(line)
        self.indent = self.marker_indent if self.marker >= 0 else line.indent
        self.marker = -1
        behind_item = self.item.ends_before(kind, self.indent, spaced=line.spaced)
        title, rest = split_run_in(self.source[text_start : line.end]) if kind is not BlockKind.HEADING else (0, 0)
        if title:
            self.found.append(self._run_in(kind, text_start, text_start + title, start))
            self.item.take(self.found[-1], self.indent)
            text_start += rest
        self.open = Draft(kind, spans=[(text_start, line.end)], start=start, behind_item=behind_item)
        self.last, self.interrupted = line, False
        if kind is BlockKind.HEADING:
            number = self.source[start : line.end].split(maxsplit=1)[0].rstrip(".")
            self.open.level = number.count(".") + 1
        self.open.role = role_of(self.source[text_start : line.end])

    def _run_in(self, kind: BlockKind, start: int, end: int, marker: int) -> Draft:
        level = ITEM_TITLE_LEVEL if kind is BlockKind.LIST_ITEM else heading_level(self.source[start:end])
        return Draft(BlockKind.HEADING, Role.TITLE, level, [(start, end)], marker)

    def _marker_of(self, line: Line) -> tuple[BlockKind, int, int]:
        """The kind of block that the line opens, where its marker begins and where its text does."""
        if self.marker >= 0:
            return self.marker_kind, self.marker, line.start
        if recognise.is_plain_start(line.text):
            return BlockKind.PARAGRAPH, -1, line.start
        for pattern in (recognise.GLYPH, recognise.DASH):
            match = pattern.match(line.text)
            if match and match.end() < len(line.text):
                return BlockKind.LIST_ITEM, line.start, line.start + match.end()
        section = recognise.SECTION_NUMBER.match(line.text)
        if section and self._numbers_heading(line.text[section.end() :], section.group("number")):
            return BlockKind.HEADING, line.start, line.start
        if section and "." in section.group("number") and self._numbers_sentence(line.text, section.end()):
            return BlockKind.PARAGRAPH, line.start, line.start + section.end()
        numbered = recognise.LIST_NUMBER.match(line.text)
        if numbered:
            return BlockKind.LIST_ITEM, line.start, line.start + numbered.end()
        return BlockKind.PARAGRAPH, -1, line.start

    def _numbers_sentence(self, text: str, at: int) -> bool:
        return recognise.opens_sentence(text[at:]) and split_run_in(text) == (0, 0)

    def _numbers_heading(self, title: str, number: str) -> bool:
        if not title[0].isupper() or recognise.is_terminal(title):
            return False
        return recognise.is_heading_like(title, 10) and ("." in number or not recognise.has_verb(title))

    def _marker_left(self) -> None:
        """Make a draft of a bullet or number that waited for its text in vain."""
        if self.marker >= 0:
            self.found.append(Draft(BlockKind.OTHER, Role.RULE, spans=[(self.marker, self.marker_end)]))
        self.marker = -1

    def _close(self, line: Line | None) -> None:
        """Finish the open draft, told apart by its form and by whether `line`, the next one, follows at once."""
        if self.open is not None:
            self._tell(self.open, line)
            self.item.take(self.open, self.indent)
            self.found.append(self.open)
        if self.held:
            self.found += self.held
            self.held = []
        self.open, self.interrupted = None, False

    def _tell(self, draft: Draft, following: Line | None) -> None:
        """Set kind, role and level of a draft that is complete."""
        text = draft.joined(self.source)
        draft.role = role_of(text)
        at_once = following is not None and not following.spaced
        if draft.role is Role.KEY_QUESTION:
            draft.kind, draft.level = BlockKind.HEADING, QUESTION_LEVEL
            if recognise.SECTION_NUMBER.match(self.source, draft.first) and len(draft.spans) == 1:
                draft.spans[0] = (draft.first, draft.spans[0][1])
        elif draft.kind is BlockKind.HEADING and self._numbers_paragraph(draft, text):
            draft.kind, draft.role, draft.level = BlockKind.PARAGRAPH, Role.BODY, 0
        elif draft.kind is BlockKind.HEADING:
            draft.role = Role.STATEMENT if recognise.is_statement(text) else Role.TITLE
        elif draft.role is not Role.BODY:
            draft.kind = BlockKind.OTHER
        elif draft.kind is BlockKind.LIST_ITEM:
            draft.level = 1
            titled = at_once and following is not None and not recognise.opens_item(following.text)
            if titled and recognise.is_heading_like(text, 30) and not text.endswith(":"):
                draft.kind, draft.level = BlockKind.HEADING, ITEM_TITLE_LEVEL
                draft.role = Role.STATEMENT if recognise.is_statement(text) else Role.TITLE
        elif recognise.is_label(text) or (recognise.is_heading_like(text) and not text.endswith(":")):
            draft.kind, draft.level = BlockKind.HEADING, heading_level(text)
            draft.role = Role.STATEMENT if recognise.is_statement(text) else Role.TITLE
            if draft.role is Role.STATEMENT and self.layout.full and len(draft.spans) > 2:
                draft.kind, draft.role, draft.level = BlockKind.PARAGRAPH, Role.BODY, 0
        else:
            draft.level = 0

    def _numbers_paragraph(self, draft: Draft, text: str) -> bool:
        """Whether what began as a numbered heading is a paragraph; its number is then taken out of its text."""
        number = recognise.SECTION_NUMBER.match(text)
        title = text[number.end() :] if number else text
        if not (recognise.is_terminal(title) and recognise.has_verb(title)) and len(title.split()) <= _LONGEST_HEADING:
            return False
        if number:
            draft.spans[0] = (draft.spans[0][0] + number.end(), draft.spans[0][1])
        return True
