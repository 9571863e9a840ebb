"""Files that are written whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifier.errors import OutputError

if TYPE_CHECKING:
    from pathlib import Path

_MEND = "Close it in other programs, or choose a folder that you can write to"


def write_whole(path: Path, content: bytes, *, what: str = "this", mend: str = _MEND) -> None:
    """Write a file beside its place first and then into it, so that it is never half there.

    A file that is there is replaced. Raises `OutputError`, which calls the content `what`, where that cannot be done;
    then the file is as it was.
    """
    if path.is_dir():
        raise OutputError(path, "this is a folder, not a file", "Add a file name to the path")
    beside = path.with_name(f".{path.name}.partial")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        if beside.exists():
            beside.unlink()
        raise OutputError(path, f"{what} cannot be written ({error.strerror})", mend) from error
