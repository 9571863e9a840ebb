"""Routes with what every one of them needs: a CSRF token before a change, and errors told as pages."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.routing import Route

from classifier.errors import ClassifierError
from classifier.review.errors import ReviewError
from classifier.review.web.security import CSRF_FIELD, CSRF_HEADER, TooLargeError, is_csrf
from classifier.review.web.site import NoPersonError, go_to
from classifier.review.web.words import sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from classifier.review.web.site import Site

    Getter = Callable[[Site, Request], Response]
    Poster = Callable[[Site, Request, "Fields"], Response]

_MOST_FIELDS = 200


class Fields(dict[str, str]):
    """The fields of a form; `file` is the content of the uploaded file, `filename` its name."""

    file: bytes | None = None
    filename: str = ""


def get(site: Site, path: str, show: Getter) -> Route:
    """A page that is only looked at; it is made in a thread, so that a slow one does not hold up the others."""

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(_told, site, request, lambda: show(site, request))

    return Route(path, endpoint, methods=["GET"], name=f"get {path}")


def post(site: Site, path: str, do: Poster) -> Route:
    """A change: the form has to bring the session's CSRF token, in a field or in a header."""

    async def endpoint(request: Request) -> Response:
        try:
            fields = await _fields(request)
        except TooLargeError:
            return site.page(request, "error.html", 413, title="Too large", problem="The file is too large.")
        sent = request.headers.get(CSRF_HEADER) or fields.pop(CSRF_FIELD, "")
        if not is_csrf(site.session, sent):
            problem = "This form is not of the program that runs now. Load the page again, and repeat what you did."
            return site.page(request, "error.html", 403, title="Not stored", problem=problem)
        return await run_in_threadpool(_told, site, request, lambda: do(site, request, fields))

    return Route(path, endpoint, methods=["POST"], name=f"post {path}")


async def _fields(request: Request) -> Fields:
    fields = Fields()
    async with request.form(max_files=1, max_fields=_MOST_FIELDS) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                fields.file, fields.filename = await value.read(), value.filename or ""
            else:
                fields[name] = value
    return fields


def _told(site: Site, request: Request, make: Callable[[], Response]) -> Response:
    try:
        return make()
    except NoPersonError:
        response = go_to(f"/people?next={quote(request.url.path)}")
        if request.headers.get("hx-request") == "true":
            response.status_code = 200
            response.headers["hx-redirect"] = response.headers["location"]
        return response
    except ClassifierError as error:
        status = 422 if isinstance(error, ReviewError) else 500
        return site.page(request, "error.html", status, title="That did not work", problem=sentence(error))


def missing() -> HTTPException:
    """The error for a page that is not there."""
    return HTTPException(404)
