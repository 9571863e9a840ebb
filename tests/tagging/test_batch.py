"""A run into a file: killed at any moment and gone on with, its output is that of a run that nobody disturbed."""

import json
import os
import random
import signal
import time
import tracemalloc
from pathlib import Path

import pytest
from small_reports import about, small_report

from classifier.export import FORMATS, partial_path
from classifier.export.packing import packing_of
from classifier.tagging import one_report
from classifier.tagging.batch import Batch, Finished
from classifier.tagging.faults import Fault
from classifier.tagging.finding_reports import find_reports
from classifier.tagging.items import Setup
from classifier.tagging.journal import Journal, journal_path


@pytest.fixture
def reports(tmp_path):
    """A folder of forty small reports, one of which is empty."""
    folder = tmp_path / "reports"
    folder.mkdir()
    for number in range(40):
        (folder / f"{number:02}.md").write_text("" if number == 17 else small_report(number), encoding="utf-8")
    return folder


@pytest.fixture
def run(reports, model_folder, model, monkeypatch):
    """Run a batch to its end, or to `stop` reports; gives what became of each."""
    monkeypatch.setattr(one_report, "_loaded", lambda name: model)

    def run(out, format_name="jsonl", *, stop=None, jobs=1, setup=None, write=True, after=lambda: None):
        setup = setup or Setup(str(model_folder), packing_of(format_name))
        with Journal(journal_path(out), setup.digest(), resume=True) as journal:
            batch = Batch(find_reports([str(reports)]).paths.names, setup, journal)
            results = []
            for result in batch.run(jobs=jobs):
                results.append(result)
                after()
                if len(results) == stop:
                    return results
            if write:
                batch.write(out, format_name, len(results))
                journal.remove()
        return results

    return run


@pytest.fixture
def kill(run):
    """Run a batch in a process of its own, and kill that process after some seconds."""

    def kill(out, seconds, format_name="jsonl"):
        child = os.fork()
        if child == 0:  # ends here, whatever happens
            try:
                run(out, format_name, after=lambda: time.sleep(0.002))
            finally:
                os._exit(0)
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)

    return kill


def new(results):
    return [Path(one.document).stem for one in results if isinstance(one, Finished) and one.is_new]


@pytest.mark.parametrize("format_name", sorted(set(FORMATS) - {"xlsx"}))  # a workbook holds the time it was made
def test_killed_at_random_moments_the_output_is_the_same_to_the_byte(run, kill, tmp_path, format_name):
    undisturbed, out = tmp_path / f"a.{format_name}", tmp_path / f"b.{format_name}"
    began = time.monotonic()
    run(undisturbed, format_name)
    whole = time.monotonic() - began
    moments = random.Random(format_name)
    for _ in range(3):
        kill(out, moments.uniform(0, whole), format_name)
        assert not out.exists() or out.read_bytes() == undisturbed.read_bytes()
    run(out, format_name)
    assert out.read_bytes() == undisturbed.read_bytes()
    assert not journal_path(out).exists()
    assert not partial_path(out).exists()


def test_what_is_finished_is_not_done_again(run, tmp_path):
    out = tmp_path / "out.jsonl"
    assert new(run(out, stop=12)) == [f"{number:02}" for number in range(12)]
    assert not out.exists()
    results = run(out)
    assert new(results) == [f"{number:02}" for number in range(12, 40) if number != 17]
    assert [one.path[-5:] for one in results if isinstance(one, Fault)] == ["17.md"]


def test_a_report_that_has_changed_is_done_again_and_one_that_has_gone_is_left_out(run, reports, tmp_path):
    undisturbed, out = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    run(out, stop=10)
    (reports / "03.md").write_text(about("Newby", 3), encoding="utf-8")
    (reports / "04.md").write_text("", encoding="utf-8")
    (reports / "05.md").unlink()
    (reports / "06.md").rename(reports / "06 b.md")
    assert new(run(out, stop=12)) == ["03", "06 b", "10", "11", "12"]
    run(out)
    run(undisturbed)
    assert out.read_bytes() == undisturbed.read_bytes()
    documents = {Path(json.loads(line)["document"]).stem for line in out.read_text(encoding="utf-8").splitlines()}
    assert documents == {f"{number:02}" for number in range(40)} - {"04", "05", "06", "17"} | {"06 b"}


