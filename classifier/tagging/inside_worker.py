"""What runs in a worker process. The model is loaded with the first report, and once."""

from __future__ import annotations

import gc
import os
import pickle
import shutil
import signal
import tempfile
import threading
import time
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.tagging.chunks import MOST_REPORTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from io import FileIO

    from classifier.tagging.items import Item, Outcome, Setup

    Work = Callable[[Sequence[Item], Setup, Callable[[Sequence[int]], object]], Iterable[Outcome]]

_NOTE = 20 * MOST_REPORTS
"""Bytes of a note: room for the numbers of a chunk."""


def collect_less() -> None:
    """Have Python look for cycles among objects less often: there are none, and it takes a quarter of the time.

    For a process whose work is tagging; not for a program of somebody else that uses this library.
    """
    gc.set_threshold(50_000, 20, 20)


def begin(parent: int, notes: str) -> None:
    """Leave Ctrl-C to the parent process, and end with it even when it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    collect_less()
    threading.Thread(target=_follow, args=(parent, notes), daemon=True).start()


def work_on_chunk(chunk: tuple[Item, ...], setup: Setup, notes: str, work: Work | None = None) -> str:
    """Work on some reports, and note in the folder `notes` which of them are in hand.

    The outcomes are left in a file there, and its name is the answer: a process that is killed while it sends a long
    answer through a pipe would leave the other side waiting for the rest for ever.
    """
    outcomes = list((work or _work_on())(chunk, setup, partial(_note, notes)))
    _note(notes, ())
    descriptor, name = tempfile.mkstemp(prefix="outcomes-", dir=notes)
    with open(descriptor, "wb") as file:  # noqa: PTH123  of a descriptor
        pickle.dump(outcomes, file)
    return name


def _work_on() -> Work:
    from classifier.tagging.work import work_on  # takes seconds the first time, so only with a report in hand

    return work_on


def _note(folder: str, numbers: Sequence[int]) -> None:
    """Note that these reports are in hand, and no others: in one write, as the process may be killed at any moment."""
    file = _file(folder)
    file.seek(0)
    file.write(b" ".join(b"%d" % number for number in numbers).ljust(_NOTE))


@cache
def _file(folder: str) -> FileIO:
    return (Path(folder) / f"hand-{os.getpid()}").open("wb", buffering=0)


def _follow(parent: int, notes: str) -> None:
    # A killed parent cannot tell its workers to end, and they would wait for the next chunk for ever.
    while os.name != "posix" or os.getppid() == parent:
        time.sleep(1)
    shutil.rmtree(notes, ignore_errors=True)
    os._exit(1)
