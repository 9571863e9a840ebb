"""`findings tag`: what it takes, what it writes, what it says."""

import csv
import io
import json

import openpyxl
import pyarrow.parquet
import pytest

from classifier.export.columns import COLUMNS

NAMES = [column.name for column in COLUMNS]
LABELS = ["strength", "area_for_improvement", "none"]


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def from_csv(data):
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def from_xlsx(path):
    first, *others = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(first, row, strict=True)) for row in others]


READERS = {
    ".jsonl": lines,
    ".csv": lambda path: from_csv(path.read_bytes()),
    ".xlsx": from_xlsx,
    ".parquet": lambda path: pyarrow.parquet.read_table(path).to_pylist(),
}


def test_a_file_is_tagged_sentence_by_sentence(tag, report, tmp_path):
    out = tmp_path / "out.jsonl"
    result = tag(report, "--out", out)
    assert result.exit_code == 0
    assert result.stdout == ""
    rows = lines(out)
    assert [row["finding"] for row in rows] == LABELS
    assert [row["standard"] for row in rows[:2]] == ["2.1", "2.1"]
    text = report.read_text(encoding="utf-8")
    for row in rows:
        assert list(row) == NAMES
        assert text[row["start"] : row["end"]] == row["text"]
        assert row["document"] == report.as_posix()
        assert row["section"] == ["2.1 Assessment"]
        assert row["page"] is None
        assert row["domain"] == row["standard"][0]
    assert result.stderr.startswith("1 report, 3 sentences: 1 strength, 1 area for improvement, 0 mixed, 1 none; ")
    assert result.stderr.endswith(f"Wrote {out}.\n")


@pytest.mark.parametrize("suffix", READERS)
def test_every_format_holds_the_same_columns_and_rows(tag, report, tmp_path, suffix):
    assert tag(report, "--out", tmp_path / "plain.jsonl").exit_code == 0
    by_suffix, by_name = tmp_path / f"out{suffix}", tmp_path / f"named{suffix}.data"
    assert tag(report, "-o", by_suffix).exit_code == 0
    assert tag(report, "-o", by_name, "--format", suffix[1:]).exit_code == 0
    read = READERS[suffix]
    if suffix == ".xlsx":
        by_name = by_name.rename(tmp_path / "named.xlsx")
    for path in (by_suffix, by_name):
        rows = read(path)
        assert all(list(row) == NAMES for row in rows)
        expected = lines(tmp_path / "plain.jsonl")
        for name in ("document", "text", "finding", "standard", "model", "framework"):
            assert [row[name] for row in rows] == [row[name] for row in expected]
        assert [int(row["start"]) for row in rows] == [row["start"] for row in expected]
        assert [float(row["finding_confidence"]) for row in rows] == [row["finding_confidence"] for row in expected]


def test_the_web_page_shows_every_sentence(tag, report, tmp_path):
    out = tmp_path / "out.html"
    assert tag(report, "--out", out).exit_code == 0
    page = out.read_text(encoding="utf-8")
    assert page.lower().startswith("<!doctype html>")
    assert "Assessments in Kelsham drew well on what other agencies knew." in page
    assert "We read twelve cases in the Kelsham office." in page


def test_a_table_of_findings_is_printed_without_out(tag, report):
    result = tag(report)
    assert result.exit_code == 0
    assert "2.1 Assessment" in result.stdout
    assert "▲ strength" in result.stdout
    assert "▼ area for improvement" in result.stdout
    assert "We read twelve cases" not in result.stdout  # no finding
    assert "\x1b[" not in result.stdout


def test_rows_go_to_standard_output_with_a_format_alone(tag, report):
    result = tag(report, "--format", "jsonl")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["finding"] for row in rows] == LABELS
    table = tag(report, "--format", "csv", "--quiet")
    assert [row["finding"] for row in from_csv(table.stdout_bytes)] == LABELS
    assert table.stderr == ""
    book = tag(report, "-f", "xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(book.stdout_bytes)).worksheets[0]
    assert [cell.value for cell in next(sheet.iter_rows())] == NAMES


def test_standard_input_is_tagged(tag, report):
    result = tag("-", "--format", "jsonl", given=report.read_bytes())
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["finding"] for row in rows] == LABELS
    assert {row["document"] for row in rows} == {"standard input"}


