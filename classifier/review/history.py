"""Undo and redo without limit, each person their own; both are entries of the log like any other.

A step can be taken back while the sentence still is as the step left it. Where somebody else has changed it since,
a `ConflictError` says who; `past_conflicts` passes over such steps to the one before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from classifier.review import log, replay
from classifier.review.acting import changeable, person_of, standing_row
from classifier.review.errors import ConflictError, FrozenError
from classifier.review.log import who_and_when
from classifier.review.records import Kind
from classifier.review.standing import snapshot_of
from classifier.review.store import FINAL

if TYPE_CHECKING:
    import sqlite3

    from classifier.review.records import Entry
    from classifier.review.store import Project


def undo(project: Project, person: int, *, past_conflicts: bool = False) -> Entry | None:
    """Take back the person's last step that is not taken back; None where there is none left.

    The entry's `target` is the step, its `item` the sentence to show. Raises `ConflictError` and `FrozenError`.
    """
    query = "SELECT seq FROM steps WHERE person = ? AND undone = 0 ORDER BY seq DESC"
    return _first_possible(project, person, Kind.UNDO, query, past_conflicts=past_conflicts)


def redo(project: Project, person: int, *, past_conflicts: bool = False) -> Entry | None:
    """Do the step again that was taken back last; None where there is none, or something was done since."""
    query = "SELECT seq FROM steps WHERE person = ? AND undone = 1 ORDER BY seq"
    return _first_possible(project, person, Kind.REDO, query, past_conflicts=past_conflicts)


def can_undo(project: Project, person: int) -> bool:
    """Whether the person has a step to take back."""
    return _has_step(project, person, undone=0)


def can_redo(project: Project, person: int) -> bool:
    """Whether the person has a step to do again."""
    return _has_step(project, person, undone=1)


def _has_step(project: Project, person: int, *, undone: int) -> bool:
    with project.read() as sql:
        query = "SELECT 1 FROM steps WHERE person = ? AND undone = ? LIMIT 1"
        return sql.execute(query, (person, undone)).fetchone() is not None


def _first_possible(project: Project, person: int, kind: Kind, query: str, *, past_conflicts: bool) -> Entry | None:
    with project.write() as sql:
        person_of(sql, person)
        for row in sql.execute(query, (person,)):
            step = log.entry(sql, row["seq"])
            try:
                if step.kind is Kind.BOUNDARY:
                    fields = _boundary(sql, step, kind)
                else:
                    fields = _standing(project, sql, step, kind)
            except (ConflictError, FrozenError):
                if past_conflicts:
                    continue
                raise
            entry = log.append(sql, kind, person=person, report=step.report, target=step.seq, **fields)
            replay.apply(sql, project.settings, entry)
            return log.entry(sql, entry.seq)
    return None


def _standing(project: Project, sql: sqlite3.Connection, step: Entry, kind: Kind) -> dict[str, Any]:
    """The entry's fields for a step on one standing."""
    assert step.item is not None and step.person is not None
    changeable(sql, step.item)
    seat = FINAL if step.kind is Kind.ADJUDICATE else project.seat_of(step.person)
    final = standing_row(sql, FINAL, step.item)
    if seat != FINAL and final is not None and final["cause"]:
        raise ConflictError("the sentence was adjudicated", *who_and_when(sql, final["cause"]), final["cause"])
    row = standing_row(sql, seat, step.item)
    now = snapshot_of(row)
    expected = step.seq if kind is Kind.UNDO else step.before["cause"]
    if now["cause"] != expected:
        changed = now["cause"] or (row["version"] if row else step.seq)
        raise ConflictError("the sentence was changed", *who_and_when(sql, changed), changed)
    after = step.before if kind is Kind.UNDO else {**step.after, "cause": step.seq}
    after = {name: after[name] for name in ("state", "finding", "standard", "spans", "note", "cause")}
    return {"item": step.item, "before": now, "after": {**after, "seat": seat}}


def _boundary(sql: sqlite3.Connection, step: Entry, kind: Kind) -> dict[str, Any]:
    """The entry's fields for a step that exchanged sentences for others."""
    old, new = step.after["retired"], [one["id"] for one in step.after["created"]]
    retire, revive = (new, old) if kind is Kind.UNDO else (old, new)
    for item in retire:
        changeable(sql, item)
        query = "SELECT max(cause) FROM standings WHERE item = ? AND cause > 0"
        if kind is Kind.REDO:
            query += f" AND seat = {FINAL}"  # mending boundaries passes over decisions, but not over a lead's
        (cause,) = sql.execute(query, (item,)).fetchone()
        if cause is not None:
            raise ConflictError("the sentence was decided", *who_and_when(sql, cause), cause)
    return {"item": revive[0], "before": {"there": retire}, "after": {"retire": retire, "revive": revive}}
