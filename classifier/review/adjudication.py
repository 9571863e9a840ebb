"""Where people differ, what the lead makes of it, and the sign-off that freezes a report."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from classifier.review import items, log, replay
from classifier.review.acting import changeable, check_choice, check_seen, lead_of, standing_row
from classifier.review.errors import ReviewError
from classifier.review.records import Choice, Kind, Person, PersonRole, Standing, State
from classifier.review.standing import choice_of, snapshot_of, with_choice
from classifier.review.store import ALL, FINAL
from classifier.review.verdicts import Dispute, Outcome, Position, Source

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

    from classifier.review.records import Entry, Item
    from classifier.review.store import Project

_POSITIONS = f"""
SELECT standings.*, log.seq, log.at, people.id AS who, people.name, people.role
FROM standings JOIN items ON items.id = standings.item AND items.retired = 0
JOIN log ON log.seq = {log.maker("standings.cause")} JOIN people ON people.id = log.person
WHERE standings.report = ? AND seat <> {FINAL} AND cause > 0 ORDER BY seat"""
_FINALS = f"""
SELECT standings.*, log.seq, log.at, people.name FROM standings JOIN log ON log.seq = standings.cause
JOIN people ON people.id = log.person WHERE standings.report = ? AND seat = {FINAL} AND standings.state = 'decided'"""


def disputes(project: Project, lead: int, report: int | None = None) -> tuple[Dispute, ...]:
    """The sentences on which people differ, in reading order, with what each said; for leads only."""
    with project.read() as sql:
        lead_of(sql, lead)
        query = "SELECT item, report FROM disputed JOIN items ON items.id = item"
        query += "" if report is None else " WHERE report = :report"
        rows = sql.execute(f"{query} ORDER BY report, place, start", {"report": report}).fetchall()
        everybody = {number: positions(project, number) for number in {row["report"] for row in rows}}
        return tuple(
            Dispute(
                items.item(project, row["item"], lead),
                tuple(one for one in everybody[row["report"]][row["item"]] if one.standing.state is State.DECIDED),
                _version(sql, row["item"]),
            )
            for row in rows
        )


def adjudicate(
    project: Project,
    lead: int,
    item: int,
    choice: Choice,
    *,
    seen: int | None,
    note: str | None = None,
    seconds: float = 0.0,
) -> Item:
    """Settle a sentence for good, whatever people said; undo takes it back.

    `seen` is the `version` of the dispute; None settles it whatever it is. Raises as `decisions.decide`, and
    `ReviewError` for somebody who is not a lead.
    """
    with project.write() as sql:
        lead_of(sql, lead)
        row = changeable(sql, item)
        check_seen(sql, seen, _version(sql, item))
        check_choice(choice, project.framework, row["start"], row["end"])
        before = snapshot_of(standing_row(sql, FINAL, item))
        entry = log.append(
            sql,
            Kind.ADJUDICATE,
            person=lead,
            report=row["report"],
            item=item,
            before=before,
            after=with_choice(before, choice, note),
            seconds=seconds,
        )
        replay.apply(sql, project.settings, entry)
        return items.item(project, item, lead)


def positions(project: Project, report: int) -> Mapping[int, tuple[Position, ...]]:
    """What everybody did with each sentence of a report, by its number; of all, so for leads and exports only."""
    found: dict[int, list[Position]] = defaultdict(list)
    with project.read() as sql:
        for row in sql.execute(_POSITIONS, (report,)):
            person = Person(row["who"], row["name"], PersonRole(row["role"]))
            found[row["item"]].append(Position(person, row["item"], _standing(row)))
    return {item: tuple(some) for item, some in found.items()}


def outcomes(project: Project, report: int) -> tuple[Outcome, ...]:
    """What the review says of each sentence of a report in the end, in reading order."""
    with project.read() as sql:
        finals = {row["item"]: _standing(row) for row in sql.execute(_FINALS, (report,))}
        everybody = positions(project, report)
        sentences = items.items(project, report, None)
    return tuple(_outcome(one, finals.get(one.id), everybody.get(one.id, ())) for one in sentences)


def sign_off(project: Project, lead: int, report: int, *, allow_undecided: bool = False) -> Entry:
    """Freeze a report: nothing of it can be changed until it is reopened.

    Raises `ReviewError` where people differ on a sentence and, unless that is allowed, where one is not decided.
    The entry keeps how many sentences came out how.
    """
    with project.write() as sql:
        lead_of(sql, lead)
        frozen = _frozen(sql, report)
        if frozen["frozen"]:
            raise ReviewError("the report is signed off already", where=frozen["document"])
        found = [one.source for one in outcomes(project, report)]
        counts = {source.value: found.count(source) for source in Source}
        _refuse(frozen["document"], counts, allow_undecided=allow_undecided)
        entry = log.append(sql, Kind.SIGN_OFF, person=lead, report=report, after=counts)
        replay.apply(sql, project.settings, entry)
        return log.entry(sql, entry.seq)


def reopen(project: Project, lead: int, report: int) -> Entry:
    """Take a report's sign-off back; raises `ReviewError` where it has none."""
    with project.write() as sql:
        lead_of(sql, lead)
        frozen = _frozen(sql, report)
        if not frozen["frozen"]:
            raise ReviewError("the report is not signed off", where=frozen["document"])
        entry = log.append(sql, Kind.REOPEN, person=lead, report=report, before={"signed_off": frozen["frozen"]})
        replay.apply(sql, project.settings, entry)
        return log.entry(sql, entry.seq)


