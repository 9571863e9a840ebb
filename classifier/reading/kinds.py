"""What kind of file it is: by its content first, by its suffix where the content could be several."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from classifier.errors import ReadingError
from classifier.reading.decoding import looks_binary

SUFFIXES = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".docx": "docx",
    ".docm": "docx",
    ".pdf": "pdf",
}
"""The kind of a file by its suffix."""

HEAD = 65_536
"""How many bytes from the beginning of a file `kind_of` looks at; it may be given more."""

_NAMES = {"text": "plain text", "markdown": "Markdown", "html": "a web page", "docx": "a Word document", "pdf": "a PDF"}
_SAVE = "Save the report as Word (.docx), PDF, a web page or plain text first"
_FOREIGN = (
    (b"{\\rtf", "an RTF document", "Open it in Word and save it as Word (.docx)"),
    (b"\x89PNG", "a picture", "Recognise its text (OCR) and save that as text"),
    (b"\xff\xd8\xff", "a picture", "Recognise its text (OCR) and save that as text"),
    (b"GIF8", "a picture", "Recognise its text (OCR) and save that as text"),
    (b"\x1f\x8b", "a gzip archive", "Unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "Unpack it first"),
    (b"Rar!", "a RAR archive", "Unpack it first"),
)
_OTHER_ZIPS = (
    (b"xl/", "an Excel workbook"),
    (b"ppt/", "a PowerPoint presentation"),
    (b"mimetypeapplication/vnd.oasis.opendocument", "an OpenDocument file"),
    (b"mimetypeapplication/epub", "an e-book (EPUB)"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_NAME = "EncryptedPackage".encode("utf-16-le")
_MHTML = re.compile(rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,20}?content-type:\s*multipart/related", re.I)
_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--(?:(?!-->).){0,4000}-->\s*)*"
    r"(?:<!doctype\s+html\b|<(?:html|head|body|title|meta|article|main)\b)",
    re.I | re.S,
)
_HTML_TAG = re.compile(
    r"</?(?:html|head|body|div|p|h[1-6]|ul|ol|li|table|tr|td|article|section|main|br)\b[^<>]*>", re.I
)
_XML_START = re.compile(r"\s*<\?xml\b", re.I)


def kind_of(data: bytes, path: Path | str) -> str:
    """The kind of a file, one of "text", "markdown", "html", "docx" and "pdf"; `data` is its first part.

    A ZIP archive is looked at by its members' names, so that more than the first `HEAD` bytes help where a
    large picture comes first. Raises `ReadingError` for an empty file, for a kind that cannot be read, and
    where content and suffix contradict each other, naming both.
    """
    if not data.strip(b" \t\r\n\f\0"):
        raise ReadingError(path, "the file is empty", "Check that the export of the report worked")
    suffix = Path(path).suffix.lower()
    said = SUFFIXES.get(suffix)
    found = _by_magic(data, path, said) or _by_tags(data, said)
    if found is not None:
        return _agreed(found, said, suffix, path)
    if said in ("text", "markdown"):
        return said
    if said == "html":
        if looks_binary(data):
            raise ReadingError(path, "the file ends in .html but is binary", "Save the web page again")
        return said
    if said is not None:
        what = "binary data" if looks_binary(data) else "plain text"
        mend = f"Rename it to end in .txt if it is text, or save it as {_NAMES[said]} again"
        raise ReadingError(path, f"the file ends in {suffix}, but its content is {what}, not {_NAMES[said]}", mend)
    known = ", ".join(SUFFIXES)
    mend = f"Rename the file to end in one of {known}, if it is one"
    raise ReadingError(path, f"a report that ends in {suffix or 'no suffix'!r} cannot be read", mend)


def _by_magic(data: bytes, path: Path | str, said: str | None) -> str | None:
    """The kind by the first bytes; None for what may be text. Raises for kinds that cannot be read."""
    if b"%PDF-" in data[: 1024 if said in (None, "pdf") else 8]:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _kind_of_zip(data, path, said)
    if data.startswith(_OLE):
        raise _old_office(data, path)
    for magic, what, mend in _FOREIGN:
        if data.startswith(magic):
            raise ReadingError(path, f"the file is {what}, which cannot be read", mend)
    if _MHTML.match(data[:4096]):
        mend = "Save the page as a web page (.html) instead"
        raise ReadingError(path, "the file is a web archive (MHTML), which cannot be read", mend)
    return None


def _kind_of_zip(data: bytes, path: Path | str, said: str | None) -> str:
    if b"word/" in data:
        return "docx"
    head = data[:512]
    for member, what in _OTHER_ZIPS:
        if member in (head if member.startswith(b"mimetype") else data):
            raise ReadingError(path, f"the file is {what}, not a report that can be read", _SAVE)
    if said == "docx":
        return "docx"  # the part that tells may come later; the reader looks at all of them
    raise ReadingError(path, "the file is a ZIP archive and no Word document", "Unpack it first")


def _old_office(data: bytes, path: Path | str) -> ReadingError:
    if _ENCRYPTED_NAME in data:
        mend = "Open it in Word with its password and save it without one"
        return ReadingError(path, "the Word document is encrypted with a password", mend)
    mend = "If it has a password, save it without one; otherwise open it in Word and save it as Word (.docx)"
    return ReadingError(path, "the file is in the old Office format (.doc) or encrypted, which cannot be read", mend)


def _by_tags(data: bytes, said: str | None) -> str | None:
    """The kind "html" where the text says that it is; Markdown and plain text may hold a tag or two."""
    head = _roughly_decoded(data[:HEAD])
    if _HTML_START.match(head):
        return "html"
    if said in (None, "html"):
        tags = len(_HTML_TAG.findall(head))
        if tags >= 3 or (tags and _XML_START.match(head)):
            return "html"
    return None


def _agreed(found: str, said: str | None, suffix: str, path: Path | str) -> str:
    if said in (None, found):
        return found
    if found == "html" and said in ("text", "markdown"):
        mend = "Rename it to end in .html if it is a web page"
    elif found == "html":
        mend = "It may be a page that the web site sent in its place: load the report again"
    else:
        mend = f"Rename it to end in .{found}"
    problem = f"the file ends in {suffix}, but its content is {_NAMES[found]}, not {_NAMES[said or found]}"
    raise ReadingError(path, problem, mend)


def _roughly_decoded(data: bytes) -> str:
    for mark, name in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if data.startswith(mark):
            return data[2:].decode(name, "replace")
    return data.removeprefix(codecs.BOM_UTF8).decode("latin-1")
