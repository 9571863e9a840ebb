"""What the documents say is so: the README's Python runs, its commands exist, its links lead somewhere."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from classifier.cli import app

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "corpus/README.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]


def marked(name):
    return re.search(rf"<!-- {name} -->\n```\w+\n(.*?)```\n<!-- end -->", README, re.S)[1]


def test_python_of_the_readme_runs(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)

    exec(compile(marked("python"), "README.md", "exec"), {})

    printed = capsys.readouterr().out.splitlines()
    assert len(printed) > 20
    assert {line.split()[0] for line in printed} <= {"strength", "area_for_improvement", "mixed"}


@pytest.mark.parametrize("name", ["tag", "tests"])
def test_set_up_is_one_line(name):
    assert marked(name).count("\n") == 1


def test_sample_of_the_readme_exists():
    assert (ROOT / marked("tag").split()[-1]).is_file()


def test_commands_of_the_readme_exist():
    known = get_command(app).commands
    named = re.findall(r"^(?:\.venv/bin/)?findings (\w+)", README, re.M)

    assert len(named) > 8
    assert set(named) <= set(known)


def test_every_command_is_in_the_readme():
    for name in get_command(app).commands:
        assert f"findings {name}" in README


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path):
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target
