"""What comes before every change to a sentence: who it is, what they saw, and whether it may be changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from classifier.records import FindingLabel
from classifier.review.errors import ConflictError, FrozenError, ReviewError
from classifier.review.log import who_and_when
from classifier.review.records import Person, PersonRole
from classifier.review.standing import snapshot_of
from classifier.review.store import FINAL
from classifier.review.suggesting import from_text

if TYPE_CHECKING:
    import sqlite3

    from classifier.framework import Framework
    from classifier.review.records import Choice, Suggestion
    from classifier.review.store import Project


@dataclass(frozen=True, slots=True)
class Scene:
    """A sentence as it is at the moment of a change: the row of `items`, and what the seat did."""

    row: sqlite3.Row
    seat: int
    snapshot: dict[str, Any]
    version: int
    hidden: bool

    @property
    def report(self) -> int:
        """The number of its report."""
        return int(self.row["report"])

    @property
    def suggestion(self) -> Suggestion | None:
        """The model's suggestion, hidden or not."""
        return None if self.row["suggestion"] is None else from_text(self.row["suggestion"])

    @property
    def shown(self) -> bool | None:
        """Whether the suggestion is to be seen; None where there is none."""
        return None if self.row["suggestion"] is None else not self.hidden


def person_of(sql: sqlite3.Connection, person: int) -> Person:
    """The person of that number; raises `ReviewError` where there is none."""
    row = sql.execute("SELECT * FROM people WHERE id = ?", (person,)).fetchone()
    if row is None:
        raise ReviewError(f"there is no person {person} in the project", mend="Add the person first")
    return Person(row["id"], row["name"], PersonRole(row["role"]))


def lead_of(sql: sqlite3.Connection, person: int) -> Person:
    """The person of that number, who has to be a lead."""
    found = person_of(sql, person)
    if not found.is_lead:
        raise ReviewError(f"{found.name} is not a lead inspector", mend="Ask a lead to do it")
    return found


def scene_of(project: Project, sql: sqlite3.Connection, person: int, item: int, seen: int | None) -> Scene:
    """The sentence for a person's change.

    Raises `FrozenError` where its report is signed off; `ConflictError` where it was replaced, has been adjudicated,
    or has changed since version `seen` (None: whatever it is); `ReviewError` for an unknown person or sentence.
    """
    person_of(sql, person)
    row = changeable(sql, item)
    seat = project.seat_of(person)
    final = standing_row(sql, FINAL, item)
    if final is not None and final["cause"]:
        raise ConflictError("the sentence was adjudicated", *who_and_when(sql, final["cause"]), final["cause"])
    mine = standing_row(sql, seat, item)
    version = max(row["version"], mine["version"] if mine else 0, final["version"] if final else 0)
    check_seen(sql, seen, version)
    snapshot = snapshot_of(mine)
    hidden = bool(mine and mine["hidden"]) and snapshot["finding"] is None and row["suggestion"] is not None
    return Scene(row, seat, snapshot, version, hidden)


def changeable(sql: sqlite3.Connection, item: int) -> sqlite3.Row:
    """The row of `items`; raises as `scene_of` where the sentence is not there, replaced, or in a frozen report."""
    row: sqlite3.Row | None = sql.execute(
        "SELECT items.*, reports.frozen, reports.document FROM items"
        " JOIN reports ON reports.id = items.report WHERE items.id = ?",
        (item,),
    ).fetchone()
    if row is None:
        raise ReviewError(f"there is no sentence {item} in the project", mend="Choose one from the list")
    if row["frozen"]:
        raise FrozenError(row["document"], *who_and_when(sql, row["frozen"]))
    if row["retired"]:
        raise ConflictError("the sentence's boundaries were mended", *who_and_when(sql, row["retired"]), row["retired"])
    return row


def check_seen(sql: sqlite3.Connection, seen: int | None, version: int) -> None:
    """Raise `ConflictError` where a sentence is newer than what the person saw."""
    if seen is not None and seen != version:
        raise ConflictError("the sentence was changed", *who_and_when(sql, version), version)


def standing_row(sql: sqlite3.Connection, seat: int, item: int) -> sqlite3.Row | None:
    """The row of `standings`."""
    row: sqlite3.Row | None = sql.execute(
        "SELECT * FROM standings WHERE seat = ? AND item = ?", (seat, item)
    ).fetchone()
    return row


def check_choice(choice: Choice, framework: Framework, start: int, end: int) -> None:
    """Raise `ClassifierError` for a choice that says nothing possible of the characters `start` to `end`."""
    _check_label(choice.finding, choice.standard, framework)
    if choice.spans and choice.finding is not FindingLabel.MIXED:
        raise ReviewError("only a mixed sentence can be split", mend="Label it as mixed, or take the parts away")
    before = start
    for span in choice.spans:
        if not before <= span.start < span.end <= end:
            raise ReviewError(
                f"the part {span.start} to {span.end} is not in the sentence, {start} to {end}, or not in order",
                mend="Choose parts of the sentence from left to right that do not overlap",
            )
        if span.finding is FindingLabel.MIXED:
            raise ReviewError("a part of a mixed sentence cannot be mixed", mend="Choose smaller parts")
        _check_label(span.finding, span.standard, framework)
        before = span.end


def _check_label(finding: FindingLabel, standard: str | None, framework: Framework) -> None:
    if finding.is_finding and standard is None:
        raise ReviewError(f"{finding.words} needs a standard", mend="Choose a standard")
    if standard is not None:
        framework.standard(standard)
        if not finding.is_finding:
            raise ReviewError("a sentence that is none has no standard", mend="Take the standard away")
