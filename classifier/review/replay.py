"""What each entry of the log does to the tables that follow from it; the log replayed gives the same tables.

Every change goes `log.append`, then `apply`: there is no second way by which a standing could change.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from classifier.review import standing
from classifier.review.log import entry_of
from classifier.review.records import Kind, PersonRole
from classifier.review.store import ALL, FINAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from classifier.review.records import Entry, Settings
    from classifier.review.store import Project

CHOOSING = frozenset({Kind.ACCEPT, Kind.CHANGE, Kind.SPLIT, Kind.SKIP, Kind.FLAG, Kind.NOTE, Kind.IMPORT})
"""What a person does to their own standing on a sentence."""
_STEPS = CHOOSING | {Kind.BOUNDARY, Kind.ADJUDICATE}
_TABLES = {  # each table that follows from the log, with what makes a row of it
    "people": "SELECT id, name, folded, role FROM people ORDER BY id",
    "standings": "SELECT * FROM standings ORDER BY seat, item",
    "steps": "SELECT * FROM steps ORDER BY person, undone, seq",
    "disputed": "SELECT item FROM disputed ORDER BY item",
    "tallies": "SELECT * FROM tallies WHERE sentences <> 0 ORDER BY seat, report, state, label, code",
    "reports": "SELECT id, frozen, model FROM reports ORDER BY id",
    "items": "SELECT id, born, retired, version FROM items ORDER BY id",
}


def apply(sql: sqlite3.Connection, settings: Settings, entry: Entry) -> None:
    """Bring the tables up to an entry, inside a change."""
    if entry.kind in CHOOSING or entry.kind is Kind.ADJUDICATE:
        assert entry.item is not None and entry.person is not None
        seat = FINAL if entry.kind is Kind.ADJUDICATE else seat_of(settings, entry.person)
        standing.put(sql, settings, seat, entry.item, {**entry.after, "cause": entry.seq}, entry.seq)
    elif entry.kind is Kind.BOUNDARY:
        _insert(sql, settings, entry)
        _exchange(sql, settings, entry, entry.after["retired"], [new["id"] for new in entry.after["created"]])
    elif entry.kind in (Kind.UNDO, Kind.REDO):
        _step_back_or_on(sql, settings, entry)
    elif entry.kind is Kind.PERSON:
        name, role = entry.after["name"], PersonRole(entry.after["role"])
        values = (entry.after["id"], name, name.casefold(), role)
        sql.execute("INSERT INTO people (id, name, folded, role) VALUES (?, ?, ?, ?)", values)
        if settings.blind:
            standing.enrol(sql, settings, entry.after["id"], "items.born <= ?", (entry.seq,))
    elif entry.kind is Kind.REPORT:
        sql.execute("UPDATE reports SET model = ? WHERE id = ?", (entry.model, entry.report))
        for seat in seats(sql, settings):
            standing.enrol(sql, settings, seat, "items.born = ?", (entry.seq,))
    elif entry.kind is Kind.SUGGESTIONS:
        changed = [(entry.seq, item) for item in entry.after["items"]]
        sql.executemany("UPDATE items SET version = ? WHERE id = ?", changed)
        sql.execute("UPDATE reports SET model = ifnull(?, model) WHERE id = ?", (entry.model, entry.report))
        standing.derive(sql, "standings.report = ?", (entry.report,))
    elif entry.kind in (Kind.SIGN_OFF, Kind.REOPEN):
        frozen = entry.seq if entry.kind is Kind.SIGN_OFF else 0
        sql.execute("UPDATE reports SET frozen = ? WHERE id = ?", (frozen, entry.report))
        standing.derive(sql, "standings.report = ?", (entry.report,))
    if entry.kind in _STEPS:
        sql.execute("DELETE FROM steps WHERE person = ? AND undone = 1", (entry.person,))
        sql.execute("INSERT INTO steps (person, seq) VALUES (?, ?)", (entry.person, entry.seq))


def seat_of(settings: Settings, person: int) -> int:
    """The seat on which a person decides."""
    return person if settings.blind else ALL


def seats(sql: sqlite3.Connection, settings: Settings) -> list[int]:
    """All seats on which sentences are decided, without adjudication's."""
    if not settings.blind:
        return [ALL]
    return [row["id"] for row in sql.execute("SELECT id FROM people ORDER BY id")]


