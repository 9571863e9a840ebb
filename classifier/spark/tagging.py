"""Tagging a Spark DataFrame of texts or of files: lazy, as all of Spark, and a row a sentence."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from classifier.errors import ClassifierError
from classifier.spark.columns import with_fault, worker_schema
from classifier.spark.session import require

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pyspark.sql import Column, DataFrame

    from classifier.spark.in_worker import Job

FORMATS = ("text", "markdown")


def tag(
    df: DataFrame,
    text_column: str = "text",
    *,
    document_column: str | None = None,
    model: Path | str | None = None,
    format: str = "text",  # noqa: A002
    target_error: float | None = None,
    partitions: int | None = None,
) -> DataFrame:
    """Tag a DataFrame with the text of a report in each row.

    The answer has a row a sentence, with the columns of `schema`, and the column `fault`, which is null but in the
    rows of what could not be tagged; `findings_of` and `faults_of` take the two apart. `document_column` holds the
    name of each report, or any key, and comes back as text in `document`; a report without a name is named by the hash
    of its text. `model` is a name or a folder, by default the shipped one; `format` is "text" or "markdown".
    `target_error` is what the model aims at (`FindingModel.aiming_at`). `partitions` shares the rows out anew, evenly.

    Raises `ClassifierError` for a column that is not there or no text, `ModelError`, and `MissingExtraError`.
    """
    _check(df)
    if format not in FORMATS:
        raise ClassifierError(f"there is no format {format!r} of texts", mend=f"Use one of {', '.join(FORMATS)}")
    content = _column(df, text_column, "string")
    document = _name(df, document_column)
    told = {"format": format, "target_error": target_error}
    return _tagged(df, {"document": document, "content": content}, "text", model, partitions, told)


def tag_files(
    df: DataFrame,
    *,
    content_column: str = "content",
    path_column: str = "path",
    document_column: str | None = None,
    model: Path | str | None = None,
    encoding: str | None = None,
    limit: int | None = None,
    target_error: float | None = None,
    partitions: int | None = None,
) -> DataFrame:
    """Tag a DataFrame with the bytes of a file in each row, as `spark.read.format("binaryFile")` gives them.

    Files are read by their content and the suffix of their path, as `read_report` does it; `encoding` and `limit` are
    the same. Without a `document_column` a report goes by its path, which for a local file is as the command has it,
    without `file:`. All else as in `tag`.
    """
    _check(df)
    from pyspark.sql import functions as F  # noqa: N812  its usual name

    path = _column(df, path_column, "string")
    local = F.regexp_replace(path, "^file:/+", "/")
    document = local if document_column is None else _name(df, document_column)
    columns = {"document": document, "content": _column(df, content_column, "binary"), "path": path}
    told = {"encoding": encoding, "limit": limit, "target_error": target_error}
    return _tagged(df, columns, "file", model, partitions, told)


def _tagged(
    df: DataFrame,
    columns: dict[str, Column],
    source: Any,
    model: Path | str | None,
    partitions: int | None,
    told: dict[str, Any],
) -> DataFrame:
    from classifier import __version__
    from classifier.persistence import DEFAULT_MODEL, load_model
    from classifier.spark.in_worker import Job
    from classifier.spark.shipping import ship

    name = DEFAULT_MODEL if model is None else model
    if told["target_error"] is not None:
        load_model(name).aiming_at(told["target_error"])  # what is wrong with it is told here, not by every worker
    context = df.sparkSession.sparkContext
    _choose_python(context)
    job = Job(__version__, ship(context, name), source, **told)
    given = df.select(*(column.alias(name) for name, column in columns.items()))
    if partitions is not None:
        given = given.repartition(partitions)
    return with_fault(given.mapInPandas(_for_workers(job), worker_schema()))


def _for_workers(job: Job) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """The function that Spark sends to its workers.

    As it is made in here, it is sent whole and not by its name, so that it can tell where this package is missing.
    """
    facts = asdict(job)

    def tag_frames(frames: Iterator[Any]) -> Iterator[Any]:
        try:
            from classifier.spark.in_worker import work
        except ImportError as error:
            raise RuntimeError(
                f"the Python of the workers, {sys.executable}, cannot tag ({error}). Set PYSPARK_PYTHON to a Python "
                "that has findings-classifier[spark], or send one with --archives: see docs/spark.md"
            ) from error
        from classifier.spark.tagging import job_of

        return work(frames, job_of(facts))

    return tag_frames


def job_of(facts: dict[str, Any]) -> Job:
    """The job of which these are the facts, plain values that go to a worker even where it lacks this package."""
    from classifier.spark.in_worker import Job
    from classifier.spark.shipping import Shipped

    return Job(**{**facts, "model": Shipped(**facts["model"])})


def _check(df: DataFrame) -> None:
    require()
    from pyspark.sql import DataFrame as SparkDataFrame

    if not isinstance(df, SparkDataFrame):
        problem = f"a Spark DataFrame is needed, and this is a {type(df).__module__}.{type(df).__name__}"
        raise ClassifierError(problem, mend="Make one with spark.createDataFrame, or use classifier.tag_many")
    if type(df).__module__.startswith("pyspark.sql.connect"):
        problem = "the model cannot be sent to the executors over Spark Connect"
        raise ClassifierError(problem, mend="Run it with spark-submit, or in a notebook on the cluster")


def _column(df: DataFrame, name: str, kind: str | None = None) -> Column:
    """The column of that name; with a `kind`, "string" or "binary", it has to be of it."""
    from pyspark.sql import functions as F  # noqa: N812

    types = {field.name: field.dataType.simpleString() for field in df.schema.fields}
    if name not in types:
        mend = f"Use one of {', '.join(types) or 'none: it has no columns'}"
        raise ClassifierError(f"there is no column {name!r}", where="the DataFrame", mend=mend)
    if kind is not None and types[name] != kind:
        mend = "Name the column with the text, or cast it" if kind == "string" else "Read files as binaryFile"
        raise ClassifierError(f"the column {name!r} is {types[name]}, not {kind}", where="the DataFrame", mend=mend)
    return F.col("`" + name.replace("`", "``") + "`")


def _name(df: DataFrame, name: str | None) -> Column:
    from pyspark.sql import functions as F  # noqa: N812

    return (F.lit(None) if name is None else _column(df, name)).cast("string")


def _choose_python(context: Any) -> None:
    """Workers on this machine are to have this Python, unless something else was said; Spark would take `python3`."""
    said = os.environ.get("PYSPARK_PYTHON") or context.getConf().get("spark.pyspark.python")
    if not said and context.master.startswith("local"):
        context.pythonExec = sys.executable
