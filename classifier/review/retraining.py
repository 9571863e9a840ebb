"""Training from a project in the background: start, watch, cancel; a new model waits until somebody takes it in use.

The work is done by a process of its own at low priority, so that the page stays quick and closing it loses nothing.
It tells how far it is in a small file beside the project; whoever wants to cancel it puts another file there. A
process that dies stops beating, which is how that is found out.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifier.errors import ClassifierError, OutputError, TrainingError
from classifier.review import log, models
from classifier.review.comparing import Change
from classifier.review.errors import ReviewError
from classifier.review.models import InUse, load_in_use, model_in_use, models_folder, take_back
from classifier.whole_files import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from classifier.review.store import Project

__all__ = [
    "Candidate",
    "InUse",
    "Progress",
    "Run",
    "corpus_folder",
    "decisions_since_training",
    "discard",
    "last_run",
    "load_in_use",
    "model_in_use",
    "running",
    "start",
    "take_back",
    "take_in_use",
    "waiting_candidate",
]

STATE, CANCEL, CANDIDATE = "training.json", "training.cancel", "candidate.json"
DEAD_AFTER = 20.0
"""Seconds without a beat after which a training is taken to have died; it beats twice a second."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a training is: words for a person, a share from 0 to 1, and the state it is in.

    `state` is "running", "done", "failed" or "cancelled"; `error` says why it failed.
    """

    words: str
    share: float
    state: str
    error: str | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self.state != "running"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A trained model that is not in use: its scores beside those without the decisions, and what it learned from.

    `made` is a time (UTC, ISO 8601). `facts` are what the model's manifest says of the decisions.
    """

    name: str
    folder: Path
    decisions: int
    documents: int
    made: str
    scores: tuple[Change, ...]
    remarks: tuple[str, ...]
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Run:
    """A training of a project, running or over; made by `start` and `last_run`."""

    project: Path

    def progress(self) -> Progress:
        """How far it is; a training whose process has died has failed."""
        state = _read(models_folder(self.project) / STATE)
        if state is None:
            return Progress("No training has been started", 0.0, "failed", "there is no training")
        found = Progress(str(state["words"]), float(state["share"]), str(state["state"]), state.get("error"))
        if not found.is_over and time.time() - float(state["beat"]) > DEAD_AFTER:
            return Progress(found.words, found.share, "failed", "the training stopped without a word; start it again")
        return found

    def cancel(self) -> None:
        """Ask it to stop; it does within a second, and leaves the project and the model in use as they are."""
        with suppress(FileNotFoundError):
            (models_folder(self.project) / CANCEL).touch()

    def wait(self, seconds: float | None = None) -> Progress:
        """Wait until it is over, or for so many seconds, and say how far it is."""
        end = None if seconds is None else time.monotonic() + seconds
        while not (found := self.progress()).is_over and (end is None or time.monotonic() < end):
            time.sleep(0.1)
        return found


def corpus_folder(given: Path | None = None) -> Path:
    """The corpus to train with: the folder that was given, or `corpus` where there is one.

    Raises `TrainingError` that says what to do where there is none.
    """
    folder = given or Path("corpus")
    if folder.is_dir() and any(folder.glob("*.jsonl")):
        return folder
    problem = "there is no corpus, which training needs besides the decisions (the installed package has none)"
    if given is not None:
        problem = "there is no corpus in this folder: it has no annotation file (.jsonl)"
    mend = "Get the project's folder corpus/ and name it with --corpus FOLDER"
    raise TrainingError(problem, where=str(folder), mend=mend)


def start(project: Path, *, corpus: Path | None = None, folds: int = 5, seed: int = 0) -> Run:
    """Start a training in a process of its own and return at once.

    Raises `TrainingError` where one is running already or there is no corpus, `OutputError` where the folder beside
    the project cannot be made.
    """
    source = corpus_folder(corpus)
    if running(project) is not None:
        raise TrainingError("a training is running already", where=str(project), mend="Wait for it, or cancel it")
    home = models_folder(project)
    try:
        home.mkdir(parents=True, exist_ok=True)
        (home / CANCEL).unlink(missing_ok=True)
        tell(project, Progress("Starting", 0.0, "running"))
        said = (home / "training.log").open("wb")
    except OSError as error:
        raise OutputError(home, f"this cannot be written ({error.strerror})", "Change its permissions") from error
    line = [sys.executable, "-P", "-m", "classifier.review.retraining_job"]
    line += [str(project.resolve()), str(source.resolve()), str(folds), str(seed)]
    with said:
        process = subprocess.Popen(
            line,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,  # Ctrl-C on the page is not for it
        )
    threading.Thread(target=process.wait, daemon=True).start()  # else it stays in the process table when it ends
    return Run(project)


