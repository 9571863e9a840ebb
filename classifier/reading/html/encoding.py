"""From the bytes of a web page to its characters: byte order mark, what the page says, UTF-8, Windows-1252."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from classifier.errors import ReadingError

if TYPE_CHECKING:
    from pathlib import Path

_SAID = re.compile(
    rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w:.-]{2,40})|<\?xml[^>]{0,100}?encoding=[\"']([\w:.-]{2,40})"
)
_WINDOWS = frozenset("ascii us-ascii latin1 latin-1 iso-8859-1 iso8859-1 iso_8859-1 windows-1252 cp1252".split())
_HEAD = 8192
_UNUSED = frozenset(b"\x81\x8d\x8f\x90\x9d")
_PLAUSIBLE = frozenset("\u00a0‘’“”–—…•£€©®™°·½¼¾«»àáâäçèéêëíîïñóôöúûüÀÁÂÄÇÈÉÊËÍÎÏÑÓÔÖÚÛÜß")
_TWO_ACCENTS = re.compile(r"[À-ÿ]{2}")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode_page(data: bytes, path: Path | str, encoding: str | None = None) -> str:
    """The characters of a web page.

    `encoding` goes before all; then a byte order mark; then what the page says of itself, where its bytes
    agree; then UTF-8; then Windows-1252, where every byte outside ASCII is a character that English text uses.
    Raises `ReadingError` where none of them is certain.
    """
    if encoding:
        return _as(data, path, encoding, "Try without --encoding, or another one")
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _as(data, path, name, "Save the web page again")
    said = _said(data)
    if said and said not in _WINDOWS and not said.startswith("utf-"):
        return _as(data, path, said, "Say the encoding with --encoding")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        text = _windows(data, said=said in _WINDOWS)
        if text is not None:
            return text
        hint = f"the page says {said}, which its bytes contradict" if said else "the page does not say its encoding"
        raise ReadingError(
            path, f"the encoding is not known: {hint}", "Say --encoding with the name, or save the page as UTF-8"
        ) from error


def _said(data: bytes) -> str | None:
    match = _SAID.search(data[:_HEAD].lower())
    if match is None:
        return None
    return (match.group(1) or match.group(2)).decode("ascii")


def _windows(data: bytes, *, said: bool) -> str | None:
    """The text as Windows-1252; None where that would turn bytes into characters that English does not use.

    Two accented letters in a row are another alphabet's rather than English; a page that says that it is
    Windows-1252 is believed in that.
    """
    if any(byte in _UNUSED for byte in data):
        return None
    text = data.decode("cp1252")
    if said:
        return text
    plausible = all(character in _PLAUSIBLE for character in text if character > "\x7f")
    return text if plausible and not _TWO_ACCENTS.search(text) else None


def _as(data: bytes, path: Path | str, encoding: str, mend: str) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except LookupError as error:
        known = "Use a name that Python knows, such as utf-8, cp1252 or utf-16"
        raise ReadingError(path, f"there is no encoding {encoding!r}", known) from error
    except (UnicodeError, AssertionError, ValueError) as error:
        raise ReadingError(path, f"the page is not {encoding}", mend) from error
