"""What people's decisions on a sentence come to, as frozen records: who said what, differences, and the outcome."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from classifier.review.records import Choice, Item, Person, Standing


@dataclass(frozen=True, slots=True)
class Position:
    """One person's standing on one sentence."""

    person: Person
    item: int
    standing: Standing


@dataclass(frozen=True, slots=True)
class Dispute:
    """A sentence on which people differ, as the lead sees it; `version` is to be given back as `seen`."""

    item: Item
    positions: tuple[Position, ...]
    version: int


class Source(StrEnum):
    """Where the outcome of a sentence comes from."""

    ADJUDICATED = "adjudicated"
    AGREED = "agreed"  # two or more people, of one mind
    ONE = "one"  # one person
    DISPUTED = "disputed"  # people differ and no lead has decided
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the review says of a sentence in the end. `choice` is None where `source` is disputed or undecided.

    `by` are the names of those who decided it so, `at` (UTC) when the last of them did, `note` their notes, `entries`
    the numbers of the log's entries by which they did.
    """

    item: Item
    choice: Choice | None
    source: Source
    by: tuple[str, ...] = ()
    at: str | None = None
    note: str = ""
    entries: tuple[int, ...] = ()
