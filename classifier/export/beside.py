"""Small files that stand beside the output: one JSON object a line, there only when they are whole and not empty."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from classifier.errors import OutputError

if TYPE_CHECKING:
    from pathlib import Path


def faults_path(out: Path) -> Path:
    """Where what could not be tagged is told: `NAME.faults.jsonl` in the folder of the output."""
    return out.with_name(f"{out.stem}.faults.jsonl")


def metadata_path(out: Path) -> Path:
    """Where the metadata of the reports stand: `NAME.metadata.jsonl` in the folder of the output."""
    return out.with_name(f"{out.stem}.metadata.jsonl")


class LinesBeside:
    """A file that is written beside its place and moved there by `finish`; use it in a `with` block.

    Without a line there is no file, not even one of an earlier run. What is left unfinished is removed.
    """

    def __init__(self, path: Path) -> None:
        """Begin the file; raises `OutputError`."""
        self.path = path
        self.count = 0
        self._partial = path.with_name(f"{path.name}.partial")
        try:
            self._file = self._partial.open("w", encoding="utf-8", newline="\n")
        except OSError as error:
            raise self._cannot(error) from error

    def __enter__(self) -> LinesBeside:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._file.close()
        with suppress(OSError):
            self._partial.unlink(missing_ok=True)

    def add(self, facts: dict[str, Any]) -> None:
        """Add a line; raises `OutputError`."""
        self.count += 1
        try:
            self._file.write(json.dumps(facts) + "\n")
        except OSError as error:
            raise self._cannot(error) from error

    def finish(self) -> None:
        """Put the file in its place; raises `OutputError`."""
        try:
            self._file.close()
            if self.count:
                self._partial.replace(self.path)
            else:
                self.path.unlink(missing_ok=True)
        except OSError as error:
            raise self._cannot(error) from error

    def _cannot(self, error: OSError) -> OutputError:
        mend = "Choose another folder for the output"
        return OutputError(self.path, f"this cannot be written ({error.strerror or error})", mend)
