"""Several people: how far they agree, what the suggestions do to them, and settling what they differ on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifier.errors import ClassifierError
from classifier.review import adjudication, agreement, bias, people
from classifier.review.errors import ReviewError
from classifier.review.web.actions import choice_of
from classifier.review.web.site import go_to, number

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from classifier.review.web.routes import Fields
    from classifier.review.web.site import Site


def figures(site: Site, request: Request) -> Response:
    """Agreement between people, for a lead or once nobody is blind, and automation bias."""
    person = site.person(request)
    open_to = person.is_lead or not site.project.settings.blind
    pairs = agreement.agreement(site.project) if open_to else ()
    return site.page(
        request,
        "agreement.html",
        open_to=open_to,
        several=len(people.people(site.project)) > 1,
        pairs=pairs,
        overall=agreement.overall(site.project) if pairs else {},
        everybody=bias.automation_bias(site.project) if open_to else None,
        mine=bias.automation_bias(site.project, person.id),
        share_hidden=site.project.settings.hidden_share,
    )


def disagreements(site: Site, request: Request) -> Response:
    """The sentences on which people differ; only for a lead, as nobody else may see what others decided."""
    return _disagreements(site, request)


def settle(site: Site, request: Request, fields: Fields) -> Response:
    """Store what a lead says of a sentence on which people differ."""
    lead = site.lead(request)
    item = int(request.path_params["item"])
    try:
        seen = number(fields, "seen")
        if seen is None:
            raise ReviewError("the form does not say which version was seen", mend="Load the page again")
        choice = choice_of(fields.get("finding", ""), fields.get("standard") or None)
        words = fields.get("note", "").strip() or None
        adjudication.adjudicate(site.project, lead.id, item, choice, seen=seen, note=words)
    except ClassifierError as error:
        return _disagreements(site, request, f"Not stored: {error}", 422)
    return go_to("/disagreements")


def _disagreements(site: Site, request: Request, problem: str = "", status: int = 200) -> Response:
    person = site.person(request)
    found = adjudication.disputes(site.project, person.id) if person.is_lead else ()
    codes = site.project.framework.standards
    facts = {"disputes": found[:_MOST_SHOWN], "count": len(found), "codes": codes, "problem": problem}
    return site.page(request, "disagreements.html", status, **facts)


_MOST_SHOWN = 50
