"""How the tests run the command, in this process and in one of its own."""

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from typer.testing import CliRunner

REPORT = """\
2.1 Assessment

Assessments in Kelsham drew well on what other agencies knew.

Too many assessments did not look closely enough at the risk of harm.

We read twelve cases in the Kelsham office.
"""


@pytest.fixture
def findings():
    """Run `findings` with arguments; whatever is not told to the user comes through as it is."""
    from classifier.cli import app

    def run(*arguments, given=None):
        return CliRunner().invoke(app, [str(one) for one in arguments], input=given, catch_exceptions=False)

    return run


@pytest.fixture
def tag(findings, model_folder):
    """Run `findings tag` with the small model."""

    def run(*arguments, given=None):
        return findings("tag", "--model", model_folder, *arguments, given=given)

    return run


@pytest.fixture
def report(tmp_path):
    """A report of three sentences under one heading."""
    path = tmp_path / "kelsham.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def script():
    """The installed command."""
    beside = Path(sysconfig.get_path("scripts")) / "findings"
    found = str(beside) if beside.exists() else shutil.which("findings")
    assert found, "the package is not installed: pip install -e ."
    return found


@pytest.fixture(scope="session")
def command(script, environment):
    """Run the installed `findings` as a process of its own."""

    def run(*arguments, **options):
        line = [script, *(str(one) for one in arguments)]
        return subprocess.run(line, capture_output=True, env=environment, timeout=120, check=False, **options)

    return run


@pytest.fixture(scope="session")
def python(environment):
    """Run Python code as a process of its own and give what it prints."""

    def run(code):
        line = [sys.executable, "-W", "error", "-c", code]
        done = subprocess.run(line, capture_output=True, env=environment, timeout=120, check=True, text=True)
        return done.stdout

    return run