def running(project: Path) -> Run | None:
    """The training that is going on, also where another page started it."""
    run = last_run(project)
    return run if run is not None and not run.progress().is_over else None


def last_run(project: Path) -> Run | None:
    """The last training, running or over; None where there was none."""
    return Run(project) if (models_folder(project) / STATE).exists() else None


def waiting_candidate(project: Path) -> Candidate | None:
    """The trained model that waits to be taken in use; it survives a restart."""
    home = models_folder(project)
    fields = _read(home / CANDIDATE)
    if fields is None:
        return None
    folder = home / Path(str(fields["folder"])).name
    scores = tuple(Change.from_dict(one) for one in fields["scores"])
    kept = {name: fields[name] for name in ("name", "decisions", "documents", "made", "facts")}
    return Candidate(**kept, folder=folder, scores=scores, remarks=tuple(fields["remarks"]))


def keep_candidate(project: Path, candidate: Candidate) -> None:
    """Note a trained model as the one that waits; one that waited before is forgotten."""
    fields = {**asdict(candidate), "folder": candidate.folder.name}
    _write(models_folder(project) / CANDIDATE, fields)


def take_in_use(project: Project, person: int, shown: Candidate | None = None, *, first: str | None = None) -> InUse:
    """Take the waiting model in use: sentences that nobody has decided get its suggestions, and the log says so.

    Raises `ReviewError` where no model waits, or it is not the one that was measured, or that was `shown`.
    """
    candidate = waiting_candidate(project.path)
    if candidate is None:
        raise ReviewError("no trained model is waiting", where=str(project.path), mend="Train one first")
    if shown is not None and shown != candidate:
        mend = "Look at its scores first"
        raise ReviewError(f"another model is waiting now: {candidate.name}", where=str(project.path), mend=mend)
    if models.manifest_hash(candidate.folder) != candidate.facts.get("manifest"):
        mend = "Discard it and train again"
        raise ReviewError("the model was changed after it was measured", where=str(candidate.folder), mend=mend)
    details = {name: candidate.facts.get(name) for name in ("decisions", "log_entries", "log_head")}
    found = models.take_in_use(project, person, candidate.folder, details, first=first)
    (models_folder(project.path) / CANDIDATE).unlink(missing_ok=True)
    return found


def discard(project: Path) -> bool:
    """Forget the model that waits; whether there was one. Its folder stays if it is, or was, in use."""
    home = models_folder(project)
    found = (home / CANDIDATE).exists()
    (home / CANDIDATE).unlink(missing_ok=True)
    return found


def decisions_since_training(project: Project) -> int:
    """How many decisions no model has learned from, neither one that was taken in use nor the one that waits."""
    candidate = waiting_candidate(project.path)
    waiting = 0 if candidate is None else int(str(candidate.facts.get("log_entries") or 0))
    return log.decisions_after(project, max(log.trained_up_to(project), waiting))


def tell(project: Path, progress: Progress) -> None:
    """Write how far a training is; each time is a beat."""
    _write(models_folder(project) / STATE, {**asdict(progress), "beat": time.time()})


def is_cancelled(project: Path) -> bool:
    """Whether somebody has asked the training to stop."""
    return (models_folder(project) / CANCEL).exists()


def now() -> str:
    """This moment, UTC, as ISO 8601 writes it."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _write(path: Path, fields: Mapping[str, Any]) -> None:
    write_whole(path, json.dumps(fields, ensure_ascii=False).encode())


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ClassifierError("the file is damaged", where=str(path), mend="Delete it, and train again") from error
    if not isinstance(found, dict):
        raise ClassifierError("the file is damaged", where=str(path), mend="Delete it, and train again")
    return found