@pytest.mark.parametrize(
    ("given", "options", "said"),
    [
        (b" \n", [], "standard input: the file is empty. Check that the export of the report worked."),
        (b"%PDF-1.7 and so on", [], "standard input: the file is a PDF, not text. "),
        (
            b"Words. " * 1000,
            ["--max-size", "0.001"],
            "standard input: there is more than the limit of 0.001 MB. Say --max-size with a higher limit.",
        ),
        (b"***\n", [], "standard input: no sentence was found in it. Check the text with: findings text FILE."),
    ],
)
def test_bad_standard_input_is_named(tag, given, options, said):
    result = tag("-", *options, given=given)
    assert result.exit_code == 1
    assert said in result.stderr
    assert result.stdout == ""


def test_folders_and_patterns_stand_for_their_reports_each_once(tag, report, tmp_path):
    folder = tmp_path / "year"
    (folder / "deep").mkdir(parents=True)
    (folder / ".hidden").mkdir()
    for place in ("b.txt", "deep/a.md", ".hidden/c.txt", "rota.ods"):
        (folder / place).write_bytes(report.read_bytes())
    out = tmp_path / "out.jsonl"
    result = tag(folder, folder / "b.txt", "--out", out)
    assert result.exit_code == 0
    assert list(dict.fromkeys(row["document"] for row in lines(out))) == [
        f"{folder}/b.txt",
        f"{folder}/deep/a.md",
    ]
    assert len(lines(out)) == 6
    assert "Passed over in folders, as they are no reports: rota.ods." in result.stderr
    assert tag(folder / "**" / "*.md", "--out", out).exit_code == 0
    assert {row["document"] for row in lines(out)} == {f"{folder}/deep/a.md"}


def test_a_bad_file_among_good_ones_is_named_and_the_others_are_written(tag, report, tmp_path):
    empty, gone = tmp_path / "empty.txt", tmp_path / "gone.txt"
    empty.write_bytes(b"")
    other = tmp_path / "other.txt"
    other.write_bytes(report.read_bytes())
    out = tmp_path / "out.csv"
    result = tag(report, empty, gone, other, "--out", out)
    assert result.exit_code == 1
    documents = dict.fromkeys(row["document"] for row in from_csv(out.read_bytes()))
    assert list(documents) == [report.as_posix(), other.as_posix()]
    assert f"Error: {empty}: the file is empty. Check that the export of the report worked.\n" in result.stderr
    assert f"Error: {gone}: there is no such file. Check the name and the folder.\n" in result.stderr
    faults = tmp_path / "out.faults.jsonl"
    assert f"2 reports could not be tagged; see above and {faults}." in result.stderr
    assert lines(faults) == [
        {
            "document": empty.as_posix(),
            "what": "report",
            "reason": "the file is empty",
            "mend": "Check that the export of the report worked",
        },
        {
            "document": gone.as_posix(),
            "what": "report",
            "reason": "there is no such file",
            "mend": "Check the name and the folder",
        },
    ]
    assert f"Wrote {out}." in result.stderr


def test_where_every_file_is_bad_nothing_is_written(tag, tmp_path):
    out = tmp_path / "out.jsonl"
    result = tag(tmp_path / "gone.txt", "--out", out)
    assert result.exit_code == 1
    assert "1 report could not be tagged; see above." in result.stderr
    assert "Wrote" not in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_shipped_model_is_the_default(findings, report):
    result = findings("tag", report, "--format", "jsonl")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["finding"] for row in rows] == LABELS
    assert rows[0]["model"].startswith("hmip-nps-2018@")
    assert rows[0]["framework"] == "hmip-nps-2018"


def test_a_reader_of_the_output_that_goes_away_is_no_error(script, environment, model_folder, report, tmp_path):
    import subprocess

    many = tmp_path / "many.txt"
    many.write_text(report.read_text(encoding="utf-8") * 120, encoding="utf-8")
    line = [script, "tag", str(many), "--model", str(model_folder), "--format", "jsonl"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
        assert process.wait(60) == 0
    assert b"Traceback" not in said
    assert b"Exception ignored" not in said
