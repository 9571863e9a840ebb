"""Opening a PDF: what can be wrong with the file as a whole, and the limits on what is read of it."""

from __future__ import annotations

import importlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from classifier.errors import MissingExtraError, ReadingError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SIGNATURE = b"%PDF-"
_HEAD = 1024  # the signature may stand after a few bytes of mail or web headers
_PASSWORD, _SECURITY = 4, 5  # FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is read of one PDF: a file over `pages` is an error, a page over the others is a fault."""

    pages: int = 5_000
    characters_per_page: int = 60_000
    objects_per_page: int = 60_000


DEFAULT_LIMITS = Limits()


def load_pdfium() -> Any:
    """The module pypdfium2; raises `MissingExtraError` where it is not installed."""
    try:
        return importlib.import_module("pypdfium2")
    except ImportError as error:
        raise MissingExtraError("pypdfium2", "pdf", "Reading PDF") from error


@contextmanager
def opened(
    data: bytes, path: Path | str, limits: Limits = DEFAULT_LIMITS, password: str | None = None
) -> Iterator[Any]:
    """The `pypdfium2.PdfDocument` in `data`, closed at the end; `path` is only for the errors.

    Raises `ReadingError` for a file that is empty, no PDF, encrypted, truncated, damaged or has too many pages.
    """
    pdfium = load_pdfium()
    if not data.strip():
        raise ReadingError(path, "the file is empty", "Check that the download or export of the report worked")
    if SIGNATURE not in data[:_HEAD]:
        mend = "Check the name of the file, or print the report to PDF again"
        raise ReadingError(path, "the file is no PDF: it does not begin with %PDF-", mend)
    document = _document(pdfium, data, path, password)
    try:
        if len(document) > limits.pages:
            raise ReadingError(
                path,
                f"the PDF has {len(document):,} pages, more than the limit of {limits.pages:,}",
                f"Check that it is a single report; if it is, say --limit pages={len(document)}",
            )
        yield document
    finally:
        document.close()


def _document(pdfium: Any, data: bytes, path: Path | str, password: str | None) -> Any:
    try:
        return pdfium.PdfDocument(data, password=password)
    except pdfium.PdfiumError as error:
        if error.err_code == _PASSWORD:
            problem = "the PDF is encrypted and " + ("the password is wrong" if password else "needs a password")
            raise ReadingError(path, problem, "Save a copy without a password from a PDF viewer first") from error
        if error.err_code == _SECURITY:
            mend = "Save a copy without protection from a PDF viewer first"
            raise ReadingError(path, "the PDF is protected in a way that is not supported", mend) from error
        if b"%%EOF" not in data[-2048:]:
            mend = "Download or copy the file again; its end is missing"
            raise ReadingError(path, "the PDF is truncated: it has no end mark", mend) from error
        mend = "Open it in a PDF viewer and save it anew"
        raise ReadingError(path, "the PDF is damaged and cannot be opened", mend) from error
