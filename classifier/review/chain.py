"""The chain of hashes over the log, where its head is kept, and the check of all of it.

The hash of an entry is the SHA-256 of the hash before it and the canonical JSON of the entry, so that an entry
that is changed, taken out, put in or moved breaks every hash after it. The number of entries and the last hash
(the head) are kept in the project and, as a witness, in a small file beside it (`NAME.head`).
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from classifier.review.errors import ProjectError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from classifier.review.store import Project

START = "0" * 64
"""The hash before the first entry."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_WITNESS = re.compile(r"(\d{12}) ([0-9a-f]{64})\n")
_FIELDS = ("seq", "at", "person", "report", "item", "kind", "before", "after", "model", "seconds", "shown", "target")
LIMITS = (
    "Somebody who can write to the project and to its .head file can write a whole new log with new hashes. Only a"
    " head that was noted elsewhere (findings review verify prints it) shows that.",
    "Without the .head file and without a noted head, entries taken from the end of the log are noticed only if the"
    " head in the project was left as it was.",
    "The chain shows what was entered under which name, not who sat at the keyboard, and times are the computer's.",
)
"""What the check cannot find, in words."""


@dataclass(frozen=True, slots=True)
class Head:
    """How many entries the log has, and the hash of the last."""

    count: int
    hash: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What the check found; `problems` are sentences, none where all is as it was entered."""

    entries: int
    head: str
    problems: tuple[str, ...]
    limits: tuple[str, ...] = LIMITS

    @property
    def ok(self) -> bool:
        """Whether no problem was found."""
        return not self.problems


def storable(text: str) -> str:
    """A text with each lone half of a surrogate pair, which no UTF-8 file can hold, as U+FFFD; offsets stay."""
    return _SURROGATE.sub("\ufffd", text)


def canonical(value: Any) -> str:
    """JSON that is the same for the same value: keys sorted, no blanks, `storable`."""
    return storable(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False))


def hash_of(before: str, fields: Mapping[str, Any] | sqlite3.Row) -> str:
    """The hash of an entry, in hexadecimal digits; `before` is that of the entry before it."""
    return hashlib.sha256((before + canonical({name: fields[name] for name in _FIELDS})).encode()).hexdigest()


def head(project: Project) -> Head:
    """The head of the log as it is now."""
    with project.read() as sql:
        return _head(sql)


def keep_head(sql: sqlite3.Connection) -> Head:
    """Write the head into the project, as a part of the change that moved it."""
    found = _head(sql)
    sql.execute("INSERT OR REPLACE INTO meta VALUES ('head', ?)", (f"{found.count} {found.hash}",))
    return found


def witness_path(path: Path) -> Path:
    """The small file beside a project that holds its head."""
    return path.with_name(f"{path.name}.head")


def write_witness(path: Path, found: Head) -> None:
    """Write the head beside the project. It may lag behind after a crash, and is never ahead."""
    try:
        handle = os.open(witness_path(path), os.O_CREAT | os.O_WRONLY, 0o600)
        try:
            os.write(handle, f"{found.count:012d} {found.hash}\n".encode())  # always as long: written over in place
        finally:
            os.close(handle)
    except OSError:
        pass  # the decision is stored; that the witness lags or is not there is told by the check


def check_witness(sql: sqlite3.Connection, path: Path) -> None:
    """Refuse to go on with a log that is shorter or other than its witness: that would cover the loss up."""
    for problem in _against_witness(sql, path):
        raise ProjectError(
            path,
            problem,
            f"Go back to the whole project, or delete {witness_path(path).name} to go on with this copy as it is",
        )


def verify(project: Project, *, expected: Head | None = None) -> Verification:
    """Check the chain, the head, the witness, and all tables against the log; `expected` is a head noted elsewhere."""
    from classifier.review.digests import changed_contents
    from classifier.review.replay import differences

    with project.read() as sql:
        found = _head(sql)
        problems = [*_broken_links(sql), *_against_meta(sql), *_against_witness(sql, project.path)]
        if expected is not None:
            problems += _against(sql, expected, "the head that was noted")
        try:
            problems += changed_contents(sql, project.settings)
        except (ValueError, TypeError, KeyError) as error:  # JSON or numbers that are none
            problems.append(f"what was put in cannot be read ({error})")
        if not problems:  # with a broken log there is nothing to compare with
            problems += differences(project)
    return Verification(found.count, found.hash, tuple(dict.fromkeys(problems)))


def _head(sql: sqlite3.Connection) -> Head:
    row = sql.execute("SELECT seq, hash FROM log ORDER BY seq DESC LIMIT 1").fetchone()
    return Head(row["seq"], row["hash"]) if row else Head(0, START)


def _broken_links(sql: sqlite3.Connection) -> Iterator[str]:
    before, expected = START, 1
    for row in sql.execute("SELECT * FROM log ORDER BY seq"):
        seq = row["seq"]
        if seq != expected:
            gone = f"entry {expected} is" if seq == expected + 1 else f"entries {expected} to {seq - 1} are"
            yield f"{gone} missing from the log"
        elif hash_of(before, row) != row["hash"]:
            yield f"entry {seq} of {row['at']} is not as it was entered, or the one before it was replaced"
        before, expected = row["hash"], seq + 1


def _against_meta(sql: sqlite3.Connection) -> Iterator[str]:
    row = sql.execute("SELECT value FROM meta WHERE key = 'head'").fetchone()
    if row is None or re.fullmatch(r"\d+ [0-9a-f]{64}", row["value"]) is None:
        yield "the head that the project keeps is missing or damaged"
        return
    count, value = row["value"].split()
    kept = Head(int(count), value)
    if kept.count < _head(sql).count:
        yield f"entries after entry {kept.count} were added by something other than findings"
    yield from _against(sql, kept, "the head that the project keeps")


def _against_witness(sql: sqlite3.Connection, path: Path) -> Iterator[str]:
    try:
        text = witness_path(path).read_text(encoding="ascii")
    except FileNotFoundError:
        return
    except (OSError, ValueError):
        text = ""
    match = _WITNESS.fullmatch(text)
    if match is None:
        yield f"the file {witness_path(path).name} is damaged"
    else:
        yield from _against(sql, Head(int(match[1]), match[2]), f"the file {witness_path(path).name}")


def _against(sql: sqlite3.Connection, kept: Head, where: str) -> Iterator[str]:
    count = _head(sql).count
    if kept.count > count:
        yield f"the log ends at entry {count}, but {where} says that it had {kept.count}: its end is missing"
        return
    row = sql.execute("SELECT hash FROM log WHERE seq = ?", (kept.count,)).fetchone()
    if (row["hash"] if row else START) != kept.hash:
        yield f"entry {kept.count} is not the one of which {where} has the hash"
