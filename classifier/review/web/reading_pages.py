"""The reading view: a report in reading order, and a panel for the sentence that is chosen."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from classifier.records import BlockKind, FindingLabel, Role
from classifier.review import items, queue, reports
from classifier.review.queue import Order
from classifier.review.records import State
from classifier.review.web.cards import Round, make_card
from classifier.review.web.site import go_to, is_part, number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from classifier.framework import Standard
    from classifier.review.records import BlockView, Item, Person
    from classifier.review.web.site import Site

_HEADINGS = (Role.BODY, Role.STATEMENT, Role.TITLE, Role.KEY_QUESTION)
_DEEPEST = 3  # indents in the contents


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of the contents: a heading with how many findings stand below it."""

    number: int
    text: str
    depth: int
    counts: Mapping[FindingLabel, int]


@dataclass(frozen=True, slots=True)
class Part:
    """A block with its sentences, ready to be shown; `tag` is the HTML element, `page` set where a page begins."""

    block: BlockView
    items: tuple[Item, ...]
    tag: str
    page: int | None


def show(site: Site, request: Request) -> Response:
    """A report to be read, with the panel open where the address names an `item`."""
    person = site.person(request)
    number_of = int(request.path_params["report"])
    report = reports.report(site.project, number_of)
    blocks = reports.blocks(site.project, number_of)
    sentences = items.items(site.project, number_of, person.id)
    named = number(request.query_params, "item")
    chosen = next((item for item in sentences if item.id == named), None)
    card = None if chosen is None else make_card(site, person, chosen)
    return site.page(
        request,
        "reading.html",
        report=report,
        parts=tuple(_parts(blocks, sentences)),
        contents=_contents(site, person, number_of, blocks),
        standards=_standards(site, {item.label.standard for item in sentences if item.label and item.label.standard}),
        counts=queue.counts(site.project, person.id, number_of),
        State=State,
        **_facts(card, number_of),
    )


def panel(site: Site, request: Request) -> Response:
    """The panel for one sentence; without the page's own script, the whole page with the panel open."""
    person = site.person(request)
    item = items.item(site.project, int(request.path_params["item"]), person.id)
    if not is_part(request):
        return go_to(f"/report/{item.report}?item={item.id}#s{item.id}")
    return site.page(request, "panel.html", changed=None, **_facts(make_card(site, person, item), item.report))


def answer(
    site: Site,
    request: Request,
    person: Person,
    item: Item,
    *,
    said: str = "",
    notice: str = "",
    status: int = 200,
    decided: bool = False,
    whole: bool = False,
) -> Response:
    """The panel after something was done to `item`, with the sentence and the contents as they are now.

    `decided` lets the page step to the next sentence; `whole` loads all of it anew, as other sentences may differ.
    """
    if whole and is_part(request) and not notice:
        response = site.page(request, "panel.html", changed=None, **_facts(None, item.report))
        response.headers["hx-redirect"] = f"/report/{item.report}?item={item.id}&v={item.version}#s{item.id}"
        return response
    if not is_part(request):
        return go_to(f"/report/{item.report}?item={item.id}#s{item.id}")
    facts = _facts(make_card(site, person, item), item.report)
    facts |= {"said": said, "notice": notice, "changed": item}
    blocks = reports.blocks(site.project, item.report)
    response = site.page(
        request, "panel.html", status, contents=_contents(site, person, item.report, blocks), State=State, **facts
    )
    if decided:
        response.headers["hx-trigger-after-settle"] = "decided"
    return response


def _standards(site: Site, used: set[str]) -> list[tuple[Standard, tuple[str, ...]]]:
    """The standards to filter by, with the codes that each stands for: a domain for all of its standards too."""
    every = site.project.framework.standards
    below = {one.code: [one.code] for one in every}
    for one in every:
        if one.domain in below and one.domain != one.code:
            below[one.domain].append(one.code)
    return [(one, tuple(below[one.code])) for one in every if used.intersection(below[one.code])]


def _facts(card: Any, report: int) -> dict[str, Any]:
    going = Round(Order.READING, report)
    return {"card": card, "view": "reading", "going": going, "notice": "", "said": ""}


def _parts(blocks: Sequence[BlockView], sentences: Sequence[Item]) -> list[Part]:
    placed: dict[int, list[Item]] = {}
    for item in sentences:
        placed.setdefault(item.block, []).append(item)
    parts, page = [], None
    for block in blocks:
        own = tuple(placed.get(block.number, ()))
        if not own and not block.text.strip():
            continue
        turned = block.page if block.page != page else None
        page = block.page
        parts.append(Part(block, own, _tag(block), turned))
    return parts


def _tag(block: BlockView) -> str:
    if block.kind is BlockKind.HEADING and block.role in _HEADINGS:
        return f"h{min(max(block.level, 1) + 1, 6)}"  # the page itself has the first level
    return "li" if block.kind is BlockKind.LIST_ITEM else "p"


def _contents(site: Site, person: Person, report: int, blocks: Sequence[BlockView]) -> tuple[Heading, ...]:
    """The headings with the counts of all that stands below them."""
    below: dict[tuple[str, ...], Counter[FindingLabel]] = {}
    for section, counts in queue.section_counts(site.project, report, person.id).items():
        for depth in range(len(section) + 1):
            below.setdefault(section[:depth], Counter()).update(counts)
    return tuple(
        Heading(
            block.number,
            block.text,
            min(len(block.section) + 1, _DEEPEST),
            below.get((*block.section, block.text), Counter()),
        )
        for block in blocks
        if block.kind is BlockKind.HEADING and block.role in _HEADINGS and block.text.strip()
    )
