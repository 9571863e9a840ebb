"""Who may talk to the page: one browser on this machine that was given the first address, and nobody else.

A page on loopback is open to every program and every web page on the machine, so each request is checked: the
Host it names (against DNS rebinding), a session cookie that only the first address gives, and, before anything
is changed, the Origin and a CSRF token. What is served may load nothing from elsewhere and run no inline script.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.datastructures import MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import HTMLResponse, PlainTextResponse, Response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

UPLOAD_LIMIT = 25_000_000
"""The most bytes that a request may carry: an Excel sheet of 100,000 sentences is smaller."""

CSRF_HEADER = "x-csrf-token"
CSRF_FIELD = "csrf"

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""What a page may load and do: its own files from its own address, nothing inline, nothing from elsewhere."""

HEADERS = {
    "content-security-policy": POLICY,
    "cache-control": "no-store",  # drafts stay out of the browser's cache
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "same-origin",  # with none at all, browsers send no Origin with a form
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}

_SAFE = frozenset({"GET", "HEAD"})
_KNOWN = frozenset({"GET", "HEAD", "POST"})


@dataclass(frozen=True, slots=True)
class Session:
    """The secrets of one run of the program, and the address that it answers to.

    `token` stands in the first address. The cookie and the CSRF token are made from it by HMAC, so that neither
    gives the others away.
    """

    port: int
    token: str

    @classmethod
    def new(cls, port: int) -> Session:
        """A session with a fresh random token of 256 bits."""
        return cls(port, secrets.token_urlsafe(32))

    @property
    def first_address(self) -> str:
        """The address that lets a browser in."""
        return f"http://127.0.0.1:{self.port}/?token={self.token}"

    @property
    def cookie_name(self) -> str:
        """The cookie's name; it holds the port, as cookies do not tell ports of a host apart."""
        return f"findings-session-{self.port}"

    @property
    def person_cookie(self) -> str:
        """The name of the cookie that remembers who sits at this browser."""
        return f"findings-person-{self.port}"

    @property
    def cookie(self) -> str:
        """The value that a browser with a session sends."""
        return self._made("cookie")

    @property
    def csrf(self) -> str:
        """The value that a form of this page sends."""
        return self._made("csrf")

    @property
    def hosts(self) -> frozenset[str]:
        """The names under which the page may be asked for."""
        return frozenset({f"127.0.0.1:{self.port}", f"localhost:{self.port}"})

    def _made(self, purpose: str) -> str:
        return hmac.new(self.token.encode(), purpose.encode(), hashlib.sha256).hexdigest()


class Guard:
    """ASGI middleware that lets a request of the session through, and answers every other itself."""

    def __init__(self, app: ASGIApp, session: Session, upload_limit: int = UPLOAD_LIMIT) -> None:
        self.app = app
        self.session = session
        self.upload_limit = upload_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check a request, and put the safety headers on every answer."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = headers.get(name, value) if name == "cache-control" else value
            await send(message)

        answer = self._answer(scope)
        if answer is not None:
            await answer(scope, receive, guarded)
            return
        await self.app(scope, _Limited(receive, self.upload_limit), guarded)

    def _answer(self, scope: Scope) -> Response | None:
        """What to say instead of the page; None lets the request through."""
        headers = _headers(scope)
        method = scope["method"]
        if headers.get("host", "").lower() not in self.session.hosts:
            return _refused(421, "This page answers only to its own address on this machine.")
        if method not in _KNOWN:
            return _refused(405, "There is nothing here for that kind of request.")
        token = parse_qs(scope["query_string"].decode("latin-1")).get("token")
        if token is not None and method == "GET" and scope["path"] == "/":
            return self._let_in(token[-1])
        sent = cookie_parser(headers.get("cookie", "")).get(self.session.cookie_name, "")
        if not _same(sent, self.session.cookie):
            return _refused(403, "This browser has no session: it was not opened with the whole address.")
        if method not in _SAFE:
            return self._check_change(headers)
        return None

    def _let_in(self, token: str) -> Response:
        if not _same(token, self.session.token):
            said = "The token in this address is of an earlier run of the program, or it was cut short."
            return _refused(403, said)
        # Not a redirect: where the browser came from a file, a Strict cookie would not go with it.
        response = HTMLResponse(
            '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Findings</title>'
            '<link rel="icon" href="/static/icon.svg">'
            '<meta http-equiv="refresh" content="0;url=/"><p><a href="/">Go on to the reports</a></p></html>'
        )
        response.set_cookie(self.session.cookie_name, self.session.cookie, httponly=True, samesite="strict")
        return response

    def _check_change(self, headers: dict[str, str]) -> Response | None:
        origins = {f"http://{host}" for host in self.session.hosts}
        if headers.get("origin", "").lower() not in origins:
            return _refused(403, "Changes are taken only from this page itself.")
        if headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return _refused(403, "Changes are taken only from this page itself.")
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > self.upload_limit:
            return _refused(413, f"The file is larger than the limit of {self.upload_limit // 1_000_000} MB.")
        return None

    # The CSRF token may stand in the body of a form, so it is checked where the form is read: see `routes.post`.


class TooLargeError(Exception):
    """A request that carries more than the limit."""


class _Limited:
    """A `receive` that stops a body which is longer than its length said."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self.receive = receive
        self.left = limit

    async def __call__(self) -> Message:
        message = await self.receive()
        self.left -= len(message.get("body", b""))
        if self.left < 0:
            raise TooLargeError
        return message


def is_csrf(session: Session, sent: str) -> bool:
    """Whether a form or header brought the session's CSRF token."""
    return _same(sent, session.csrf)


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def _same(sent: str, expected: str) -> bool:
    return hmac.compare_digest(sent.encode("utf-8", "replace"), expected.encode())


def _refused(status: int, said: str) -> Response:
    if status != 403:
        return PlainTextResponse(f"{said}\n", status)
    return HTMLResponse(
        '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="light dark">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>No way in · Findings</title>'
        f"<main><h1>This page is closed to this browser</h1><p>{said}</p>"
        "<p>Open the whole address that the program printed last, with all that follows <code>token=</code>. "
        "If the program has stopped, start it again with <code>findings review</code> and the name of the project: "
        "all decisions are kept.</p></main></html>",
        status,
    )
