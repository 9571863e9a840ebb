"""What the commands of `findings review` share: the project's argument, and which person or report is meant."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classifier.errors import ClassifierError

if TYPE_CHECKING:
    from classifier.review.records import Person
    from classifier.review.store import Project

ProjectFile = Annotated[Path, typer.Argument(help="A project file (.db).")]
Report = Annotated[str | None, typer.Option(help="Only this report, by its name in the project.")]
Name = Annotated[str | None, typer.Option("--person", help="The person's name.")]


def opened(path: Path, *, read_only: bool = False) -> Project:
    """The open project; raises `ProjectError` where that cannot be done."""
    from classifier.review.store import Project

    return Project.open(path, read_only=read_only)


def report_named(project: Project, name: str | None) -> int | None:
    """The number of the report of that name, or of the only one that ends in it; None for None."""
    from classifier.review.reports import reports

    if name is None:
        return None
    known = reports(project)
    found = [one for one in known if one.document == name] or [one for one in known if one.document.endswith(name)]
    if len(found) == 1:
        return found[0].id
    names = ", ".join(one.document for one in (found or known)[:5]) or "none"
    said = f"{len(found)} reports end in {name!r}" if found else f"there is no report {name!r}"
    raise ClassifierError(said, where=str(project.path), mend=f"Name one of: {names}")


def person_of(project: Project, name: str | None, *, needed: bool = False) -> Person | None:
    """The person of that name; without a name the only person there is, or the only lead where one is `needed`.

    Raises `ClassifierError` for a name that is not known, and where one is needed and nobody can be meant.
    """
    from classifier.review.people import people, person_named

    known = people(project)
    names = ", ".join(one.name for one in known) or "nobody"
    if name is not None:
        found = person_named(project, name)
        if found is None:
            mend = f"Use one of: {names}"
            raise ClassifierError(f"there is no person {name!r}", where=str(project.path), mend=mend)
        return found
    for candidates in (known, [one for one in known if one.is_lead] if needed else ()):
        if len(candidates) == 1:
            return candidates[0]
    if needed:
        mend = f"Say --person with one of: {names}"
        raise ClassifierError("it is not clear who you are", where=str(project.path), mend=mend)
    return None
