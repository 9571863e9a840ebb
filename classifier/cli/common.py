"""What the commands share: how errors are told, where progress goes, how Ctrl-C is heard."""

from __future__ import annotations

import functools
import json
import os
import signal
import sys
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import typer

from classifier.errors import ClassifierError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from rich.console import Console
    from rich.table import Table

FAILED = 1
INTERRUPTED = 130
MEGABYTE = 1_000_000
P = ParamSpec("P")
R = TypeVar("R")


def told(command: Callable[P, R]) -> Callable[P, R]:
    """Turn what a command raises into one line on standard error and an exit code."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except ClassifierError as error:
            complain(str(error))
            raise typer.Exit(FAILED) from error
        except KeyboardInterrupt as error:
            complain("Stopped by Ctrl-C; nothing was written.")
            raise typer.Exit(INTERRUPTED) from error
        except BrokenPipeError:
            # The reader of our output has gone (`| head`); Python would complain again when it flushes.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None

    return run


def complain(message: str) -> None:
    """Print an error on standard error."""
    typer.secho("Error: ", fg="red", bold=True, nl=False, err=True)
    typer.echo(message, err=True)


def note(message: str) -> None:
    """Print a remark on standard error, so that it never mixes with results."""
    typer.echo(message, err=True)


def print_json(value: Any) -> None:
    """Print a value as JSON for scripts."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))


def in_bytes(max_size: float | None) -> int | None:
    """`--max-size` in bytes; None for what the format has."""
    return None if max_size is None else int(max_size * MEGABYTE)


def raise_limits(said: list[str] | None) -> None:
    """Have all reading of this run, in its worker processes too, keep to the limits said as `NAME=NUMBER`."""
    if said:
        from classifier.reading.limits import VARIABLE, parse_limits

        parse_limits(said)  # a wrong name is told before any work
        os.environ[VARIABLE] = ",".join([*filter(None, [os.environ.get(VARIABLE)]), *said])


def console() -> Console:
    """A console for tables on standard output; as wide as needed where that is no terminal."""
    from rich.console import Console

    return Console(soft_wrap=False, highlight=False, width=None if sys.stdout.isatty() else 120)


def table_of_numbers(*columns: str, title: str | None = None) -> Table:
    """An empty table whose first column is words and whose others are numbers."""
    from rich.table import Table

    table = Table(title=title, title_justify="left", title_style="bold")
    for place, column in enumerate(columns):
        table.add_column(column, justify="left" if place == 0 else "right")
    return table


class Interruption:
    """Hears Ctrl-C between reports: the first asks to stop after the report in hand, the second stops at once."""

    def __init__(self) -> None:
        self.asked = False
        self._before: Any = None

    def __enter__(self) -> Interruption:
        self._before = signal.signal(signal.SIGINT, self._hear)
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)

    def _hear(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True
        note("Stopping after this report; press Ctrl-C again to stop at once.")
