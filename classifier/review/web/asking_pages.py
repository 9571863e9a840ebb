"""What the model still has to say of a sentence when its card is shown: the page asks for it until it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from classifier.review import items
from classifier.review.web import queue_pages, reading_pages
from classifier.review.web.cards import Round, make_card
from classifier.review.web.site import go_to, is_part

if TYPE_CHECKING:
    from starlette.requests import Request

    from classifier.review.web.site import Site

_NOT_YET = 204  # the page changes nothing, and asks again


def reasons(site: Site, request: Request) -> Response:
    """The words that spoke for a suggestion, once they are known; nothing where they cannot be."""
    person = site.person(request)
    item = items.item(site.project, int(request.path_params["item"]), person.id)
    card = make_card(site, person, item)
    if card.is_asked and item.suggestion is not None:
        return Response(status_code=_NOT_YET)
    return site.page(request, "reasons.html", card=card)


def suggestion(site: Site, request: Request) -> Response:
    """The card of a sentence again, once the model has said what it suggests, or that it cannot."""
    person = site.person(request)
    item = items.item(site.project, int(request.path_params["item"]), person.id)
    if not is_part(request):
        return go_to(f"/queue?item={item.id}")
    if item.suggestion is None and site.asker.can_tell(item):
        site.asker.want(item.id)
        return Response(status_code=_NOT_YET)
    if request.query_params.get("view") == "reading":
        return reading_pages.answer(site, request, person, item)
    return queue_pages.answer(site, request, person, Round.of(request.query_params), item)
