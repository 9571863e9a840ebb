"""Word: the document as it stands once all tracked changes are accepted, without its comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifier.errors import ReadingError
from classifier.reading.archives import DEFAULT_LIMITS, Limits
from classifier.reading.building import Builder, plain
from classifier.reading.docx.numbering import Numbering
from classifier.reading.docx.package import Package
from classifier.reading.docx.styles import Styles
from classifier.reading.docx.walking import Piece, Walker, is_structure, set_levels
from classifier.reading.structure import LABEL_LEVEL
from classifier.records import BlockKind, Role

if TYPE_CHECKING:
    from pathlib import Path

    from classifier.records import Block

_BODY_WORDS = 25  # a numbered paragraph of more words is text, whatever heading style it has


def read(data: bytes, path: Path | str, *, limits: Limits = DEFAULT_LIMITS) -> tuple[str, tuple[Block, ...]]:
    """The text of a Word document and its blocks; offsets are characters of that text.

    Page headers come first and page footers last, each different one once, then the notes. `path` is for the
    errors only. Raises `ReadingError` for a damaged or encrypted file, one past the limits, and one without text.
    """
    package = Package(data, path, limits)
    walker = Walker(Styles(package.part("styles")))
    pieces = list(walker.pieces(package.document))
    builder = Builder()
    headers, footers = (_page_texts(package, walker, kind) for kind in ("header", "footer"))
    for header in headers:
        builder.structure(header.runs, Role.RUNNING_HEADER)
    before = len(builder.drafts)
    _put(builder, pieces, Numbering(package.part("numbering")))
    empty = len(builder.drafts) == before
    for footer in footers:
        builder.structure(footer.runs, Role.RUNNING_HEADER)
    _put_notes(builder, package, walker)
    text, blocks = builder.finish()
    if empty or not blocks:
        mend = "If its pages are pictures, recognise their text (OCR) first"
        raise ReadingError(path, "the Word document holds no text", mend)
    return text, blocks


def _put(builder: Builder, pieces: list[Piece], numbering: Numbering) -> None:
    """Put the pieces of the body into the builder, as their styles, numbers and forms make them."""
    levels = set_levels(pieces)
    for at, piece in enumerate(pieces):
        if piece.cells is not None:
            builder.row(piece.cells)
        elif piece.text:
            _put_paragraph(builder, piece, levels.get(at), numbering)


def _put_paragraph(builder: Builder, piece: Piece, formed: int | None, numbering: Numbering) -> None:
    look = piece.look
    marker, bullet = "", False
    depth = look.depth or 0
    if look.number not in (None, "0"):
        marker, bullet = numbering.next(look.number or "", depth)
    role = is_structure(look)
    if role is not None:
        builder.structure(piece.runs, role)
    elif look.level and not bullet and len(piece.text.split()) <= _BODY_WORDS:
        builder.heading(piece.runs, look.level, marker)
    elif marker:
        builder.paragraph(piece.runs, BlockKind.LIST_ITEM, depth + 1, marker)
    elif formed is not None:
        label = piece.text.endswith(":")
        level = max(LABEL_LEVEL if label else formed, builder.level + 1)
        builder.heading(piece.runs, level, strong=True)
    else:
        builder.paragraph(piece.runs)


def _page_texts(package: Package, walker: Walker, kind: str) -> list[Piece]:
    """The paragraphs of all page headers or footers, each different one once."""
    found: dict[str, Piece] = {}
    for reference in package.document.iter(f"{kind}Reference"):
        part = package.part_by_id(reference.get("id", ""))
        for piece in walker.pieces(part) if part is not None else ():
            for runs in piece.cells if piece.cells is not None else [piece.runs]:
                found.setdefault(plain(runs), Piece(runs))
    return [piece for text, piece in found.items() if text]


def _put_notes(builder: Builder, package: Package, walker: Walker) -> None:
    """Put the notes that the text refers to after it, in the order of their marks."""
    notes = {}
    for kind in ("foot", "end"):
        part = package.part(f"{kind}notes")
        for note in part if part is not None else ():
            notes[kind, note.get("id", "")] = note
    for key, number in list(walker.reader.noted.items()):
        if key in notes:
            runs = [run for piece in walker.pieces(notes[key]) for run in piece.runs]
            builder.structure(runs, Role.FOOTNOTE, f"[{number}]")


__all__ = ["DEFAULT_LIMITS", "Limits", "read"]
