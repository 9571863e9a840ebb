"""From a file to a `Report`: one file a format, each with `read_blocks`; `structure.py` is what they share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from classifier.errors import ReadingError
from classifier.reading.decoding import DEFAULT_LIMIT, MEGABYTE, decode
from classifier.records import Block, Report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SUFFIXES = {".txt": "text", ".text": "text", ".md": "markdown", ".markdown": "markdown"}
"""The format of a file by its suffix."""

NOT_YET = {".pdf": "PDF", ".docx": "Word", ".doc": "Word", ".html": "a web page", ".htm": "a web page"}


def read_report(
    path: Path | str, *, encoding: str | None = None, limit: int = DEFAULT_LIMIT, document: str | None = None
) -> Report:
    """Read the report in a file; `limit` is the most bytes that are read, `document` the name to go by.

    Raises `ReadingError`, which names the file, for one that is missing, empty, too large, binary, in an
    unknown format, or in another encoding than said.
    """
    path = Path(path)
    name = _format_of(path)
    text = decode(_bytes(path, limit), path, encoding)
    return parse_report(text, document or path.as_posix(), name)


def parse_report(text: str, document: str = "text", format: str = "text") -> Report:  # noqa: A002
    """Read a report from its text; `format` is one of the values of `SUFFIXES`."""
    return Report(document, text, tuple(_reader(format)(text)), format)


def _reader(name: str) -> Callable[[str], Iterator[Block]]:
    if name == "markdown":
        from classifier.reading.from_markdown import read_blocks
    elif name == "text":
        from classifier.reading.from_text import read_blocks
    else:
        raise ReadingError(name, "there is no reader for this format", "Use text or markdown")
    return read_blocks


def _format_of(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix in SUFFIXES:
        return SUFFIXES[suffix]
    known = ", ".join(SUFFIXES)
    if suffix in NOT_YET:
        mend = "Save the report as plain text (.txt) first"
        raise ReadingError(path, f"{NOT_YET[suffix]} cannot be read yet; known are {known}", mend)
    mend = f"Rename the file to end in one of {known}, if it is text"
    raise ReadingError(path, f"a report that ends in {suffix or 'no suffix'!r} cannot be read", mend)


def _bytes(path: Path, limit: int) -> bytes:
    try:
        if path.is_dir():
            raise ReadingError(path, "this is a folder", "Name a file, or use findings tag, which goes through folders")
        size = path.stat().st_size
        if size > limit:
            raise ReadingError(
                path,
                f"the file has {size / MEGABYTE:.1f} MB, more than the limit of {limit / MEGABYTE:g} MB",
                "Check that it is a single report; if it is, say --max-size with a higher limit",
            )
        with path.open("rb") as file:
            return file.read(limit + 1)
    except FileNotFoundError as error:
        raise ReadingError(path, "there is no such file", "Check the name and the folder") from error
    except OSError as error:
        raise ReadingError(path, f"the file cannot be read ({error.strerror})", "Check its permissions") from error
