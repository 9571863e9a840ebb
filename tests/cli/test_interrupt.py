"""Ctrl-C half-way: what is finished is kept, and the command says so."""

import json
import os
import signal
import subprocess
import time
from collections import Counter

import pytest

import classifier.tagging.one_report

MANY = 400


@pytest.fixture
def reports(report, tmp_path):
    """A folder of many reports of 30 sentences each."""
    folder = tmp_path / "reports"
    folder.mkdir()
    for number in range(MANY):
        (folder / f"{number:03}.txt").write_text(report.read_text(encoding="utf-8") * 10, encoding="utf-8")
    return folder


def press_at(monkeypatch, *places):
    """Press Ctrl-C while the reports at these places (from 1) are tagged."""
    with_findings = classifier.tagging.one_report.with_findings
    done = Counter()

    def pressed(report, findings, model, **options):
        done["reports"] += 1
        for _ in range(places.count(done["reports"])):
            os.kill(os.getpid(), signal.SIGINT)
        return with_findings(report, findings, model, **options)

    monkeypatch.setattr("classifier.tagging.one_report.with_findings", pressed)
    monkeypatch.setattr("classifier.tagging.together.with_findings", pressed)
    return done


def test_a_process_that_gets_the_signal_keeps_whole_reports(script, environment, model_folder, reports, tmp_path):
    out, partial = tmp_path / "all.jsonl", tmp_path / "all.partial.jsonl"
    line = [script, "tag", str(reports), "--model", str(model_folder), "--out", str(out)]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
        until, journal = time.monotonic() + 60, tmp_path / "all.jsonl.journal"
        while not (journal.exists() and journal.stat().st_size > 1000) and time.monotonic() < until:
            time.sleep(0.005)
        process.send_signal(signal.SIGINT)
        printed, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert printed == b""
    assert b"Stopping after this report; press Ctrl-C again to stop at once." in said
    assert f"Stopped by Ctrl-C: what was finished is in {partial}. Go on with --resume.".encode() in said
    assert not out.exists()
    rows = [json.loads(row) for row in partial.read_text(encoding="utf-8").splitlines()]
    sentences = Counter(row["document"] for row in rows)
    assert 1 <= len(sentences) < MANY
    assert set(sentences.values()) == {30}


def test_the_report_in_hand_is_finished(tag, reports, tmp_path, monkeypatch):
    done = press_at(monkeypatch, 3)
    out = tmp_path / "all.jsonl"
    out.write_text("from an earlier run")
    result = tag(reports, "--out", out)
    assert result.exit_code == 130
    assert done["reports"] == 3
    assert out.read_text() == "from an earlier run"
    rows = (tmp_path / "all.partial.jsonl").read_text(encoding="utf-8").splitlines()
    assert Counter(json.loads(row)["document"] for row in rows) == {
        f"{reports}/{name}.txt": 30 for name in ("000", "001", "002")
    }
    assert "3 reports, 90 sentences" in result.stderr


def test_a_run_that_was_stopped_goes_on_and_ends_as_if_it_had_not_been(tag, reports, tmp_path, monkeypatch):
    for path in list(reports.iterdir())[6:]:
        path.unlink()
    assert tag(reports, "--out", tmp_path / "whole.csv").exit_code == 0
    with monkeypatch.context() as patched:
        press_at(patched, 3)
        assert tag(reports, "--out", tmp_path / "all.csv").exit_code == 130
    said = tag(reports, "--out", tmp_path / "all.csv")
    assert said.exit_code == 1
    assert "an earlier run stopped before its end and left its journal. Say --resume to go on with it" in said.stderr
    with monkeypatch.context() as patched:
        done = press_at(patched)
        result = tag(reports, "--out", tmp_path / "all.csv", "--resume")
    assert (result.exit_code, done["reports"]) == (0, 3)
    assert "Going on with an earlier run: 3 reports are finished, unless they have changed." in result.stderr
    assert "6 reports, 180 sentences" in result.stderr
    for kind in ("csv", "metadata.jsonl"):
        assert (tmp_path / f"all.{kind}").read_bytes() == (tmp_path / f"whole.{kind}").read_bytes()
    assert sorted(path.name for path in tmp_path.glob("all*")) == ["all.csv", "all.metadata.jsonl"]


def test_the_second_time_stops_at_once_and_keeps_what_is_finished(tag, reports, tmp_path, monkeypatch):
    press_at(monkeypatch, 2, 2)
    result = tag(reports, "--out", tmp_path / "all.jsonl")
    assert result.exit_code == 130
    journal = tmp_path / "all.jsonl.journal"
    said = f"Stopped by Ctrl-C; finished reports are kept in {journal}. Go on with --resume.\n"
    assert result.stderr.endswith(said)
    assert list(tmp_path.glob("all*")) == [journal]


def test_without_a_file_it_stops_too(tag, reports, monkeypatch):
    press_at(monkeypatch, 2)
    result = tag(reports, "--format", "jsonl")
    assert result.exit_code == 130
    assert len(result.stdout.splitlines()) == 60
    assert result.stderr.endswith("Stopped by Ctrl-C.\n")


def test_the_handler_before_is_put_back(tag, report):
    before = signal.getsignal(signal.SIGINT)
    assert tag(report).exit_code == 0
    assert signal.getsignal(signal.SIGINT) is before
