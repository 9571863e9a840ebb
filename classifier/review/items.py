"""Sentences as one person may see them: nothing of the others in a blind project, no suggestion that is hidden."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from classifier.records import BlockKind
from classifier.review import log
from classifier.review.errors import ReviewError
from classifier.review.records import Item, Standing, State
from classifier.review.standing import choice_of, snapshot_of
from classifier.review.store import FINAL
from classifier.review.suggesting import from_text

if TYPE_CHECKING:
    import sqlite3

    from classifier.review.store import Project

_NOBODY = -2
_SELECT = f"""
SELECT items.*, reports.document, reports.frozen,
    mine.state AS m_state, mine.finding AS m_finding, mine.standard AS m_standard, mine.spans AS m_spans,
    mine.note AS m_note, mine.cause AS m_cause, mine.version AS m_version, mine.hidden AS m_hidden,
    final.state AS f_state, final.finding AS f_finding, final.standard AS f_standard, final.spans AS f_spans,
    final.note AS f_note, final.cause AS f_cause, final.version AS f_version,
    log.seq, log.at, people.name
FROM items JOIN reports ON reports.id = items.report
LEFT JOIN standings mine ON mine.seat = :seat AND mine.item = items.id
LEFT JOIN standings final ON final.seat = {FINAL} AND final.item = items.id
LEFT JOIN log ON log.seq = {log.maker("mine.cause")}
LEFT JOIN people ON people.id = log.person
"""


def item(project: Project, item: int, person: int | None) -> Item:
    """One sentence as a person sees it or, with None, as the model left it.

    Raises `ReviewError` where there is none of that number, or it was replaced when boundaries were mended.
    """
    with project.read() as sql:
        row = sql.execute(
            f"{_SELECT} WHERE items.id = :item", {"seat": _seat(project, person), "item": item}
        ).fetchone()
    if row is None:
        raise ReviewError(f"there is no sentence {item} in the project", mend="Choose one from the list")
    if row["retired"]:
        raise ReviewError(
            f"sentence {item} has been replaced, as its boundaries were mended", mend="Look at the report again"
        )
    return item_of(row)


def items(project: Project, report: int, person: int | None) -> tuple[Item, ...]:
    """The sentences of a report in reading order."""
    query = f"{_SELECT} WHERE items.report = :report AND items.retired = 0 ORDER BY items.place, items.start"
    with project.read() as sql:
        rows = sql.execute(query, {"seat": _seat(project, person), "report": report}).fetchall()
    return tuple(item_of(row) for row in rows)


def paragraph(project: Project, item: int, person: int | None) -> tuple[Item, ...]:
    """The sentence with those around it in the same block, in reading order."""
    query = (
        f"{_SELECT} JOIN items AS this ON this.report = items.report AND this.block = items.block"
        " WHERE this.id = :item AND items.retired = 0 ORDER BY items.place, items.start"
    )
    with project.read() as sql:
        rows = sql.execute(query, {"seat": _seat(project, person), "item": item}).fetchall()
    return tuple(item_of(row) for row in rows)


def neighbours(project: Project, item: int) -> tuple[int | None, int | None]:
    """The numbers of the sentences before and after in the report; None at its ends."""
    with project.read() as sql:
        before, after = (_beside(sql, item, forwards=forwards) for forwards in (False, True))
    return before["id"] if before else None, after["id"] if after else None


def following(sql: sqlite3.Connection, item: int) -> sqlite3.Row | None:
    """The row of `items` of the sentence after this one in the report."""
    return _beside(sql, item, forwards=True)


def item_of(row: sqlite3.Row) -> Item:
    """A row of this room's query as a record."""
    mine, final = (_snapshot(row, prefix) for prefix in ("m", "f"))
    choice = choice_of(mine)
    hidden = bool(row["m_hidden"]) and choice is None and row["suggestion"] is not None
    settled = choice_of(final) if final["state"] == State.DECIDED else None
    return Item(
        **{name: row[name] for name in ("id", "report", "document", "start", "end", "text", "page", "before", "block")},
        section=tuple(json.loads(row["section"])),
        kind=BlockKind(row["kind"]),
        boxes=tuple((int(box[0]), box[1], box[2], box[3], box[4]) for box in json.loads(row["boxes"])),
        suggestion=None if hidden or row["suggestion"] is None else from_text(row["suggestion"]),
        hidden=hidden,
        standing=Standing(State(mine["state"]), choice, mine["note"], row["name"], row["at"], row["seq"] or 0),
        adjudicated=settled,
        version=max(row["version"], row["m_version"] or 0, row["f_version"] or 0),
        frozen=row["frozen"] != 0,
    )


def _snapshot(row: sqlite3.Row, prefix: str) -> dict[str, Any]:
    if row[f"{prefix}_state"] is None:
        return snapshot_of(None)
    kept: dict[str, Any] = {name: row[f"{prefix}_{name}"] for name in ("state", "finding", "standard", "note", "cause")}
    return {**kept, "spans": json.loads(row[f"{prefix}_spans"]) if row[f"{prefix}_spans"] else []}


def _seat(project: Project, person: int | None) -> int:
    return _NOBODY if person is None else project.seat_of(person)


def _beside(sql: sqlite3.Connection, item: int, *, forwards: bool) -> sqlite3.Row | None:
    sign, order = (">", "") if forwards else ("<", "DESC")
    row: sqlite3.Row | None = sql.execute(
        "SELECT items.* FROM items JOIN items AS this ON this.report = items.report WHERE this.id = ?"
        f" AND items.retired = 0 AND (items.place, items.start) {sign} (this.place, this.start)"
        f" ORDER BY items.place {order}, items.start {order} LIMIT 1",
        (item,),
    ).fetchone()
    return row
