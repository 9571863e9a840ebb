"""What is drawn on a page beside its text: thin lines and boxes."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from classifier.reading.pdf.view import View

_PATH = 2  # FPDF_PAGEOBJ_PATH
_IMAGE = 3  # FPDF_PAGEOBJ_IMAGE
_THIN = 3.0  # points: thicker is a box
_MOST = 4_000  # drawn objects a page that are looked at; a map or chart has more, and no table is in it


@dataclass(frozen=True, slots=True)
class Rect:
    """A drawn box or line, in points from the top left of the page."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """In points."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """In points."""
        return self.y1 - self.y0

    def holds(self, x0: float, y0: float, x1: float, y1: float, slack: float = 2.0) -> bool:
        """Whether a box lies inside this one, but for `slack` points."""
        return x0 >= self.x0 - slack and x1 <= self.x1 + slack and y0 >= self.y0 - slack and y1 <= self.y1 + slack


@dataclass(frozen=True, slots=True)
class Drawn:
    """The lines across, the lines down and the boxes of a page, and how many pictures it has."""

    across: tuple[Rect, ...]
    down: tuple[Rect, ...]
    boxes: tuple[Rect, ...]
    images: int


def drawn_on(raw: Any, page: Any, view: View, most_objects: int) -> Drawn | None:
    """What is drawn on a page; None where it has more than `most_objects` objects of any kind."""
    count = raw.FPDFPage_CountObjects(page)
    if count > most_objects:
        return None
    across: list[Rect] = []
    down: list[Rect] = []
    boxes: list[Rect] = []
    images = 0
    edges = [ctypes.c_float() for _ in range(4)]
    for index in range(count):
        item = raw.FPDFPage_GetObject(page, index)
        kind = raw.FPDFPageObj_GetType(item)
        images += kind == _IMAGE
        if kind != _PATH or len(across) + len(down) + len(boxes) >= _MOST:
            continue
        if not raw.FPDFPageObj_GetBounds(item, *edges):
            continue
        rect = Rect(*view.box(*(edge.value for edge in edges)))
        if rect.height <= _THIN and rect.width >= 15:
            across.append(rect)
        elif rect.width <= _THIN and rect.height >= 6:
            down.append(rect)
        elif rect.width > 20 and rect.height > 8:
            boxes.append(rect)
    return Drawn(tuple(across), tuple(down), tuple(boxes), images)
