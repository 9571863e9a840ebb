"""Several people: how far they agree, what the suggestions do to them, and settling what they differ on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifier.errors import ClassifierError
from classifier.review import adjudication, agreement, bias, history, people, reports
from classifier.review.errors import ConflictError, ReviewError
from classifier.review.web.actions import NOTHING_TO_UNDO, choice_of, step_words
from classifier.review.web.site import go_to, number
from classifier.review.web.words import local

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from classifier.review.records import Choice, Person
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
        choice = _choice(site, lead, item, fields)
        words = fields.get("note", "").strip() or None
        adjudication.adjudicate(site.project, lead.id, item, choice, seen=seen, note=words)
    except ClassifierError as error:
        return _disagreements(site, request, f"Not stored: {local(error)}", 422)
    return go_to("/disagreements")


def undo(site: Site, request: Request, _fields: Fields) -> Response:
    """Take back what the lead did last, on this page or elsewhere."""
    try:
        entry = history.undo(site.project, site.lead(request).id)
    except ConflictError as error:
        return _disagreements(site, request, f"Not undone: {local(error)}", 409)
    return _disagreements(site, request, said=step_words(site, entry, "Undone") if entry else NOTHING_TO_UNDO)


def _choice(site: Site, lead: Person, item: int, fields: Fields) -> Choice:
    """What the form says: a label and a standard, or all that one of the people says, with the parts."""
    followed = number(fields, "as")
    if followed is None:
        return choice_of(fields.get("finding", ""), fields.get("standard") or None)
    for dispute in adjudication.disputes(site.project, lead.id):
        for position in dispute.positions if dispute.item.id == item else ():
            if position.person.id == followed and position.standing.choice is not None:
                return position.standing.choice
    raise ReviewError("this person has not decided the sentence", mend="Load the page again")


def _disagreements(site: Site, request: Request, problem: str = "", status: int = 200, *, said: str = "") -> Response:
    person = site.person(request)
    found = adjudication.disputes(site.project, person.id) if person.is_lead else ()
    shown = found[:_MOST_SHOWN]
    return site.page(
        request,
        "disagreements.html",
        status,
        disputes=shown,
        count=len(found),
        codes=site.project.framework.standards,
        texts={report: reports.text(site.project, report) for report in {one.item.report for one in shown}},
        problem=problem,
        said=said,
        can_undo=person.is_lead and history.can_undo(site.project, person.id),
    )


_MOST_SHOWN = 50
