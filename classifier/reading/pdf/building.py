"""The text of the report from the lines of its pages: what `findings text` prints, to which all offsets refer."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING

from classifier.reading import recognise
from classifier.reading.pdf.lines import LIST_MARK, Line
from classifier.reading.pdf.places import Places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from classifier.reading.pdf.words import Word

PAGE_BREAK = "\f"
CELL_BREAK = "\t"
_MARK = re.compile(r"[\d*†‡§¶,¹²³⁰⁴-⁹]{1,4}")


class TextBuilder:
    """Adds pages to the text one by one; the words of their lines are let go as soon as they are written."""

    def __init__(self) -> None:
        self.places = Places()
        self._parts: list[str] = []
        self._length = 0
        self._pages = 0

    def text(self) -> str:
        """The text so far."""
        return "".join(self._parts)

    def add_page(self, lines: Sequence[Line]) -> None:
        """Write the lines of the next page, which are in reading order, and set their offsets and texts."""
        if self._pages:
            self._put(PAGE_BREAK)
        self._pages += 1
        self.places.new_page(self._length)
        last: Line | None = None
        for line in lines:
            if last is not None and (line.base < last.base or line.base - last.base > 1.7 * line.size):
                self._put("\n")
            self._add_line(line)
            self._put("\n")
            last = line

    def _add_line(self, line: Line) -> None:
        start = line.start = line.body = self._length
        line.body_x = line.x0
        marker = _marker_words(line)
        words = line.words
        if line.plain and not line.cells:
            texts = [word.text for word in words]
            line.text = " ".join(texts)
            starts = list(accumulate([len(text) + 1 for text in texts], initial=start))[:-1]
        else:
            starts = _write(line)
        line.end = start + len(line.text)
        if marker:
            line.body, line.body_x = starts[marker], words[marker].x0
        self._put(line.text)
        self.places.add_line(self._pages, line.y0, line.y1, starts, words)
        line.first_width = words[marker].x1 - words[marker].x0
        line.words = []

    def _put(self, text: str) -> None:
        if text:
            self._parts.append(text)
            self._length += len(text)


def _write(line: Line) -> list[int]:
    """Set the text of a line of several types or cells and its marks; the offsets of its words."""
    ends = _cell_ends(line)
    parts: list[str] = []
    starts: list[int] = []
    at = line.start
    for number, word in enumerate(line.words):
        if number and not word.glued:
            parts.append(CELL_BREAK if number in ends else " ")
            at += 1
        starts.append(at)
        parts.append(word.text)
        at += len(word.text)
        if word.run.size < line.size and _MARK.fullmatch(word.text) and line.is_mark(word):
            line.marks.append((starts[-1], at))
    line.text = "".join(parts)
    return starts


def _cell_ends(line: Line) -> frozenset[int]:
    """The numbers of the words that open a further cell of a row."""
    if line.cells < 2:
        return frozenset()
    ends, at = [], 0
    for cell in line.row[:-1]:
        at += len(cell.split(" "))
        ends.append(at)
    return frozenset(ends)


def _marker_words(line: Line) -> int:
    """The number of the word that the text of the line begins with: 1 after a bullet or list number, else 0."""
    words: list[Word] = line.words
    if len(words) < 2 or line.cells:
        return 0
    text = words[0].text
    if recognise.GLYPH.fullmatch(text) or (LIST_MARK.fullmatch(text) and not words[1].glued):
        return 1
    return 1 if line.is_mark(words[0]) else 0
