"""From the bytes of a text file to its characters, with an error that names the mend where that fails."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from classifier.errors import ReadingError

if TYPE_CHECKING:
    from pathlib import Path

MEGABYTE = 1_000_000
DEFAULT_LIMIT = 20 * MEGABYTE

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive (a Word or Excel file is one too)"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x1f\x8b", "a gzip archive"),
)


def decode(data: bytes, path: Path | str, encoding: str | None = None) -> str:
    """The characters of a text file, newlines as they are; a byte order mark of UTF-8 is kept out.

    Without an `encoding`, the file has to be UTF-8: a guess between the older encodings would turn quotation
    marks and pound signs into other characters without anybody noticing. Raises `ReadingError` for an empty
    file, one that is no text, and one in another encoding, which it names where it can tell.
    """
    if not data.strip():
        raise ReadingError(path, "the file is empty", "Check that the export of the report worked")
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            mend = "Save the report as plain text or Markdown first"
            raise ReadingError(path, f"the file is {what}, not text", mend)
    text = _decode_as(data, path, encoding) if encoding else _decode_utf8(data, path)
    if "\0" in text:
        raise ReadingError(
            path,
            "the file is binary: it has NUL characters",
            "Save the report as plain text or Markdown first",
        )
    if not text.strip():
        raise ReadingError(path, "the file holds only white space", "Check that the export of the report worked")
    return text


def _decode_utf8(data: bytes, path: Path | str) -> str:
    for mark, name in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            raise ReadingError(path, f"the file is {name.upper()}, not UTF-8", f"Say --encoding {name}")
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        at = error.start
        found = f"byte 0x{data[at]:02X} at offset {at:,} is not UTF-8"
        if looks_binary(data):
            raise ReadingError(
                path, f"the file is binary: {found}", "Save the report as plain text or Markdown first"
            ) from error
        raise ReadingError(
            path,
            f"{found}; the file is probably Windows-1252 (also known as Latin-1 or ANSI)",
            "Say --encoding cp1252, or save the file as UTF-8",
        ) from error


def _decode_as(data: bytes, path: Path | str, encoding: str) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except LookupError as error:
        mend = "Use a name that Python knows, such as utf-8, cp1252 or utf-16"
        raise ReadingError(path, f"there is no encoding {encoding!r}", mend) from error
    except UnicodeError as error:
        mend = "Try without --encoding, or another one"
        raise ReadingError(path, f"the file is not {encoding}", mend) from error


def looks_binary(data: bytes) -> bool:
    """Whether control characters that no text holds make up a good part of the first bytes."""
    head = data[:4096]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return False
    control = sum(byte < 9 or 13 < byte < 32 for byte in head)
    return control > 0.02 * len(head)
