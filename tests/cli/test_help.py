"""Help: complete, and quick."""

import resource

import pytest
import typer

from classifier.cli import app

HEAVY = {"spacy", "sklearn", "numpy", "scipy", "joblib", "skops", "rich.console", "xlsxwriter", "openpyxl", "pyarrow"}


def commands(group=None, path=()):
    """Every command and group with its path."""
    command = group or typer.main.get_command(app)
    yield path, command
    for name, below in getattr(command, "commands", {}).items():
        yield from commands(below, (*path, name))


ALL = dict(commands())


def test_these_commands_are_there():
    assert set(ALL[()].commands) >= {"tag", "text", "train", "evaluate", "corpus", "model", "frameworks"}
    assert set(ALL["corpus",].commands) >= {"check", "stats"}
    assert set(ALL["model",].commands) >= {"list", "show", "verify"}


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_help_names_every_option_and_command(findings, path):
    command = ALL[path]
    result = findings(*path, "--help")
    assert result.exit_code == 0
    assert result.stdout == findings(*path, "-h").stdout
    shown = " ".join(result.stdout.split())
    assert command.help
    assert " ".join(command.help.replace("\b", "").split())[:60] in shown
    for name in getattr(command, "commands", {}):
        assert f" {name} " in shown
    for parameter in command.params:
        assert parameter.help, f"{parameter.name} has no help"
        assert parameter.help.split()[0] in shown
        for option in parameter.opts if parameter.param_type_name == "option" else ():
            assert option in shown


def test_the_version_is_told(findings):
    from classifier import __version__

    assert findings("--version").stdout == f"findings {__version__}\n"


def test_an_unknown_command_or_option_is_a_mistake_in_use(findings):
    assert findings("tagg").exit_code == 2
    assert findings("tag", "x.txt", "--colour").exit_code == 2


def test_help_loads_nothing_heavy(python):
    printed = python(
        "import contextlib, io, sys\n"
        "from classifier.cli import app\n"
        "for line in (['--help'], ['tag', '--help'], ['train', '--help'], ['model', 'show', '--help']):\n"
        "    with contextlib.redirect_stdout(io.StringIO()) as shown:\n"
        "        app(line, standalone_mode=False)\n"
        "    assert 'Usage' in shown.getvalue()\n"
        "print(*sys.modules)"
    )
    loaded = set(printed.split())
    assert "classifier.cli.tag" in loaded
    assert loaded & HEAVY == set()


def test_help_takes_less_than_a_third_of_a_second(command):
    def seconds():
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = command("--help")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert done.returncode == 0
        assert b"Label every sentence of an inspection report" in done.stdout
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    assert min(seconds() for _ in range(3)) < 0.3


def test_exit_codes_of_a_process(command, report, tmp_path):
    assert command("frameworks").returncode == 0
    assert command("tag").returncode == 2
    done = command("text", tmp_path / "gone.txt")
    assert done.returncode == 1
    assert done.stderr.decode() == (
        f"Error: {tmp_path / 'gone.txt'}: there is no such file. Check the name and the folder.\n"
    )
    assert command("text", report).stdout == report.read_bytes()
