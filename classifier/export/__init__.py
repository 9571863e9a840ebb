"""Tagged output, one file a format; `columns.py` is what they share.

Each `to_*.py` has the same `write(reports, path) -> int`, which returns the number of rows (sentences).
`write_tagged` is the way in: it chooses the format, writes beside the path and moves the file into place.
`write_packed` does the same from reports in bytes (`packing.py`), `to_dataset.py` writes a folder of Parquet files.
"""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from classifier.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import ModuleType

    from classifier.records import TaggedReport

T = TypeVar("T")

FORMATS = {
    "jsonl": "to_jsonl",
    "csv": "to_csv",
    "xlsx": "to_xlsx",
    "parquet": "to_parquet",
    "html": "to_html",
}
"""Name of a format, which is its file suffix too, and the module that writes it."""


def format_of(path: Path) -> str:
    """The format that the suffix of `path` names; raises `OutputError` where it names none."""
    name = path.suffix.lower().removeprefix(".")
    if name in FORMATS:
        return name
    said = f"{path.suffix!r} is not the suffix of a known format" if path.suffix else "the name has no suffix"
    known = ", ".join(f".{known}" for known in FORMATS)
    raise OutputError(path, said, f"End the name in one of {known}, or name the format with --format")


def partial_path(path: Path) -> Path:
    """Where unfinished output of `path` stands: `NAME.partial.SUFFIX` in the same folder."""
    return path.with_name(f"{path.stem}.partial{path.suffix}")


def write_tagged(
    reports: Iterable[TaggedReport],
    path: Path,
    format: str | None = None,  # noqa: A002
    *,
    complete: Callable[[], bool] = lambda: True,
) -> int:
    """Write `reports` to `path`, one row a sentence, and return the number of rows.

    `format` is a key of `FORMATS`; without it the suffix of `path` decides. An existing file is replaced,
    and only when all is written: until then the output stands at `partial_path`, which is removed when
    anything fails. A link is followed. Whether the path can be written is found out before the first report
    is taken. Where `complete`, asked at the end, says that the iterable ended early, the whole and readable, but
    shorter file stays at `partial_path`.

    Raises `OutputError` for a path that cannot be written or a format that is not known, and
    `MissingExtraError` for a format whose package is not installed. Whatever the iterable raises comes
    through as it is.
    """
    writer = _writer(path, format)
    return _put_in_place(_Watched(reports), path, writer.write, complete)


def write_packed(
    reports: Iterable[bytes],
    path: Path,
    format: str | None = None,  # noqa: A002
    *,
    complete: Callable[[], bool] = lambda: True,
) -> None:
    """Write reports that `packing.pack` has packed in the packing of the format; else like `write_tagged`.

    The file is synchronised with the disk before it is moved into place.
    """
    from classifier.export.packing import packing_of, unpack

    writer = _writer(path, format)

    def write(packed: Iterable[bytes], partial: Path) -> int:
        if hasattr(writer, "write_packed"):
            writer.write_packed(packed, partial)
        else:
            packing = packing_of(format or format_of(path))
            writer.write((unpack(data, packing) for data in packed), partial)
        sync(partial)
        return 0

    _put_in_place(_Watched(reports), path, write, complete)
    sync(path.parent)


def check_output(path: Path, format: str | None = None) -> None:  # noqa: A002
    """Raise what `write_packed` would raise at the end of a long run, as far as it can be known before."""
    writer = _writer(path, format)
    if hasattr(writer, "require"):
        writer.require()
    try:
        _check(Path(os.path.realpath(path)))
        if not path.parent.is_dir():
            raise FileNotFoundError(errno.ENOENT, "no such folder", str(path))
    except OSError as error:
        raise cannot_write(path, error) from error


def sync(path: Path) -> None:
    """Have a file or the names in a folder on the disk; raises `OSError` for a file."""
    if path.is_dir() and os.name != "posix":
        return  # Windows opens no folders
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _writer(path: Path, name: str | None) -> ModuleType:
    return import_module(f"{__name__}.{FORMATS[_known(path, name or format_of(path))]}")


def _put_in_place(
    source: _Watched[T], path: Path, write: Callable[[Iterable[T], Path], int], complete: Callable[[], bool]
) -> int:
    target = Path(os.path.realpath(path))
    partial = partial_path(target)
    try:
        _check(path)
        partial.open("wb").close()
        rows = write(source, partial)
        if complete():
            partial.replace(target)
    except OSError as error:
        _remove(partial)
        if error is source.error:
            raise
        raise cannot_write(path, error) from error
    except BaseException:
        _remove(partial)
        raise
    return rows


class _Watched(Generic[T]):
    """An iterable that remembers what it raised, so that its `OSError` is not taken for the writer's."""

    def __init__(self, reports: Iterable[T]) -> None:
        self.reports = reports
        self.error: Exception | None = None

    def __iter__(self) -> Iterator[T]:
        try:
            yield from self.reports
        except Exception as error:
            self.error = error
            raise


def _known(path: Path, name: str) -> str:
    if name in FORMATS:
        return name
    raise OutputError(path, f"there is no output format {name!r}", f"Use one of {', '.join(FORMATS)}")


def _check(path: Path) -> None:
    # What opening the partial file would not find out, or would find out with a worse message.
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "is a folder", str(path))
    if path.exists() and not path.is_file():
        raise OutputError(path, "this is not an ordinary file", "Choose another path")
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, "is read-only", str(path))


def _remove(partial: Path) -> None:
    # The first error is the one to tell; a partial file that stays says by its name what it is.
    with suppress(OSError):
        partial.unlink(missing_ok=True)


def cannot_write(path: Path, error: OSError) -> OutputError:
    """What an `OSError` in writing `path` says to a person."""
    folder = path.parent
    match error.errno:
        case errno.EISDIR:
            return OutputError(path, "this is a folder, not a file", "Add a file name to the path")
        case errno.ENOENT if not folder.is_dir():
            return OutputError(path, f"there is no folder {folder}", "Create it, or choose another path")
        case errno.ENOTDIR:
            return OutputError(path, f"{folder} is not a folder", "Choose another path")
        case errno.EACCES | errno.EPERM | errno.EROFS:
            mend = "Close it in other programs, change the permissions, or choose another path"
            return OutputError(path, "writing here is not allowed", mend)
        case errno.ENOSPC | errno.EDQUOT:
            mend = "Free some space there and in the folder for temporary files, or choose another path"
            return OutputError(path, "the disk is full", mend)
    said = error.strerror or str(error) or type(error).__name__
    return OutputError(path, f"this cannot be written: {said}", "Choose another path")
