"""What is read from a file before it is checked, and what came of the checks, as frozen records."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from classifier.review.records import State

if TYPE_CHECKING:
    from collections.abc import Mapping

ACCEPT = "accept"
"""What stands in the place of a label where the person takes the suggestion as it is."""
ASIDE = {"skip": State.SKIPPED, "flag": State.FLAGGED}
"""What stands there where the person puts the sentence aside: for later, or for somebody to look at."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a file: where (a cell such as `Review!G17`, or a line), what, and the mend."""

    where: str
    words: str
    mend: str

    def __str__(self) -> str:
        return f"{self.where}: {self.words}. {self.mend}."


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a mixed sentence, as the file has it; offsets are of the report's text."""

    start: int
    end: int
    finding: str
    standard: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """A decision as a file has it, for a sentence that is known; labels, codes and names are not checked yet.

    `aside` is `State.SKIPPED` or `State.FLAGGED` where the person put it aside; `finding` may then be empty, as it may
    be where there is only a note. `finding` may be `ACCEPT`: then `accepted` holds the label and the code that the
    person saw, or nothing where there was no suggestion. `seen` is the version of the sentence that the person saw,
    None where the file does not tell. `decided` is an ISO time, `seconds` how long it took. `places` name the cells of
    single fields.
    """

    where: str
    item: int
    finding: str
    standard: str = ""
    aside: State | None = None
    accepted: tuple[str, str] | None = None
    person: str = ""
    note: str | None = None
    seen: int | None = None
    decided: str | None = None
    seconds: float | None = None
    parts: tuple[Part, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)

    def place(self, name: str) -> str:
        """Where the field of that name stands; the whole row where it has no place of its own."""
        return self.places.get(name, self.where)


@dataclass(frozen=True, slots=True)
class Read:
    """A file as read: its decisions, and what is wrong with its form.

    `empty` of its sentences have no decision; `untouched` have the one with which they were written.
    """

    given: tuple[Given, ...]
    problems: tuple[Problem, ...] = ()
    empty: int = 0
    untouched: int = 0


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of an import.

    `decisions` were found in the file; `imported` of them are in the project now, `unchanged` were there before.
    `empty` sentences had no decision. Nothing is imported where there is a problem, unless that was asked for.
    """

    decisions: int
    imported: int
    unchanged: int
    empty: int
    problems: tuple[Problem, ...]

    def to_dict(self) -> dict[str, object]:
        """Everything, for JSON."""
        problems = [{"where": one.where, "problem": one.words, "mend": one.mend} for one in self.problems]
        counts = {name: getattr(self, name) for name in ("decisions", "imported", "unchanged", "empty")}
        return {**counts, "problems": problems}
