"""From the paragraphs, headings and rows that a reader finds to the report's text and its blocks.

Readers of formats that have no text of their own (Word, web pages) make it here, block by block; all offsets
refer to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from classifier.reading import recognise
from classifier.reading.assemble import Draft
from classifier.reading.structure import (
    LABEL_LEVEL,
    finish,
    heading_level,
    is_repeated,
    repeated_lines,
    role_of,
    settle,
)
from classifier.records import Block, BlockKind, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

CELLS = " | "
_BLANKS = re.compile(r"[^\S\n]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u2028\u2029]")
_MARKERS = (recognise.GLYPH, recognise.DASH, recognise.LIST_NUMBER)
_DEEPEST = 9


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one form; a line break is a newline. An `aside` is printed but in no sentence.

    `size` is the font size in points, 0 where the format does not say.
    """

    text: str
    bold: bool = False
    aside: bool = False
    size: float = 0.0


def plain(runs: Iterable[Run]) -> str:
    """The text of runs without asides, white space made single blanks."""
    return " ".join("".join(run.text for run in runs if not run.aside).split())


def is_strong(runs: Iterable[Run]) -> bool:
    """Whether there is text and all of it is bold."""
    said = [run.bold for run in runs if not run.aside and any(map(str.isalnum, run.text))]
    return bool(said) and all(said)


