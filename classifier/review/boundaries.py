"""Mending where sentences begin and end. Boundaries are shared: the new sentences are open for everybody.

The old sentences stay in the file with what was decided of them, replaced by the new ones until it is undone. New
sentences have no suggestion, as the model has not seen them; `reports.update_suggestions` can give them one.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from classifier.review import items, log, replay
from classifier.review.acting import changeable, scene_of, standing_row
from classifier.review.errors import ConflictError, ReviewError
from classifier.review.items import following
from classifier.review.log import who_and_when
from classifier.review.records import Kind
from classifier.review.store import FINAL

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from classifier.review.records import Item
    from classifier.review.store import Project


def merge_with_next(project: Project, person: int, item: int, *, seen: int, seconds: float = 0.0) -> Item:
    """Make one sentence of this one and the next in the report; raises as `decisions.decide`."""
    with project.write() as sql:
        one = scene_of(project, sql, person, item, seen).row
        other = _next(sql, item)
        new = _made(sql, one, one["start"], other["end"], f"{one['text']} {other['text']}", _boxes(one, other))
        (made,) = _store(project, sql, person, "merge", (one, other), [new], seconds)
        return items.item(project, made, person)


def divide(
    project: Project, person: int, item: int, offset: int, *, seen: int, seconds: float = 0.0
) -> tuple[Item, Item]:
    """Make two sentences of one; the second begins at `offset` (of the report's text)."""
    with project.write() as sql:
        row = scene_of(project, sql, person, item, seen).row
        return _redrawn(project, sql, person, "divide", (row,), offset, seconds)


def move_boundary(
    project: Project, person: int, item: int, offset: int, *, seen: int, seconds: float = 0.0
) -> tuple[Item, Item]:
    """Move the border between this sentence and the next to `offset`, where the next is to begin."""
    with project.write() as sql:
        one = scene_of(project, sql, person, item, seen).row
        return _redrawn(project, sql, person, "move", (one, _next(sql, item)), offset, seconds)


def _redrawn(
    project: Project,
    sql: sqlite3.Connection,
    person: int,
    action: str,
    rows: Sequence[sqlite3.Row],
    offset: int,
    seconds: float,
) -> tuple[Item, Item]:
    first, last = rows[0], rows[-1]
    characters = _characters(sql, first["report"], first["start"], last["end"])
    sides = [[pair for pair in characters if (pair[0] < offset) is left] for left in (True, False)]
    if all(sides) and sides[0][-1][1].isalnum() and sides[1][0][1].isalnum():
        raise ReviewError(f"offset {offset} is inside a word", mend="Choose a place between two words")
    said = [_trimmed(side) for side in sides]
    if not all(said):
        raise ReviewError("one of the two sentences would be empty", mend="Choose a place between two words")
    made: list[dict[str, Any]] = []
    for row, part in zip((first, last), said, strict=True):
        words = " ".join("".join(letter for _, letter in part).split())
        made.append(_made(sql, row, part[0][0], part[-1][0] + 1, words, _boxes(*rows), number=len(made)))
    if action == "move" and made[0]["end"] == first["end"] and made[1]["start"] == last["start"]:
        raise ReviewError("the border is there already", mend="Choose another place")
    made[1]["before"] = made[0]["text"] if made[0]["section"] == made[1]["section"] else ""
    one, other = _store(project, sql, person, action, rows, made, seconds)
    return items.item(project, one, person), items.item(project, other, person)


def _store(
    project: Project,
    sql: sqlite3.Connection,
    person: int,
    action: str,
    old: Sequence[sqlite3.Row],
    new: list[dict[str, Any]],
    seconds: float,
) -> list[int]:
    entry = log.append(
        sql,
        Kind.BOUNDARY,
        person=person,
        report=old[0]["report"],
        item=old[0]["id"],
        before={"sentences": [{name: row[name] for name in ("id", "start", "end")} for row in old]},
        after={"action": action, "retired": [row["id"] for row in old], "created": new},
        seconds=seconds,
    )
    replay.apply(sql, project.settings, entry)
    return [one["id"] for one in new]


def _next(sql: sqlite3.Connection, item: int) -> sqlite3.Row:
    row = following(sql, item)
    if row is None:
        raise ReviewError("this is the last sentence of the report", mend="Choose the one before it")
    changeable(sql, row["id"])
    final = standing_row(sql, FINAL, row["id"])
    if final is not None and final["cause"]:
        raise ConflictError("the next sentence was adjudicated", *who_and_when(sql, final["cause"]), final["cause"])
    return row


def _made(
    sql: sqlite3.Connection,
    like: sqlite3.Row,
    start: int,
    end: int,
    text: str,
    boxes: list[Any],
    *,
    number: int = 0,
) -> dict[str, Any]:
    """A new sentence in the place of another."""
    (highest,) = sql.execute("SELECT max(id) FROM items").fetchone()
    kept = {name: like[name] for name in ("place", "kind", "page", "before", "block")}
    new = {"id": highest + 1 + number, "start": start, "end": end, "text": text, "boxes": boxes}
    return {**kept, **new, "section": json.loads(like["section"])}


def _boxes(*rows: sqlite3.Row) -> list[Any]:
    """On the page, the new sentences are marked as the old ones together: where words stand is not kept."""
    return [box for row in rows for box in json.loads(row["boxes"])]


def _characters(sql: sqlite3.Connection, report: int, start: int, end: int) -> list[tuple[int, str]]:
    """What a person reads of the report's text from `start` to `end`: each character with its offset."""
    query = (
        "SELECT text, pieces FROM blocks WHERE report = ? AND start < ? AND end > ? AND role IN ('body', 'statement')"
    )
    rows = sql.execute(f"{query} ORDER BY number", (report, end, start)).fetchall()
    found: list[tuple[int, str]] = []
    for row in rows:
        if found:
            found.append((found[-1][0] + 1, " "))
        found += [pair for pair in _letters(row["text"], json.loads(row["pieces"])) if start <= pair[0] < end]
    if not found:  # a report without blocks
        (text,) = sql.execute("SELECT text FROM reports WHERE id = ?", (report,)).fetchone()
        found = list(enumerate(text[start:end], start))
    return found


def _letters(text: str, pieces: list[list[int]]) -> Iterator[tuple[int, str]]:
    """Each character of a block with its offset in the report; a blank put in for a line end has that of its place."""
    ends = [at for at, *_ in pieces[1:]] + [len(text)]
    for (at, where, length), end in zip(pieces, ends, strict=True):
        for place in range(at, end):
            yield where + min(place - at, length), text[place]


def _trimmed(characters: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Without the blanks at its ends."""
    solid = [at for at, (_, letter) in enumerate(characters) if not letter.isspace()]
    return characters[solid[0] : solid[-1] + 1] if solid else []
