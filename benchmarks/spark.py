"""What tagging on Spark costs: sentences a core-second, memory a worker, start-up; and from that the cost of many.

Reports are the documents of a corpus, each as often as it takes. Time is that of the processors, of the worker
processes and of Java apart, so other work on the machine counts little. It prints the tables of `docs/spark.md`.

    python benchmarks/spark.py corpus
    python benchmarks/spark.py corpus --model fast --reports 400 --cores 2 --on 8 32 128
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

sys.path.insert(0, str(Path(__file__).parent))
from batch import family, proportional

from classifier import spark as findings_spark
from classifier import tag_many
from classifier.persistence import load_model

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyspark.sql import SparkSession

MODELS = ("fast", "accurate")
MANY = (1_000_000, 100_000_000)
_TICKS = os.sysconf("SC_CLK_TCK")


class Spent(NamedTuple):
    """Seconds of the processors by kind of process."""

    workers: float
    java: float


class Cost(NamedTuple):
    """What a model costs. Seconds are of the processors: start-up of a worker, a sentence in it and in Java."""

    model: str
    sentences: int
    start: float
    worker: float
    java: float
    alone: float
    worker_memory: float
    java_memory: float
    bytes_a_sentence: float

    def hours(self, sentences: int, cores: int) -> float:
        """Hours for so many sentences on so many cores, all of them busy to the end."""
        return (sentences * (self.worker + self.java) / cores + self.start) / 3600


def spent(driver: int) -> Spent:
    """What the processes below the driver, and those that they have waited for, have taken so far."""
    workers = java = 0.0
    for process in family(driver)[1:]:
        try:
            stat = Path(f"/proc/{process}/stat").read_text()
        except OSError:
            continue
        name, fields = stat[stat.index("(") + 1 : stat.rindex(")")], stat[stat.rindex(")") + 2 :].split()
        own, waited = (int(fields[11]) + int(fields[12])) / _TICKS, (int(fields[13]) + int(fields[14])) / _TICKS
        if name == "java":
            java += own
        else:
            workers += own + waited
    return Spent(workers, java)


class Clock:
    """What was spent between entering and leaving."""

    def __enter__(self) -> Clock:
        self._before = spent(os.getpid())
        self._began = time.perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        after = spent(os.getpid())
        self.workers = after.workers - self._before.workers
        self.java = after.java - self._before.java
        self.seconds = time.perf_counter() - self._began


@contextmanager
def session(cores: int) -> Iterator[SparkSession]:
    """A local session that keeps its workers however long they wait."""
    found = findings_spark.local_session(cores, settings={"spark.log.level": "ERROR"})
    try:
        yield found
    finally:
        found.stop()


def measure(texts: list[str], model: str, cores: int, reports: int) -> Cost:
    """Tag the texts again and again in a session of its own."""
    loaded = load_model(model)
    list(tag_many(texts[:3], loaded))
    before = time.process_time()
    counted = sum(len(one.findings) for one in tag_many(texts, loaded))  # type: ignore[union-attr]
    alone = (time.process_time() - before) / counted

    with session(cores) as spark, tempfile.TemporaryDirectory() as folder:
        few = frame(spark, texts, cores, cores)
        many = frame(spark, texts, reports, 4 * cores)
        with Clock() as first:
            findings_spark.tag(few, document_column="id", model=model).count()
        with Clock() as second:
            findings_spark.tag(few, document_column="id", model=model).count()
        many.count()
        with Clock() as run:
            findings_spark.findings_of(findings_spark.tag(many, document_column="id", model=model)).write.parquet(
                f"{folder}/out", compression="zstd"
            )
        sizes = sorted((proportional(one), name_of(one)) for one in family(os.getpid())[1:])
        sentences = spark.read.parquet(f"{folder}/out").count()
        size = sum(path.stat().st_size for path in Path(folder, "out").glob("*.parquet"))
    return Cost(
        model=loaded.name,
        sentences=sentences,
        start=(first.workers - second.workers) / cores,
        worker=run.workers / sentences,
        java=run.java / sentences,
        alone=alone,
        worker_memory=max(size for size, name in sizes if name != "java"),
        java_memory=max(size for size, name in sizes if name == "java"),
        bytes_a_sentence=size / sentences,
    )


def frame(spark: SparkSession, texts: list[str], reports: int, partitions: int):  # noqa: ANN201  a DataFrame
    """So many reports, in so many partitions."""
    rows = [(f"report {number}", texts[number % len(texts)]) for number in range(reports)]
    return spark.createDataFrame(rows, "id string, text string").repartition(partitions).cache()


def name_of(process: int) -> str:
    """The name of a process; empty where it has gone."""
    try:
        return Path(f"/proc/{process}/comm").read_text().strip()
    except OSError:
        return ""


def table(costs: list[Cost], on: list[int]) -> str:
    """The two tables, in Markdown."""
    lines = ["| | " + " | ".join(cost.model for cost in costs) + " |", "|---|" + "---:|" * len(costs)]
    facts = (
        ("sentences measured", lambda cost: f"{cost.sentences:,}"),
        ("sentences a second and core, worker alone", lambda cost: f"{1 / cost.worker:,.0f}"),
        ("sentences a second and core, with Java's share", lambda cost: f"{1 / (cost.worker + cost.java):,.0f}"),
        ("of the speed of one process without Spark", lambda cost: f"{cost.alone / (cost.worker + cost.java):.2f}"),
        ("start-up of a worker, processor seconds", lambda cost: f"{cost.start:.1f}"),
        ("memory of a worker, MB", lambda cost: f"{cost.worker_memory:,.0f}"),
        ("memory of Java, MB", lambda cost: f"{cost.java_memory:,.0f}"),
        ("Parquet, bytes a sentence", lambda cost: f"{cost.bytes_a_sentence:,.0f}"),
    )
    lines += [f"| {said} | " + " | ".join(value(cost) for cost in costs) + " |" for said, value in facts]
    lines += ["", "| model | sentences | " + " | ".join(f"{cores} cores" for cores in on) + " | core-hours | Parquet |"]
    lines.append("|---|---:|" + "---:|" * len(on) + "---:|---:|")
    for cost in costs:
        for sentences in MANY:
            hours = [cost.hours(sentences, cores) for cores in on]
            total = sentences * (cost.worker + cost.java) / 3600
            size = sentences * cost.bytes_a_sentence / 1e9
            cells = [cost.model, f"{sentences:,}", *map(lasting, hours), f"{total:,.1f}", f"{size:,.2f} GB"]
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def lasting(hours: float) -> str:
    """A time as a person says it."""
    if hours < 1 / 30:
        return f"{hours * 3600:.0f} s"
    return f"{hours * 60:.0f} min" if hours < 2 else f"{hours:.1f} h"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--model", nargs="+", default=list(MODELS))
    parser.add_argument("--cores", type=int, default=2, help="cores of the session that is measured")
    parser.add_argument("--reports", type=int, default=300, help="reports that are tagged (default: 300)")
    parser.add_argument("--documents", type=int, help="take only so many documents of the corpus")
    parser.add_argument("--on", type=int, nargs="+", default=[8, 32, 128], help="cores to work the cost out for")
    options = parser.parse_args()
    paths = sorted(path for path in options.corpus.glob("*.md") if path.stem.islower())[: options.documents]
    texts = [path.read_text(encoding="utf-8") for path in paths]
    costs = [measure(texts, model, options.cores, options.reports) for model in options.model]
    print(table(costs, options.on))


if __name__ == "__main__":
    main()
