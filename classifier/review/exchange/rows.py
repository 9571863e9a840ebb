"""What the exports tell of each sentence: what the model suggests, and who said what of it when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from classifier.review.adjudication import outcomes, positions
from classifier.review.errors import ReviewError
from classifier.review.items import items
from classifier.review.log import entries
from classifier.review.people import people
from classifier.review.people import person as one_person
from classifier.review.records import DECISIONS, Choice, Kind, State
from classifier.review.reports import report as one_report
from classifier.review.reports import reports
from classifier.review.verdicts import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifier.review.records import Entry, Item, ReportInfo, Standing
    from classifier.review.store import Project


@dataclass(frozen=True, slots=True)
class Said:
    """What one person said of a sentence; `at` is when they decided, also where that was in another program.

    `choice` is None where they skipped or flagged it without a choice. `shown`: they saw the suggestion; None where
    that is not known. `settled`: it is a lead's choice that settles a difference.
    """

    person: str
    state: State
    choice: Choice | None
    note: str
    at: str
    seconds: float | None = None
    shown: bool | None = None
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence with all that was said of it; the item is nobody's view: its suggestion is always there."""

    report: ReportInfo
    item: Item
    said: tuple[Said, ...]


def project_id(project: Project) -> str:
    """Sixteen hexadecimal digits that tell one project from another: of the hash of its first log entry."""
    return entries(project, limit=1)[0].hash[:16]


def chosen(project: Project, report: int | None) -> tuple[ReportInfo, ...]:
    """The report of that number, or all; raises `ReviewError` where there is none."""
    found = reports(project) if report is None else (one_report(project, report),)
    if not found:
        raise ReviewError("the project has no report", where=str(project.path), mend="Add one: findings review FILE")
    return found


def rows(project: Project, report: int | None = None) -> Iterator[Row]:
    """Every sentence in reading order, report after report."""
    made = {entry.seq: entry for entry in entries(project, kinds=(*DECISIONS, Kind.SKIP, Kind.FLAG))}
    for info in chosen(project, report):
        stood = positions(project, info.id)
        final = {one.item.id: one for one in outcomes(project, info.id) if one.source is Source.ADJUDICATED}
        for item in items(project, info.id, None):
            said = [_said(one.person.name, one.standing, made) for one in stood.get(item.id, ())]
            if item.id in final and final[item.id].choice is not None:
                end = final[item.id]
                said.append(Said(", ".join(end.by), State.DECIDED, end.choice, end.note, end.at or "", settled=True))
            yield Row(info, item, tuple(one for one in said if one is not None))


def view_of(project: Project, person: int | None) -> int | None:
    """Whose view a file to fill in shows; in a project that is not blind anybody's will do.

    Raises `ReviewError` where a blind project needs a name.
    """
    if person is not None:
        return person
    if project.settings.blind:
        raise ReviewError(
            "in a blind project each person gets a file of their own",
            where=str(project.path),
            mend="Say whose it is with --person NAME",
        )
    known = people(project)
    return known[0].id if known else None


def name_of(project: Project, person: int | None) -> str | None:
    """The name of a person; None for none."""
    return None if person is None else one_person(project, person).name


def _said(name: str, standing: Standing, made: dict[int, Entry]) -> Said | None:
    if standing.state is State.OPEN and standing.choice is None and not standing.note:
        return None
    entry = made.get(standing.entry)
    details = told(entry)
    seconds = details.get("seconds", entry.seconds if entry else None)
    return Said(
        person=standing.by or name,
        state=standing.state,
        choice=standing.choice,
        note=standing.note,
        at=str(details.get("decided") or standing.at or ""),
        seconds=float(seconds) if isinstance(seconds, int | float) else None,
        shown=entry.shown if entry else None,
    )


def told(entry: Entry | None) -> dict[str, object]:
    """The details that an import left with what it brought; none for any other entry."""
    details = entry.after.get("details") if entry is not None and isinstance(entry.after, dict) else None
    return details if isinstance(details, dict) else {}
