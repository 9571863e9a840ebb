"""The columns of a tagged DataFrame: those of every other output, and behind them what could not be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from classifier.export.columns import COLUMNS, SCHEMA_VERSION
from classifier.export.to_parquet import VERSION_KEY

if TYPE_CHECKING:
    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructType

FAULT = "fault"
"""The last column of a tagged DataFrame: null for a sentence, else a struct of `what`, `reason` and `mend`."""
FAULT_FIELDS = ("what", "reason", "mend")
_FLAT = tuple(f"{FAULT}_{name}" for name in FAULT_FIELDS)  # as they come from the workers


def schema() -> StructType:
    """The Spark schema of the sentences: the columns of tagged output in their order, every one nullable.

    The metadata of each has what it holds, as `comment`, and the version of the schema, as `findings_schema`.
    """
    from pyspark.sql import types

    kinds = {
        "text": types.StringType(),
        "integer": types.LongType(),
        "number": types.DoubleType(),
        "boolean": types.BooleanType(),
        "list": types.ArrayType(types.StringType()),
    }
    version = {VERSION_KEY.decode(): SCHEMA_VERSION}
    return types.StructType(
        [
            types.StructField(column.name, kinds[column.type], metadata={"comment": column.about, **version})
            for column in COLUMNS
        ]
    )


def worker_schema() -> StructType:
    """`schema` and the parts of a fault, each a column of its own, as workers give them."""
    from pyspark.sql.types import StringType, StructField, StructType

    return StructType([*schema().fields, *(StructField(name, StringType()) for name in _FLAT)])


def worker_arrow_schema() -> Any:
    """`worker_schema` in Arrow's types."""
    import pyarrow as pa

    from classifier.export.to_parquet import schema as arrow_schema

    return pa.schema([*arrow_schema(), *(pa.field(name, pa.string()) for name in _FLAT)])


def fault_row(line: dict[str, str | None]) -> dict[str, str | None]:
    """A line of the faults file (`tagging.faults.as_line`) as a row of `worker_schema`; all else is null."""
    said = {flat: line[name] for flat, name in zip(_FLAT, FAULT_FIELDS, strict=True)}
    return {"document": line["document"], **said}


def with_fault(worked: DataFrame) -> DataFrame:
    """What workers give, with the parts of a fault in the one column `FAULT`."""
    from pyspark.sql import functions as F  # noqa: N812  its usual name

    parts = [F.col(flat).alias(name) for flat, name in zip(_FLAT, FAULT_FIELDS, strict=True)]
    fault = F.when(F.col(_FLAT[0]).isNotNull(), F.struct(*parts)).alias(FAULT)
    return worked.select(*(F.col(column.name) for column in COLUMNS), fault)


def findings_of(tagged: DataFrame) -> DataFrame:
    """The sentences of a tagged DataFrame, with the columns of `schema` and no other."""
    from pyspark.sql import functions as F  # noqa: N812

    return tagged.where(F.col(FAULT).isNull()).select(*(F.col(column.name) for column in COLUMNS))


def faults_of(tagged: DataFrame) -> DataFrame:
    """The faults of a tagged DataFrame, with the columns of a faults file: `document`, `what`, `reason`, `mend`.

    Asked of a DataFrame that is neither written nor persisted, this tags everything once more: see `write`.
    """
    from pyspark.sql import functions as F  # noqa: N812

    return tagged.where(F.col(FAULT).isNotNull()).select("document", f"{FAULT}.*")
