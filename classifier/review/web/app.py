"""The application: every address of the review page, and the guard in front of them."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from classifier.review.store import Project
from classifier.review.web import (
    actions,
    asking_pages,
    figure_pages,
    file_pages,
    mending_pages,
    queue_pages,
    reading_pages,
    start_pages,
    training_pages,
)
from classifier.review.web.routes import get, post
from classifier.review.web.security import UPLOAD_LIMIT, Guard, Session
from classifier.review.web.site import STATIC, Site

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from classifier.model import FindingModel

_GETS = {
    "/": start_pages.start,
    "/people": start_pages.who,
    "/queue": queue_pages.show,
    "/report/{report:int}": reading_pages.show,
    "/report/{report:int}/sign-off": start_pages.signing,
    "/item/{item:int}": reading_pages.panel,
    "/item/{item:int}/page.png": queue_pages.picture,
    "/item/{item:int}/reasons": asking_pages.reasons,
    "/item/{item:int}/suggestion": asking_pages.suggestion,
    "/item/{item:int}/note": mending_pages.note,
    "/item/{item:int}/split": mending_pages.split,
    "/item/{item:int}/boundaries": mending_pages.mend,
    "/item/{item:int}/history": mending_pages.trail,
    "/agreement": figure_pages.figures,
    "/disagreements": figure_pages.disagreements,
    "/training": training_pages.show,
    "/files": file_pages.show,
    "/files/export": file_pages.export,
}
_POSTS = {
    "/people": start_pages.add,
    "/people/choose": start_pages.choose,
    "/report/{report:int}/sign-off": start_pages.sign_off,
    "/report/{report:int}/reopen": start_pages.reopen,
    "/item/{item:int}/decide": actions.decide,
    "/item/{item:int}/skip": actions.skip,
    "/item/{item:int}/flag": actions.flag,
    "/item/{item:int}/note": actions.note,
    "/item/{item:int}/split": mending_pages.store_parts,
    "/item/{item:int}/boundaries": mending_pages.store_boundary,
    "/undo": actions.undo,
    "/redo": actions.redo,
    "/disagreements/{item:int}": figure_pages.settle,
    "/disagreements/undo": figure_pages.undo,
    "/training/start": training_pages.start,
    "/training/cancel": training_pages.cancel,
    "/training/take": training_pages.take,
    "/training/discard": training_pages.discard,
    "/training/take-back": training_pages.take_back,
    "/files/import": file_pages.bring_in,
}


def make_app(
    project: Path,
    session: Session,
    *,
    model: str | None = None,
    ready: FindingModel | None = None,
    upload_limit: int = UPLOAD_LIMIT,
) -> Guard:
    """The application for one project, which it opens at once and closes when it stops; raises `ProjectError`.

    `model` is the name or folder of the model with which the project began, `ready` the model in use, if it is loaded.
    """
    site = Site(Project.open(project), session, model, ready)

    @asynccontextmanager
    async def open_site(_app: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            site.close()

    async def not_there(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        problem = "There is no such page." if status == 404 else "That is not possible here."
        return site.page(request, "error.html", status, title="Not here", problem=problem)

    async def failed(request: Request, _error: Exception) -> Response:
        problem = "The program made a mistake; what was stored before is safe. The terminal says more."
        return site.page(request, "error.html", 500, title="That did not work", problem=problem)

    routes: list[BaseRoute] = [get(site, path, show) for path, show in _GETS.items()]
    routes += [post(site, path, do) for path, do in _POSTS.items()]
    routes.append(Mount("/static", StaticFiles(directory=STATIC)))
    inner = Starlette(routes=routes, exception_handlers={HTTPException: not_there, 500: failed}, lifespan=open_site)
    return Guard(inner, session, upload_limit)  # outermost, so that answers to errors have its headers too
