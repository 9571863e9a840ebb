"""`findings tag --explain` and `--target-error`."""

import json

import pytest
from reportlab.pdfgen.canvas import Canvas


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text(
        "1.2 Staff\n\nOfficers in Tolby are well trained and well supported. The Tolby office has thirty officers.\n"
    )
    return path


@pytest.mark.parametrize("arguments", [["--format", "jsonl"], ["--out", "{}/out.jsonl"]])
def test_explaining_adds_evidence_to_json_lines(findings, report, tmp_path, model_folder, arguments):
    arguments = [argument.format(tmp_path) for argument in arguments]
    result = findings("tag", report, "--model", model_folder, "--explain", *arguments)
    assert result.exit_code == 0, result.stderr
    written = (tmp_path / "out.jsonl").read_text() if "--out" in arguments else result.stdout
    assert json.loads(written.splitlines()[0])["evidence"]


def test_explaining_underlines_words_on_the_page(findings, report, tmp_path, model_folder):
    result = findings("tag", report, "--model", model_folder, "--explain", "--out", tmp_path / "out.html")
    assert result.exit_code == 0, result.stderr
    assert "<u>" in (tmp_path / "out.html").read_text()


@pytest.mark.parametrize(
    ("arguments", "named"), [(["--out", "x.xlsx"], "xlsx"), ([], "a table in the terminal"), (["-f", "csv"], "csv")]
)
def test_other_formats_hold_no_evidence(findings, report, arguments, named):
    result = findings("tag", report, "--explain", *arguments)
    assert result.exit_code == 1
    assert f"evidence does not fit into {named}. Say --format jsonl" in result.stderr


def test_a_stricter_aim_marks_more_for_review(findings, report):
    marked = []
    for aim in ("0.2", "0.01"):
        result = findings("tag", report, "--model", "fast", "--target-error", aim, "--format", "jsonl")
        assert result.exit_code == 0, result.stderr
        marked.append(sum(json.loads(line)["review"] for line in result.stdout.splitlines()))
    assert marked[0] <= marked[1]


def test_an_aim_that_no_model_keeps_is_an_error(findings, report):
    result = findings("tag", report, "--model", "fast", "--target-error", "0.0001")
    assert result.exit_code == 1
    assert "cannot aim at an error of 0.0001; its strictest aim is 0.01" in result.stderr


def test_each_format_has_its_own_limit_unless_one_is_said(findings, report, tmp_path, model_folder, monkeypatch):
    monkeypatch.setattr("classifier.reading.DEFAULT_LIMIT", 50)
    refused = findings("tag", report, "--model", model_folder)
    assert "the file has 0.0 MB, more than the limit of" in refused.stderr
    canvas = Canvas(str(tmp_path / "report.pdf"))
    canvas.drawString(72, 720, "Officers in Tolby are well trained and well supported.")
    canvas.save()
    assert findings("tag", tmp_path / "report.pdf", "--model", model_folder).exit_code == 0
    assert findings("tag", report, "--model", model_folder, "--max-size", "1").exit_code == 0
