"""From lines in reading order to drafts: paragraphs and list items that may go on over columns and pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from classifier.reading import recognise
from classifier.reading.assemble import Draft
from classifier.reading.pdf.telling import tell
from classifier.records import BlockKind, Role

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from classifier.reading.pdf.lines import Line
    from classifier.reading.pdf.styles import Styles

_NEAR = 4.0  # points: an indent that is meant is more


@dataclass(slots=True)
class Aside:
    """The lines that are no running text, by `id`: furniture, footnotes (and which open one), contents."""

    furniture: Mapping[int, Role]
    notes: Mapping[int, bool]
    contents: Container[int]
    repeated: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Flow:
    """A stream of text: the draft that is open in it, its first and last line, and the bullets of its list."""

    draft: Draft | None = None
    first: Line | None = None
    last: Line | None = None
    interrupted: bool = False
    bullets: list[float] = field(default_factory=list)


class Assembler:
    """Goes through the pages once; `drafts` are in the order in which they begin, `headings` with a line each."""

    def __init__(self, text: str, styles: Styles, aside: Aside) -> None:
        self.text = text
        self.styles = styles
        self.aside = aside
        self.drafts: list[Draft] = []
        self.headings: list[tuple[Draft, Line]] = []
        self._main = _Flow()
        self._boxes: dict[int, _Flow] = {}  # of the page at hand
        self._note: Draft | None = None

    def run(self, pages: Sequence[Sequence[Line]]) -> None:
        """Make the drafts of all pages."""
        for lines in pages:
            for line in lines:
                if not self._set_aside(line):
                    self._take(self._flow_of(line), line)
            for flow in self._boxes.values():
                self._close(flow)
            self._boxes = {}
        self._close(self._main)

    def _flow_of(self, line: Line) -> _Flow:
        if line.flow == 0:
            return self._main
        if line.flow > 0:
            self._interrupt()
        return self._boxes.setdefault(line.flow, _Flow())

    def _set_aside(self, line: Line) -> bool:
        """Make a draft of its own of a line that is no running text."""
        key = id(line)
        role = self.aside.furniture.get(key)
        if role is None and line.turned:
            role = Role.DETAIL
        if role is not None:
            self._single(line, role)
        elif key in self.aside.notes:
            self._take_note(line, opens=self.aside.notes[key])
        elif key in self.aside.contents or line.cells:
            self._interrupt()
            rating = len(line.row) == 2 and recognise.is_rating(" | ".join(line.row))
            self._single(line, Role.RATING if rating else Role.TABLE)
        else:
            return False
        return True

    def _single(self, line: Line, role: Role) -> None:
        self.drafts.append(Draft(BlockKind.OTHER, role, spans=[(line.start, line.end)], page=line.page))

    def _interrupt(self) -> None:
        """A table or box stands in the main text: only a sentence that is not over goes on behind it."""
        flow = self._main
        if flow.draft is not None and (self._ended(flow) or flow.draft.kind is BlockKind.HEADING):
            self._close(flow)
        flow.interrupted = True

    def _take_note(self, line: Line, *, opens: bool) -> None:
        if opens or self._note is None:
            begin = line.marks[0][1] if opens and line.marks else line.start
            self._note = Draft(BlockKind.OTHER, Role.FOOTNOTE, spans=[], start=line.start, page=line.page)
            self._note.spans += self._spans(line, begin)
            self.drafts.append(self._note)
        else:
            self._note.spans.append((line.start, line.end))

    def _take(self, flow: _Flow, line: Line) -> None:
        if flow.draft is not None and self._goes_on(flow, line):
            flow.draft.spans += self._spans(line, line.start)
            flow.last, flow.interrupted = line, False
            return
        self._close(flow)
        self._start(flow, line)

    def _spans(self, line: Line, begin: int) -> list[tuple[int, int]]:
        """The parts of a line from `begin` that are not footnote marks."""
        spans: list[tuple[int, int]] = []
        at = begin
        for start, end in line.marks:
            if start > at and self.text[at:start].strip():
                spans.append((at, start))
            at = max(at, end)
        if line.end > at and self.text[at : line.end].strip():
            spans.append((at, line.end))
        return spans or [(begin, line.end)]

    def _ended(self, flow: _Flow) -> bool:
        """Whether the open draft is a whole sentence, or one that a list follows."""
        assert flow.draft is not None
        start, end = flow.draft.spans[-1]
        text = self.text[start:end].rstrip()
        return recognise.is_terminal(text) or text.endswith(":")

    def _goes_on(self, flow: _Flow, line: Line) -> bool:
        """Whether the line belongs to the open draft of its flow."""
        last, draft = flow.last, flow.draft
        assert last is not None and draft is not None
        if draft.kind is BlockKind.HEADING:
            return not flow.interrupted and self._heading_goes_on(last, line)
        ended = self._ended(flow)
        lower = line.text[0].islower() or line.text[0] in "(&,;"
        if abs(line.size - last.size) > 0.6 or (line.bold != last.bold and (ended or not lower)):
            return False
        forced = self.styles.forced(last, line)
        if self._opens_item(line, certain=not ended and not forced):
            return False
        if flow.interrupted or not _beneath(last, line):
            return not ended and (lower or not forced) and not self._indented(flow, line)
        if line.base - last.base > 1.22 * self.styles.pitch(line.size) + 0.6:
            return not ended and lower
        if draft.kind is BlockKind.LIST_ITEM and line.x0 < self._body_x(flow) - _NEAR:
            return not ended and not forced
        if line.x0 > last.x0 + _NEAR and draft.kind is BlockKind.PARAGRAPH and ended:
            return False
        return not ended and lower if forced else True

    def _heading_goes_on(self, last: Line, line: Line) -> bool:
        same = abs(line.size - last.size) <= 0.3 and line.bold == last.bold and _beneath(last, line)
        numbered = recognise.SECTION_NUMBER.match(line.text) or recognise.GLYPH.match(line.text)
        if not same or line.base - last.base > 1.45 * line.size or numbered:
            return False
        if not self.styles.forced(last, line):
            return True
        return line.size >= 1.3 * self.styles.size and not last.text.endswith(":")

    def _body_x(self, flow: _Flow) -> float:
        assert flow.first is not None
        return flow.first.body_x

    def _indented(self, flow: _Flow, line: Line) -> bool:
        """Whether the first line of a column or page is set in as a new paragraph is, or out as one after a list."""
        assert flow.last is not None and flow.first is not None and flow.draft is not None
        if not line.text[0].isupper():
            return False
        if flow.draft.kind is BlockKind.LIST_ITEM:
            return line.x0 - line.column[0] < flow.first.body_x - flow.first.column[0] - _NEAR
        return line.x0 - line.column[0] > flow.last.x0 - flow.last.column[0] + 2 * _NEAR

    def _opens_item(self, line: Line, *, certain: bool) -> bool:
        """Whether a line begins with a bullet or number; with `certain`, the line before it asks to go on."""
        if recognise.GLYPH.match(line.text):
            return True
        if line.body == line.start or certain:
            return False
        return recognise.DASH.match(line.text) is not None or recognise.LIST_NUMBER.match(line.text) is not None

    def _start(self, flow: _Flow, line: Line) -> None:
        """Open a draft with the line."""
        item = self._opens_item(line, certain=False)
        glyph = recognise.GLYPH.match(line.text)
        stands_out = self.styles.stands_out(line) and glyph is None
        begin, start = line.start, -1
        if stands_out:
            kind, start = BlockKind.HEADING, line.start
        elif item:
            kind, start = BlockKind.LIST_ITEM, line.start
            begin = max(line.body, line.start + (glyph.end() if glyph else 0))
        else:
            kind = BlockKind.PARAGRAPH
        draft = Draft(kind, start=start, page=line.page, spans=self._spans(line, min(begin, line.end - 1)))
        draft.level = self._item_level(flow, line) if kind is BlockKind.LIST_ITEM else 0
        flow.draft, flow.first, flow.last, flow.interrupted = draft, line, line, False
        self.drafts.append(draft)

    def _item_level(self, flow: _Flow, line: Line) -> int:
        """The nesting of a list item, from 1, by how far in its bullet stands."""
        x = line.x0 - line.column[0]
        while flow.bullets and flow.bullets[-1] > x + _NEAR:
            flow.bullets.pop()
        if not flow.bullets or x > flow.bullets[-1] + _NEAR:
            flow.bullets.append(x)
        return len(flow.bullets)

    def _close(self, flow: _Flow) -> None:
        """Tell the open draft by its form."""
        if flow.draft is None or flow.first is None:
            return
        draft = flow.draft
        tell(self.text, draft, self.aside.repeated, lines=len(draft.spans), aside=flow.first.flow < 0)
        if draft.kind is BlockKind.HEADING:
            self.headings.append((draft, flow.first))
        if draft.kind is not BlockKind.LIST_ITEM and flow.first.x0 - flow.first.column[0] <= _NEAR:
            flow.bullets = []
        flow.draft = None


def _beneath(last: Line, line: Line) -> bool:
    """Whether a line stands under the last one in the same column of the same page."""
    same = last.page == line.page and abs(last.column[0] - line.column[0]) < 2 and last.flow == line.flow
    return same and line.base > last.base
