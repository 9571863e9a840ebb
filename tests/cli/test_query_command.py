"""`findings query`: a table, JSON or CSV, and mistakes in one line."""

import csv
import json

import pytest


@pytest.fixture
def output(tag, report, tmp_path):
    tag(report, "--out", tmp_path / "out.jsonl")
    return tmp_path / "out.jsonl"


SQL = "select finding, text, section, page, finding_confidence > 0 sure from findings order by start"


def test_the_answer_is_a_table(findings, output):
    result = findings("query", SQL, output)
    assert result.exit_code == 0
    first = next(line for line in result.stdout.splitlines() if "area_for" in line)
    assert "Too many assessments did not look closely" in first
    assert "2.1 Assessment" in first
    assert "True" in first


def test_the_answer_is_json_or_csv(findings, output):
    rows = json.loads(findings("query", SQL, output, "--json").stdout)
    assert [row["finding"] for row in rows] == ["strength", "area_for_improvement", "none"]
    assert rows[0]["section"] == ["2.1 Assessment"]
    assert rows[0]["page"] is None
    assert json.loads(findings("query", f"from ({SQL}) limit 0", output, "--json").stdout) == []
    first, *table = csv.reader(findings("query", SQL, output, "--csv").stdout.splitlines())
    assert first == ["finding", "text", "section", "page", "sure"]
    assert [row[0] for row in table] == ["strength", "area_for_improvement", "none"]
    assert table[0][2:] == ["2.1 Assessment", "", "true"]


def test_long_tables_are_cut_and_it_is_said(findings, output):
    result = findings("query", "select unnest(range(1500)) n from findings", output)
    assert "999" in result.stdout
    assert "\n1000" not in result.stdout
    assert result.stderr == "These are the first 1,000 rows; for all of them say --csv or --json.\n"


def test_what_would_command_the_terminal_is_only_shown(findings, output):
    result = findings("query", "select '\x1b[31m [bold]x' a from findings limit 1", output)
    assert " [31m [bold]x" in result.stdout
    assert "\x1b" not in result.stdout


@pytest.mark.parametrize(
    ("sql", "options", "said"),
    [
        ("select x from findings", [], 'Referenced column "x" not found'),
        ("drop view findings", [], "only a single SELECT can be asked"),
        ("select 1", ["--json", "--csv"], "the answer can be JSON or CSV, not both. Say --json or --csv."),
        ("select 1", ["gone.csv"], "gone.csv: there is no such file. Check the name and the folder."),
    ],
)
def test_mistakes_are_told_in_one_line(findings, output, sql, options, said):
    result = findings("query", sql, output, *options)
    assert (result.exit_code, result.stdout) == (1, "")
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1
