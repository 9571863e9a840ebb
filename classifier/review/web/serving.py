"""The review page on this machine: a socket on loopback, a server, and a browser that is let in."""

from __future__ import annotations

import os
import socket
import tempfile
import threading
import webbrowser
from contextlib import contextmanager, suppress
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.errors import ClassifierError, MissingExtraError
from classifier.review.web.security import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import uvicorn

    from classifier.model import FindingModel

LOOPBACK = "127.0.0.1"
PORTS = range(8480, 8500)
"""Ports that are tried in turn where none is asked for, so that projects can run side by side."""

_STOPPING = 3  # seconds that open requests get after Ctrl-C


def serve(
    project: Path,
    *,
    announce: Callable[[str], None],
    port: int | None = None,
    open_browser: bool = True,
    model: str | None = None,
    ready: FindingModel | None = None,
) -> None:
    """Serve the review page of a project until Ctrl-C; returns then.

    `announce` is told the first address, with its token, once the page answers. `model` is the name or folder
    of the model with which the project began; None is the shipped one. `ready` is the model in use, if it is loaded
    already. Raises `ClassifierError` for a port that is taken, `MissingExtraError` without the extra `review`, and
    what opening the project raises.
    """
    listener, session, server = _set_up(project, port, model, ready)
    told = threading.Thread(target=_tell, args=(server, session, announce, open_browser), daemon=True)
    told.start()
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        pass  # uvicorn raises it again once all requests have been answered
    finally:
        server.should_exit = True
        listener.close()
        told.join()


@contextmanager
def running(project: Path, *, port: int | None = None, model: str | None = None) -> Iterator[Session]:
    """The page served by a thread of this process for the time of a `with`; gives its session."""
    listener, session, server = _set_up(project, port, model)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        while not server.started and thread.is_alive():
            thread.join(0.01)
        yield session
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def _set_up(
    project: Path, port: int | None, model: str | None, ready: FindingModel | None = None
) -> tuple[socket.socket, Session, uvicorn.Server]:
    listener = _listening(port)
    session = Session.new(listener.getsockname()[1])
    try:
        return listener, session, _server(project, session, model, ready)
    except BaseException:
        listener.close()
        raise


def _listening(port: int | None) -> socket.socket:
    """A socket on loopback; of the usual ports the first that is free, or any."""
    for number in [port] if port is not None else [*PORTS, 0]:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if os.name == "posix":  # the port of a run that has just stopped; elsewhere it would share a port in use
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, number))
            listener.listen(64)
        except (OSError, OverflowError):
            listener.close()
            continue
        return listener
    raise ClassifierError(
        "the port is taken or not allowed", where=f"port {port}", mend="Choose another with --port, or leave it out"
    )


def _server(project: Path, session: Session, model: str | None, ready: FindingModel | None) -> uvicorn.Server:
    try:
        import uvicorn

        from classifier.review.web.app import make_app
    except ModuleNotFoundError as error:
        raise MissingExtraError(error.name or "starlette", "review", "the review page") from error
    config = uvicorn.Config(
        make_app(project, session, model=model, ready=ready),
        loop="asyncio",
        http="h11",
        ws="none",
        lifespan="on",
        log_level="error",
        access_log=False,  # the first address holds the token
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=60,
        timeout_graceful_shutdown=_STOPPING,
    )
    return uvicorn.Server(config)


def _tell(server: uvicorn.Server, session: Session, announce: Callable[[str], None], open_browser: bool) -> None:
    """Wait until the page answers, tell its address, and open a browser."""
    while not server.started:
        if server.should_exit:
            return
        threading.Event().wait(0.02)
    announce(session.first_address)
    if open_browser:
        _open(server, session)


def _open(server: uvicorn.Server, session: Session) -> None:
    """Open the browser by way of a file that only this person can read.

    The token would otherwise stand in the browser's command line, where other people on the machine see it.
    """
    with tempfile.TemporaryDirectory(prefix="findings-") as folder:
        page = Path(folder) / "open.html"
        address = escape(session.first_address, quote=True)
        page.write_text(
            f'<!DOCTYPE html><meta charset="utf-8"><title>Findings</title>'
            f'<meta http-equiv="refresh" content="0;url={address}"><a href="{address}">Open the review page</a>',
            encoding="utf-8",
        )
        with suppress(webbrowser.Error, OSError):
            webbrowser.open(page.as_uri())
        while not server.should_exit:  # a browser may take its time to start
            threading.Event().wait(0.1)
