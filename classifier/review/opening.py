"""Opening the SQLite file of a project, with every reason why that fails told in words."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from classifier.review.errors import ProjectError
from classifier.review.migrations import APPLICATION_ID, MIGRATIONS, migrate, version_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

WAIT_SECONDS = 5.0
"""How long to wait for another program that writes to the same project."""

_HEADER = b"SQLite format 3\0"
_PAGES_IN_MEMORY = -65_536  # as SQLite counts: 64 MiB


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what SQLite raises into a `ProjectError`."""
    try:
        yield
    except sqlite3.Error as error:
        raise _explained(path, error) from error


def connect(path: Path, *, read_only: bool, new: bool = False, steps: Sequence[str] = MIGRATIONS) -> sqlite3.Connection:
    """A connection to a project file with the newest tables; a file of an older version is copied first.

    Raises `ProjectError`.
    """
    if not new:
        _check_file(path)
    with told(path):
        mode = "ro" if read_only else "rwc" if new else "rw"
        address = f"{path.resolve().as_uri()}?mode={mode}"
        connection = sqlite3.connect(
            address, uri=True, timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            _prepare(connection, path, read_only=read_only, new=new, steps=steps)
        except BaseException:
            connection.close()
            raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path, *, read_only: bool, new: bool, steps: Sequence[str]) -> None:
    if not new:
        _check_version(connection, path, read_only=read_only, newest=len(steps))
    if not read_only:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")  # a decision is on the disk before the next is shown
        if 0 < version_of(connection) < len(steps):
            _copy(connection, path)
        migrate(connection, steps)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA recursive_triggers = ON")  # REPLACE in the log would else pass by its triggers
    connection.execute(f"PRAGMA cache_size = {_PAGES_IN_MEMORY}")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.row_factory = sqlite3.Row


def _check_file(path: Path) -> None:
    try:
        if not path.exists():
            raise ProjectError(path, "there is no such project", "Check the name, or start one with findings review")
        if path.is_dir():
            raise ProjectError(path, "this is a folder", "Name the project's file, for example review.db")
        with path.open("rb") as file:
            header = file.read(len(_HEADER))
    except OSError as error:
        mend = "Check its permissions"
        raise ProjectError(path, f"the project cannot be read ({error.strerror})", mend) from error
    if header != _HEADER:
        raise _foreign(path)


def _check_version(connection: sqlite3.Connection, path: Path, *, read_only: bool, newest: int) -> None:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    version = version_of(connection)
    if application != APPLICATION_ID:
        raise _foreign(path)
    if version > newest:
        raise ProjectError(
            path,
            f"the project was made by a newer version of findings (tables {version}, this one knows {newest})",
            "Install the newer version: pip install --upgrade findings-classifier",
        )
    if version < newest and read_only:
        raise ProjectError(path, "the project is of an older version", "Open it once with findings review")


def _copy(connection: sqlite3.Connection, path: Path) -> None:
    """Keep the file as it was before its tables change, beside it."""
    kept = path.with_name(f"{path.name}.version-{version_of(connection)}")
    with closing(sqlite3.connect(kept)) as copy:
        connection.backup(copy)


def _foreign(path: Path) -> ProjectError:
    return ProjectError(path, "this is no review project", "Name a file that findings review has made")


def _explained(path: Path, error: sqlite3.Error) -> ProjectError:
    said = str(error)
    if "locked" in said or "busy" in said:
        return ProjectError(path, "another program is writing to the project", "Wait until it is done, and try again")
    if "readonly" in said or "read-only" in said:
        return ProjectError(
            path, "the project cannot be written to", "Check the permissions of the file and its folder"
        )
    if "full" in said:
        return ProjectError(path, "the disk is full; nothing was stored", "Make room, and do it again")
    if "malformed" in said or "not a database" in said or "corrupt" in said:
        return ProjectError(path, f"the project is damaged ({said})", "Go back to a copy of it")
    if "unable to open" in said:
        return ProjectError(
            path, "the project cannot be opened", "Check that its folder is there and can be written to"
        )
    return ProjectError(path, f"the project cannot be used ({said})", "Check it with findings review verify")
