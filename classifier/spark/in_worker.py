"""What runs in the Python workers of Spark: frames of reports in, frames of sentences and faults out.

A worker is a process that takes one task after the other, and the model is loaded once in its life: `ready_model` keeps
it in the module, and Spark keeps the process (`spark.python.worker.reuse`, on unless it is turned off).
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from classifier import __version__
from classifier.encoder.runtime import THREADS
from classifier.errors import ClassifierError, ReadingError
from classifier.export.cells import safe
from classifier.export.packing import pack
from classifier.reading import parse_report, read_report
from classifier.spark.columns import fault_row, worker_arrow_schema
from classifier.spark.shipping import Shipped, arrived
from classifier.tagging.chunks import chunks, weight
from classifier.tagging.faults import Fault, as_line, attempted, part_as_line
from classifier.tagging.items import Done, Item, Setup
from classifier.tagging.one_report import ready_model
from classifier.tagging.pool import in_processes
from classifier.tagging.together import Unread, tag_together

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import pandas as pd

    from classifier.records import Report, TaggedReport

ROWS_A_FRAME = 2000
"""A frame goes back to Spark as soon as it has so many rows, so that memory does not grow with the partition."""


@dataclass(frozen=True, slots=True)
class Job:
    """What the workers are told. `source` says whether they get texts, which `format` tells how to read, or files.

    `version` is that of this package on the driver. The rest as in `tagging.items.Setup`.
    """

    version: str
    model: Shipped
    source: Literal["text", "file"]
    format: str = "text"
    encoding: str | None = None
    limit: int | None = None
    target_error: float | None = None


def work(frames: Iterable[pd.DataFrame], job: Job) -> Iterator[pd.DataFrame]:
    """Tag the reports of a partition, frame by frame.

    The frames have the columns `document` (null: named by the hash of its content), `content` and, for files, `path`.
    What is wrong with a report is a row; raises `ModelError`, and `ClassifierError` for another version than the
    driver's.
    """
    if job.version != __version__:
        problem = f"the workers have findings {__version__}, the driver has {job.version}"
        raise ClassifierError(problem, where="Spark", mend="Install the same version on both")
    attempt, cores = _task()
    os.environ.setdefault(THREADS, str(cores))  # each task of an executor has its own encoder
    model = str(arrived(job.model))
    with tempfile.TemporaryDirectory(prefix="findings-") as folder:
        items = _items(frames, job, Path(folder))
        waiting: list[bytes] = []
        rows = 0
        for lines in _in_processes(items, job, model) if attempt else _here(items, job, model):
            waiting.append(lines)
            rows += lines.count(b"\n")
            if rows >= ROWS_A_FRAME:
                yield _frame(waiting)
                waiting, rows = [], 0
        if waiting:
            yield _frame(waiting)


def lines_of(
    items: Sequence[Item], job: Job, model: str, in_hand: Callable[[Sequence[int]], object] = len
) -> Iterator[bytes]:
    """The rows of each report as lines of JSON: its sentences as in every output, then what could not be read.

    Raises `ModelError`, as that stops all of them; `model` is the folder of the model. `in_hand` as for `tag_together`.
    """
    finder = ready_model(model)
    if job.target_error is not None:
        finder = finder.aiming_at(job.target_error)
    unread = [Unread(item.number, item.document, partial(_read, item, job)) for item in items]
    for item, tagged in zip(items, tag_together(unread, finder, in_hand=in_hand), strict=True):
        done = tagged if isinstance(tagged, Fault) else attempted(item.document, partial(_lines, tagged))
        if job.source == "file" and item.text is not None:
            Path(item.text).unlink(missing_ok=True)
        yield _fault_line(as_line(done)) if isinstance(done, Fault) else done


def _lines(tagged: TaggedReport) -> bytes:
    parts = [part_as_line(tagged.report.document, said) for said in tagged.report.faults]
    return pack(tagged, "rows") + b"".join(map(_fault_line, parts))


def _here(items: Iterable[Item], job: Job, model: str) -> Iterator[bytes]:
    weigh = _size if job.source == "file" else weight
    return (lines for chunk in chunks(items, weigh=weigh) for lines in lines_of(chunk, job, model))


def _size(item: Item) -> int:
    return Path(item.text).stat().st_size if item.text is not None else 0


def _in_processes(items: Iterable[Item], job: Job, model: str) -> Iterator[bytes]:
    """`lines_of` each item in a process beside the worker.

    So a task is tried again: the report on which its worker died, where it was that, is then a fault like any other.
    """
    for outcome in in_processes(items, Setup(model, "rows"), 1, work=partial(_done, job=job, model=model)):
        if isinstance(outcome, Done):
            yield outcome.data
        else:
            assert isinstance(outcome, Fault)  # nothing was tagged before
            yield _fault_line(as_line(_deadly(outcome.path)))


def _done(
    items: Sequence[Item],
    setup: Setup,  # noqa: ARG001  as the pool calls it
    in_hand: Callable[[Sequence[int]], object],
    *,
    job: Job,
    model: str,
) -> Iterator[Done]:
    lines = lines_of(items, job, model, in_hand)
    return (Done(item.document, "", {}, some) for item, some in zip(items, lines, strict=True))


def _deadly(document: str) -> Fault:
    problem = "the process that tagged it was ended twice (killed, or out of memory)"
    mend = "Check the size of the report, or give workers more memory with spark.executor.memoryOverhead"
    return Fault(document, ClassifierError(problem, where=document, mend=mend))


def _task() -> tuple[int, int]:
    """Which attempt this is at the task, from 0, and the cores that the task has."""
    from pyspark import TaskContext

    task = TaskContext.get()
    return (task.attemptNumber(), task.cpus()) if task else (0, 1)


def _items(frames: Iterable[pd.DataFrame], job: Job, folder: Path) -> Iterator[Item]:
    """The reports of the frames; the text of a file's item is the path of a copy, with the suffix that it had."""
    number = 0
    for frame in frames:
        paths = frame["path"] if job.source == "file" else frame["document"]
        for document, content, path in zip(frame["document"], frame["content"], paths, strict=True):
            name = _name(document, content)
            if content is not None and job.source == "file":
                copy = folder / f"{number}{Path(path or '').suffix}"
                copy.write_bytes(content)
                content = str(copy)
            yield Item(number, name, content)
            number += 1


