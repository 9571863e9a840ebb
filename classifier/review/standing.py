"""Where a seat is with a sentence: the rows of `standings`, and what of them is worked out for the queue."""

from __future__ import annotations

import json
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from classifier.records import FindingLabel
from classifier.review.chain import canonical
from classifier.review.records import Choice, Span, State
from classifier.review.store import FINAL

if TYPE_CHECKING:
    import sqlite3

    from classifier.review.records import Settings

# The rows named by the condition, brought up to their sentence and report. `items.standard` is None where none.
_DERIVE = """
UPDATE standings SET
    confidence = ifnull(items.confidence, -1),
    label = CASE WHEN standings.finding IS NOT NULL THEN standings.finding
        WHEN hidden = 0 THEN items.finding END,
    code = CASE WHEN standings.finding IS NOT NULL THEN standings.standard
        WHEN hidden = 0 THEN items.standard END,
    differs = state = 'decided' AND items.finding IS NOT NULL
        AND (standings.finding IS NOT items.finding OR standings.standard IS NOT items.standard),
    live = items.retired = 0,
    waiting = CASE WHEN items.retired = 0 AND reports.frozen = 0 AND seat >= 0 THEN state END
FROM items JOIN reports ON reports.id = items.report
WHERE items.id = standings.item AND """
_ENROL = """
INSERT OR IGNORE INTO standings
    (seat, item, report, place, start, hidden, shuffle, confidence, label, code, live, waiting)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_DISPUTED = f"""
SELECT count(DISTINCT finding || ' ' || ifnull(standard, '') || ' ' || ifnull(spans, '')) > 1
    AND NOT EXISTS (SELECT 1 FROM standings WHERE seat = {FINAL} AND item = :item AND state = 'decided')
    AND EXISTS (SELECT 1 FROM items WHERE id = :item AND retired = 0)
FROM standings WHERE seat IN (SELECT id FROM people) AND item = :item AND state = 'decided'"""


def draw(seed: int, seat: int, item: int) -> tuple[float, int]:
    """Two random numbers that are always the same for a seat and a sentence: from 0 to below 1, and 63 bits."""
    drawn = blake2b(f"{seed}:{seat}:{item}".encode(), digest_size=16).digest()
    return int.from_bytes(drawn[:6], "big") / 2**48, int.from_bytes(drawn[8:], "big") >> 1


def enrol(sql: sqlite3.Connection, settings: Settings, seat: int, where: str, values: tuple[Any, ...]) -> None:
    """Give a seat an open standing on each sentence for which `where` holds, if it has none."""
    query = f"SELECT items.*, reports.frozen FROM items JOIN reports ON reports.id = items.report WHERE {where}"
    sql.executemany(_ENROL, [_fresh(settings, seat, row) for row in sql.execute(query, values)])


def put(
    sql: sqlite3.Connection, settings: Settings, seat: int, item: int, snapshot: dict[str, Any], version: int
) -> None:
    """Set a standing to a snapshot, with its `cause`; `version` is the entry that does it."""
    if seat == FINAL:
        row = sql.execute(
            "SELECT items.*, reports.frozen FROM items JOIN reports ON reports.id = items.report WHERE items.id = ?",
            (item,),
        ).fetchone()
        sql.execute(_ENROL, (*_fresh(settings, seat, row)[:5], 0, 0, -1.0, None, None, 1, None))
    spans = canonical(snapshot["spans"]) if snapshot["spans"] else None
    sql.execute(
        "UPDATE standings SET state = ?, finding = ?, standard = ?, spans = ?, note = ?, cause = ?, version = ?"
        " WHERE seat = ? AND item = ?",
        (
            *(snapshot[name] for name in ("state", "finding", "standard")),
            *(spans, snapshot["note"], snapshot["cause"], version),
            *(seat, item),
        ),
    )
    derive(sql, "standings.seat = ? AND standings.item = ?", (seat, item))
    settle_dispute(sql, settings, item)


def derive(sql: sqlite3.Connection, where: str, values: tuple[Any, ...]) -> None:
    """Work out what follows of the standings for which `where` holds."""
    sql.execute(_DERIVE + where, values)


def settle_dispute(sql: sqlite3.Connection, settings: Settings, item: int) -> None:
    """Note whether people differ on a sentence, which they can only in a blind project."""
    if not settings.blind:
        return
    (disputed,) = sql.execute(_DISPUTED, {"item": item}).fetchone()
    if disputed:
        sql.execute("INSERT OR IGNORE INTO disputed VALUES (?)", (item,))
    else:
        sql.execute("DELETE FROM disputed WHERE item = ?", (item,))


def snapshot_of(row: sqlite3.Row | None) -> dict[str, Any]:
    """A row of `standings` as the log keeps it, with its cause; of None, the standing of who has done nothing."""
    if row is None:
        return {"state": State.OPEN.value, "finding": None, "standard": None, "spans": [], "note": "", "cause": 0}
    kept = {name: row[name] for name in ("state", "finding", "standard", "note", "cause")}
    return {**kept, "spans": json.loads(row["spans"]) if row["spans"] else []}


def with_choice(snapshot: dict[str, Any], choice: Choice, note: str | None = None) -> dict[str, Any]:
    """A snapshot after a decision, without a cause."""
    return {
        "state": State.DECIDED.value,
        "finding": choice.finding.value,
        "standard": choice.standard,
        "spans": [
            {"start": span.start, "end": span.end, "finding": span.finding.value, "standard": span.standard}
            for span in choice.spans
        ],
        "note": snapshot["note"] if note is None else note,
    }


def choice_of(snapshot: dict[str, Any]) -> Choice | None:
    """The choice in a snapshot."""
    if snapshot["finding"] is None:
        return None
    spans = tuple(
        Span(one["start"], one["end"], FindingLabel(one["finding"]), one["standard"]) for one in snapshot["spans"]
    )
    return Choice(FindingLabel(snapshot["finding"]), snapshot["standard"], spans)


def _fresh(settings: Settings, seat: int, row: sqlite3.Row) -> tuple[Any, ...]:
    share, shuffle = draw(settings.seed, seat, row["id"])
    hidden = share < settings.hidden_share
    live = row["retired"] == 0
    return (
        *(seat, row["id"], row["report"], row["place"], row["start"], int(hidden), shuffle),
        -1.0 if row["confidence"] is None else row["confidence"],
        *((None, None) if hidden else (row["finding"], row["standard"])),
        *(int(live), State.OPEN.value if live and row["frozen"] == 0 else None),
    )
