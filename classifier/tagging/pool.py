"""Worker processes that load the model once, take reports in chunks, and may die without harm to the others."""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import tempfile
from collections import deque
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifier.errors import ClassifierError
from classifier.tagging.chunks import chunks, fair
from classifier.tagging.faults import Fault
from classifier.tagging.inside_worker import begin, work_on_chunk

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence
    from concurrent.futures import Future

    from classifier.tagging.inside_worker import Work
    from classifier.tagging.items import Item, Outcome, Setup

AHEAD = 6
"""Chunks a worker that may wait for their turn: more keep the workers busy behind a slow report, and take memory."""
_MOST_RESTARTS = 3
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def in_processes(
    items: Iterable[Item], setup: Setup, jobs: int, total: int | None = None, *, work: Work | None = None
) -> Generator[Outcome, None, None]:
    """Work on `items` in `jobs` processes; outcomes come in the order of the items.

    At most `AHEAD` chunks a process are taken from `items` before their turn. Where a process dies, the reports that
    the processes had in hand are tried again, each alone; one that then kills its process again is a `Fault`. `work`
    is what is done with the items of a chunk, `work.work_on` if nothing else is said.
    """
    pool = _Pool(setup, jobs, work)
    try:
        yield from pool.run(chunks(items, fair(jobs, total)))
    finally:
        pool.close()


@dataclass(slots=True)
class _Task:
    """A chunk on its way; `outcomes` where they are known without a process."""

    chunk: tuple[Item, ...]
    future: Future[str] | None = None
    outcomes: list[Outcome] | None = None

    def is_safe(self) -> bool:
        """Whether its outcome does not hang on a living process any more."""
        if self.outcomes is not None:
            return True
        done = self.future is not None and self.future.done()
        return done and not isinstance(self.future.exception(), BrokenProcessPool)  # type: ignore[union-attr]


class _Pool:
    def __init__(self, setup: Setup, jobs: int, work: Work | None) -> None:
        self.setup = setup
        self.work = work
        self.jobs = jobs
        self.restarts = 0  # since a report was last found to be in hand
        self.notes = tempfile.mkdtemp(prefix="findings-")
        self.executor: Any = None

    def run(self, chunks: Iterator[tuple[Item, ...]]) -> Iterator[Outcome]:
        waiting: deque[_Task] = deque()
        more = True
        while True:
            while more and len(waiting) < AHEAD * self.jobs:
                chunk = next(chunks, None)
                if chunk is None:
                    more = False
                else:
                    waiting.append(self._submitted(_Task(chunk)))
            if not waiting:
                return
            try:
                outcomes = _outcomes(waiting[0])
            except BrokenProcessPool:
                waiting = self._recovered(waiting)
                continue
            waiting.popleft()
            yield from outcomes

    def close(self) -> None:
        """End the processes, whatever they are doing."""
        self._end()
        shutil.rmtree(self.notes, ignore_errors=True)

    def _submitted(self, task: _Task) -> _Task:
        with suppress(BrokenProcessPool):  # one that died meanwhile is noticed when its turn comes
            task.future = self._submit(task.chunk, self.jobs)
        return task

    def _submit(self, chunk: tuple[Item, ...], jobs: int) -> Future[str]:
        with _interrupts_held():  # processes begin here, and Ctrl-C is for this one alone
            if self.executor is None:
                from joblib.externals.loky import ProcessPoolExecutor

                self.executor = ProcessPoolExecutor(
                    max_workers=jobs, initializer=begin, initargs=(os.getpid(), self.notes), env=_threads(jobs)
                )
            return self.executor.submit(work_on_chunk, chunk, self.setup, self.notes, self.work)  # type: ignore[no-any-return]

    def _end(self) -> None:
        if self.executor is not None:
            # Its own way to kill its processes fails with more chunks waiting than it has handed on; so it is left to
            # find them dead, as when the system has killed one.
            for process in list(self.executor._processes.copy()):
                with suppress(ProcessLookupError):
                    os.kill(process, getattr(signal, "SIGKILL", signal.SIGTERM))
            self.executor.shutdown(wait=True)
            self.executor = None

    def _recovered(self, waiting: Iterable[_Task]) -> deque[_Task]:
        """The tasks after the death of a process: those that were in hand are settled, the others given out again."""
        self._end()
        in_hand = self._in_hand()
        tasks: list[_Task] = []
        for task in waiting:
            tasks += [task] if task.is_safe() else _parted(task.chunk, in_hand)
        suspects = [task for task in tasks if not task.is_safe() and task.chunk[0].number in in_hand]
        self.restarts = 0 if suspects else self.restarts + 1
        if self.restarts > _MOST_RESTARTS:
            raise ClassifierError("the processes that tag reports end before they begin", mend="Say --jobs 1")
        for task in suspects:
            task.outcomes = [self._alone(task.chunk[0])]
        self._end()
        return deque(task if task.is_safe() else self._submitted(task) for task in tasks)

    def _alone(self, item: Item) -> Outcome:
        """The second try of a report, with no other beside it."""
        try:
            return _fetched(self._submit((item,), 1).result())[0]
        except BrokenProcessPool:
            self._end()
            problem = "the process that tagged it was ended twice (killed, or out of memory)"
            mend = "Check the size of the report, or free some memory and say --jobs 1"
            return Fault(item.document, ClassifierError(problem, where=item.document, mend=mend))

    def _in_hand(self) -> set[int]:
        """The numbers of the reports that the processes were working on, from their notes."""
        numbers: set[int] = set()
        for note in Path(self.notes).glob("hand-*"):
            numbers.update(map(int, note.read_bytes().split()))
            note.unlink()
        return numbers


def _outcomes(task: _Task) -> Sequence[Outcome]:
    if task.outcomes is not None:
        return task.outcomes
    if task.future is None:
        raise BrokenProcessPool
    return _fetched(task.future.result())


def _fetched(name: str) -> list[Outcome]:
    """What a process has left in a file, which is removed; nobody else can write in that folder."""
    path = Path(name)
    outcomes: list[Outcome] = pickle.loads(path.read_bytes())
    path.unlink()
    return outcomes


def _parted(chunk: tuple[Item, ...], in_hand: set[int]) -> list[_Task]:
    """A chunk as tasks in which each report that was in hand stands alone."""
    parts: list[list[Item]] = []
    for item in chunk:
        if item.number in in_hand or not parts or parts[-1][0].number in in_hand:
            parts.append([])
        parts[-1].append(item)
    return [_Task(tuple(part)) for part in parts]


def _threads(jobs: int) -> dict[str, str]:
    """Threads of numerical libraries, so that the processes together use the processors once."""
    from joblib import cpu_count

    each = str(max(1, cpu_count() // jobs))
    return {name: os.environ.get(name, each) for name in _THREADS}


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold back Ctrl-C: a process that begins meanwhile never hears it, this one does afterwards."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