def _outcome(one: Item, final: Standing | None, said: Iterable[Position]) -> Outcome:
    if final is not None:
        return Outcome(one, final.choice, Source.ADJUDICATED, (final.by or "",), final.at, final.note, (final.entry,))
    decided = [position for position in said if position.standing.state is State.DECIDED]
    notes = "\n".join(position.standing.note for position in said if position.standing.note)
    if not decided:
        return Outcome(one, None, Source.UNDECIDED, note=notes)
    by = tuple(position.person.name for position in decided)
    at = max(position.standing.at or "" for position in decided)
    choices = {position.standing.choice for position in decided}
    if len(choices) > 1:
        return Outcome(one, None, Source.DISPUTED, by, at, notes)
    source = Source.AGREED if len(by) > 1 else Source.ONE
    entries = tuple(position.standing.entry for position in decided)
    return Outcome(one, choices.pop(), source, by, at, notes, entries)


def _refuse(document: str, counts: dict[str, int], *, allow_undecided: bool) -> None:
    disputed, undecided = counts[Source.DISPUTED], counts[Source.UNDECIDED]
    if disputed:
        said = "people differ on 1 sentence" if disputed == 1 else f"people differ on {disputed:,} sentences"
        raise ReviewError(said, where=document, mend="Adjudicate first")
    if undecided and not allow_undecided:
        said = "1 sentence is not decided" if undecided == 1 else f"{undecided:,} sentences are not decided"
        raise ReviewError(said, where=document, mend="Decide them, or sign off with undecided sentences")


def _standing(row: sqlite3.Row) -> Standing:
    choice = choice_of(snapshot_of(row))
    return Standing(State(row["state"]), choice, row["note"], row["name"], row["at"], row["seq"])


def _version(sql: sqlite3.Connection, item: int) -> int:
    """The newest entry that changed a sentence or anybody's standing on it."""
    (version,) = sql.execute(
        "SELECT max(items.version, ifnull((SELECT max(version) FROM standings WHERE item = items.id"
        f" AND seat IN (SELECT id FROM people UNION VALUES ({FINAL}), ({ALL}))), 0)) FROM items WHERE id = ?",
        (item,),
    ).fetchone()
    return int(version)


def _frozen(sql: sqlite3.Connection, report: int) -> sqlite3.Row:
    row: sqlite3.Row | None = sql.execute("SELECT document, frozen FROM reports WHERE id = ?", (report,)).fetchone()
    if row is None:
        raise ReviewError(f"there is no report {report} in the project", mend="Choose one from the list")
    return row
