"""Training: how much was decided since the last time, a run in the background, and what its model would change."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from classifier.errors import ClassifierError
from classifier.review import retraining
from classifier.review.errors import ReviewError
from classifier.review.models import shown_name
from classifier.review.web.site import go_to, is_part
from classifier.review.web.words import sentence

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from classifier.review.web.routes import Fields
    from classifier.review.web.site import Site


def show(site: Site, request: Request) -> Response:
    """The page; as a part, only the state of the run, which the page asks for every second."""
    site.person(request)
    return _page(site, request)


def start(site: Site, request: Request, fields: Fields) -> Response:
    """Begin a run in a process of its own, with the corpus in the folder that the form names."""
    site.person(request)
    folder = fields.get("corpus", "").strip()
    try:
        retraining.start(site.project.path, corpus=Path(folder) if folder else None)
    except ClassifierError as error:
        said = sentence(error).replace("name it with --corpus FOLDER", "write where it stands")
        return _page(site, request, said, 422, folder=folder)
    return go_to("/training")


def cancel(site: Site, request: Request, _fields: Fields) -> Response:
    """Stop the run; nothing of it is kept."""
    site.person(request)
    run = retraining.running(site.project.path)
    if run is not None:
        run.cancel()
    return go_to("/training")


def take(site: Site, request: Request, fields: Fields) -> Response:
    """Take the new model, as it was shown, into use: undecided sentences get its suggestions."""
    lead = site.lead(request)
    candidate = retraining.waiting_candidate(site.project.path)
    if candidate is None or candidate.name != fields.get("candidate"):
        raise ReviewError("this model does not wait any longer", mend="Look at the page Training again")
    retraining.take_in_use(site.project, lead.id, candidate, first=site.model)
    site.asker.try_again()
    return go_to("/training")


def discard(site: Site, request: Request, _fields: Fields) -> Response:
    """Throw the new model away."""
    site.lead(request)
    retraining.discard(site.project.path)
    return go_to("/training")


def take_back(site: Site, request: Request, _fields: Fields) -> Response:
    """Go back to the model that was in use before."""
    retraining.take_back(site.project, site.lead(request).id, first=site.model)
    site.asker.try_again()
    return go_to("/training")


def _page(site: Site, request: Request, problem: str = "", status: int = 200, *, folder: str = "corpus") -> Response:
    run = retraining.last_run(site.project.path)
    progress = None if run is None else run.progress()
    if is_part(request) and progress is not None and progress.state == "running":
        return site.page(request, "training_run.html", progress=progress)
    if is_part(request):
        response = site.page(request, "training_run.html", progress=None)
        response.headers["hx-refresh"] = "true"
        return response
    in_use = retraining.model_in_use(site.project, site.model)
    return site.page(
        request,
        "training.html",
        status,
        progress=progress,
        since=retraining.decisions_since_training(site.project),
        in_use=in_use,
        model=shown_name(in_use),
        candidate=retraining.waiting_candidate(site.project.path),
        problem=problem,
        folder=folder,
    )
