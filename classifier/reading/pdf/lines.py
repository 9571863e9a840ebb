"""From the words of a page to its lines: runs of words on one baseline without a wide gap."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from classifier.reading import recognise

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from classifier.reading.pdf.words import Word

LIST_MARK = re.compile(r"(?:\(?\d{1,2}[.)]|\(?[a-h]\)|\(?[ivx]{1,4}\)|[-–—*o])")
_SECTION_MARK = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}\.?|\d{1,2}\.")
_RAISED = 0.15  # of the height of the line: how far up a footnote mark stands at least
_SMALLER = 0.82  # of the height of the line: how small a footnote mark is at least
_MARK_REACH = 45.0  # points from a bullet to its text


@dataclass(slots=True, eq=False)
class Line:
    """A line of a page; all lengths in points from the top left of the page as shown.

    `column` is the left and right edge of the column that the line stands in, `flow` numbers the stream of
    text that it belongs to (0 for the main text of the page), `cells` tells a row of a table from a line.
    `start` and `end` are offsets in the text of the report once that is built, `marks` the spans of footnote
    marks there.
    """

    words: list[Word]
    x0: float
    y0: float
    x1: float
    y1: float
    base: float
    size: float
    bold: bool
    italic: bool
    turned: bool
    plain: bool = False  # of one text object, each word after a blank
    text: str = ""
    page: int = 0
    column: tuple[float, float] = (0.0, 0.0)
    sparse: bool = False  # the column has too few lines to tell where it ends
    edge: float = 0.0  # where its paragraph ends, where that is before the end of the column
    flow: int = 0
    cells: int = 0
    apart: bool = False  # in the margin, with a gap to the text
    ruled: bool = False  # a short rule stands above it, as over footnotes
    row: tuple[str, ...] = ()
    start: int = 0
    end: int = 0
    body: int = 0  # the offset at which the text begins after a bullet or list number
    body_x: float = 0.0
    first_width: float = 0.0  # of its first word
    marks: list[tuple[int, int]] = field(default_factory=list)
    _letters: int = 0

    @property
    def letters(self) -> int:
        """How many characters it has, with one for the blank after each word; it is asked for again and again."""
        if not self._letters:
            self._letters = sum([len(word.text) for word in self.words]) + len(self.words)
        return self._letters

    @property
    def is_marker(self) -> bool:
        """Whether the line is a bullet or number that waits for its text."""
        if len(self.words) > 1 or len(self.words[0].text) > 12:
            return False
        text = self.words[0].text
        return (
            recognise.GLYPH.fullmatch(text) is not None
            or LIST_MARK.fullmatch(text) is not None
            or _SECTION_MARK.fullmatch(text) is not None
        )

    def is_mark(self, word: Word) -> bool:
        """Whether the word is a footnote mark: smaller than the line and raised above its baseline."""
        raised = self.base - word.run.base
        return word.run.size < _SMALLER * self.size and raised > _RAISED * self.size and len(word.text) <= 4


def make_line(words: list[Word]) -> Line:
    """A line of the words, whose type is that of most of its characters."""
    first = words[0]
    runs = {word.run for word in words}
    size, base = (first.run.size, first.run.base) if len(runs) == 1 else _main_type(words)
    letters = [run for run in runs if abs(run.size - size) < 0.5] or list(runs)
    return Line(
        words,
        min([word.x0 for word in words]),
        min([word.y0 for word in words]),
        max([word.x1 for word in words]),
        max([word.y1 for word in words]),
        base,
        round(size, 1),
        all(run.bold for run in letters),
        all(run.italic for run in letters),
        first.run.turned,
    )


def _main_type(words: Sequence[Word]) -> tuple[float, float]:
    """The size and baseline of most of the characters; of the larger type where two share them."""
    sizes: Counter[tuple[float, float]] = Counter()
    for word in words:
        sizes[round(word.run.size, 1), round(word.run.base, 1)] += len(word.text)
    return max(sizes.items(), key=lambda item: (item[1], item[0][0]))[0]


def make_lines(found: Iterable[tuple[list[Word], bool]]) -> list[Line]:
    """The lines of a page in the order of its content; footnote marks, bullets and torn words put back.

    `found` are the words by what PDFium takes for lines, and whether one text object holds them.
    """
    lines: list[Line] = []
    for words, of_one_type in found:
        if of_one_type:
            first, last = words[0], words[-1]
            run = first.run
            size = round(run.size, 1)
            edges = first.x0, first.y0, last.x1, first.y1
            lines.append(Line(words, *edges, run.base, size, run.bold, run.italic, run.turned, plain=True))
        else:
            lines += [make_line(segment) for segment in _segments(words)]
    return _with_markers(_rejoined(lines))


def _segments(words: Sequence[Word]) -> list[list[Word]]:
    """The words of a line, parted where a wide gap or another baseline shows that they are of several."""
    segments = [[words[0]]]
    gaps: list[float] = []  # between words of different text objects, in the segment that is open
    for last, word in pairwise(words):
        if _breaks(last, word, gaps):
            segments.append([word])
            gaps = []
            continue
        segments[-1].append(word)
        if word.run is not last.run and not word.glued:
            gaps.append(word.x0 - last.x1)
    return segments


def _breaks(last: Word, word: Word, gaps: Sequence[float]) -> bool:
    """Whether a word does not go on on the line of the last one."""
    if last.run.turned or word.run.turned:
        return last.run.turned != word.run.turned
    size = max(last.run.size, word.run.size)
    if abs(last.run.base - word.run.base) > 0.6 * size or word.x0 < last.x0 - 1:
        return True
    if word.run is last.run:
        return word.x0 - last.x1 > 3 * size
    usual = sorted(gaps)[len(gaps) // 2] if len(gaps) > 2 else 0.0
    return word.x0 - last.x1 > max(size, 2.2 * usual)


def _rejoined(lines: list[Line]) -> list[Line]:
    """The lines with neighbours on one baseline made one; PDFium breaks the line after a footnote mark."""
    merged: list[Line] = []
    for line in lines:
        if merged and _touches(merged[-1], line):
            last = merged.pop()
            gap = line.words[0].x0 - last.words[-1].x1
            line.words[0].glued = gap < 0.1 * max(line.size, last.size)
            line = make_line(last.words + line.words)
        merged.append(line)
    return merged


def _touches(last: Line, line: Line) -> bool:
    if last.turned or line.turned:
        return False
    size = max(last.size, line.size)
    gap = line.x0 - last.x1
    if not -0.3 * size <= gap <= 0.7 * size:
        return False
    if abs(last.base - line.base) <= 0.12 * size:
        return True
    small, large = sorted((last, line), key=lambda one: one.size)
    return small.size < _SMALLER * large.size and 0 < large.base - small.base <= 0.6 * large.size


def _with_markers(lines: list[Line]) -> list[Line]:
    """The lines with lone bullets and numbers joined to the text beside them."""
    if not any(line.is_marker for line in lines):
        return lines
    by_base = sorted(lines, key=lambda line: line.base)
    bases = [line.base for line in by_base]
    gone: set[int] = set()
    made: dict[int, Line] = {}
    for line in lines:
        if not line.is_marker or line.turned:
            continue
        low = bisect_left(bases, line.base - 0.2 * line.size - 1)
        beside = [
            other
            for other in by_base[low : bisect_left(bases, line.base + 0.2 * line.size + 1)]
            if other is not line and 0 <= other.x0 - line.x1 <= _MARK_REACH and not other.is_marker
        ]
        if beside:
            target = min(beside, key=lambda other: other.x0)
            joined = make_line(line.words + target.words)
            joined.size, joined.base, joined.bold = target.size, target.base, target.bold
            gone.add(id(line))
            made[id(target)] = joined
    return [made.get(id(line), line) for line in lines if id(line) not in gone]
