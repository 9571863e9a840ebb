"""Writing what was tagged, sentences and faults, from one pass over the reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from classifier.errors import OutputError
from classifier.spark.columns import faults_of, findings_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


@dataclass(frozen=True, slots=True)
class Written:
    """Where the sentences (Parquet) and the faults (JSON Lines) are, each a folder, and how many faults there are."""

    findings: str
    faults: str
    fault_count: int


def write(tagged: DataFrame, folder: str, *, overwrite: bool = False) -> Written:
    """Write the sentences of a tagged DataFrame as Parquet into `folder`, a path or URI, and its faults beside it.

    The faults are lines of JSON in `FOLDER.faults`, with the keys of a faults file. Nothing is tagged twice: between
    the two, what was tagged stays on the disks of the executors. Raises `OutputError` where either is there already,
    unless it may `overwrite` them, or cannot be written.
    """
    from pyspark import StorageLevel
    from pyspark.errors import AnalysisException

    folder = folder.rstrip("/")
    beside = f"{folder}.faults"
    mode = "overwrite" if overwrite else "error"
    kept = tagged.storageLevel
    is_ours = not (kept.useDisk or kept.useMemory)
    if is_ours:
        tagged.persist(StorageLevel.DISK_ONLY)
    try:
        findings_of(tagged).write.mode(mode).parquet(folder, compression="zstd")
        faults = faults_of(tagged).coalesce(1)
        faults.write.mode(mode).json(beside, ignoreNullFields=False)
        return Written(folder, beside, faults.count())
    except AnalysisException as error:
        said = " ".join(str(error).partition("\n")[0].split())
        raise OutputError(
            folder, f"this cannot be written: {said}", "Choose another folder, or say overwrite=True"
        ) from error
    finally:
        if is_ours:
            tagged.unpersist()
