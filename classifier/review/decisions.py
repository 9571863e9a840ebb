"""What a person says of a sentence. Each function is one durable change, and gives the sentence as it is after it.

`seen` is the `version` of the item that the person saw; where the sentence has changed since, they get a
`ConflictError` that says by whom and when, and nothing is stored. `seconds` is how long they took.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from classifier.errors import ClassifierError
from classifier.review import items, log, replay
from classifier.review.acting import check_choice, scene_of
from classifier.review.errors import ReviewError
from classifier.review.records import DECISIONS, Kind, State
from classifier.review.standing import with_choice

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from classifier.review.acting import Scene
    from classifier.review.records import Choice, Imported, Item
    from classifier.review.store import Project

MOST_CHARACTERS = 10_000
"""The longest note."""


def accept(project: Project, person: int, item: int, *, seen: int, seconds: float = 0.0) -> Item:
    """Take the model's suggestion; raises `ReviewError` where there is none or it is hidden."""
    with project.write() as sql:
        scene = scene_of(project, sql, person, item, seen)
        if scene.suggestion is None:
            raise ReviewError("there is no suggestion to accept", mend="Choose a label")
        if scene.hidden:
            raise ReviewError("the suggestion is hidden, so that you judge for yourself", mend="Choose a label")
        _store(project, sql, scene, person, Kind.ACCEPT, with_choice(scene.snapshot, scene.suggestion.choice), seconds)
        return items.item(project, item, person)


def decide(
    project: Project,
    person: int,
    item: int,
    choice: Choice,
    *,
    seen: int,
    seconds: float = 0.0,
    note: str | None = None,
) -> Item:
    """Label a sentence; with spans, a mixed one is split. `note` None leaves the note that is there.

    Raises `ClassifierError` for a choice that says nothing possible (see `Choice`).
    """
    with project.write() as sql:
        scene = scene_of(project, sql, person, item, seen)
        check_choice(choice, project.framework, scene.row["start"], scene.row["end"])
        after = with_choice(scene.snapshot, choice, _checked(note))
        _store(project, sql, scene, person, kind_of(choice, scene), after, seconds)
        return items.item(project, item, person)


def skip(project: Project, person: int, item: int, *, seen: int, seconds: float = 0.0) -> Item:
    """Leave a sentence for later."""
    return _move(project, person, item, seen, seconds, Kind.SKIP, {"state": State.SKIPPED.value})


def flag(project: Project, person: int, item: int, *, seen: int, seconds: float = 0.0, note: str | None = None) -> Item:
    """Mark a sentence for somebody to talk about; it counts as not decided until it is decided again."""
    changes = {"state": State.FLAGGED.value, **({} if note is None else {"note": _checked(note)})}
    return _move(project, person, item, seen, seconds, Kind.FLAG, changes)


def note(project: Project, person: int, item: int, text: str, *, seen: int, seconds: float = 0.0) -> Item:
    """Write a note on a sentence; an empty one takes it away."""
    return _move(project, person, item, seen, seconds, Kind.NOTE, {"note": _checked(text)})


def decide_many(project: Project, person: int, rows: Iterable[Imported], *, origin: str) -> int:
    """Take decisions from a file, all or none; returns how many.

    Each is the decision of its own `person`, else of `person`. `origin` names the file in the log, `details` stand
    beside it. Raises what `decide` raises, with the number of the sentence.
    """
    count = 0
    with project.write() as sql:
        for row in rows:
            try:
                who = person if row.person is None else row.person
                scene = scene_of(project, sql, who, row.item, row.seen)
                after = _imported(project, scene, row)
            except ClassifierError as error:
                error.where = f"sentence {row.item}" + (f" ({error.where})" if error.where else "")
                raise
            facts = {**after, "origin": origin, **({"details": row.details} if row.details else {})}
            _store(project, sql, scene, who, _ASIDE[row.aside] if row.aside else Kind.IMPORT, facts, None)
            count += 1
    return count


_ASIDE = {State.SKIPPED: Kind.SKIP, State.FLAGGED: Kind.FLAG}


def _imported(project: Project, scene: Scene, row: Imported) -> dict[str, Any]:
    """The snapshot after a decision from a file, without a cause."""
    if row.choice is not None:
        check_choice(row.choice, project.framework, scene.row["start"], scene.row["end"])
        after = with_choice(scene.snapshot, row.choice, _checked(row.note))
    elif row.aside is None:
        raise ReviewError("nothing is decided", mend="Choose a label, or put the sentence aside")
    else:
        after = {name: value for name, value in scene.snapshot.items() if name != "cause"}
        after |= {} if row.note is None else {"note": _checked(row.note)}
    return after | ({} if row.aside is None else {"state": row.aside.value})


def kind_of(choice: Choice, scene: Scene) -> Kind:
    """What kind of decision a choice is, in view of the suggestion."""
    if choice.spans:
        return Kind.SPLIT
    suggested = scene.suggestion
    return Kind.ACCEPT if suggested is not None and suggested.choice == choice else Kind.CHANGE


def _move(
    project: Project, person: int, item: int, seen: int, seconds: float, kind: Kind, changes: dict[str, Any]
) -> Item:
    with project.write() as sql:
        scene = scene_of(project, sql, person, item, seen)
        kept = {name: value for name, value in scene.snapshot.items() if name != "cause"}
        if kind is Kind.NOTE and kept["state"] != State.OPEN:  # who notes something has not decided it
            (changes["made_by"],) = sql.execute(f"SELECT {log.maker('?1')}", (scene.snapshot["cause"],)).fetchone()
        _store(project, sql, scene, person, kind, {**kept, **changes}, seconds)
        return items.item(project, item, person)


def _store(
    project: Project,
    sql: sqlite3.Connection,
    scene: Scene,
    person: int,
    kind: Kind,
    after: dict[str, Any],
    seconds: float | None,
) -> None:
    suggested = scene.suggestion
    if suggested is not None and kind in DECISIONS:  # another model may suggest otherwise later
        choice = suggested.choice
        said = {"finding": choice.finding.value, "standard": choice.standard, "confidence": suggested.confidence}
        after = {**after, "suggested": said}
    entry = log.append(
        sql,
        kind,
        person=person,
        report=scene.report,
        item=scene.row["id"],
        before=scene.snapshot,
        after=after,
        model=suggested.model if suggested else None,
        seconds=seconds,
        shown=None if "origin" in after else scene.shown,
    )
    replay.apply(sql, project.settings, entry)


def _checked(text: str | None) -> str | None:
    if text is not None and len(text) > MOST_CHARACTERS:
        raise ReviewError(f"the note has more than {MOST_CHARACTERS:,} characters", mend="Write a shorter one")
    return text