class Builder:
    """The text of a report in the making, with the drafts of its blocks."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._near = False  # the last block was a list item or a row, to which the next one is close
        self.drafts: list[Draft] = []
        self.level = 0  # of the last real heading

    def heading(self, runs: Sequence[Run], level: int, number: str = "", *, strong: bool = False) -> None:
        """Add a heading of a depth from 1; `strong` is one that only looks like a heading."""
        lines = [_joined_lines(runs)]
        if number:
            lines[0].insert(0, Run(f"{number} "))
        draft = self._put(BlockKind.HEADING, lines, level=min(max(level, 1), _DEEPEST))
        if draft is None:
            return
        if not strong:
            self.level = draft.level
            draft.start = draft.first  # as a mark before it would: it is no cell of a table, whatever stands around
        self._settle(draft)

    def strong(self, runs: Sequence[Run]) -> None:
        """Add a heading that is one only by its bold letters; it stands below the last real one."""
        text = plain(runs)
        level = LABEL_LEVEL if text.endswith(":") else heading_level(text)
        self.heading(runs, max(level, self.level + 1), strong=True)

    def paragraph(
        self, runs: Sequence[Run], kind: BlockKind = BlockKind.PARAGRAPH, level: int = 0, marker: str = ""
    ) -> None:
        """Add a paragraph or a list item; lines of it that are headings, items or structure stand on their own."""
        for part in _split(_lines(runs)):
            text = plain(run for line in part for run in line)
            flat = [run for line in part for run in line]
            if kind is BlockKind.PARAGRAPH and may_be_heading(text) and is_strong(flat):
                self.strong(flat)
                continue
            own, typed = _without_marker(part) if not marker else (part, "")
            if typed:
                draft = self._put(BlockKind.LIST_ITEM, own, level=max(level, 1), marker=typed)
            else:
                draft = self._put(kind, part, level=level, marker=marker)
            if draft is not None:
                self._settle(draft)
            marker = ""

    def structure(self, runs: Sequence[Run], role: Role, marker: str = "") -> None:
        """Add a block that holds no sentence, whatever its words."""
        self._put(BlockKind.OTHER, [_joined_lines(runs)], role=role, marker=marker)

    def row(self, cells: Sequence[Sequence[Run]]) -> None:
        """Add a row of a table, its cells joined on one line; a row that only rates is a rating."""
        filled = [_joined_lines(cell) for cell in cells if plain(cell)]
        if not filled:
            return
        texts = [plain(cell) for cell in filled]
        rated = len(texts) <= 2 and recognise.is_rating(": ".join(texts))
        runs: list[Run] = []
        for number, cell in enumerate(filled):
            runs += [Run(CELLS), *_trimmed(cell)] if number else _trimmed(cell)
        self._put(BlockKind.OTHER, [runs], role=Role.RATING if rated else Role.TABLE)

    def finish(self) -> tuple[str, tuple[Block, ...]]:
        """The text and its blocks, none for no text; a line that stands three times or more is a running header."""
        text = "".join(self._parts) + ("\n" if self._parts else "")
        repeated = repeated_lines(draft.joined(text) for draft in self.drafts)
        for draft in self.drafts:
            body = draft.role is Role.BODY or (draft.role is Role.TITLE and draft.kind is BlockKind.OTHER)
            if body and is_repeated(draft.joined(text), repeated):
                draft.kind, draft.role, draft.level = BlockKind.OTHER, Role.RUNNING_HEADER, 0
        # A block of nothing but marks and invisible characters has no text once they are taken out.
        return text, tuple(block for block in finish(text, self.drafts) if block.text.strip())

    def _put(
        self,
        kind: BlockKind,
        lines: Sequence[Sequence[Run]],
        *,
        level: int = 0,
        role: Role = Role.BODY,
        marker: str = "",
    ) -> Draft | None:
        """Add the characters of a block and its draft; None where there is no letter or figure in it."""
        if not any(any(map(str.isalnum, run.text)) for line in lines for run in line if not run.aside):
            return None
        near = kind is BlockKind.LIST_ITEM or role in (Role.TABLE, Role.RATING)
        self._add("\n" if near and self._near else "\n\n" if self._parts else "")
        self._near = near
        start = -1
        if marker:
            self._add("  " * (level - 1) if kind is BlockKind.LIST_ITEM else "")
            start = self._length
            self._add(f"{marker} ")
        spans: list[tuple[int, int]] = []
        for number, line in enumerate(lines):
            self._add("\n" if number and self._length else "")
            for run in _trimmed(line):
                begin = self._length
                self._add(run.text)
                if not run.aside:
                    spans.append((begin, self._length))
        draft = Draft(kind, role, level, _joined(spans), start)
        self.drafts.append(draft)
        return draft

    def _add(self, text: str) -> None:
        if text:
            self._parts.append(text)
            self._length += len(text)

    def _text_of(self, draft: Draft) -> str:
        recent: list[str] = []
        length = self._length
        for part in reversed(self._parts):
            recent.append(part)
            length -= len(part)
            if length <= draft.first:
                break
        text = "".join(reversed(recent))
        moved = replace(draft, spans=[(start - length, end - length) for start, end in draft.spans])
        return moved.joined(text)

    def _settle(self, draft: Draft) -> None:
        """Set the role of a block from its words, and make it what it is by them."""
        words = self._text_of(draft)
        draft.role = role_of(words)
        settle(draft, words)


def may_be_heading(text: str) -> bool:
    """Whether a text that is set as headings are may be one: short, no full stop, no rating and the like."""
    return recognise.is_heading_like(text) and role_of(text) in (Role.BODY, Role.KEY_QUESTION)


def _lines(runs: Iterable[Run]) -> list[list[Run]]:
    """The runs of each line that holds text, white space made single blanks."""
    lines: list[list[Run]] = [[]]
    for run in runs:
        for number, text in enumerate(_CONTROL.sub("", run.text.replace("\r", " ")).split("\n")):
            if number:
                lines.append([])
            if text:
                lines[-1].append(replace(run, text=_BLANKS.sub(" ", text)))
    return [line for line in lines if any(run.text.strip() for run in line)]


def _joined_lines(runs: Iterable[Run]) -> list[Run]:
    """The runs as one line."""
    joined: list[Run] = []
    for line in _lines(runs):
        joined += [Run(" "), *line] if joined else line
    return joined


def _split(lines: list[list[Run]]) -> Iterator[list[list[Run]]]:
    """The lines of a paragraph in groups: one that is structure, an item or a title in bold stands alone."""
    group: list[list[Run]] = []
    for number, line in enumerate(lines):
        text = plain(line)
        title = len(lines) > 1 and is_strong(line) and may_be_heading(text)
        alone = len(lines) > 1 and (title or role_of(text) is not Role.BODY)
        if group and (alone or any(marker.match(text) for marker in _MARKERS)):
            yield group
            group = []
        group.append(line)
        if alone and number + 1 < len(lines):
            yield group
            group = []
    if group:
        yield group


def _without_marker(lines: list[list[Run]]) -> tuple[list[list[Run]], str]:
    """The lines without the bullet or number that was typed before the first, and that marker."""
    text = "".join(run.text for run in lines[0]).lstrip()
    match = next((found for marker in _MARKERS if (found := marker.match(text))), None)
    if match is None or match.end() >= len(text):
        return lines, ""
    first: list[Run] = []
    left = match.end()
    for run in _trimmed(lines[0]):
        kept = run.text[left:]
        left = max(0, left - len(run.text))
        if kept:
            first.append(replace(run, text=kept))
    return [first, *lines[1:]], match.group().strip()


def _trimmed(line: Sequence[Run]) -> list[Run]:
    """The runs of a line without blanks at its ends and without double ones between runs."""
    kept: list[Run] = []
    blank = True
    for run in line:
        text = run.text.lstrip() if blank and not run.aside else run.text
        if text:
            kept.append(replace(run, text=text))
            blank = text[-1].isspace()
    while kept and not kept[-1].text.strip():
        kept.pop()
    if kept:
        kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip())
    return kept


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans, those that touch made one."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
