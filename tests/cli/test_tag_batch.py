"""`findings tag` of many reports: processes, resuming, faults, datasets, and what goes beside the output."""

import io
import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pyarrow.dataset
import pytest

from classifier.cli.tag_account import Account


@pytest.fixture
def reports(report, tmp_path):
    """A folder of six reports in two years, one of them empty."""
    for number in range(6):
        path = tmp_path / "reports" / f"{2018 + number % 2}" / f"{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("" if number == 2 else report.read_text(encoding="utf-8") * (1 + number), encoding="utf-8")
    return tmp_path / "reports"


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_faults_and_metadata_stand_beside_the_output_and_go_with_the_next(tag, reports, tmp_path):
    out = tmp_path / "out.jsonl"
    result = tag(reports, "--out", out)
    assert result.exit_code == 1
    assert f"1 report could not be tagged; see above and {tmp_path / 'out.faults.jsonl'}." in result.stderr
    assert lines(tmp_path / "out.faults.jsonl")[0]["document"] == f"{reports}/2018/2.txt"
    metadata = lines(tmp_path / "out.metadata.jsonl")
    assert [Path(one["document"]).stem for one in metadata] == ["0", "4", "1", "3", "5"]
    (reports / "2018" / "2.txt").unlink()
    assert tag(reports, "--out", out).exit_code == 0
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"kelsham.txt", "reports", "out.jsonl", "out.metadata.jsonl"}


def test_where_all_are_bad_only_the_faults_are_written(tag, tmp_path):
    for name in "ab":
        (tmp_path / f"{name}.txt").write_bytes(b"")
    result = tag(tmp_path, "--out", tmp_path / "out.csv")
    assert result.exit_code == 1
    assert "Wrote" not in result.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"a.txt", "b.txt", "out.faults.jsonl"}


def test_reports_go_into_a_dataset_by_year(tag, findings, reports, tmp_path):
    folder = tmp_path / "set"
    assert tag(reports, "--out", folder, "--partition-by", "year").exit_code == 1  # one is empty
    rows = pyarrow.dataset.dataset(folder, partitioning="hive").to_table().to_pylist()
    assert {(Path(row["document"]).stem, row["year"]) for row in rows} == {
        *((str(number), 2018) for number in (0, 4)),
        *((str(number), 2019) for number in (1, 3, 5)),
    }
    assert {path.name for path in tmp_path.glob("set*")} == {"set", "set.faults.jsonl", "set.metadata.jsonl"}
    result = findings("query", "select year, count(*) n from findings group by all order by all", folder, "--json")
    assert json.loads(result.stdout) == [{"year": 2018, "n": 18}, {"year": 2019, "n": 36}]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--resume"], "--resume goes on with a file. Name that file with --out."),
        (["--partition-by", "year"], "--partition-by makes a folder of Parquet files. Name it with --out FOLDER."),
        (["--partition-by", "size", "--out", "x"], "reports cannot be parted by 'size'. Use one of programme, year, "),
        (["--partition-by", "year", "--format", "csv", "--out", "x"], "--partition-by makes a folder of Parquet files"),
    ],
)
def test_options_that_do_not_go_together_are_told(tag, report, options, said):
    result = tag(report, *options)
    assert result.exit_code == 1
    assert said in result.stderr


def test_a_folder_with_other_things_is_not_replaced(tag, reports, tmp_path):
    result = tag(reports, "--out", reports / "2019", "--partition-by", "year")
    assert result.exit_code == 1
    assert "this is no dataset that findings has written" in result.stderr
    assert len(list(reports.rglob("*.txt"))) == 6
    assert "this is one of the reports" in tag(reports, "--out", reports, "--partition-by", "year").stderr


def test_two_processes_killed_and_gone_on_with_give_what_one_gives(
    tag, reports, command, script, environment, tmp_path, model_folder
):
    """One process into a file; then two, of which the first is killed, with the parent, as soon as one is finished."""
    for number in range(40):
        (reports / f"x{number:02}.txt").write_bytes((reports / "2019" / "5.txt").read_bytes())
    assert tag(reports, "--out", tmp_path / "one.jsonl").exit_code == 1
    out, journal = tmp_path / "two.jsonl", tmp_path / "two.jsonl.journal"
    line = ["tag", reports, "--model", model_folder, "--out", out, "--jobs", "2"]
    with subprocess.Popen(
        [script, *map(str, line)], stderr=subprocess.PIPE, env=environment, start_new_session=True
    ) as process:
        until = time.monotonic() + 100
        while not (journal.exists() and journal.stat().st_size > 1000) and time.monotonic() < until:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.stderr.read()  # until the workers, who have it too, are gone
    assert not out.exists()
    done = command(*line, "--resume")
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert b"Going on with an earlier run: " in done.stderr
    assert out.read_bytes() == (tmp_path / "one.jsonl").read_bytes()
    printed = command(*line[:4], "--format", "jsonl", "--jobs", "2", "--quiet")
    assert printed.stdout == out.read_bytes()


def test_progress_tells_reports_sentences_a_second_and_time_left(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    screen = Terminal()
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setitem(os.environ, "COLUMNS", "100")
    monkeypatch.setitem(os.environ, "TERM", "xterm")
    clock = iter([0.0, 2.0, 4.0])
    monkeypatch.setattr("classifier.cli.tag_account.time.monotonic", lambda: next(clock, 4.0))
    with Account(None, 2, quiet=False).progress() as advance:
        advance(300)
        advance(0)
    shown = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", screen.getvalue())
    assert "2/2 reports, 75 sentences a second, time left" in shown
    screen.truncate(0)
    with Account(None, 2, quiet=True).progress() as advance:
        advance(1)
    assert screen.getvalue().strip("\0") == ""
