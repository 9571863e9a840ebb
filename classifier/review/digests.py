"""Hashes of what was put into a project, kept in the log, and the check that it is still the same."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from classifier.review.chain import canonical
from classifier.review.records import Kind

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from classifier.review.records import Settings

_ITEM = "id, place, start, end, text, section, kind, page, before, block, boxes"
_UNTOLD = "SELECT 1 FROM items WHERE report = ? AND id > ? AND suggestion IS NOT NULL"
_BLOCK = "number, kind, role, level, section, text, start, end, page, pieces"


def content_digest(sql: sqlite3.Connection, report: int, born: int) -> str:
    """The hash of a report: its text, its blocks, and the sentences that entry `born` brought."""
    head = sql.execute(
        "SELECT document, sha256, format, path, framework, pages, text FROM reports WHERE id = ?", (report,)
    )
    blocks = sql.execute(f"SELECT {_BLOCK} FROM blocks WHERE report = ? ORDER BY number", (report,))
    items = sql.execute(f"SELECT {_ITEM} FROM items WHERE report = ? AND born = ? ORDER BY id", (report, born))
    return _digest(row for rows in (head, blocks, items) for row in rows)


def suggestions_digest(sql: sqlite3.Connection, report: int, last: int) -> str:
    """The hash of the suggestions for a report's sentences up to number `last`."""
    query = "SELECT id, finding, confidence, standard, suggestion FROM items WHERE report = ? AND id <= ? ORDER BY id"
    return _digest(sql.execute(query, (report, last)))


def changed_contents(sql: sqlite3.Connection, settings: Settings) -> Iterator[str]:
    """What of settings, people, reports, sentences and suggestions is not as it was put in, in words."""
    said = {kind: _after(sql, kind) for kind in (Kind.SETTINGS, Kind.REPORT, Kind.SUGGESTIONS, Kind.BOUNDARY)}
    made = [{**after, "project": None} for *_, after in said[Kind.SETTINGS]]
    if made != [{**asdict(settings), "project": None}]:
        yield "the settings of the project are not those with which it was made"
    known = {report for _, report, _ in said[Kind.REPORT]}
    for row in sql.execute("SELECT id, document FROM reports ORDER BY id"):
        if row["id"] not in known:
            yield f"the report {row['document']} was put in by something other than findings"
    newest = {report: after for kind in (Kind.REPORT, Kind.SUGGESTIONS) for _, report, after in said[kind]}
    for seq, report, after in said[Kind.REPORT]:
        if content_digest(sql, report, seq) != after["content"]:
            yield f"the text or the sentences of {after['document']} were changed"
        elif suggestions_digest(sql, report, newest[report]["last"]) != newest[report]["suggestions"]:
            yield f"the suggestions for {after['document']} were changed"
        elif sql.execute(_UNTOLD, (report, newest[report]["last"])).fetchone() is not None:
            yield f"suggestions for {after['document']} were put in by something other than findings"
        if not _is_source(sql, report, after["sha256"]):
            yield f"the copy of the file {after['document']} was changed"
    yield from _changed_boundaries(sql, said[Kind.BOUNDARY])


def _changed_boundaries(sql: sqlite3.Connection, said: Iterable[tuple[int, int, Any]]) -> Iterator[str]:
    made: set[int] = set()
    for seq, report, after in said:
        for new in after["created"]:
            made.add(new["id"])
            query = f"SELECT {_ITEM} FROM items WHERE id = ? AND report = ? AND born = ?"
            row = sql.execute(query, (new["id"], report, seq)).fetchone()
            kept = None if row is None else {**dict(row), **{key: json.loads(row[key]) for key in ("section", "boxes")}}
            if kept != new:
                yield f"sentence {new['id']}, made by entry {seq}, was changed"
    born = f"SELECT seq FROM log WHERE kind = '{Kind.REPORT}'"
    for row in sql.execute(f"SELECT id FROM items WHERE born NOT IN ({born}) ORDER BY id"):
        if row["id"] not in made:
            yield f"sentence {row['id']} was put in by something other than findings"


def _is_source(sql: sqlite3.Connection, report: int, sha256: str) -> bool:
    query = "SELECT format, data FROM reports LEFT JOIN sources ON report = id WHERE id = ?"
    row = sql.execute(query, (report,)).fetchone()
    if row is None or row["data"] is None:
        return row is None or row["format"] != "pdf"  # only the bytes of a PDF are kept
    return isinstance(row["data"], bytes) and hashlib.sha256(row["data"]).hexdigest() == sha256


def _after(sql: sqlite3.Connection, kind: Kind) -> list[tuple[int, int, Any]]:
    rows = sql.execute("SELECT seq, report, after FROM log WHERE kind = ? ORDER BY seq", (kind,))
    return [(row["seq"], row["report"], json.loads(row["after"])) for row in rows]


def _digest(rows: Iterable[sqlite3.Row]) -> str:
    digest = hashlib.sha256()
    for row in rows:
        digest.update(canonical(list(row)).encode())
        digest.update(b"\n")
    return digest.hexdigest()
