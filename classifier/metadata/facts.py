"""What a report says of itself, as records: each fact with the place it was read from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from classifier.records import Block, Report


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that was read: `value` in its normal form, `text` as it is printed.

    `start` and `end` are offsets into the report's text, half-open; `page` counts from 1, None without pages.
    """

    value: str
    text: str
    start: int
    end: int
    page: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """The fact as JSON knows it."""
        place = {"start": self.start, "end": self.end, "page": self.page}
        return {"value": self.value, "text": self.text, **place}


@dataclass(frozen=True, slots=True)
class Rating:
    """How one standard was rated: its name as printed, its code where the framework knows it, and the rating."""

    name: str
    standard: str | None
    fact: Fact

    def as_dict(self) -> dict[str, Any]:
        """The rating as JSON knows it."""
        return {"standard": self.standard, "name": self.name, **self.fact.as_dict()}


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a report says of itself; what it does not say, or not clearly, is None.

    Values: `published` and `fieldwork` are dates in EDTF (`2019-06`, `2019-02-04/2019-02-22`, and `XXXX-06` where
    no year is given), `overall` and the ratings are in lower case ("requires improvement"), `provider` is the name
    without what kind of provider it is, and `programme` is one of `programmes.PROGRAMMES`.
    """

    document: str
    title: Fact | None = None
    provider: Fact | None = None
    programme: Fact | None = None
    published: Fact | None = None
    fieldwork: Fact | None = None
    overall: Fact | None = None
    ratings: tuple[Rating, ...] = ()
    chief_inspector: Fact | None = None

    @property
    def facts(self) -> dict[str, Fact]:
        """The single facts that were found, by name, in the order of the fields."""
        found = {name: getattr(self, name) for name in FACTS}
        return {name: fact for name, fact in found.items() if fact is not None}

    def rating_of(self, standard: str) -> Fact | None:
        """The rating of a standard by its code, where the report gives one."""
        return next((rating.fact for rating in self.ratings if rating.standard == standard), None)

    def as_dict(self) -> dict[str, Any]:
        """All of it as JSON knows it, with null for what was not found."""
        facts: dict[str, Any] = dict.fromkeys(FACTS)
        facts.update({name: fact.as_dict() for name, fact in self.facts.items()})
        return {"document": self.document, **facts, "ratings": [rating.as_dict() for rating in self.ratings]}


FACTS = ("title", "provider", "programme", "published", "fieldwork", "overall", "chief_inspector")


def fact_at(report: Report, block: Block, start: int, end: int, value: str | None = None) -> Fact:
    """The fact that stands at the characters `start` to `end` (half-open, not empty) of a block's text."""
    text = " ".join(block.text[start:end].split())
    first, last = block.to_source(start, end)
    page = report.places.page_of(first) if report.places is not None else block.page
    return Fact(text if value is None else value, text, first, last, page)
