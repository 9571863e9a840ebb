"""What all pages share: the project, the session, the templates, and who sits at the browser."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse, Response

from classifier.export.tally import SIGNS
from classifier.records import FindingLabel
from classifier.review import people, reports
from classifier.review.errors import ReviewError
from classifier.review.web.asker import Asker
from classifier.review.web.pictures import Pictures
from classifier.review.web.words import seconds, share, standard_keys, sure, when

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from classifier.model import FindingModel
    from classifier.review.records import Person
    from classifier.review.store import Project
    from classifier.review.web.security import Session

_FOLDER = Path(__file__).parent
STATIC = _FOLDER / "static"

HOLLOW = {
    FindingLabel.STRENGTH: "△",
    FindingLabel.AREA_FOR_IMPROVEMENT: "▽",
    FindingLabel.MIXED: "◇",
    FindingLabel.NONE: "",
}
"""The signs of what is only suggested; a decision has the filled ones."""

LABEL_KEYS = {
    FindingLabel.STRENGTH: "s",
    FindingLabel.AREA_FOR_IMPROVEMENT: "i",
    FindingLabel.MIXED: "m",
    FindingLabel.NONE: "n",
}


class NoPersonError(Exception):
    """Nobody has said yet who sits at this browser."""


@dataclass
class Site:
    """One run of the page on one project.

    `model` is the name or folder of the model with which the project began, `ready` the model in use, if it is loaded.
    """

    project: Project
    session: Session
    model: str | None = None
    ready: FindingModel | None = None
    templates: Environment = field(init=False)
    pictures: Pictures = field(default_factory=Pictures)
    asker: Asker = field(init=False)
    _sources: dict[int, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.asker = Asker(self.project, self.model, self.ready)
        self.templates = _environment()
        self.templates.globals.update(
            project_name=self.project.settings.title or self.project.path.stem,
            blind=self.project.settings.blind,
            csrf=self.session.csrf,
            standard_keys=standard_keys(self.project.framework.codes),
            titles={each.code: each.title for each in self.project.framework.standards},
        )

    def person(self, request: Request) -> Person:
        """Who sits at this browser; raises `NoPersonError`."""
        sent = number(request.cookies, self.session.person_cookie)
        if sent is None:
            raise NoPersonError
        try:
            return people.person(self.project, sent)
        except ReviewError as error:  # of a project that was there before, on the same port
            raise NoPersonError from error

    def lead(self, request: Request) -> Person:
        """The same, and it has to be a lead; raises `ReviewError`."""
        person = self.person(request)
        if not person.is_lead:
            raise ReviewError("only a lead may do this", mend="Choose the name of a lead on the page People")
        return person

    def has_source(self, report: int) -> bool:
        """Whether the pages of a report can be drawn."""
        if report not in self._sources:
            self._sources[report] = reports.report(self.project, report).has_source
        return self._sources[report]

    def close(self) -> None:
        """Close the project, and take away what was only kept for showing."""
        self.asker.close()
        self.pictures.close()
        self.project.close()

    def page(self, request: Request, template: str, status: int = 200, /, **facts: Any) -> Response:
        """A whole page, or a part of one where the template is a part."""
        try:
            person: Person | None = self.person(request)
        except NoPersonError:
            person = None
        body = self.templates.get_template(template).render(me=person, path=request.url.path, **facts)
        return HTMLResponse(body, status)


def is_part(request: Request) -> bool:
    """Whether the page asks for a part of itself, rather than the browser for a whole page."""
    return request.headers.get("hx-request") == "true"


def go_to(address: str) -> Response:
    """Send the browser to another page of this site, as a new request."""
    return RedirectResponse(address, 303)


def number(fields: Mapping[str, Any], name: str) -> int | None:
    """A whole number that a form or an address may hold; None where it is missing or is none."""
    sent = str(fields.get(name, ""))
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 19 else None


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(share=share, sure=sure, seconds=seconds, when=when)
    environment.globals.update(
        signs=SIGNS, hollow=HOLLOW, labels=tuple(FindingLabel), label_keys=LABEL_KEYS, Label=FindingLabel
    )
    return environment
