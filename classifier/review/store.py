"""`Project`: one SQLite file, one connection, one lock; every change is one durable transaction."""

from __future__ import annotations

import json
import os
import secrets
import threading
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifier.framework import load_framework
from classifier.review import chain, log
from classifier.review.errors import ProjectError, ReviewError
from classifier.review.opening import connect, told
from classifier.review.records import Kind, Settings

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from types import TracebackType

    from classifier.framework import Framework

ALL = 0
"""The seat that all people share where a project is not blind."""
FINAL = -1
"""The seat of adjudicated choices."""


class Project:
    """An open project; use `create` or `open`, and close it, or use it as a context manager.

    Safe to use from several threads: they take turns. Several processes may have the same file open.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, settings: Settings, *, read_only: bool) -> None:
        self.path = path
        self.settings = settings
        self.read_only = read_only
        self._connection = connection
        self._lock = threading.RLock()
        self._closed = False
        self._writing = False

    @classmethod
    def create(cls, path: Path | str, settings: Settings) -> Project:
        """Make a new project; raises `ProjectError` where the file is there or cannot be made, `FrameworkError`."""
        path = Path(path)
        load_framework(settings.framework)
        if not 0 <= settings.hidden_share <= 1:
            raise ReviewError(f"{settings.hidden_share:g} is no share", mend="Give a share from 0 to 1")
        _claim(path)
        connection = connect(path, read_only=False, new=True)
        project = cls(path, connection, settings, read_only=False)
        with project.write() as sql:
            sql.execute("INSERT INTO meta VALUES ('settings', ?)", (json.dumps(asdict(settings)),))
            log.append(sql, Kind.SETTINGS, after={**asdict(settings), "project": secrets.token_hex(8)})
        return project

    @classmethod
    def open(cls, path: Path | str, *, read_only: bool = False) -> Project:
        """Open a project; raises `ProjectError` with the reason where that cannot be done."""
        path = Path(path)
        connection = connect(path, read_only=read_only)
        try:
            with told(path):
                row = connection.execute("SELECT value FROM meta WHERE key = 'settings'").fetchone()
            if row is None:
                raise ProjectError(path, "the making of the project was not finished", "Delete it, and make it again")
            if not read_only:
                with told(path):
                    connection.execute("BEGIN IMMEDIATE")
                    connection.execute("UPDATE meta SET value = value")  # a file that cannot be written to is told now
                    connection.execute("ROLLBACK")
                    chain.check_witness(connection, path)
            settings = _settings(path, row["value"])
        except BaseException:
            connection.close()
            raise
        return cls(path, connection, settings, read_only=read_only)

    @property
    def framework(self) -> Framework:
        """The inspection framework whose codes the project uses."""
        return load_framework(self.settings.framework)

    @property
    def id(self) -> str:
        """Sixteen hexadecimal digits that no other project has; copies of the file have the same."""
        with self.read() as sql:
            row = sql.execute("SELECT after FROM log WHERE seq = 1").fetchone()
        return str(json.loads(row["after"])["project"])

    def seat_of(self, person: int) -> int:
        """Whose standing a person works on: their own in a blind project, else that of all."""
        return person if self.settings.blind else ALL

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """The connection for reading: all that is read inside is of one moment."""
        with self._lock, told(self.path):
            self._check_open()
            if self._connection.in_transaction:
                yield self._connection
                return
            self._connection.execute("BEGIN")
            try:
                yield self._connection
            finally:
                self._connection.execute("ROLLBACK")

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """The connection for one change: stored whole and on the disk at the end or, after an error, not at all."""
        if self.read_only:
            raise ProjectError(self.path, "the project was opened for reading only", "Open it for writing")
        with self._lock, told(self.path):
            self._check_open()
            if self._writing:
                yield self._connection  # a part of a larger change
                return
            self._connection.execute("BEGIN IMMEDIATE")
            self._writing = True
            try:
                yield self._connection
                head = chain.keep_head(self._connection)
                self._connection.execute("COMMIT")
            except BaseException:
                self._connection.rollback()
                raise
            finally:
                self._writing = False
            chain.write_witness(self.path, head)

    def close(self) -> None:
        """Close the file; nothing is lost without it."""
        with self._lock:
            self._connection.close()
            self._closed = True

    def _check_open(self) -> None:
        if self._closed:
            raise ProjectError(self.path, "the project has been closed", "Open it again")

    def __enter__(self) -> Project:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _claim(path: Path) -> None:
    """Make the empty file, so that no other program's file is taken."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))  # reports may be confidential
    except FileExistsError as error:
        raise ProjectError(path, "there is a file of that name already", "Open it, or choose another name") from error
    except OSError as error:
        mend = "Choose a folder that is there and that you can write to"
        raise ProjectError(path, f"the project cannot be made ({error.strerror})", mend) from error
    chain.witness_path(path).unlink(missing_ok=True)  # of a project of that name that was deleted


def _settings(path: Path, text: str) -> Settings:
    try:
        fields: dict[str, Any] = json.loads(text)
        return Settings(**fields)
    except (ValueError, TypeError) as error:
        raise ProjectError(path, "the project's settings are damaged", "Go back to a copy of it") from error
