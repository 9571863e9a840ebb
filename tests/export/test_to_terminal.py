"""What a person reads at a terminal of 80 columns."""

from io import StringIO

import pytest
from rich.console import Console

from classifier.export.to_terminal import render
from classifier.framework import load_framework
from classifier.records import FindingLabel


def shown(tagged, width=80, **options):
    console = Console(file=StringIO(), width=width, **options)
    console.print(render(tagged, load_framework()))
    return console.file.getvalue()


def test_findings_stand_by_domain_and_others_are_left_out(tagged):
    text = shown(tagged)
    lines = [line.strip() for line in text.splitlines()]
    heads = [lines.index(each) for each in ("Overall", "1 Organisational delivery", "2 Case supervision")]
    assert heads == sorted(heads)
    assert "3 NPS-specific work" not in lines
    assert "It has nine teams." not in text
    staff = next(line for line in lines if "Staff know" in line)
    assert staff.split() == "1.2 Staff ▲ strength 91% Staff know their cases.".split()
    assert "▼ area for" in text
    assert "◆ mixed" in text


def test_flags_are_words(tagged):
    joined = " ".join(shown(tagged, width=200).split())
    assert "Managers should write reviews sooner. [recommendation]" in joined
    assert "Plans are clear but late. [? needs a look]" in joined


def test_the_last_line_counts(tagged):
    assert shown(tagged, width=120).splitlines()[-1] == (
        "In all: 2 strengths, 1 area for improvement, 1 mixed, 1 other sentence; 1 sentence needs a look."
    )


def test_a_report_without_findings_has_only_its_counts(one):
    text = shown(one("It has nine teams.", finding=FindingLabel.NONE))
    assert text.splitlines() == [
        "one.txt",
        "",
        "In all: 0 strengths, 0 areas for improvement, 0 mixed, 1 other sentence.",
    ]


@pytest.mark.parametrize("width", [60, 80])
def test_long_text_wraps_and_stays_whole(width, one):
    words = [f"word{number}" for number in range(60)]
    text = shown(one(" ".join(words)), width)
    assert max(len(line) for line in text.splitlines()) <= width
    assert all(word in text for word in words)


def test_no_color_is_kept(tagged, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[3" not in shown(tagged, force_terminal=True, color_system="standard")


def test_a_report_cannot_command_the_terminal(one):
    text = shown(one("\x1b[31m[bold]red[/bold] \x9b2J", "\x1b]0;x.txt"), force_terminal=True, no_color=True)
    assert "[bold]red[/bold]" in text
    assert "\x1b[31m" not in text
    assert "\x9b" not in text
    assert "\x1b]0" not in text