def test_other_settings_do_all_again(run, reports, tmp_path, model_folder):
    out = tmp_path / "out.jsonl"
    run(out, stop=5)
    setup = Setup(str(model_folder), "rows", encoding="cp1252")
    assert len(new(run(out, stop=5, setup=setup))) == 5
    assert len(new(run(out, stop=5, setup=Setup(str(model_folder), "rows", limit=50_000)))) == 0


def test_the_digest_hangs_on_the_model_and_tells_of_a_missing_one(model_folder, tmp_path):
    import shutil

    from classifier.errors import ModelError

    copy = tmp_path / "copy"
    shutil.copytree(model_folder, copy)
    assert Setup(str(copy), "rows").digest() == Setup(str(model_folder), "rows").digest()
    manifest = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))
    (copy / "manifest.json").write_text(json.dumps({**manifest, "review_below": 0.9}), encoding="utf-8")
    assert Setup(str(copy), "rows").digest() != Setup(str(model_folder), "rows").digest()
    with pytest.raises(ModelError, match="there is no such model"):
        Setup(str(tmp_path / "none"), "rows").digest()


def test_standard_input_comes_first(run, reports, tmp_path, model_folder):
    out = tmp_path / "out.jsonl"
    setup = Setup(str(model_folder), "rows")
    with Journal(journal_path(out), setup.digest(), resume=True) as journal:
        batch = Batch([str(reports / "00.md")], setup, journal, ("standard input", about("Inby", 1)))
        assert len(batch) == 2
        assert [one.document for one in batch.run()] == ["standard input", str(reports / "00.md")]
        batch.write(out, "jsonl", 2)
        assert [one.is_new for one in batch.run()] == [False, False]
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert list(dict.fromkeys(row["document"] for row in rows)) == ["standard input", f"{reports}/00.md"]


def test_memory_does_not_grow_with_the_reports(tmp_path, monkeypatch, model_folder):
    """Thirty times the reports, of 40 kB each when packed, take no more memory than a few bytes a report."""
    from classifier.tagging.items import Done

    about = {"counts": {"sentences": 1}, "faults": [], "metadata": {}}
    row = json.dumps({"text": "x" * 40_000}).encode() + b"\n"
    monkeypatch.setattr(
        "classifier.tagging.work.work_on",
        lambda items, setup: (Done(item.document, "1", about, row) for item in items),
    )
    setup = Setup(str(model_folder), "rows")

    def peak(number):
        out = tmp_path / f"{number}.jsonl"
        with Journal(journal_path(out), setup.digest(), resume=True) as journal:
            batch = Batch([f"{name}.txt" for name in range(number)], setup, journal)
            tracemalloc.start()
            assert sum(1 for _ in batch.run()) == number
            batch.write(out, "jsonl", number)
            top = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            journal.remove()
        assert out.stat().st_size == number * len(row)
        out.unlink()
        return top

    few, many = peak(100), peak(3000)
    assert many - few < 2900 * 400  # bytes a report; a report itself has a hundred times that


def test_one_report_on_which_the_program_fails_does_not_stop_the_others(run, reports, tmp_path, monkeypatch):
    from classifier.tagging import together

    def failing(report, findings, model, **options):
        if report.document.endswith("05.md"):
            raise IndexError("list index\nout of range")
        return one_report.with_findings(report, findings, model, **options)

    monkeypatch.setattr(together, "with_findings", failing)
    results = run(tmp_path / "out.csv", "csv")
    faults = [one for one in results if isinstance(one, Fault)]
    assert len(results) == 40
    assert str(faults[0].error) == (
        f"{reports}/05.md: tagging it failed unexpectedly (IndexError: list index out of range). "
        "Save the report in another format, and tell the authors of findings."
    )
