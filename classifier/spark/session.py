"""What Spark needs on this machine, and a session that uses its cores."""

from __future__ import annotations

import os
import shutil
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.errors import ClassifierError, MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import SparkSession

ATTEMPTS = 4
"""How often a task is tried, as on a cluster; Spark's own local sessions give up after the first."""
ROWS_A_BATCH = 256
"""Rows that go to a worker at once: reports are long."""


def require() -> None:
    """Raise `MissingExtraError` for the first package of the extra that is not installed."""
    for package in ("pyspark", "pandas", "pyarrow"):
        try:
            import_module(package)
        except ImportError as error:
            raise MissingExtraError(package, "spark", "Tagging on Spark") from error


def local_session(cores: int | None = None, *, settings: Mapping[str, str] | None = None) -> SparkSession:
    """A session of Spark on this machine, with so many `cores` (by default all) and further Spark `settings`.

    Workers run the Python that calls this, unless `PYSPARK_PYTHON` says another. Nothing listens but on this machine.
    Raises `MissingExtraError`, and `ClassifierError` where there is no Java that runs Spark.
    """
    require()
    check_java()
    from pyspark.errors import PySparkRuntimeError
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    chosen = {
        "spark.master": f"local[{'*' if cores is None else cores},{ATTEMPTS}]",
        "spark.app.name": "findings",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(ROWS_A_BATCH),
        **(settings or {}),
    }
    builder = SparkSession.builder
    for name, value in chosen.items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except PySparkRuntimeError as error:
        problem = f"Java could not start Spark ({' '.join(str(error).split())[:200]})"
        raise ClassifierError(problem, where="Spark", mend=_JAVA) from error


_JAVA = "Install Java 17 or newer (a JRE is enough), or set JAVA_HOME to the folder of one"


def check_java() -> None:
    """Raise `ClassifierError` where there is no Java: in `JAVA_HOME`, if that is set, else on the path."""
    home = os.environ.get("JAVA_HOME")
    if home:
        if shutil.which(str(Path(home) / "bin" / "java")) is None:
            raise ClassifierError(f"JAVA_HOME is {home}, and there is no bin/java in it", where="Spark", mend=_JAVA)
    elif shutil.which("java") is None:
        raise ClassifierError("Spark needs Java, and there is none on this machine", where="Spark", mend=_JAVA)
