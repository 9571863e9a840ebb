"""A page of the PDF as lines in reading order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from classifier.reading.pdf.lines import Line, make_lines
from classifier.reading.pdf.ordering import Memory, boxed, item_of, order
from classifier.reading.pdf.rulings import Drawn, Rect, drawn_on
from classifier.reading.pdf.tables import Table, find_tables
from classifier.reading.pdf.view import View
from classifier.reading.pdf.words import PageWords

if TYPE_CHECKING:
    from collections.abc import Sequence

    from classifier.reading.pdf.opening import Limits


class PageError(Exception):
    """A page that cannot be read; the message says why. It never leaves the reader: it becomes a fault."""


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page in reading order, its size in points, and how many pictures it has."""

    lines: tuple[Line, ...]
    width: float
    height: float
    images: int


def read_page(raw: Any, document: Any, index: int, limits: Limits, memory: Memory) -> Page:
    """The page at `index`, from 0, after those that left their `memory`.

    Raises `PageError` where it is damaged or over a limit.
    """
    page = document[index]
    try:
        view = View.of(page)
        drawn = drawn_on(raw, page, view, limits.objects_per_page)
        if drawn is None:
            most = limits.objects_per_page
            mend = f"to read it say --limit page-objects={max(2 * most, 1)}"
            raise PageError(f"it has more than {most:,} objects; {mend}")
        textpage = page.get_textpage()
        try:
            count = textpage.count_chars()
            if count > limits.characters_per_page:
                raise PageError(
                    f"it has {count:,} characters, more than the limit of {limits.characters_per_page:,}; "
                    f"to read it say --limit page-characters={count}"
                )
            right, bottom = view.width + 1, view.height + 1
            lines = make_lines(PageWords(raw, textpage, view).lines())
            lines = [line for line in lines if -1 <= line.x0 <= right and -1 <= line.y0 <= bottom]
        finally:
            textpage.close()
    finally:
        page.close()
    lines = arrange(lines, drawn, view, memory) if lines else []
    for line in lines:
        line.page = index + 1
    return Page(tuple(lines), view.width, view.height, drawn.images)


def arrange(lines: Sequence[Line], drawn: Drawn, view: View, memory: Memory) -> list[Line]:
    """The lines of a page in reading order: text that is turned comes last."""
    upright = [line for line in lines if not line.turned]
    turned = [line for line in lines if line.turned]
    tables = find_tables(upright, drawn)
    of_tables = frozenset().union(*(table.taken for table in tables))
    free = [line for line in upright if id(line) not in of_tables]
    boxes = boxed(free, drawn.boxes, view.width, view.height)
    in_boxes = {id(line) for group in boxes for line in group}
    _mark_ruled(free, drawn)
    items = [item_of([line]) for line in free if id(line) not in in_boxes]
    items += [item_of(list(table.rows), whole=True) for table in tables]
    for number, group in enumerate(boxes, 1):
        inner = order([item_of([line]) for line in group], 0.0, Memory())
        for line in inner:
            line.flow = number
        items.append(item_of(inner, whole=True))
    return order(items, view.height, memory) + turned


def _mark_ruled(lines: Sequence[Line], drawn: Drawn) -> None:
    """Tell the lines that stand right under a short rule at their left edge, as the first footnote does."""
    for rule in drawn.across:
        if rule.width > 260:
            continue
        under = [line for line in lines if 0 <= line.base - rule.y1 < 3 * line.size and abs(line.x0 - rule.x0) < 12]
        if under:
            min(under, key=lambda line: line.base).ruled = True


__all__ = ["Page", "PageError", "Rect", "Table", "arrange", "read_page"]
