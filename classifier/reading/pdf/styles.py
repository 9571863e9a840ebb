"""What is usual in a report: the height of its body type, the pitch of its lines, the edges of its columns."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from classifier.reading.pdf.lines import Line

_LARGER = 1.07  # times the body type: a heading
_SMALLER = 0.93  # times the body type: a footnote
_GO_ON = 3  # lines that go on in lower case: fewer do not tell where a paragraph ends
_EDGE = 6.0  # points within which the left edges of two columns are one


@dataclass(frozen=True, slots=True)
class Styles:
    """The type of the body in points, whether it is bold, and the usual pitch of lines by height of type."""

    size: float
    bold: bool
    pitches: dict[float, float]
    columns: tuple[tuple[float, float], ...]  # left and right edges, the most used first

    def stands_out(self, line: Line) -> bool:
        """Whether the line is set as headings are: larger than the body, or bold where that is not."""
        if not any(character.isalpha() for character in line.text):
            return False
        if line.size >= _LARGER * self.size:
            return True
        return line.bold and not self.bold and line.size >= _SMALLER * self.size

    def is_small(self, line: Line) -> bool:
        """Whether the line is set smaller than the body."""
        return line.size <= _SMALLER * self.size

    def pitch(self, size: float) -> float:
        """The usual distance from baseline to baseline of type of a height."""
        return self.pitches.get(round(size, 1), 1.25 * size)

    def right_edge(self, line: Line) -> float:
        """Where the column of a line ends; for one with few lines this is known from the other pages."""
        left, right = line.column
        if line.edge:
            return min(line.edge, right)
        if not line.sparse:
            return right
        for usual_left, usual_right in self.columns:
            same = abs(usual_left - left) <= _EDGE and -3 <= usual_right - right < 0.35 * (usual_right - left)
            if same:
                return max(right, usual_right)
        return right

    def forced(self, line: Line, following: Line) -> bool:
        """Whether the break after a line was meant, as the next word would have fitted."""
        return _with_next(line, following) < self.right_edge(line) - 0.1 * line.size


def find_styles(lines: Iterable[Line]) -> Styles:
    """The styles of a report from all its lines, page by page in reading order."""
    kept: Sequence[Line] = [line for line in lines if not line.turned and not line.cells]
    weights: Counter[tuple[float, bool]] = Counter()
    edges: Counter[tuple[float, float]] = Counter()
    for line in kept:
        weights[round(line.size, 1), line.bold] += len(line.text)
        edges[line.column] += 1
    (size, bold), _ = max(weights.items(), key=lambda item: item[1], default=((10.0, False), 0))
    return Styles(size, bold, _pitches(kept), _common(edges))


def set_edges(lines: Iterable[Line], styles: Styles) -> None:
    """Tell the lines of a paragraph that is narrower than its column, such as one in a cell, where it ends.

    A line that goes on in lower case was broken because the next word did not fit: with that word it reaches
    beyond the edge.
    """
    run: list[Line] = []
    beyond: list[float] = []
    for line in lines:
        if run and _runs_on(run[-1], line, styles):
            if line.text[0].islower():
                beyond.append(_with_next(run[-1], line))
        else:
            _set_edge(run, beyond)
            run, beyond = [], []
        run.append(line)
    _set_edge(run, beyond)


def _runs_on(last: Line, line: Line, styles: Styles) -> bool:
    """Whether a line stands under the last one as the lines of one paragraph do."""
    same = last.column == line.column and last.page == line.page and last.flow == line.flow and last.size == line.size
    if not same or line.cells or line.turned:
        return False
    return abs(last.x0 - line.x0) < 1 and 0 < line.base - last.base <= 1.1 * styles.pitch(line.size)


def _with_next(line: Line, following: Line) -> float:
    """Where a line would end with the first word of the next."""
    return line.x1 + 0.35 * line.size + following.first_width


def _set_edge(run: Sequence[Line], beyond: Sequence[float]) -> None:
    if len(beyond) < _GO_ON:
        return
    edge = min(beyond)
    if max(line.x1 for line in run) <= edge:
        for line in run:
            line.edge = edge


def _common(edges: Counter[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """The columns of all pages, those that differ by a point or two made one; the forty that hold most lines."""
    merged: Counter[tuple[float, float]] = Counter()
    for (left, right), count in edges.most_common(2_000):
        near = next((key for key in merged if abs(key[0] - left) <= _EDGE and abs(key[1] - right) <= 3), None)
        merged[near or (left, right)] += count
    return tuple(column for column, _ in merged.most_common(40))


def _pitches(lines: Sequence[Line]) -> dict[float, float]:
    """The most frequent distance to the line above, for each height of type that has three or more."""
    found: dict[float, Counter[float]] = defaultdict(Counter)
    for last, line in pairwise(lines):
        step = line.base - last.base
        same = last.page == line.page and last.column == line.column and abs(last.size - line.size) < 0.2
        if same and 0.9 * line.size <= step <= 2.2 * line.size:
            found[round(line.size, 1)][round(2 * step) / 2] += 1
    return {size: counts.most_common(1)[0][0] for size, counts in found.items() if counts.total() >= 3}
