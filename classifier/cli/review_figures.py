"""`findings review status`, `agreement` and `verify`: how far a project is, and how far to trust it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from classifier.cli.common import FAILED, complain, console, note, print_json, told
from classifier.cli.options import JsonOption
from classifier.cli.review_common import ProjectFile, Report, opened, report_named
from classifier.errors import ClassifierError

if TYPE_CHECKING:
    from classifier.review.agreement import Measured
    from classifier.review.chain import Head
    from classifier.review.store import Project


@told
def status(project: ProjectFile, json: JsonOption = False) -> None:
    """Count what is decided, by report and person; name the model in use and what has come since its training."""
    with opened(project, read_only=True) as found:
        told = _status(found)
    if json:
        print_json(told)
        return
    from rich.table import Table

    table = Table("report", "person", "sentences", "decided", "open", "skipped", "flagged", "signed off")
    for row in told["reports"]:
        for name, counts in row["people"].items():
            numbers = [f"{counts[state]:,}" for state in ("decided", "open", "skipped", "flagged")]
            signed = row["signed_off_by"] or ""
            table.add_row(row["document"], name, f"{row['sentences']:,}", *numbers, signed)
    screen = console()
    screen.print(table)
    blind = "blind, " if told["blind"] else ""
    screen.print(f"Project {told['id']}: {blind}{told['hidden_share']:.0%} of suggestions hidden.")
    screen.print(f"Model in use: {told['model']['own_name']}; {told['since_training']:,} decisions since a training.")
    if told["candidate"]:
        screen.print(f"A trained model waits: {told['candidate']} (findings review take {told['path']}).")
    shown, hidden = (told["agreed_with_suggestion"][name] for name in ("shown", "hidden"))
    if shown["n"] and hidden["n"]:
        screen.print(
            f"People agreed with {shown['share']:.0%} of {shown['n']:,} suggestions that they saw and with"
            f" {hidden['share']:.0%} of {hidden['n']:,} that were hidden."
        )


@told
def agreement(project: ProjectFile, report: Report = None, json: JsonOption = False) -> None:
    """Compare people who decided the same sentences unseen by each other: percent, kappa, alpha, with intervals."""
    from classifier.review.agreement import agreement as compare
    from classifier.review.agreement import overall

    with opened(project, read_only=True) as found:
        if not found.settings.blind:
            problem = "people share their decisions in this project, so there is no agreement to measure"
            raise ClassifierError(problem, where=str(project), mend="Make a project with --blind")
        number = report_named(found, report)
        pairs, together = compare(found, number), overall(found, number)
    if json:
        both = [{"one": one.one.name, "other": one.other.name, "decisions": _plain(one.decisions)} for one in pairs]
        print_json({"pairs": both, "all": _plain(together)})
        return
    if not pairs:
        note("No two people have decided the same sentence yet.")
        return
    from rich.table import Table

    table = Table("people", "decision", "sentences", "agree", "Cohen's kappa", "Krippendorff's alpha")
    for pair in pairs:
        for name, measured in pair.decisions.items():
            table.add_row(f"{pair.one.name}, {pair.other.name}", name, *_cells(measured))
    for name, measured in together.items():
        table.add_row("all", name, *_cells(measured))
    console().print(table)


@told
def verify(
    project: ProjectFile,
    head: Annotated[
        str | None, typer.Option(help="A head that was noted before, as this command prints it: NUMBER:HASH.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Check that the log of decisions is whole and that everything in the project follows from it.

    Prints the head: note it somewhere else, and a later check with --head shows whether anybody wrote a new log.
    """
    from classifier.review.chain import verify as check

    expected = None if head is None else _head(head)
    with opened(project, read_only=True) as found:
        checked = check(found, expected=expected)
    noted = f"{checked.entries}:{checked.head}"
    if json:
        print_json({"ok": checked.ok, "head": noted, "problems": checked.problems, "limits": checked.limits})
    else:
        for problem in checked.problems:
            complain(f"{project}: {problem[:1].upper()}{problem[1:]}.")
        if checked.ok:
            note(f"{project} is whole: {checked.entries:,} entries.")
        typer.echo(noted)
    if not checked.ok:
        raise typer.Exit(FAILED)


def _status(project: Project) -> dict[str, Any]:
    from classifier.review.bias import automation_bias
    from classifier.review.exchange.rows import project_id
    from classifier.review.models import shown_name
    from classifier.review.people import people
    from classifier.review.queue import counts
    from classifier.review.records import State
    from classifier.review.reports import reports
    from classifier.review.retraining import decisions_since_training, model_in_use, running, waiting_candidate

    known = people(project)
    shared = {"all": known[0].id} if known else {}
    seats = {one.name: one.id for one in known} if project.settings.blind else shared
    candidate, run = waiting_candidate(project.path), running(project.path)
    told = []
    for info in reports(project):
        by = {name: counts(project, seat, info.id).states for name, seat in seats.items()}
        states = {name: {state.value: found.get(state, 0) for state in State} for name, found in by.items()}
        facts = asdict(info)
        kept = ("document", "format", "sentences", "model", "signed_off_by", "signed_off_at")
        told.append({**{name: facts[name] for name in kept}, "people": states})
    used = model_in_use(project)
    return {
        "path": str(project.path),
        "id": project_id(project),
        "title": project.settings.title,
        "framework": project.settings.framework,
        "blind": project.settings.blind,
        "hidden_share": project.settings.hidden_share,
        "people": [{"name": one.name, "role": one.role.value} for one in known],
        "reports": told,
        "model": {
            **asdict(used),
            "folder": None if used.folder is None else used.folder.as_posix(),
            "own_name": shown_name(used),
        },
        "since_training": decisions_since_training(project),
        "training": None if run is None else asdict(run.progress()),
        "candidate": None if candidate is None else candidate.name,
        "agreed_with_suggestion": asdict(automation_bias(project)),
    }


def _head(said: str) -> Head:
    from classifier.review.chain import Head

    number, _, digest = said.partition(":")
    if not (number.isdecimal() and len(digest) == 64):
        raise ClassifierError(f"{said!r} is no head", where="--head", mend="Give NUMBER:HASH as verify printed it")
    return Head(int(number), digest)


def _plain(decisions: Any) -> dict[str, Any]:
    return {name: asdict(measured) for name, measured in decisions.items()}


def _cells(measured: Measured) -> list[str]:
    def shown(value: float | None, interval: Any, form: str) -> str:
        if value is None:
            return "-"
        return f"{value:{form}}" + ("" if interval is None else f" ({interval.low:{form}} to {interval.high:{form}})")

    return [
        f"{measured.n:,}",
        shown(measured.percent, measured.percent_interval, ".0%"),
        shown(measured.kappa, measured.kappa_interval, ".2f"),
        shown(measured.alpha, measured.alpha_interval, ".2f"),
    ]
