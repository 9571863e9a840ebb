"""What `findings tag` was asked for, and the text of its standard input."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.cli.common import MEGABYTE
from classifier.errors import ClassifierError

if TYPE_CHECKING:
    from classifier.tagging.items import Setup

STDIN = "-"
STDIN_NAME = "standard input"


@dataclass(frozen=True, slots=True)
class Request:
    """The options of the command; `limit` is the most bytes of a file, None for what its format has."""

    reports: tuple[str, ...]
    out: Path | None
    format: str | None
    model: str
    jobs: int
    resume: bool
    partition_by: str | None
    encoding: str | None
    limit: int | None
    explain: bool
    target_error: float | None
    quiet: bool

    @property
    def has_standard_input(self) -> bool:
        """Whether standard input is one of the reports."""
        return STDIN in self.reports

    def setup(self, packing: str, *, describe: bool = True) -> Setup:
        """What the tagging of each report hangs on, beside its content."""
        from classifier.tagging.items import Setup

        return Setup(self.model, packing, self.encoding, self.limit, describe, self.explain, self.target_error)

    def processes(self, total: int) -> int:
        """How many processes are worth having for so many reports."""
        if self.jobs == 1:
            return 1
        from joblib import cpu_count

        return max(1, min(self.jobs or cpu_count(), total))

    def standard_input(self) -> str:
        """The text of standard input; raises `ClassifierError` as reading a file would."""
        from classifier.reading.decoding import DEFAULT_LIMIT, decode

        limit = DEFAULT_LIMIT if self.limit is None else self.limit
        data = sys.stdin.buffer.read(limit + 1)
        if len(data) > limit:
            raise ClassifierError(
                f"there is more than the limit of {limit / MEGABYTE:g} MB",
                where=STDIN_NAME,
                mend="Say --max-size with a higher limit",
            )
        return decode(data, STDIN_NAME, self.encoding)
