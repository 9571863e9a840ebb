"""Tagging on Spark, for more reports than one machine should tag: `docs/spark.md` says how to run it on a cluster.

>>> from classifier import spark
>>> tagged = spark.tag(df, "text", document_column="id")  # a row a sentence, and a row a fault
>>> spark.write(tagged, "s3a://bucket/findings")

`tagging` has the functions that are called on the driver, `shipping` brings the model to the executors, `in_worker` is
what runs there, and `columns` are the columns of both. The names below are imported when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from classifier.spark.columns import faults_of, findings_of, schema
    from classifier.spark.session import local_session
    from classifier.spark.tagging import tag, tag_files
    from classifier.spark.writing import Written, write

__all__ = ["Written", "faults_of", "findings_of", "local_session", "schema", "tag", "tag_files", "write"]

_HOMES = {
    "Written": "writing",
    "faults_of": "columns",
    "findings_of": "columns",
    "local_session": "session",
    "schema": "columns",
    "tag": "tagging",
    "tag_files": "tagging",
    "write": "writing",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
