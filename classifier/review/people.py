"""Who reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifier.review import log, replay
from classifier.review.acting import person_of
from classifier.review.errors import ReviewError
from classifier.review.records import Kind, Person, PersonRole

if TYPE_CHECKING:
    import sqlite3

    from classifier.review.store import Project

MOST_CHARACTERS = 100
"""The longest name."""


def add_person(project: Project, name: str, role: PersonRole = PersonRole.ANNOTATOR) -> Person:
    """Add somebody; raises `ReviewError` for a name that is empty, too long, or taken, whatever its capitals."""
    name = " ".join(name.split())
    if not name or len(name) > MOST_CHARACTERS or not name.isprintable():
        raise ReviewError(f"{name[:20]!r} is no name", mend=f"Give a name of 1 to {MOST_CHARACTERS} characters")
    with project.write() as sql:
        if (other := _named(sql, name)) is not None:
            raise ReviewError(f"there is a person called {other.name} already", mend="Add a letter to the name")
        (highest,) = sql.execute("SELECT ifnull(max(id), 0) FROM people").fetchone()
        facts = {"id": highest + 1, "name": name, "role": role.value}
        replay.apply(sql, project.settings, log.append(sql, Kind.PERSON, after=facts))
        return person_of(sql, highest + 1)


def people(project: Project) -> tuple[Person, ...]:
    """Everybody, in the order in which they were added."""
    with project.read() as sql:
        rows = sql.execute("SELECT * FROM people ORDER BY id").fetchall()
    return tuple(Person(row["id"], row["name"], PersonRole(row["role"])) for row in rows)


def person(project: Project, person: int) -> Person:
    """The person of that number; raises `ReviewError` where there is none."""
    with project.read() as sql:
        return person_of(sql, person)


def person_named(project: Project, name: str) -> Person | None:
    """The person of that name, whatever its capitals."""
    with project.read() as sql:
        return _named(sql, " ".join(name.split()))


def _named(sql: sqlite3.Connection, name: str) -> Person | None:
    row = sql.execute("SELECT * FROM people WHERE folded = ?", (name.casefold(),)).fetchone()
    return None if row is None else Person(row["id"], row["name"], PersonRole(row["role"]))
