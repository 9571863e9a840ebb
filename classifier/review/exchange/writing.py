"""Files that are written whole or not at all, and read within limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifier.errors import OutputError, ReadingError

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES = 500_000_000


def put(path: Path, content: bytes) -> None:
    """Write a file beside its place first and then into it; raises `OutputError`."""
    if path.is_dir():
        raise OutputError(path, "this is a folder, not a file", "Add a file name to the path")
    beside = path.with_name(f".{path.name}.partial")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise OutputError(
            path,
            f"this cannot be written ({error.strerror})",
            "Close it in other programs, or choose a folder that you can write to",
        ) from error


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
