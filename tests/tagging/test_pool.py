"""Worker processes: order, chunks, bounds, and what happens when one of them dies."""

import os
import signal
import time
from pathlib import Path

import pool_work
import pytest

from classifier.errors import ClassifierError, ModelError
from classifier.tagging import pool
from classifier.tagging.chunks import chunks, fair
from classifier.tagging.faults import Fault
from classifier.tagging.items import Item, Setup

SETUP = Setup("none", "rows")


def items(texts):
    return [Item(number, f"{number}.txt", text) for number, text in enumerate(texts)]


def run(texts, jobs=2, **options):
    return list(pool.in_processes(items(texts), SETUP, jobs, work=pool_work.act, **options))


def said(outcomes):
    return [one.data.decode() if not isinstance(one, Fault) else str(one.error) for one in outcomes]


def processes_below(parent):
    """The processes that a process has started and that are still there."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent and fields[0] != "Z":
            found.append(int(path.parent.name))
    return found


def test_outcomes_come_in_the_order_of_the_items_with_faults_between():
    texts = [f"text {number}" if number % 7 else f"bad {number}" for number in range(300)]
    outcomes = run(["sleep 0.3", *texts])
    assert said(outcomes) == [
        "sleep 0.3",
        *(text if text.startswith("text") else f"m: {text[4:]}. Mend it." for text in texts),
    ]
    assert [one.path for one in outcomes if isinstance(one, Fault)][:2] == ["1.txt", "8.txt"]


def test_small_reports_share_a_chunk_and_large_ones_stand_alone(tmp_path):
    (tmp_path / "large.txt").write_bytes(b"x" * 300_000)
    many = [Item(0, str(tmp_path / "large.txt")), *(Item(number, "gone.txt") for number in range(1, 140))]
    assert [len(chunk) for chunk in chunks(iter(many), fair(2, None))] == [1, 64, 64, 11]
    assert [len(chunk) for chunk in chunks(iter(items(["x" * 100_000] * 7)))] == [3, 3, 1]
    assert list(chunks(iter([]))) == []
    assert (fair(2, 3), fair(2, 80), fair(1, 10_000)) == (1, 10, 64)


def test_items_are_taken_as_they_are_needed():
    taken = []

    def endless():
        number = 0
        while True:
            taken.append(number)
            yield Item(number, "x", "y" * 100_000)  # three make a chunk
            number += 1

    results = pool.in_processes(endless(), SETUP, 2, work=pool_work.act)
    assert taken == []
    for _ in range(50):
        next(results)
    assert len(taken) <= 50 + 3 * (2 * pool.AHEAD + 1)
    results.close()


def test_a_report_that_kills_its_process_twice_is_a_fault_and_the_others_go_on(tmp_path):
    texts = ["a", "b", "kill", "c", *(f"text {number}" for number in range(200)), "z"]
    texts[90] = f"kill once {tmp_path / 'mark'}"  # of which one can recover
    outcomes = run(texts)
    faults = [one for one in outcomes if isinstance(one, Fault)]
    assert [fault.path for fault in faults] == ["2.txt"]
    assert str(faults[0].error) == (
        "2.txt: the process that tagged it was ended twice (killed, or out of memory). "
        "Check the size of the report, or free some memory and say --jobs 1."
    )
    assert [one.data.decode() for one in outcomes if not isinstance(one, Fault)] == [
        text for text in texts if text != "kill"
    ]


def test_processes_that_never_begin_are_told(monkeypatch):
    monkeypatch.setattr(pool._Pool, "_in_hand", lambda self: set())
    with pytest.raises(ClassifierError) as caught:
        run(["kill"])
    assert str(caught.value) == "the processes that tag reports end before they begin. Say --jobs 1."


def test_an_error_that_concerns_all_reports_comes_through_and_nothing_stays():
    before = workers()  # other tests leave some, which joblib keeps for a while
    with pytest.raises(ModelError, match="there is no such model"):
        run(["a", "broken", "b", *(["sleep 9"] * 70)])
    for _ in range(100):  # a killed process takes a moment to go
        left = workers() - before
        if not left:
            break
        time.sleep(0.1)
    assert left == set()


def workers():
    return {process for process in processes_below(os.getpid()) if "LokyProcess" in command_of(process)}


def command_of(process):
    try:
        return Path(f"/proc/{process}/cmdline").read_text()
    except OSError:
        return ""


def test_workers_leave_ctrl_c_alone_and_share_the_processors(tmp_path, monkeypatch):
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    monkeypatch.setattr("joblib.cpu_count", lambda: 6)
    mark = tmp_path / "notes"
    run([f"note {mark}"] * 8, total=8)
    lines = mark.read_text().splitlines()
    assert len(lines) == 8
    for line in lines:
        process, threads, handler = line.split(" ", 2)
        assert int(process) != os.getpid()
        assert threads == "3"
        assert "SIG_IGN" in handler
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == set()


@pytest.mark.skipif(not Path("/proc").exists(), reason="needs /proc")
def test_workers_end_with_a_parent_that_is_killed(tmp_path):
    reader, writer = os.pipe()
    parent = os.fork()
    if parent == 0:  # has to end by itself, whatever happens
        try:
            for outcome in pool.in_processes(items(["a", "sleep 60", "sleep 60"]), SETUP, 2, 3, work=pool_work.act):
                os.write(writer, b"x" if outcome else b"")
        finally:
            os._exit(0)
    os.read(reader, 1)
    workers = processes_below(parent)
    assert workers
    os.kill(parent, signal.SIGKILL)
    os.waitpid(parent, 0)
    until = time.monotonic() + 30
    while any(Path(f"/proc/{one}").exists() for one in workers) and time.monotonic() < until:
        time.sleep(0.05)
    assert [one for one in workers if Path(f"/proc/{one}").exists()] == []
