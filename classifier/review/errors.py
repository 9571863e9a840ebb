"""What goes wrong in a review; all are `ClassifierError`s that say what, where and the mend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifier.errors import ClassifierError

if TYPE_CHECKING:
    from pathlib import Path


class ProjectError(ClassifierError):
    """A project file that is missing, foreign, damaged, locked, read-only, or made by a newer version."""

    def __init__(self, path: Path | str, problem: str, mend: str) -> None:
        super().__init__(problem, where=str(path), mend=mend)
        self.path = path


class ReviewError(ClassifierError):
    """Something that cannot be done in a review: an unknown sentence, a label that is none, a missing right."""


class ConflictError(ReviewError):
    """The sentence has changed since the person saw it; `who` did that, `when` (UTC, ISO 8601), as `entry`."""

    def __init__(self, what: str, who: str, when: str, entry: int) -> None:
        super().__init__(f"{what} by {who} on {when[:10]} at {when[11:16]} UTC", mend="Look at it again, then decide")
        self.who = who
        self.when = when
        self.entry = entry


class FrozenError(ReviewError):
    """The report is signed off."""

    def __init__(self, document: str, who: str, when: str) -> None:
        super().__init__(
            f"{document} was signed off by {who} on {when[:10]} at {when[11:16]} UTC and cannot be changed",
            mend="Ask a lead to reopen it",
        )
        self.who = who
        self.when = when
