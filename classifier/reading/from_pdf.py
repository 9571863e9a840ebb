"""PDF: pages read one at a time with PDFium, told apart by layout, with the place of every word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from classifier.errors import ReadingError
from classifier.reading.pdf.assembling import Aside, Assembler
from classifier.reading.pdf.building import TextBuilder
from classifier.reading.pdf.contents import find_contents
from classifier.reading.pdf.furniture import find_furniture
from classifier.reading.pdf.headings import read_outline, set_levels
from classifier.reading.pdf.hyphens import rejoined, soft_hyphens
from classifier.reading.pdf.layout import PageError, read_page
from classifier.reading.pdf.notes import find_notes
from classifier.reading.pdf.opening import DEFAULT_LIMITS, Limits, load_pdfium, opened
from classifier.reading.pdf.ordering import Memory
from classifier.reading.pdf.places import Box, Places
from classifier.reading.pdf.styles import find_styles, set_edges
from classifier.reading.pdf.telling import promote, tell_lone_numbers
from classifier.reading.structure import finish, repeated_lines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from classifier.reading.pdf.lines import Line
    from classifier.records import Block

_FEW = 20  # characters a page, on average: fewer on pages with pictures are stamps on scanned pages


@dataclass(frozen=True, slots=True)
class PageFault:
    """A page, from 1, that could not be read, and why; the rest of the report was."""

    page: int
    problem: str

    def __str__(self) -> str:
        return f"page {self.page} was left out: {self.problem}"


@dataclass(frozen=True, slots=True)
class PdfReading:
    """What was read of a PDF.

    `text` is what all offsets refer to: pages are parted by form feeds, lines by line feeds, cells of a table
    by tabs. `blocks` are in reading order, `places` says where on the pages the text stands, and `faults` are
    the pages that could not be read, in order.
    """

    text: str
    blocks: tuple[Block, ...]
    places: Places
    faults: tuple[PageFault, ...]


def read(data: bytes, path: Path | str, *, limits: Limits = DEFAULT_LIMITS) -> tuple[str, tuple[Block, ...]]:
    """The text of a PDF and its blocks with their pages; raises as `read_pdf` does."""
    reading = read_pdf(data, path, limits=limits)
    return reading.text, reading.blocks


def read_pdf(
    data: bytes, path: Path | str, *, limits: Limits = DEFAULT_LIMITS, password: str | None = None
) -> PdfReading:
    """Read the PDF in `data`; `path` is for the errors.

    Raises `ReadingError` for a file that is empty, no PDF, encrypted, truncated, damaged, scanned, or over
    `limits.pages`, and `MissingExtraError` without pypdfium2.
    """
    with opened(data, path, limits, password) as document:
        pages, heights, faults, builder, images = _read_pages(document, limits)
        outline = read_outline(document)
    text = builder.text()
    _check(text, len(pages), images, faults, path)
    return PdfReading(text, _blocks(text, pages, heights, outline), builder.places, tuple(faults))


def _read_pages(
    document: Any, limits: Limits
) -> tuple[list[tuple[Line, ...]], list[float], list[PageFault], TextBuilder, int]:
    """The lines of all pages, their heights, the faults, the text, and on how many pages pictures are."""
    pdfium = load_pdfium()
    builder = TextBuilder()
    pages: list[tuple[Line, ...]] = []
    heights: list[float] = []
    faults: list[PageFault] = []
    images = 0
    memory = Memory()
    for index in range(len(document)):
        lines: tuple[Line, ...] = ()
        height = 0.0
        try:
            page = read_page(pdfium.raw, document, index, limits, memory)
            lines, height = page.lines, page.height
            images += page.images > 0
        except PageError as error:
            faults.append(PageFault(index + 1, str(error)))
        except (pdfium.PdfiumError, ValueError, OverflowError) as error:
            faults.append(PageFault(index + 1, f"it is damaged ({error})"))
        builder.add_page(lines)
        pages.append(lines)
        heights.append(height)
    return pages, heights, faults, builder, images


def _check(text: str, pages: int, images: int, faults: Sequence[PageFault], path: Path | str) -> None:
    """Raise where nothing was read: all pages failed, or they are pictures of pages."""
    if faults and len(faults) == pages:
        mend = "Open it in a PDF viewer and save it anew"
        raise ReadingError(path, f"no page of the PDF can be read; {faults[0]}", mend)
    characters = sum(character.isalnum() for character in text[: 10 * _FEW * pages])
    if characters == 0 or (characters < _FEW * pages and images >= 0.8 * pages):
        raise ReadingError(
            path,
            f"the PDF has no text on its {pages} page{'s' * (pages != 1)}; it was probably scanned",
            "Run text recognition (OCR) on it first, for instance with ocrmypdf, and read the result",
        )


def _blocks(
    text: str, pages: Sequence[Sequence[Line]], heights: Sequence[float], outline: dict[tuple[int, str], int]
) -> tuple[Block, ...]:
    """The blocks of the text in reading order."""
    styles = find_styles(line for lines in pages for line in lines)
    set_edges((line for lines in pages for line in lines), styles)
    furniture = find_furniture(pages, heights, styles.size)
    aside = Aside(
        furniture,
        find_notes(pages, styles, furniture),
        find_contents(pages),
        repeated_lines(line.text for lines in pages for line in lines if furniture.get(id(line)) is None),
    )
    assembler = Assembler(text, styles, aside)
    assembler.run(pages)
    by_start = {line.start: line for lines in pages for line in lines}
    promoted = [(draft, by_start[draft.first]) for draft in promote(assembler.drafts, text, outline)]
    tell_lone_numbers(assembler.drafts, text)
    headings = sorted([*assembler.headings, *promoted], key=lambda pair: pair[0].first)
    set_levels(headings, text, outline)
    soft = soft_hyphens(text, assembler.drafts)
    return tuple(rejoined(finish(text, assembler.drafts), soft))


__all__ = ["Box", "Limits", "PageFault", "PdfReading", "Places", "read", "read_pdf"]
