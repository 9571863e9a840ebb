"""Many reports: speed with one and two jobs, cost and memory by number of reports, and runs that are killed.

Reports are made from the documents of a corpus, the sections of each shuffled, in a temporary folder, and tagged by the
command itself.

    python benchmarks/batch.py corpus
    python benchmarks/batch.py corpus --reports 1000 10000 100000 --model fast --kills 5
    python benchmarks/batch.py corpus --reports 100000 --model fast --kills 5 --sections 2    # short reports
"""

from __future__ import annotations

import argparse
import filecmp
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple

_SECTION = re.compile(r"^(?=#{1,3} )", re.M)


class Run(NamedTuple):
    """What a run took: seconds on the clock and of the processors, sentences, and the most memory of all processes."""

    seconds: float
    processor: float
    sentences: int
    megabytes: float
    parts: str


def make(documents: list[str], folder: Path, number: int, seed: int, sections: int | None = None) -> None:
    """Write reports in folders of a thousand, each with all its sections or the first `sections` after shuffling."""
    chance = random.Random(seed)
    for place in range(number):
        text = documents[place % len(documents)]
        first, *others = _SECTION.split(text)
        chance.shuffle(others)
        path = folder / f"{place // 1000:03}" / f"{place:06}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(first + "".join(others[:sections]), encoding="utf-8")


def command(folder: Path, out: Path, model: str, jobs: int, *more: str) -> list[str]:
    """The command line of a run."""
    start = [sys.executable, "-c", "from classifier.cli import main; main()", "tag", str(folder), "--quiet"]
    return [*start, "--out", str(out), "--model", model, "--jobs", str(jobs), *more]


def run(line: list[str], out: Path) -> Run:
    """Run a command to its end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    with subprocess.Popen(line, stderr=subprocess.PIPE) as process:
        memory = Memory(process.pid)
        said = process.stderr.read().decode() if process.stderr else ""
        process.wait()
        memory.stop()
    seconds = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode not in (0, 1) or not out.exists():  # 1 where a report has no sentence
        raise SystemExit(f"the command failed: {said}")
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    with out.open("rb") as file:
        sentences = sum(1 for _ in file)
    return Run(seconds, processor, sentences, memory.most, memory.parts)


class Memory(threading.Thread):
    """Watches the memory of a process and of those below it, in megabytes; shared pages count once (PSS)."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.process = process
        self.most = 0.0
        self.parts = ""
        self._stopped = threading.Event()
        self.start()

    def run(self) -> None:
        """Look ten times a second."""
        while not self._stopped.wait(0.1):
            each = [one for process in family(self.process) if (one := proportional(process)) > 1]
            if sum(each) > self.most:
                self.most = sum(each)
                self.parts = " + ".join(f"{one:.0f}" for one in sorted(each, reverse=True))

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()
        self.join()


def alike(one: Path, other: Path) -> bool:
    """Whether two outputs have the same bytes, and what could not be tagged as well."""
    ours, theirs = faults_of(one), faults_of(other)
    if ours.exists() != theirs.exists() or (ours.exists() and ours.read_bytes() != theirs.read_bytes()):
        return False
    return filecmp.cmp(one, other, shallow=False)


def faults_of(out: Path) -> Path:
    """The file of what could not be tagged."""
    return out.with_suffix(".faults.jsonl")


def family(process: int) -> list[int]:
    """A process and those below it."""
    found = [process]
    for one in found:
        for path in Path("/proc").glob(f"{one}/task/*/children"):
            try:
                found += map(int, path.read_text().split())
            except OSError:
                continue
    return found


def proportional(process: int) -> float:
    """The memory of a process in megabytes, shared pages by their share; 0 where it has gone."""
    try:
        found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{process}/smaps_rollup").read_text(), re.M)
    except OSError:
        return 0.0
    return int(found[1]) / 1000 if found else 0.0


def killed(line: list[str], out: Path, whole: float, times: int, seed: int) -> float:
    """Kill a run at random moments, going on each time; the seconds that the last run, to the end, took."""
    chance = random.Random(seed)
    for place in range(times):
        with subprocess.Popen([*line, *(["--resume"] if place else [])], stderr=subprocess.DEVNULL) as process:
            try:
                process.wait(chance.uniform(0.3, 1) * whole / (times + 1))
            except subprocess.TimeoutExpired:
                process.kill()
        if out.exists():
            return 0.0
        time.sleep(2)  # until the workers have noticed
    return run([*line, "--resume"], out).seconds


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--model", default="hmip-nps-2018", help="a shipped model or a folder")
    parser.add_argument("--reports", type=int, nargs="+", default=[100, 400])
    parser.add_argument("--sections", type=int, help="sections of a report [default: all]; a few then hold no sentence")
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    documents = [path.read_text(encoding="utf-8") for path in sorted(options.corpus.glob("*.md"))]
    documents = [text for text in documents if len(_SECTION.split(text)) > 3]
    print(
        "| reports | jobs | sentences | seconds | sentences a second | processor ms a sentence | memory MB | of which |"
    )
    print("|---:|---:|---:|---:|---:|---:|---:|---|")
    with tempfile.TemporaryDirectory() as name:
        for number in options.reports:
            folder = Path(name) / str(number)
            make(documents, folder, number, options.seed, options.sections)
            runs = {}
            for jobs in (1, 2):
                out = Path(name) / f"{number}-{jobs}.jsonl"
                one = runs[jobs] = run(command(folder, out, options.model, jobs), out)
                speed, cost = one.sentences / one.seconds, 1000 * one.processor / one.sentences
                print(
                    f"| {number:,} | {jobs} | {one.sentences:,} | {one.seconds:.1f} | {speed:,.0f} | {cost:.3f}"
                    f" | {one.megabytes:.0f} | {one.parts} |",
                    flush=True,
                )
            first, second = (Path(name) / f"{number}-{jobs}.jsonl" for jobs in (1, 2))
            same = alike(first, second)
            ratio = runs[1].seconds / runs[2].seconds
            print(
                f"\n{number:,} reports: 2 jobs are {ratio:.2f} times as fast as 1; the same bytes: {same}", flush=True
            )
            if options.kills:
                out = Path(name) / "killed.jsonl"
                line = command(folder, out, options.model, 2)
                last = killed(line, out, runs[2].seconds, options.kills, options.seed)
                same = alike(first, out)
                print(
                    f"killed up to {options.kills} times, then {last:.1f} s to the end; the same bytes: {same}\n",
                    flush=True,
                )
                for path in (out, faults_of(out)):
                    path.unlink(missing_ok=True)
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