def rebuild(project: Project) -> None:
    """Make every table that follows from the log anew from it."""
    with project.write() as sql:
        _replay(sql, project.settings)


def differences(project: Project) -> tuple[str, ...]:
    """Where the tables are not what the log says, in words; nothing is changed."""
    with closing(sqlite3.connect("")) as copy, project.read() as sql:
        sql.backup(copy)
        copy.row_factory = sqlite3.Row
        copy.isolation_level = None
        copy.execute("BEGIN")
        try:
            _replay(copy, project.settings)
        except (sqlite3.Error, KeyError, TypeError, ValueError) as error:
            return (f"the log cannot be replayed ({error})",)
        return tuple(said for name, query in _TABLES.items() for said in _compare(sql, copy, name, query))


def _replay(sql: sqlite3.Connection, settings: Settings) -> None:
    for table in ("standings", "tallies", "steps", "disputed", "people"):
        sql.execute(f"DELETE FROM {table}")
    sql.execute("UPDATE reports SET frozen = 0")
    # Sentences made by mended boundaries stay, for their suggestions, and are as if not there until they are made.
    imported = f"born IN (SELECT seq FROM log WHERE kind = '{Kind.REPORT}')"
    sql.execute(f"UPDATE items SET version = born, retired = CASE WHEN {imported} THEN 0 ELSE born END")
    for row in sql.execute("SELECT * FROM log ORDER BY seq").fetchall():
        apply(sql, settings, entry_of(row))


def _step_back_or_on(sql: sqlite3.Connection, settings: Settings, entry: Entry) -> None:
    if "revive" in entry.after:
        _exchange(sql, settings, entry, entry.after["retire"], entry.after["revive"])
    else:
        assert entry.item is not None
        standing.put(sql, settings, entry.after["seat"], entry.item, entry.after, entry.seq)
    undone = int(entry.kind is Kind.UNDO)
    sql.execute("UPDATE steps SET undone = ? WHERE person = ? AND seq = ?", (undone, entry.person, entry.target))


def _insert(sql: sqlite3.Connection, settings: Settings, entry: Entry) -> None:
    """The sentences that a mended boundary makes."""
    for new in entry.after["created"]:
        fields: dict[str, Any] = {**new, "report": entry.report, "born": entry.seq}
        fields["section"], fields["boxes"] = (
            json.dumps(new[name], ensure_ascii=False) for name in ("section", "boxes")
        )
        names, marks = ", ".join(fields), ", ".join("?" * len(fields))
        sql.execute(f"INSERT OR IGNORE INTO items ({names}) VALUES ({marks})", tuple(fields.values()))
    ids = [new["id"] for new in entry.after["created"]]
    for seat in seats(sql, settings):
        standing.enrol(sql, settings, seat, f"items.id IN ({', '.join('?' * len(ids))})", tuple(ids))


def _exchange(
    sql: sqlite3.Connection, settings: Settings, entry: Entry, gone: Sequence[int], there: Sequence[int]
) -> None:
    """Sentences make way for others."""
    sql.executemany("UPDATE items SET retired = ?, version = ? WHERE id = ?", [(entry.seq, entry.seq, i) for i in gone])
    sql.executemany("UPDATE items SET retired = 0, version = ? WHERE id = ?", [(entry.seq, i) for i in there])
    for item in (*gone, *there):
        for seat in (FINAL, *seats(sql, settings)):
            standing.derive(sql, "standings.seat = ? AND standings.item = ?", (seat, item))
        standing.settle_dispute(sql, settings, item)


def _compare(sql: sqlite3.Connection, copy: sqlite3.Connection, name: str, query: str) -> Iterator[str]:
    """The first difference between a table and what it should be."""
    ours, theirs = sql.execute(query), copy.execute(query)
    while True:
        one, other = ours.fetchone(), theirs.fetchone()
        if one is None and other is None:
            return
        if one is None or other is None or tuple(one) != tuple(other):
            shown = one if one is not None else other
            said = ", ".join(f"{key} {shown[key]}" for key in shown.keys()[:2])
            yield f"the table {name} is not what the log says, first at {said}"
            return
