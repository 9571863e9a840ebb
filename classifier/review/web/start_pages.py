"""The first pages: the reports with their progress, who sits at the browser, and signing a report off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifier.review import adjudication, chain, people, queue, reports
from classifier.review.errors import ReviewError
from classifier.review.records import PersonRole, State
from classifier.review.web.site import go_to, number
from classifier.review.web.words import sentence

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from classifier.review.web.routes import Fields
    from classifier.review.web.site import Site

_YEAR = 365 * 24 * 3600  # seconds that the browser remembers who sits at it


def start(site: Site, request: Request) -> Response:
    """All reports, how far this person is with each, and the ways to go through them."""
    person = site.person(request)
    rows = [(report, queue.counts(site.project, person.id, report.id)) for report in reports.reports(site.project)]
    return site.page(request, "start.html", rows=rows, State=State, waiting=queue.count(site.project, person.id))


def who(site: Site, request: Request) -> Response:
    """The names to choose from."""
    wanted = request.query_params.get("next", "/")
    return site.page(request, "people.html", people=people.people(site.project), next=_inside(wanted), problem="")


def choose(site: Site, _request: Request, fields: Fields) -> Response:
    """Remember in this browser who sits at it."""
    person = people.person(site.project, number(fields, "person") or 0)
    return _remembered(site, person.id, fields.get("next", "/"))


def add(site: Site, request: Request, fields: Fields) -> Response:
    """Put a new name into the project, and sit down as that person."""
    name = " ".join(fields.get("name", "").split())
    wanted = _inside(fields.get("next", "/"))
    try:
        if not name:
            raise ReviewError("no name was written", mend="Write your name")
        role = PersonRole.LEAD if fields.get("lead") else PersonRole.ANNOTATOR
        person = people.add_person(site.project, name, role)
    except ReviewError as error:
        known = people.people(site.project)
        return site.page(request, "people.html", 422, people=known, next=wanted, problem=sentence(error))
    return _remembered(site, person.id, wanted)


def signing(site: Site, request: Request) -> Response:
    """What stands in the way of signing a report off, and the button."""
    person = site.person(request)
    report = reports.report(site.project, int(request.path_params["report"]))
    disputes = len(adjudication.disputes(site.project, person.id, report.id)) if person.is_lead else None
    counts = queue.counts(site.project, person.id, report.id)
    outcomes = adjudication.outcomes(site.project, report.id)
    undecided = sum(outcome.choice is None for outcome in outcomes)
    facts = {"report": report, "counts": counts, "disputes": disputes, "undecided": undecided, "State": State}
    return site.page(request, "sign_off.html", check=chain.verify(site.project), **facts)


def sign_off(site: Site, request: Request, fields: Fields) -> Response:
    """Freeze a report as it stands."""
    report = int(request.path_params["report"])
    lead = site.lead(request)
    adjudication.sign_off(site.project, lead.id, report, allow_undecided="undecided" in fields)
    return go_to(f"/report/{report}/sign-off")


def reopen(site: Site, request: Request, _fields: Fields) -> Response:
    """Let a report be changed again."""
    report = int(request.path_params["report"])
    adjudication.reopen(site.project, site.lead(request).id, report)
    return go_to(f"/report/{report}/sign-off")


def _remembered(site: Site, person: int, wanted: str) -> Response:
    response = go_to(_inside(wanted))
    response.set_cookie(site.session.person_cookie, str(person), max_age=_YEAR, httponly=True, samesite="strict")
    return response


def _inside(address: str) -> str:
    """The address where it is a page of this site, else the first page."""
    inside = address.startswith("/") and not address.startswith(("//", "/\\")) and "\n" not in address
    return address if inside else "/"
