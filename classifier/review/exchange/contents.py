"""Files of other programs, read within limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifier.errors import ReadingError

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES = 500_000_000


def content_of(path: Path) -> bytes:
    """The bytes of a file; raises `ReadingError` where it cannot be read or is far too large."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            mend = "Import it report by report"
            raise ReadingError(path, f"the file has {size / 1e6:,.0f} MB, more than the limit of 500 MB", mend)
        return path.read_bytes()
    except OSError as error:
        problem = f"the file cannot be read ({error.strerror})"
        raise ReadingError(path, problem, "Check the name and the folder") from error
