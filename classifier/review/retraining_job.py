"""The process that trains: `python -m classifier.review.retraining_job PROJECT CORPUS FOLDS SEED`.

A thread beats and looks whether it is to stop; what is learned is written only at the end.
"""

from __future__ import annotations

import os
import sys
import threading
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from classifier.errors import ClassifierError
from classifier.review.lesson import learn
from classifier.review.retraining import Candidate, Progress, is_cancelled, keep_candidate, now, tell
from classifier.review.store import Project

BEAT = 0.5
CANCELLED = 3


class Teller:
    """Tells how far the training is, also while nothing new is to be told."""

    def __init__(self, project: Path) -> None:
        self.project = project
        self.latest = Progress("Starting", 0.0, "running")
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def start(self) -> None:
        """Begin to beat."""
        self._thread.start()

    def tell(self, words: str, share: float) -> None:
        """Say something new."""
        self._put(Progress(words, round(share, 4), "running"))

    def end(self, state: str, words: str, error: str | None = None) -> None:
        """Say the last word; nothing can be told after it."""
        self._over.set()
        self._put(Progress(words, 1.0 if state == "done" else self.latest.share, state, error))

    def _put(self, progress: Progress) -> None:
        with self._lock:
            self.latest = progress
            tell(self.project, progress)

    def _beat(self) -> None:
        while not self._over.wait(BEAT):
            if is_cancelled(self.project):
                self.end("cancelled", "Cancelled")
                os._exit(CANCELLED)  # the work is in the middle of a computation that does not listen
            with self._lock:
                if not self._over.is_set():
                    tell(self.project, self.latest)


def run(project: Path, corpus: Path, folds: int, seed: int) -> bool:
    """Train and leave a candidate; whether that went well. What went wrong is told in the state."""
    teller = Teller(project)
    teller.start()
    try:
        with Project.open(project, read_only=True) as opened:
            result = learn(opened, corpus, progress=teller.tell, folds=folds, seed=seed)
        candidate = Candidate(
            name=result.name,
            folder=result.folder,
            decisions=result.decisions,
            documents=result.documents,
            made=now(),
            scores=result.scores,
            remarks=result.remarks,
            facts=result.facts,
        )
        keep_candidate(project, candidate)
    except ClassifierError as error:
        teller.end("failed", "Failed", str(error))
        return False
    except (BrokenProcessPool, MemoryError) as error:  # the system ends what needs more memory than there is
        problem = "a part of the training was ended from outside, as happens when memory runs out"
        teller.end("failed", "Failed", f"{problem}. Close other programs, and start it again.")
        sys.stderr.write(f"{error}\n")
        return False
    except BaseException as error:
        teller.end("failed", "Failed", f"{type(error).__name__}: {error}")
        raise
    teller.end("done", f"{result.name} is trained and waits")
    return True


def main() -> None:
    """Run from the command line of a process of its own."""
    project, corpus, folds, seed = sys.argv[1:]
    if hasattr(os, "nice"):
        os.nice(10)  # the page comes first
    sys.exit(0 if run(Path(project), Path(corpus), int(folds), int(seed)) else 1)


if __name__ == "__main__":
    main()
