"""`findings review train`, `take` and `take-back`: a model from the decisions, in use or not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classifier.cli.common import FAILED, INTERRUPTED, complain, console, note, print_json, told
from classifier.cli.options import FoldsOption, JsonOption, SeedOption
from classifier.cli.review_common import Name, ProjectFile, opened, person_of

if TYPE_CHECKING:
    from classifier.review.retraining import Candidate, Progress, Run


@told
def train(
    project: ProjectFile,
    corpus: Annotated[
        Path | None, typer.Option(help="The corpus to train with [default: corpus/ where there is one].")
    ] = None,
    folds: FoldsOption = 5,
    seed: SeedOption = 0,
    json: JsonOption = False,
) -> None:
    """Train a model on the corpus and the project's decisions, and show the scores before and after.

    It waits then, until somebody takes it in use with findings review take. Two models are trained for each fold, and
    two more, which takes a while with a large corpus. Ctrl-C cancels it, and nothing has changed.
    """
    from classifier.review.retraining import start, waiting_candidate

    with opened(project, read_only=True):
        pass  # what is wrong with the project is told before the work begins
    run = start(project, corpus=corpus, folds=folds, seed=seed)
    ended = _watch(run)
    if ended.state == "cancelled":
        complain("Cancelled; nothing was changed.")
        raise typer.Exit(INTERRUPTED)
    candidate = waiting_candidate(project)
    if ended.state != "done" or candidate is None:
        complain(ended.error or "The training failed.")
        raise typer.Exit(FAILED)
    if json:
        scores = [{**one.to_dict(), "difference": one.difference} for one in candidate.scores]
        told = {"model": candidate.name, "folder": candidate.folder.as_posix(), "facts": candidate.facts}
        print_json({**told, "scores": scores, "remarks": candidate.remarks})
        return
    _show(candidate)
    note(f"Wrote {candidate.name} to {candidate.folder}. Take it in use with: findings review take {project}")


@told
def take(project: ProjectFile, person: Name = None) -> None:
    """Take the trained model in use: sentences that nobody has decided get its suggestions.

    The log notes who did it. Signed-off reports stay as they are. Undo it with findings review take-back.
    """
    from classifier.review.retraining import take_in_use

    with opened(project) as found:
        who = person_of(found, person, needed=True)
        assert who is not None
        used = take_in_use(found, who.id)
    note(f"{used.name} is in use. Undo it with: findings review take-back {project}")


@told
def take_back(project: ProjectFile, person: Name = None) -> None:
    """Go back to the model before: everything is suggested as it was. The log notes who did it."""
    from classifier.review.retraining import take_back as undo

    with opened(project) as found:
        who = person_of(found, person, needed=True)
        assert who is not None
        used = undo(found, who.id)
    note(f"{used.name} is in use again.")


def _watch(run: Run) -> Progress:
    """Tell what the training tells until it is over; Ctrl-C cancels it."""
    before = ""
    try:
        while not (found := run.wait(0.3)).is_over:
            if found.words != before:
                note(f"{found.share:4.0%}  {found.words}")
                before = found.words
    except KeyboardInterrupt:
        run.cancel()
        found = run.wait(10)
    return found


def _show(candidate: Candidate) -> None:
    from rich.table import Table

    titles = {"corpus": "documents of the corpus", "reviewed": "reviewed reports"}
    screen = console()
    for on, title in titles.items():
        scores = [one for one in candidate.scores if one.on == on]
        if not scores:
            continue
        table = Table(title, "before", "after", "change", "95 % interval")
        for one in scores:
            values = ["-" if value is None else f"{value:.3f}" for value in (one.before, one.after)]
            change = "-" if one.difference is None else f"{one.difference:+.3f}"
            interval = "" if one.interval is None else f"{one.interval[0]:+.3f} to {one.interval[1]:+.3f}"
            table.add_row(one.words, *values, change, interval)
        screen.print(table)
    for remark in candidate.remarks:
        screen.print(f"Note: {remark}.")
    screen.print(f"Learned from {candidate.decisions:,} decisions and {candidate.documents:,} documents.")
