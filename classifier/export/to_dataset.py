"""Tagged output as a folder of Parquet files, parted as Hive does it: `year=2019/part-00000.parquet`.

DuckDB, Spark, pandas and Polars read such a folder as one table in which what the folders say is a column. Reports
of which it is not known stand under `__HIVE_DEFAULT_PARTITION__`, which these programs read as null. `MARK` says what
the folder is, so that none but our own is ever replaced.
"""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING
from urllib.parse import quote

from classifier.errors import OutputError
from classifier.export import cannot_write, partial_path, sync, to_parquet
from classifier.export.columns import SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MARK = "_findings.json"
UNKNOWN = "__HIVE_DEFAULT_PARTITION__"
ROWS_A_FILE = 1_000_000
"""A part of more rows is several files, so that engines can share it out."""


def check_dataset(folder: Path) -> None:
    """Raise what `write_dataset` would raise at the end of a long run, as far as it can be known before."""
    to_parquet.require()
    for path in (folder, partial_path(folder), _aside(folder)):
        if (path.exists() or path.is_symlink()) and not is_dataset(path) and not _is_empty(path):
            problem = "this is no dataset that findings has written, so it is not replaced"
            raise OutputError(path, problem, "Choose another folder for the output")
    if not folder.parent.is_dir():
        raise OutputError(folder, f"there is no folder {folder.parent}", "Create it, or choose another path")


def is_dataset(path: Path) -> bool:
    """Whether the folder was written by `write_dataset`."""
    return (path / MARK).is_file()


def write_dataset(parts: Iterable[tuple[str | None, Iterable[bytes]]], by: str, folder: Path) -> int:
    """Write the parts, each a value (None: not known) and its reports packed as rows; return the number of rows.

    Values have to differ. A dataset that is there is replaced, and only when all is written. At most one row group is
    in memory. Raises `OutputError`, and `MissingExtraError` without pyarrow.
    """
    check_dataset(folder)
    partial = partial_path(folder)
    rows = 0
    try:
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir()
        mark = {"findings": "dataset", "schema": SCHEMA_VERSION, "partitioned_by": by}
        (partial / MARK).write_text(json.dumps(mark) + "\n", encoding="utf-8")
        for value, packed in parts:
            rows += _write_part(packed, partial / f"{by}={UNKNOWN if value is None else quote(value, safe=' ')}")
        sync(partial)
        _put_in_place(partial, folder)
    except OSError as error:
        raise cannot_write(folder, error) from error
    return rows


def _write_part(packed: Iterable[bytes], folder: Path) -> int:
    folder.mkdir()
    rows = 0
    for number, some in enumerate(_files(packed)):
        path = folder / f"part-{number:05}.parquet"
        rows += to_parquet.write_packed(some, path)
        sync(path)
    sync(folder)
    return rows


def _files(packed: Iterable[bytes]) -> Iterator[Iterator[bytes]]:
    """The reports of each file in turn; each has to be used up before the next is asked for."""
    source = iter(packed)

    def until_full(first: bytes) -> Iterator[bytes]:
        yield first
        rows = first.count(b"\n")
        while rows < ROWS_A_FILE and (following := next(source, None)) is not None:
            yield following
            rows += following.count(b"\n")

    for first in source:
        yield until_full(first)


def _put_in_place(partial: Path, folder: Path) -> None:
    aside = _aside(folder)
    shutil.rmtree(aside, ignore_errors=True)
    if folder.is_dir():
        folder.rename(aside)  # a folder cannot be replaced in one go
    partial.rename(folder)
    sync(folder.parent)
    shutil.rmtree(aside, ignore_errors=True)


def _aside(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.old")


def _is_empty(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink() and not os.listdir(path)  # noqa: PTH208  no need of a Path each
