"""Tagged output as Parquet, with the types of the columns, what they hold, and the version of the schema in it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from classifier.errors import MissingExtraError
from classifier.export import to_jsonl
from classifier.export.columns import COLUMNS, SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from classifier.records import TaggedReport

ROWS_A_GROUP = 10_000
"""A row group is written as soon as it has this many rows: fewer make large corpora slow to read."""
VERSION_KEY = b"findings_schema"
"""The key of `SCHEMA_VERSION` in the metadata of a file."""


def write(reports: Iterable[TaggedReport], path: Path) -> int:
    """Write one row a sentence and return their number.

    At most one row group and one report are held in memory. Raises `MissingExtraError` without pyarrow,
    before anything is written, and `OSError`.
    """
    return write_packed((to_jsonl.lines(tagged) for tagged in reports), path)


def write_packed(packed: Iterable[bytes], path: Path) -> int:
    """As `write`, from reports packed as the lines of JSON Lines."""
    require()
    from pyarrow.parquet import ParquetWriter

    arrow = schema()
    count = 0
    # Python opens the file, so that a full disk is an `OSError` with its number.
    with path.open("wb") as file, ParquetWriter(file, arrow, compression="zstd") as writer:
        for rows, lines in _groups(packed):
            writer.write_table(_table(lines, arrow), row_group_size=max(rows, 1))
            count += rows
    return count


def require() -> None:
    """Raise `MissingExtraError` where the package that writes this format is not installed."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError as error:
        raise MissingExtraError("pyarrow", "parquet", "Writing Parquet") from error


def schema() -> Any:
    """The Arrow schema of tagged output."""
    import pyarrow as pa

    types = {
        "text": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "list": pa.list_(pa.string()),
    }
    fields = [pa.field(column.name, types[column.type], metadata={"about": column.about}) for column in COLUMNS]
    return pa.schema(fields, metadata={VERSION_KEY: SCHEMA_VERSION.encode()})


def _groups(packed: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Whole reports until there are `ROWS_A_GROUP` rows: the number of rows and their lines."""
    group: list[bytes] = []
    rows = 0
    for lines in packed:
        group.append(lines)
        rows += lines.count(b"\n")
        if rows >= ROWS_A_GROUP:
            yield rows, b"".join(group)
            group, rows = [], 0
    if group:
        yield rows, b"".join(group)


def _table(lines: bytes, arrow: Any) -> Any:
    # Arrow reads the lines itself, many times quicker than from Python objects; one block, so no line is too long.
    from pyarrow.json import ParseOptions, ReadOptions, read_json

    parsing = ParseOptions(explicit_schema=arrow, unexpected_field_behavior="error")
    return read_json(io.BytesIO(lines), ReadOptions(use_threads=False, block_size=len(lines) + 1), parsing)
