"""Ctrl-C half-way: what is finished is kept, and the command says so."""

import json
import os
import signal
import subprocess
import time
from collections import Counter

import pytest

import classifier.tagging

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
    tag_report = classifier.tagging.tag_report
    done = Counter()

    def pressed(report, model):
        done["reports"] += 1
        for _ in range(places.count(done["reports"])):
            os.kill(os.getpid(), signal.SIGINT)
        return tag_report(report, model)

    monkeypatch.setattr("classifier.tagging.tag_report", pressed)
    return done


def test_a_process_that_gets_the_signal_keeps_whole_reports(script, environment, model_folder, reports, tmp_path):
    out, partial = tmp_path / "all.jsonl", tmp_path / "all.partial.jsonl"
    line = [script, "tag", str(reports), "--model", str(model_folder), "--out", str(out)]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
        until = time.monotonic() + 60
        while not partial.exists() and time.monotonic() < until:
            time.sleep(0.005)
        process.send_signal(signal.SIGINT)
        printed, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert printed == b""
    assert b"Stopping after this report; press Ctrl-C again to stop at once." in said
    assert f"Stopped by Ctrl-C: what was finished is in {partial}.".encode() in said
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


def test_the_second_time_stops_at_once_and_leaves_nothing(tag, reports, tmp_path, monkeypatch):
    press_at(monkeypatch, 2, 2)
    result = tag(reports, "--out", tmp_path / "all.jsonl")
    assert result.exit_code == 130
    assert "Stopped by Ctrl-C; nothing was written." in result.stderr
    assert list(tmp_path.glob("all*")) == []


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
