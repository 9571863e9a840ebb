"""From the body of a Word document to paragraphs, headings, list items, rows and notes, in reading order."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from classifier.reading import recognise
from classifier.reading.building import Run, is_strong, may_be_heading, plain
from classifier.reading.docx.runs import RunReader
from classifier.reading.docx.styles import Look, Styles, look_of

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from xml.etree.ElementTree import Element

    from classifier.records import Role

_WRAPPERS = frozenset("sdt sdtContent customXml ins moveTo smartTag body txbxContent hdr ftr footnote endnote".split())


@dataclass(slots=True)
class Piece:
    """A paragraph or a row of a table as found, before it is known what it is."""

    runs: list[Run]
    look: Look = field(default_factory=Look)
    cells: list[list[Run]] | None = None  # of a row

    @property
    def text(self) -> str:
        """The text, white space made single blanks."""
        return plain(self.runs)

    @property
    def size(self) -> float:
        """The smallest size of its letters, 0 for none."""
        return min((run.size for run in self.runs if run.text.strip() and not run.aside), default=0.0)


class Walker:
    """Goes through a part of a document and gives out its pieces; notes are kept for later."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self.reader = RunReader(styles)
        self._carried: list[Run] = []  # of a paragraph whose end mark was deleted

    def pieces(self, part: Element) -> Iterator[Piece]:
        """The pieces of a part in reading order; the text boxes of a paragraph follow it."""
        stack: list[Element] = [part]
        while stack:
            element = stack.pop()
            if element.tag == "p":
                boxes = yield from self._paragraph(element)
                stack.extend(reversed(boxes))
            elif element.tag == "tbl" and _is_layout(element):
                stack.extend(
                    reversed([child for row in _rows_of(element) for cell in _cells_of(row) for child in cell])
                )
            elif element.tag == "tbl":
                boxes = yield from self._rows(element)
                stack.extend(reversed(boxes))
            elif element.tag in _WRAPPERS or element is part:
                stack.extend(reversed(list(element)))
            elif element.tag == "AlternateContent":
                stack.extend(reversed([child for one in list(element)[:1] for child in one]))
        if self._carried:
            runs, self._carried = self._carried, []
            yield Piece(runs)

    def _paragraph(self, element: Element) -> Generator[Piece, None, list[Element]]:
        """Give out a paragraph, and return the text boxes tied to it."""
        properties = element.find("pPr")
        style = properties.find("pStyle") if properties is not None else None
        look = look_of(properties, None).over(self.styles.paragraph(style.get("val") if style is not None else None))
        found = self.reader.read(element, look)
        runs = [*self._carried, *found.runs]
        if properties is not None and properties.find("rPr/del") is not None:
            self._carried = runs
        else:
            self._carried = []
            yield Piece(runs, look)
        return found.boxes

    def _rows(self, table: Element) -> Generator[Piece, None, list[Element]]:
        """Give out the rows of a table, and return the text boxes tied to them."""
        boxes: list[Element] = []
        for row in _rows_of(table):
            cells: list[list[Run]] = []
            for cell in _cells_of(row):
                runs: list[Run] = []
                for paragraph in _paragraphs(cell):
                    found = self.reader.read(paragraph, Look())
                    boxes += found.boxes
                    runs += [Run(" "), *found.runs] if runs else found.runs
                cells.append(runs)
            yield Piece([], cells=cells)
        return boxes


def _paragraphs(cell: Element) -> Iterator[Element]:
    """The paragraphs of a cell, without those in text boxes."""
    stack = list(reversed(list(cell)))
    while stack:
        element = stack.pop()
        if element.tag == "p":
            yield element
        else:
            stack.extend(reversed(list(element)))


def _rows_of(table: Element) -> Iterator[Element]:
    """The rows that are not deleted, also those in content controls."""
    stack = list(reversed(list(table)))
    while stack:
        element = stack.pop()
        if element.tag == "tr" and element.find("trPr/del") is None:
            yield element
        elif element.tag in _WRAPPERS:
            stack.extend(reversed(list(element)))


def _cells_of(row: Element) -> Iterator[Element]:
    """The cells, without those that only carry on the cell above."""
    stack = list(reversed(list(row)))
    while stack:
        element = stack.pop()
        if element.tag == "tc":
            merge = element.find("tcPr/vMerge")
            if merge is None or merge.get("val") == "restart":
                yield element
        elif element.tag in _WRAPPERS:
            stack.extend(reversed(list(element)))


def _is_layout(table: Element) -> bool:
    """Whether a table is a box or columns of running text rather than rows of values."""
    columns = 0
    for row in _rows_of(table):
        cells = list(_cells_of(row))
        columns = max(columns, len(cells))
        if any(cell.find(".//tbl") is not None for cell in cells):
            return True
        if any(holds_sentences(cell) for cell in cells):
            return True
    return columns < 2


def holds_sentences(cell: Element) -> bool:
    """Whether a cell holds running text, which may hold findings, rather than a value or a name."""
    for paragraph in cell.iter("p"):
        text = " ".join("".join(one.text or "" for one in paragraph.iter("t")).split())
        if len(text.split()) >= 7 and recognise.is_terminal(text) and not recognise.is_rating(text):
            return True
    return False


def body_size(pieces: list[Piece]) -> float:
    """The size in points that most of the characters have; 0 where none is said."""
    sizes: Counter[float] = Counter()
    for piece in pieces:
        for run in piece.runs:
            sizes[run.size] += len(run.text)
    return max(sizes, key=lambda size: (sizes[size], -size), default=0.0)


def set_levels(pieces: list[Piece]) -> dict[int, int]:
    """The level of each piece that is only formatted as a heading, by its place: the larger, the higher.

    A paragraph that a style or an outline level makes a heading is none of these, nor is a list item.
    """
    usual = body_size(pieces)
    forms: dict[int, tuple[float, bool]] = {}
    for at, piece in enumerate(pieces):
        if piece.cells is not None or piece.look.level or piece.look.role or piece.look.number not in (None, "0"):
            continue
        larger = piece.size >= usual + 1 and usual > 0
        if (larger or is_strong(piece.runs)) and may_be_heading(piece.text):
            forms[at] = (max(piece.size, usual), is_strong(piece.runs))
    ranks = {form: rank for rank, form in enumerate(sorted(set(forms.values()), reverse=True), 1)}
    return {at: ranks[form] for at, form in forms.items()}


def is_structure(look: Look) -> Role | None:
    """The role that a paragraph's style gives it, None for text and headings."""
    return look.role if not look.level else None
