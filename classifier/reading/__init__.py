"""From a file to a `Report`: one file a format; `structure.py`, `assemble.py` and `building.py` are what they share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from classifier.errors import ReadingError
from classifier.reading.decoding import DEFAULT_LIMIT, MEGABYTE, decode
from classifier.reading.kinds import SUFFIXES, kind_of
from classifier.records import Block, Report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from classifier.reading.limits import Limits

__all__ = ["DEFAULT_LIMIT", "MEGABYTE", "PDF_LIMIT", "SUFFIXES", "parse_report", "read_report"]

PDF_LIMIT = 200 * MEGABYTE
"""The most bytes of a PDF, whose pictures weigh more than its text."""


def read_report(
    path: Path | str,
    *,
    encoding: str | None = None,
    limit: int | None = None,
    document: str | None = None,
    limits: Mapping[str, float] | None = None,
) -> Report:
    """Read the report in a file: plain text, Markdown, PDF, Word or a web page, by its content and its suffix.

    `encoding` is that of a text file or web page that does not say it itself. `limit` is the most bytes that are
    read (by default `DEFAULT_LIMIT`, for a PDF `PDF_LIMIT`), `document` the name to go by. `limits` raises
    those that hostile files are met with, by the names in `limits.NAMES`. Raises `ReadingError`,
    which names the file, for one that is missing, empty, too large, damaged, encrypted, in an unknown format, or in
    another encoding than said.
    """
    path = Path(path)
    data = _bytes(path, _limit_of(path) if limit is None else limit)
    name = document or path.as_posix()
    kind = kind_of(data, path)
    if kind == "pdf":
        return _read_pdf(data, path, name, limits)
    if kind == "docx":
        from classifier.reading import from_docx

        return Report(name, *from_docx.read(data, path, limits=_limits(limits).archive), kind)
    if kind == "html":
        from classifier.reading import from_html

        return Report(name, *from_html.read(data, path, encoding=encoding, limits=_limits(limits).page), kind)
    return parse_report(decode(data, path, encoding), name, kind)


def parse_report(text: str, document: str = "text", format: str = "text") -> Report:  # noqa: A002
    """Read a report from its text; `format` is "text" or "markdown"."""
    return Report(document, text, tuple(_reader(format)(text)), format)


def _limits(said: Mapping[str, float] | None) -> Limits:
    from classifier.reading.limits import limits_of

    return limits_of(said)


def _read_pdf(data: bytes, path: Path, name: str, limits: Mapping[str, float] | None) -> Report:
    from classifier.reading import from_pdf

    found = from_pdf.read_pdf(data, path, limits=_limits(limits).pdf)
    faults = tuple(str(fault) for fault in found.faults)
    return Report(name, found.text, found.blocks, "pdf", found.places, faults)


def _reader(name: str) -> Callable[[str], Iterator[Block]]:
    if name == "markdown":
        from classifier.reading.from_markdown import read_blocks
    elif name == "text":
        from classifier.reading.from_text import read_blocks
    else:
        raise ReadingError(name, "there is no reader for the text of this format", "Use text or markdown")
    return read_blocks


def _bytes(path: Path, limit: int) -> bytes:
    try:
        if path.is_dir():
            raise ReadingError(path, "this is a folder", "Name a file, or use findings tag, which goes through folders")
        _check_size(path, path.stat().st_size, limit)
        with path.open("rb") as file:
            data = file.read(limit + 1)
        _check_size(path, len(data), limit)  # a pipe has no size before it is read
    except FileNotFoundError as error:
        raise ReadingError(path, "there is no such file", "Check the name and the folder") from error
    except OSError as error:
        raise ReadingError(path, f"the file cannot be read ({error.strerror})", "Check its permissions") from error
    return data


def _check_size(path: Path, size: int, limit: int) -> None:
    if size > limit:
        raise ReadingError(
            path,
            f"the file has {size / MEGABYTE:.1f} MB, more than the limit of {limit / MEGABYTE:g} MB",
            "Check that it is a single report; if it is, say --max-size with a higher limit",
        )


def _limit_of(path: Path) -> int:
    return PDF_LIMIT if path.suffix.lower() == ".pdf" else DEFAULT_LIMIT
