"""`findings text` and `findings frameworks`."""

import json

import pytest

from classifier.framework import load_framework


@pytest.mark.parametrize(
    "text",
    [
        "One line without an end",
        "2.1 Assessment\r\n\r\nPlans are clear.\r\nStaff cost £3m \u2003 a year.\r\n",
        "# How Kelsham works\n\n- “Good,” she said.\u2028Then 𝒜 left.\n\n\n",
    ],
)
def test_text_prints_exactly_the_characters(findings, tmp_path, text):
    path = tmp_path / "report.md"
    path.write_bytes(text.encode())
    assert findings("text", path).stdout_bytes == text.encode()


def test_text_in_another_encoding_is_printed_as_utf8(findings, tmp_path):
    path = tmp_path / "report.txt"
    path.write_bytes("Staff cost £3m.".encode("utf-16"))
    assert findings("text", path, "--encoding", "utf-16").stdout_bytes == "Staff cost £3m.".encode()


def test_blocks_are_printed_with_their_places(findings, report):
    text = report.read_text(encoding="utf-8")
    heading, first, *others = json.loads(findings("text", report, "--blocks").stdout)
    assert list(heading) == ["kind", "role", "level", "section", "page", "start", "end", "text"]
    assert (heading["kind"], heading["text"]) == ("heading", "2.1 Assessment")
    assert (first["kind"], first["section"], first["page"]) == ("paragraph", ["2.1 Assessment"], None)
    assert len(others) == 2
    assert all(text[block["start"] : block["end"]] == block["text"] for block in (first, *others))


def test_text_refuses_as_tag_does(findings, tmp_path, report):
    folder = tmp_path / "year.txt"
    folder.mkdir()
    result = findings("text", folder)
    assert result.exit_code == 1
    assert result.stderr == (
        f"Error: {folder}: this is a folder. Name a file, or use findings tag, which goes through folders.\n"
    )
    report.write_text("Plans were good. " * 100)
    result = findings("text", report, "--max-size", "0.001")
    assert result.exit_code == 1
    assert "more than the limit of 0.001 MB." in result.stderr
    assert result.stdout == ""


def test_frameworks_are_listed(findings):
    framework = load_framework()
    assert f"{framework.name}  {framework.title}\n" in findings("frameworks").stdout
    listed = json.loads(findings("frameworks", "--json").stdout)
    assert {"name": framework.name, "title": framework.title} in listed


def test_a_framework_is_shown_with_its_codes(findings):
    framework = load_framework()
    shown = findings("frameworks", framework.name).stdout
    for standard in framework.standards:
        assert standard.code in shown
        assert standard.title.split()[0] in shown
    told = json.loads(findings("frameworks", framework.name, "--json").stdout)
    assert [standard["code"] for standard in told["standards"]] == list(framework.codes)


def test_an_unknown_framework_is_told(findings):
    result = findings("frameworks", "hmip-1066")
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: framework hmip-1066: there is no framework of that name. Use one of hmip-nps-2018.\n"
    )


def test_text_raises_the_limit_that_the_error_names(findings, tmp_path, monkeypatch):
    monkeypatch.setenv("FINDINGS_LIMITS", "elements=5")
    page = tmp_path / "a.html"
    page.write_text("<html><body>" + "<p>The plans were good and clear.</p>" * 9)
    result = findings("text", page)
    assert result.exit_code == 1
    assert result.stderr.endswith("or say --limit elements=10.\n")
    assert findings("text", page, "--limit", "elements=50").stdout.count("clear") == 9
    result = findings("text", page, "--limit", "leaves=50")
    assert result.stderr.startswith("Error: --limit: there is no limit 'leaves'. Use one of pages,")
