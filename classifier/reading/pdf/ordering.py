"""The reading order of a page: columns, what spans them, boxes and side bars."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from classifier.reading.pdf.lines import Line
    from classifier.reading.pdf.rulings import Rect

_GUTTER = 7.0  # points: the narrowest strip between two columns
_MARGIN = 0.12  # of the height of a page: where headers and footers stand
_APART = 1.2  # heights of the type: the gap between a header and the text is more
_SPARSE = 12  # lines: a column with fewer need not have a full one
_DEEPEST = 4  # columns within columns


@dataclass(slots=True, eq=False)
class Item:
    """What is read in one go: a line, a table or a box, with its place in points."""

    x0: float
    y0: float
    x1: float
    y1: float
    lines: list[Line]
    whole: bool = False  # a table or box

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return (self.y0 + self.y1) / 2


def item_of(lines: list[Line], *, whole: bool = False) -> Item:
    """An item of the lines, which are in reading order."""
    return Item(
        min(line.x0 for line in lines),
        min(line.y0 for line in lines),
        max(line.x1 for line in lines),
        max(line.y1 for line in lines),
        lines,
        whole,
    )


@dataclass(slots=True)
class Memory:
    """What is known from the pages before: the strip between their columns."""

    gutter: tuple[float, float] | None = None


def order(items: Sequence[Item], height: float, memory: Memory) -> list[Line]:
    """All lines of a page in reading order, each with its column; `height` is that of the page in points.

    A side bar, a box beside text that has its strip of the page to itself, is read after the text.
    """
    top, middle, bottom = _margins(items, height)
    asides = [item for item in middle if item.whole and _is_aside(item, middle)]
    for item in asides:
        _set_column([item])
        for line in item.lines:
            line.flow = -abs(line.flow)
    text = [item for item in middle if item not in asides]
    read = _columns(text, 0, memory)
    _lend_columns([*top, *bottom], read)
    ordered = [*_by_row(top), *read, *_by_row(asides), *_by_row(bottom)]
    return [line for item in ordered for line in item.lines]


def boxed(lines: Sequence[Line], boxes: Sequence[Rect], width: float, height: float) -> list[list[Line]]:
    """The lines that stand in a box of their own, box by box; a frame around the page is none."""
    groups: list[list[Line]] = []
    taken: set[int] = set()
    for box in sorted(boxes, key=lambda rect: rect.width * rect.height):
        if box.width < 60 or box.height < 20 or box.width * box.height > 0.7 * width * height:
            continue
        inside = [
            line for line in lines if id(line) not in taken and box.holds(line.x0, line.y0 + 2, line.x1, line.y1 - 2)
        ]
        if inside and (len(inside) > 1 or len(inside[0].words) > 8):
            groups.append(inside)
            taken |= {id(line) for line in inside}
    return groups


def _is_aside(box: Item, items: Sequence[Item]) -> bool:
    if not any(line.flow for line in box.lines):
        return False
    others = [item for item in items if item is not box and (item.x1 <= box.x0 + 2 or item.x0 >= box.x1 - 2)]
    if not _beside(box, others):
        return False
    width = box.x1 - box.x0
    return not any(
        min(item.x1, box.x1) - max(item.x0, box.x0) > 0.5 * width and item.x1 - item.x0 < 1.5 * width
        for item in items
        if item is not box
    )


def _margins(items: Sequence[Item], height: float) -> tuple[list[Item], list[Item], list[Item]]:
    """The items of the header, the page and the footer: a gap parts the former and the latter from the text."""
    ordered = sorted(items, key=lambda item: item.middle)
    low = _cut(ordered, _MARGIN * height)
    turned = [Item(item.x0, -item.y1, item.x1, -item.y0, item.lines, item.whole) for item in reversed(ordered)]
    high = len(ordered) - _cut(turned, _MARGIN * height - height)
    if low >= high:
        return [], ordered, []
    for item in (*ordered[:low], *ordered[high:]):
        for line in item.lines:
            line.apart = True
    return ordered[:low], ordered[low:high], ordered[high:]


def _cut(ordered: Sequence[Item], edge: float) -> int:
    """How many items from the first stand before `edge` and, as a group, apart from the rest."""
    best, reach = 0, float("-inf")
    for number, item in enumerate(ordered[:-1]):
        if item.y1 > edge or item.whole or _goes_on(item):
            break
        reach = max(reach, item.y1)
        following = min(other.y0 for other in ordered[number + 1 :])
        if following - reach > _APART * max(line.size for line in item.lines):
            best = number + 1
    return best


def _goes_on(item: Item) -> bool:
    """Whether a line begins inside a sentence, as no header does."""
    text = item.lines[0].words[0].text
    return text[0].islower() and text.rstrip(".,;").isalpha() and text not in ("page", "p")


def _by_row(items: Sequence[Item]) -> list[Item]:
    """The items from the top, those on one baseline from the left."""
    rows: list[list[Item]] = []
    for item in sorted(items, key=lambda one: one.lines[0].base if not one.whole else one.y0):
        if rows and not item.whole and not rows[-1][-1].whole and _level(rows[-1][-1], item):
            rows[-1].append(item)
        else:
            rows.append([item])
    return [item for row in rows for item in sorted(row, key=lambda one: one.x0)]


def _level(one: Item, other: Item) -> bool:
    return abs(one.lines[0].base - other.lines[0].base) <= 0.25 * min(one.lines[0].size, other.lines[0].size)


def _columns(items: Sequence[Item], depth: int, memory: Memory) -> list[Item]:
    """The items in reading order: bands between what spans the columns, and in each band column by column."""
    gutter = _gutter(items) if depth < _DEEPEST else None
    if depth == 0:
        gutter = memory.gutter = gutter or _remembered(items, memory.gutter)
    if gutter is None:
        _set_column(items)
        return _by_row(items)
    left_edge, right_edge = gutter
    ordered: list[Item] = []
    band: list[Item] = []
    for item in sorted(items, key=lambda one: one.y0):
        if item.x0 < left_edge - 1 and item.x1 > right_edge + 1:
            ordered += _band(band, left_edge, depth, memory)
            _set_column([item])
            ordered.append(item)
            band = []
        else:
            band.append(item)
    return ordered + _band(band, left_edge, depth, memory)


def _band(items: Sequence[Item], edge: float, depth: int, memory: Memory) -> list[Item]:
    left = [item for item in items if (item.x0 + item.x1) / 2 <= edge]
    right = [item for item in items if (item.x0 + item.x1) / 2 > edge]
    return [
        *(_columns(left, depth + 1, memory) if left else ()),
        *(_columns(right, depth + 1, memory) if right else ()),
    ]


def _set_column(items: Sequence[Item]) -> None:
    """Tell the lines where their column begins and ends; a line that sticks out further than all others does not."""
    if not items:
        return
    text = [item for item in items if not item.whole] or items
    left = min(item.x0 for item in text)
    ends = sorted((item.x1 for item in text), reverse=True)
    reach = 0.04 * (ends[0] - left)
    right = next((end for end, following in pairwise(ends) if end - following <= reach), ends[0])
    column, sparse = (left, right), _length(items) < _SPARSE
    for item in items:
        for line in item.lines:
            if line.column == (0.0, 0.0):
                line.column, line.sparse = column, sparse


def _lend_columns(margins: Sequence[Item], text: Sequence[Item]) -> None:
    """Give the lines of the margins the columns of the text: what looked like a footer may be its last line."""
    columns = {line.column: line.sparse for item in text for line in item.lines}
    for line in (line for item in margins for line in item.lines):
        over = (column for column in columns if column[0] - 9 <= line.x0 and line.x1 <= column[1] + 9)
        line.column = next(over, (line.x0, line.x1))
        line.sparse = columns.get(line.column, False)


def _gutter(items: Sequence[Item]) -> tuple[float, float] | None:
    """The strip between two columns: few items cross it, and text stands beside text on both sides of it."""
    if len(items) < 6:
        return None
    start, end = min(item.x0 for item in items), max(item.x1 for item in items)
    for strip in _strips(items, start, end):
        if _parts(items, strip):
            return strip
    return None


def _remembered(items: Sequence[Item], gutter: tuple[float, float] | None) -> tuple[float, float] | None:
    """The strip of the page before, where this page has too little text in one column but nothing across both."""
    if gutter is None or not items:
        return None
    middle = (gutter[0] + gutter[1]) / 2
    crossing = any(item.x0 < middle < item.x1 for item in items)
    right = [item for item in items if item.x0 >= middle]
    return gutter if right and len(right) < len(items) and not crossing else None


def _strips(items: Sequence[Item], start: float, end: float) -> list[tuple[float, float]]:
    """The strips that fewest items cover, the widest first; none where all are covered by a good part of them."""
    covered = [0] * (int(end - start) + 2)
    for item in items:
        covered[int(item.x0 - start)] += 1
        covered[int(item.x1 - start) + 1] -= 1
    for at in range(1, len(covered)):
        covered[at] += covered[at - 1]
    first, last = int(0.12 * (end - start)), int(0.88 * (end - start))
    inner = covered[first:last]
    least = min(inner, default=0)
    if not inner or least > 0.25 * len(items):
        return []
    strips: list[tuple[float, float]] = []
    begin = -1
    for at, count in enumerate((*inner, least + 1)):
        if count == least and begin < 0:
            begin = at
        elif count != least and begin >= 0:
            if at - begin >= _GUTTER - 1:
                strips.append((start + first + begin, start + first + at))
            begin = -1
    return sorted(strips, key=lambda strip: strip[0] - strip[1])[:3]


def _parts(items: Sequence[Item], strip: tuple[float, float]) -> bool:
    """Whether running text stands on both sides of a strip, and nothing that crosses it beside that text."""
    middle = (strip[0] + strip[1]) / 2
    left = [item for item in items if item.x1 <= middle]
    right = [item for item in items if item.x0 >= middle]
    if min(_length(left), _length(right)) < 3 or not _is_text(left) or not _is_text(right):
        return False
    few, many = sorted((left, right), key=_length)
    found = 0
    for item in few:
        found += len(item.lines) if _beside(item, many) else 0
        if found >= 3:
            break
    else:
        return False
    crossing = [item for item in items if item.x0 < middle < item.x1]
    torn = sum(_beside(item, left) or _beside(item, right) for item in crossing)
    return torn <= 0.05 * len(items)


def _length(items: Sequence[Item]) -> int:
    return sum([len(item.lines) for item in items])


def _beside(item: Item, others: Sequence[Item]) -> bool:
    """Whether one of the others stands at the same height."""
    return any(
        min(other.y1, item.y1) - max(other.y0, item.y0) > 0.4 * min(other.y1 - other.y0, item.y1 - item.y0)
        for other in others
    )


def _is_text(items: Sequence[Item]) -> bool:
    """Whether the items are lines of running text rather than figures or cells."""
    if any(item.whole for item in items):
        return True
    return median(line.letters for item in items for line in item.lines) >= 14
