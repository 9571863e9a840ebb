"""Tagged output as Parquet, with the types of the columns and what they hold in the schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from classifier.errors import MissingExtraError
from classifier.export.cells import safe_rows
from classifier.export.columns import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from classifier.records import TaggedReport

ROWS_A_GROUP = 10_000
"""A row group is written as soon as it has this many rows: fewer make large corpora slow to read."""


def write(reports: Iterable[TaggedReport], path: Path) -> int:
    """Write one row a sentence and return their number.

    At most one row group and one report are held in memory. Raises `MissingExtraError` without pyarrow,
    before anything is written, and `OSError`.
    """
    try:
        from pyarrow.parquet import ParquetWriter
    except ImportError as error:
        raise MissingExtraError("pyarrow", "parquet", "Writing Parquet") from error
    schema = _schema()
    count = 0
    group: list[dict[str, object]] = []
    # Python opens the file, so that a full disk is an `OSError` with its number.
    with path.open("wb") as file, ParquetWriter(file, schema, compression="zstd") as writer:
        for tagged in reports:
            group.extend(safe_rows(tagged))
            count += len(tagged.findings)
            if len(group) >= ROWS_A_GROUP:
                _flush(writer, group, schema)
        _flush(writer, group, schema)
    return count


def _schema() -> Any:
    import pyarrow as pa

    types = {
        "text": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "list": pa.list_(pa.string()),
    }
    return pa.schema(
        [pa.field(column.name, types[column.type], metadata={"about": column.about}) for column in COLUMNS]
    )


def _flush(writer: Any, group: list[dict[str, object]], schema: Any) -> None:
    import pyarrow as pa

    if group:
        writer.write_table(pa.Table.from_pylist(group, schema=schema))
        group.clear()
