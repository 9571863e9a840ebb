"""The card: a sentence with what a person needs to decide it, for the queue and beside the reading view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from classifier.review import history, items, queue
from classifier.review.queue import Filter, Order
from classifier.review.reasons import reasons_of
from classifier.review.records import State
from classifier.review.web.site import number
from classifier.review.web.words import evident, spoken, sure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from classifier.framework import Standard
    from classifier.review.records import Item, Person
    from classifier.review.store import Project
    from classifier.review.web.site import Site
    from classifier.review.web.words import Run

ORDERS = {
    Order.UNCERTAIN: "least certain first",
    Order.READING: "in reading order",
    Order.DISAGREEMENT: "disagreements only",
    Order.AUDIT: "random audit",
}


@dataclass(frozen=True, slots=True)
class Round:
    """What a person is going through: in which order, which report (None: all), and sentences of which state."""

    order: Order = Order.UNCERTAIN
    report: int | None = None
    state: State = State.OPEN

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> Round:
        """The round that an address or a form names; what is not known is as it is by itself."""
        order, state = fields.get("order", ""), fields.get("state", "")
        return cls(
            Order(order) if order in list(Order) else Order.UNCERTAIN,
            number(fields, "report"),
            State(state) if state in list(State) else State.OPEN,
        )

    @property
    def filter(self) -> Filter:
        """The round as a filter of the queue."""
        return Filter(states=(self.state,), report=self.report)

    @property
    def query(self) -> str:
        """The round as the query of an address."""
        facts: dict[str, str | int] = {"order": self.order.value, "state": self.state.value}
        return urlencode(facts | ({} if self.report is None else {"report": self.report}))

    @property
    def address(self) -> str:
        """The page of the round."""
        return f"/queue?{self.query}"


@dataclass(frozen=True, slots=True)
class Option:
    """A standard to choose; `said` tells why it stands out, `chosen` that it is picked when the card opens."""

    standard: Standard
    said: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A sentence with its surroundings, as one person may see it.

    `is_asked`: the model is being asked for a suggestion, or for what spoke for the one that is there; `problem` says
    why it cannot be.
    """

    item: Item
    before: tuple[Item, ...]
    after: tuple[Item, ...]
    runs: tuple[Run, ...]
    spoken: tuple[str, ...]
    standards: tuple[tuple[Option, ...], ...]
    has_picture: bool
    is_asked: bool
    problem: str
    can_undo: bool
    can_redo: bool

    @property
    def where(self) -> tuple[str, ...]:
        """The headings above the sentence, outermost first."""
        return self.item.section


def make_card(site: Site, person: Person, item: Item) -> Card:
    """The card of a sentence."""
    project = site.project
    around = items.paragraph(project, item.id, person.id)
    at = next((place for place, each in enumerate(around) if each.id == item.id), 0)
    evidence = reasons_of(project, item)
    is_asked = evidence is None and site.asker.can_tell(item)
    if evidence is None and not item.hidden and not item.frozen:
        site.asker.want(item.id)
    return Card(
        item,
        around[:at],
        around[at + 1 :],
        tuple(evident(item.text, evidence)),
        spoken(evidence),
        _standards(project, item),
        bool(item.boxes) and site.has_source(item.report),
        is_asked,
        site.asker.problem,
        history.can_undo(project, person.id),
        history.can_redo(project, person.id),
    )


def next_of(project: Project, person: Person, going: Round, after: int | None = None) -> Item | None:
    """The next sentence of a round: the first after `after` in its order, else the first of all."""
    found = None
    if after is not None:
        found = queue.next_item(project, person.id, going.order, going.filter, after=after)
    return found or queue.next_item(project, person.id, going.order, going.filter)


def _standards(project: Project, item: Item) -> tuple[tuple[Option, ...], ...]:
    """The standards to choose from, a group a domain; the provider as a whole stands in the first."""
    said = {}
    if item.suggestion is not None:
        ways = ("suggested", "second best")
        said = {
            code: f"{way} {sure(value)}" for (code, value), way in zip(item.suggestion.standards, ways, strict=False)
        }
    mine = item.adjudicated or item.standing.choice
    chosen = item.suggestion.standard if item.suggestion else None
    if mine is not None and mine.standard is not None:
        chosen = mine.standard
    groups: list[list[Option]] = [[]]
    domain = None  # the provider as a whole stands above the first domain
    for standard in project.framework.standards:
        if domain is not None and standard.domain != domain:
            groups.append([])
        domain = standard.domain
        groups[-1].append(Option(standard, said.get(standard.code, ""), standard.code == chosen))
    return tuple(tuple(group) for group in groups if group)
