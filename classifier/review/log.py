"""The log of decisions: entries are added at its end, and read; nothing else."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from classifier.review.chain import START, canonical, hash_of
from classifier.review.errors import ReviewError
from classifier.review.records import DECISIONS, Entry, Kind

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from classifier.review.store import Project

_EVENTS = (Kind.TRAINED, Kind.TAKEN_BACK)
_SELECT = "SELECT log.*, people.name FROM log LEFT JOIN people ON people.id = log.person"


def append(
    sql: sqlite3.Connection,
    kind: Kind,
    *,
    person: int | None = None,
    report: int | None = None,
    item: int | None = None,
    before: Any = None,
    after: Any = None,
    model: str | None = None,
    seconds: float | None = None,
    shown: bool | None = None,
    target: int | None = None,
) -> Entry:
    """Add an entry inside a change (`Project.write`) and return it; its effects are for `replay.apply`."""
    last = sql.execute("SELECT seq, hash FROM log ORDER BY seq DESC LIMIT 1").fetchone()
    fields: dict[str, Any] = {
        "seq": last["seq"] + 1 if last else 1,
        "at": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "person": person,
        "report": report,
        "item": item,
        "kind": kind.value,
        "before": None if before is None else canonical(before),
        "after": None if after is None else canonical(after),
        "model": model,
        "seconds": None if seconds is None else round(max(float(seconds), 0.0), 3),
        "shown": None if shown is None else int(shown),
        "target": target,
    }
    fields["hash"] = hash_of(last["hash"] if last else START, fields)
    names = ", ".join(fields)
    sql.execute(f"INSERT INTO log ({names}) VALUES ({', '.join('?' * len(fields))})", tuple(fields.values()))
    return entry_of(fields)


def entry_of(row: sqlite3.Row | dict[str, Any], name: str | None = None) -> Entry:
    """A row of the log as a record."""
    return Entry(
        seq=row["seq"],
        at=row["at"],
        person=row["person"],
        name=name,
        report=row["report"],
        item=row["item"],
        kind=Kind(row["kind"]),
        before=None if row["before"] is None else json.loads(row["before"]),
        after=None if row["after"] is None else json.loads(row["after"]),
        model=row["model"],
        seconds=row["seconds"],
        shown=None if row["shown"] is None else bool(row["shown"]),
        target=row["target"],
        hash=row["hash"],
    )


def entries(
    project: Project,
    *,
    item: int | None = None,
    person: int | None = None,
    report: int | None = None,
    kinds: Sequence[Kind] | None = None,
    after: int = 0,
    limit: int | None = None,
) -> tuple[Entry, ...]:
    """The entries after number `after`, oldest first; of everybody, so in a blind project for leads and exports."""
    wheres, values = ["log.seq > ?"], [after]
    for name, value in (("item", item), ("person", person), ("report", report)):
        if value is not None:
            wheres.append(f"log.{name} = ?")
            values.append(value)
    if kinds is not None:
        wheres.append(f"log.kind IN ({', '.join('?' * len(kinds))})")
    query = f"{_SELECT} WHERE {' AND '.join(wheres)} ORDER BY log.seq LIMIT ?"
    with project.read() as sql:
        rows = sql.execute(query, (*values, *(kinds or ()), -1 if limit is None else limit)).fetchall()
    return tuple(entry_of(row, row["name"]) for row in rows)


def entry(sql: sqlite3.Connection, seq: int) -> Entry:
    """The entry of that number, which is there."""
    row = sql.execute(f"{_SELECT} WHERE log.seq = ?", (seq,)).fetchone()
    return entry_of(row, row["name"])


def who_and_when(sql: sqlite3.Connection, seq: int) -> tuple[str, str]:
    """The name ("the model" where no person did it) and the time of an entry."""
    found = entry(sql, seq)
    return found.name or "the model", found.at


def maker(cause: str) -> str:
    """SQL for the entry that made a standing what it is, from its `cause`: a note written later is passed over."""
    noted = f"SELECT json_extract(after, '$.made_by') FROM log WHERE seq = {cause} AND kind = '{Kind.NOTE}'"
    return f"ifnull(({noted}), {cause})"


def record(project: Project, kind: Kind, person: int | None, details: Any) -> Entry:
    """Note that a model was trained (`Kind.TRAINED`) or taken back (`Kind.TAKEN_BACK`); `details` is JSON."""
    if kind not in _EVENTS:
        raise ReviewError(f"{kind} is not for noting", mend=f"Use one of {', '.join(_EVENTS)}")
    with project.write() as sql:
        return append(sql, kind, person=person, after=details)


def last(project: Project, kind: Kind) -> Entry | None:
    """The newest entry of a kind."""
    with project.read() as sql:
        row = sql.execute(f"{_SELECT} WHERE log.kind = ? ORDER BY log.seq DESC LIMIT 1", (kind,)).fetchone()
    return entry_of(row, row["name"]) if row else None


def decisions_after(project: Project, entry: int) -> int:
    """How many decisions there are after an entry of the log; an undone one counts too, as it was made."""
    query = f"SELECT count(*) FROM log WHERE kind IN ({', '.join('?' * len(DECISIONS))}) AND seq > ?"
    with project.read() as sql:
        (count,) = sql.execute(query, (*DECISIONS, entry)).fetchone()
    return int(count)


def trained_up_to(project: Project) -> int:
    """The last entry that a model taken in use from this project has learned from; 0 where there was none.

    That is where the log stood when its training began, not when it was taken in use.
    """
    trained = last(project, Kind.TRAINED)
    return 0 if trained is None else int(trained.after.get("log_entries") or trained.seq)
