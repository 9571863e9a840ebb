"""Which sentence comes next, and how many there are; quick on a hundred thousand sentences, by indices and tallies."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from classifier.records import FindingLabel
from classifier.review import items
from classifier.review.acting import person_of
from classifier.review.records import State

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from classifier.review.records import Item
    from classifier.review.store import Project


class Order(StrEnum):
    """In which order sentences come."""

    UNCERTAIN = "uncertain"  # without a suggestion first, then the least certain
    READING = "reading"
    DISAGREEMENT = "disagreement"
    AUDIT = "audit"  # random, and always the same for a person


@dataclass(frozen=True, slots=True)
class Filter:
    """Which sentences come: `label` and `standard` are of the person's choice or, before it, the visible suggestion."""

    label: FindingLabel | None = None
    standard: str | None = None
    states: tuple[State, ...] = (State.OPEN,)
    report: int | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many sentences a person has in each state, and of each label and standard as they see them.

    A sentence whose suggestion is hidden counts in `states` and `total` only.
    """

    states: Mapping[State, int]
    labels: Mapping[FindingLabel, int]
    standards: Mapping[str, int]
    total: int


@dataclass(frozen=True, slots=True)
class Workload:
    """How many sentences a person has in each state, as far as there is work: with those that are decided already.

    `frozen` are the others, of each state: not decided, and in a report that is signed off, so that nobody can.
    """

    states: Mapping[State, int]
    frozen: Mapping[State, int]


_EVERYTHING = Filter()
_KEYS = {
    Order.UNCERTAIN: ("confidence", "item"),
    Order.READING: ("report", "place", "start", "item"),
    Order.AUDIT: ("shuffle", "item"),
}


def next_item(
    project: Project,
    person: int,
    order: Order = Order.UNCERTAIN,
    filter: Filter = _EVERYTHING,  # noqa: A002
    *,
    after: int | None = None,
) -> Item | None:
    """The first sentence in the order that passes the filter or, with `after`, the first that comes after that one.

    Signed-off reports are left out. `Order.DISAGREEMENT` does not look at `filter.states`: a lead in a blind project
    gets the sentences on which people differ; anybody else their own decisions that differ from the suggestion,
    the most confident suggestion first.
    """
    with project.read() as sql:
        if order is Order.DISAGREEMENT:
            if project.settings.blind and person_of(sql, person).is_lead:
                found = _disputed(sql, filter, after)
            else:
                found = _differing(sql, project.seat_of(person), filter, after)
        else:
            found = _waiting(sql, project.seat_of(person), order, filter, after)
        return None if found is None else items.item(project, found, person)


def count(project: Project, person: int, filter: Filter = _EVERYTHING) -> int:  # noqa: A002
    """How many sentences pass the filter; signed-off reports are left out."""
    with project.read() as sql:
        return sum(_count(sql, project.seat_of(person), state, filter) for state in filter.states)


def counts(project: Project, person: int, report: int | None = None) -> Counts:
    """How far a person is, in one report or in all, signed-off ones too."""
    states: Counter[State] = Counter()
    labels: Counter[FindingLabel] = Counter()
    standards: Counter[str] = Counter()
    query = "SELECT state, label, code, sentences FROM tallies WHERE seat = ? AND report = ? AND sentences > 0"
    with project.read() as sql:
        for state, label, code, sentences in sql.execute(query, (project.seat_of(person), report or 0)):
            states[State(state)] += sentences
            if label:
                labels[FindingLabel(label)] += sentences
            if code:
                standards[code] += sentences
    return Counts(
        states={state: states[state] for state in State},
        labels={label: labels[label] for label in FindingLabel},
        standards={code: standards[code] for code in project.framework.codes if standards[code]},
        total=states.total(),
    )


def workload(project: Project, person: int, report: int | None = None) -> Workload:
    """What a person has done and has to do, in one report or in all; what is signed off is to be done no longer."""
    with project.read() as sql:
        seat = project.seat_of(person)
        found, frozen = _tallied(sql, seat, report), _signed_off(sql, seat, report)
    frozen.pop(State.DECIDED, None)
    return Workload(
        states={state: found.get(state, 0) - frozen.get(state, 0) for state in State},
        frozen={state: frozen.get(state, 0) for state in State},
    )


def section_counts(project: Project, report: int, person: int) -> dict[tuple[str, ...], dict[FindingLabel, int]]:
    """How many sentences of each label a person sees in each section, in reading order, for a table of contents.

    A section counts what is in it directly, not what is in those below it.
    """
    query = (
        "SELECT section, label FROM items JOIN standings ON standings.item = items.id AND seat = ?"
        " WHERE items.report = ? AND retired = 0 ORDER BY items.place, items.start"
    )
    found: dict[str, Counter[str]] = {}
    with project.read() as sql:
        for row in sql.execute(query, (project.seat_of(person), report)):
            found.setdefault(row["section"], Counter())[row["label"] or ""] += 1
    return {
        tuple(json.loads(section)): {label: seen[label.value] for label in FindingLabel}
        for section, seen in found.items()
    }


def _waiting(sql: sqlite3.Connection, seat: int, order: Order, wanted: Filter, after: int | None) -> int | None:
    keys = _KEYS[order]
    names = ", ".join(keys)
    where, values = _conditions(wanted)
    if after is not None:
        last = sql.execute(f"SELECT {names} FROM standings WHERE seat = ? AND item = ?", (seat, after)).fetchone()
        if last is not None:
            where += f" AND ({names}) > ({', '.join('?' * len(keys))})"
            values += tuple(last)
    # One report's sentences are few: quicker to sort them than to walk past those of all the others.
    index = f"queue_{order}" if wanted.report is None else "queue_reading"
    query = (
        f"SELECT {names} FROM standings INDEXED BY {index}"
        f" WHERE seat = ? AND waiting = ?{where} ORDER BY {names} LIMIT 1"
    )
    best: tuple[Any, ...] | None = None
    for state in dict.fromkeys(wanted.states):
        if _count(sql, seat, state, wanted):  # else the query would walk far to find nothing
            row = sql.execute(query, (seat, state, *values)).fetchone()
            if row is not None and (best is None or tuple(row) < best):
                best = tuple(row)
    return None if best is None else int(best[-1])


def _differing(sql: sqlite3.Connection, seat: int, wanted: Filter, after: int | None) -> int | None:
    where, values = _conditions(wanted)
    if after is not None:
        last = sql.execute("SELECT confidence FROM standings WHERE seat = ? AND item = ?", (seat, after)).fetchone()
        if last is not None:
            where += " AND (confidence < ? OR confidence = ? AND item > ?)"
            values += (last["confidence"], last["confidence"], after)
    row = sql.execute(
        f"SELECT item FROM standings WHERE seat = ? AND differs = 1 AND waiting IS NOT NULL{where}"
        " ORDER BY confidence DESC, item LIMIT 1",
        (seat, *values),
    ).fetchone()
    return None if row is None else int(row["item"])


def _disputed(sql: sqlite3.Connection, wanted: Filter, after: int | None) -> int | None:
    where = ""
    values: tuple[int, ...] = ()
    if wanted.report is not None:
        where, values = " AND items.report = ?", (wanted.report,)
    if after is not None:
        where += " AND (items.report, place, start) > (SELECT report, place, start FROM items WHERE id = ?)"
        values = (*values, after)
    row = sql.execute(
        "SELECT item FROM disputed JOIN items ON items.id = disputed.item JOIN reports ON reports.id = items.report"
        f" WHERE frozen = 0{where} ORDER BY items.report, place, start LIMIT 1",
        values,
    ).fetchone()
    return None if row is None else int(row["item"])


def _conditions(wanted: Filter) -> tuple[str, tuple[Any, ...]]:
    pairs = (("label", wanted.label), ("code", wanted.standard), ("report", wanted.report))
    given = [(name, value) for name, value in pairs if value is not None]
    return "".join(f" AND {name} = ?" for name, _ in given), tuple(value for _, value in given)


def _count(sql: sqlite3.Connection, seat: int, state: State, wanted: Filter) -> int:
    """All that pass, less those of signed-off reports."""
    pairs = (("state", state), ("label", wanted.label), ("code", wanted.standard))
    given = [(name, value) for name, value in pairs if value is not None]
    where, values = "".join(f" AND {name} = ?" for name, _ in given), tuple(value for _, value in given)
    found = _tallied(sql, seat, wanted.report, where, values)
    return found.get(state, 0) - _signed_off(sql, seat, wanted.report, where, values).get(state, 0)


def _tallied(
    sql: sqlite3.Connection, seat: int, report: int | None, where: str = "", values: tuple[Any, ...] = ()
) -> dict[State, int]:
    """How many sentences are in each state, in one report or in all."""
    query = f"SELECT state, sum(sentences) FROM tallies WHERE seat = ? AND report = ?{where} GROUP BY state"
    return {State(state): total for state, total in sql.execute(query, (seat, report or 0, *values))}


def _signed_off(
    sql: sqlite3.Connection, seat: int, report: int | None, where: str = "", values: tuple[Any, ...] = ()
) -> dict[State, int]:
    """How many of them stand in signed-off reports; these come first, as they are far fewer than the tallies."""
    query = (
        "SELECT state, sum(sentences) FROM reports CROSS JOIN tallies ON tallies.report = reports.id"
        f" WHERE frozen > 0 AND (? = 0 OR reports.id = ?) AND seat = ?{where} GROUP BY state"
    )
    chosen = report or 0
    return {State(state): total for state, total in sql.execute(query, (chosen, chosen, seat, *values))}