def _name(document: str | None, content: str | bytes | None) -> str:
    if document is not None:
        return document
    if content is None:
        return "nameless"
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return f"sha256:{hashlib.sha256(data).hexdigest()[:16]}"


def _read(item: Item, job: Job) -> Report:
    if item.text is None:
        raise ReadingError(item.document, "the row has no text, it is null", "Leave such rows out, or fill them")
    if job.source == "text":
        return parse_report(item.text, item.document, job.format)
    return read_report(item.text, encoding=job.encoding, limit=job.limit, document=item.document)


def _fault_line(line: dict[str, str | None]) -> bytes:
    return json.dumps(safe(fault_row(line)), ensure_ascii=False).encode() + b"\n"


def _frame(lines: list[bytes]) -> pd.DataFrame:
    # As for Parquet, Arrow reads the lines itself; pandas needs types of its own for numbers that may be missing.
    import pandas as pd
    import pyarrow as pa
    from pyarrow.json import ParseOptions, ReadOptions, read_json

    data = b"".join(lines)
    parsing = ParseOptions(explicit_schema=worker_arrow_schema(), unexpected_field_behavior="error")
    table = read_json(io.BytesIO(data), ReadOptions(use_threads=False, block_size=len(data) + 1), parsing)
    kinds: dict[Any, Any] = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
    return table.to_pandas(types_mapper=kinds.get)
