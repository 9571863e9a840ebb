"""Tables of a page: by the lines drawn around their rows, or by cells that stand under each other."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median
from typing import TYPE_CHECKING

from classifier.reading.pdf.lines import Line, make_line
from classifier.reading.pdf.rulings import Drawn, Rect

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_NEAR = 3.0  # points within which two edges are one
_LONGEST_CELL = 45  # characters of a cell in a table without lines; longer is text in columns


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its rows from the top, each one `Line` whose words go cell by cell."""

    rows: tuple[Line, ...]
    taken: frozenset[int]  # the ids of the lines that it is made of


def find_tables(lines: Sequence[Line], drawn: Drawn) -> list[Table]:
    """The tables of a page."""
    tables: list[Table] = []
    taken: set[int] = set()
    upright = [line for line in lines if not line.turned]
    for region, edges in _grids(drawn):
        inside = [
            line for line in upright if id(line) not in taken and region.holds(line.x0, line.y0, line.x1, line.y1)
        ]
        table = _ruled(inside, edges, [rect.x0 for rect in drawn.down] + _sides(drawn, region))
        if table is not None:
            tables.append(table)
            taken |= table.taken
    rest = [line for line in upright if id(line) not in taken]
    boxes = [box for box in drawn.boxes if box.height > 20]
    for _, group in groupby(sorted(rest, key=lambda line: _box(line, boxes)), key=lambda line: _box(line, boxes)):
        tables += _aligned(list(group))
    return tables


def row_line(cells: Sequence[Sequence[Line]]) -> Line:
    """One line of the cells of a row, each a list of lines."""
    words = [word for cell in cells for line in cell for word in line.words]
    row = make_line(words)
    row.cells = len(cells)
    row.row = tuple(" ".join(word.text for line in cell for word in line.words) for cell in cells)
    return row


def _box(line: Line, boxes: Sequence[Rect]) -> int:
    """The number of the first box that a line stands in, or -1: a side bar makes no rows with the text beside it."""
    holding = (at for at, box in enumerate(boxes) if box.holds(line.x0, line.y0 + 2, line.x1, line.y1 - 2))
    return next(holding, -1)


def _sides(drawn: Drawn, region: Rect) -> list[float]:
    inner = [box for box in drawn.boxes if region.holds(box.x0, box.y0, box.x1, box.y1, _NEAR)]
    return [box.x0 for box in inner] + [box.x1 for box in inner]


def _grids(drawn: Drawn) -> Iterator[tuple[Rect, list[float]]]:
    """The regions with three lines or more across of one width, with the heights of these lines."""
    across = list(drawn.across)
    for box in drawn.boxes:
        across += [Rect(box.x0, box.y0, box.x1, box.y0), Rect(box.x0, box.y1, box.x1, box.y1)]
    groups: dict[tuple[int, int], list[Rect]] = {}
    for rule in _joined(across):
        key = next((key for key in groups if abs(key[0] - rule.x0) <= _NEAR and abs(key[1] - rule.x1) <= _NEAR), None)
        groups.setdefault(key or (round(rule.x0), round(rule.x1)), []).append(rule)
    for rules in sorted(groups.values(), key=len, reverse=True):
        heights = _distinct(sorted(rule.y0 for rule in rules))
        if len(heights) >= 3:
            yield Rect(rules[0].x0, heights[0], rules[0].x1, heights[-1]), heights


def _joined(across: Iterable[Rect]) -> Iterator[Rect]:
    """Lines at one height that touch, as the borders of single cells do, made one."""
    last: Rect | None = None
    for rule in sorted(across, key=lambda rect: (round(rect.y0), rect.x0)):
        if last is not None and abs(last.y0 - rule.y0) <= 1.5 and rule.x0 - last.x1 <= _NEAR:
            last = Rect(last.x0, last.y0, max(last.x1, rule.x1), last.y1)
            continue
        if last is not None:
            yield last
        last = rule
    if last is not None:
        yield last


def _distinct(values: Iterable[float]) -> list[float]:
    kept: list[float] = []
    for value in values:
        if not kept or value - kept[-1] > _NEAR:
            kept.append(value)
    return kept


def _ruled(lines: Sequence[Line], edges: Sequence[float], sides: Sequence[float]) -> Table | None:
    """The table whose rows lie between the `edges`; None where few rows have several cells."""
    rows: list[Line] = []
    taken: set[int] = set()
    several = 0
    for top, bottom in pairwise(edges):
        inside = [line for line in lines if top - 1 <= (line.y0 + line.y1) / 2 <= bottom + 1 and id(line) not in taken]
        if not inside:
            continue
        cells = _cells(inside, sides)
        several += len(cells) > 1
        rows.append(row_line(cells))
        taken |= {id(line) for line in inside}
    if several < 2 or several < 0.5 * len(rows):
        return None
    return Table(tuple(rows), frozenset(taken))


def _cells(lines: Sequence[Line], sides: Sequence[float]) -> list[list[Line]]:
    """The lines of a row by cell, from left to right: parted by a line drawn down or by a blank strip."""
    cells: list[list[Line]] = []
    right = 0.0
    for line in sorted(lines, key=lambda one: (one.x0, one.base)):
        parted = cells and (line.x0 > right + 2 or any(cells[-1][0].x0 + 2 < side <= line.x0 + 1 for side in sides))
        if not cells or parted:
            cells.append([])
        cells[-1].append(line)
        right = max(right, line.x1)
    for cell in cells:
        cell.sort(key=lambda one: (one.base, one.x0))
    return cells


def _aligned(lines: Sequence[Line]) -> list[Table]:
    """Tables without lines: three rows or more that follow each other, with short cells that line up."""
    tables: list[Table] = []
    run: list[list[Line]] = []
    for row in (*_rows(lines), None):
        if row is not None and len(row) > 1 and (not run or _follows(run[-1], row)):
            run.append(row)
            continue
        if len(run) >= 3 and _short(run):
            rows = tuple(row_line([[cell] for cell in cells]) for cells in run)
            tables.append(Table(rows, frozenset(id(cell) for cells in run for cell in cells)))
        run = [row] if row is not None and len(row) > 1 else []
    return tables


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: one.base):
        if rows and abs(rows[-1][0].base - line.base) <= 0.25 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    for row in rows:
        row.sort(key=lambda one: one.x0)
    return rows


def _follows(above: Sequence[Line], row: Sequence[Line]) -> bool:
    """Whether the second cell of a row stands under that of the row above."""
    first, second = above[1], row[1]
    level = (
        abs(first.x0 - second.x0) <= _NEAR
        or abs(first.x1 - second.x1) <= _NEAR
        or abs(first.x0 + first.x1 - second.x0 - second.x1) <= 2 * _NEAR
    )
    return level and row[0].base - above[0].base <= 3.5 * row[0].size


def _short(rows: Sequence[Sequence[Line]]) -> bool:
    lengths = [[sum(len(word.text) + 1 for word in cell.words) for cell in row] for row in rows]
    last = [length[-1] for length in lengths]
    return max(last) <= _LONGEST_CELL and median(last) <= 24 and median(length[0] for length in lengths) <= 60
