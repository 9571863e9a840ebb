"""The queue: one sentence at a time."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from starlette.background import BackgroundTask
from starlette.responses import Response

from classifier.errors import ClassifierError
from classifier.review import items, queue, reports
from classifier.review.records import State
from classifier.review.web.cards import ORDERS, Round, make_card, next_of
from classifier.review.web.routes import missing
from classifier.review.web.site import is_part, number

if TYPE_CHECKING:
    from starlette.requests import Request

    from classifier.review.records import Item, Person
    from classifier.review.web.site import Site


def show(site: Site, request: Request) -> Response:
    """The page of the queue, or with `item` that sentence in it."""
    person = site.person(request)
    going = Round.of(request.query_params)
    named = number(request.query_params, "item")
    if named is None:
        item = next_of(site.project, person, going, number(request.query_params, "after"))
    else:
        item = _item(site, person, named)
    return answer(site, request, person, going, item)


def answer(
    site: Site,
    request: Request,
    person: Person,
    going: Round,
    item: Item | None,
    *,
    said: str = "",
    notice: str = "",
    status: int = 200,
    **facts: Any,
) -> Response:
    """The sentence `item` on a card, as a part of the page or all of it; without one, that the round is done."""
    template = "queue_part.html" if is_part(request) else "queue.html"
    facts |= {"said": said, "notice": notice, "view": "queue", "going": going, "orders": ORDERS}
    facts["card"] = None if item is None else make_card(site, person, item)
    facts["work"] = queue.workload(site.project, person.id, going.report)
    facts["State"] = State
    facts["reports"] = () if is_part(request) else reports.reports(site.project)
    response = site.page(request, template, status, **facts)
    if item is not None:
        response.background = BackgroundTask(_look_ahead, site, person, going, item.id)
    return response


def _look_ahead(site: Site, person: Person, going: Round, item: int) -> None:
    """While a person reads a sentence, let the model say what spoke for the suggestion of the next."""
    with suppress(ClassifierError):
        following = next_of(site.project, person, going, item)
        if following is not None and site.asker.can_tell(following):
            site.asker.want(following.id)


def _item(site: Site, person: Person, named: int) -> Item:
    return items.item(site.project, named, person.id)


def picture(site: Site, request: Request) -> Response:
    """The page of a PDF on which a sentence stands, with the sentence marked."""
    item = _item(site, site.person(request), int(request.path_params["item"]))
    drawn = site.pictures.draw(site.project, item)
    if drawn is None:
        raise missing()
    return Response(drawn, media_type="image/png")
