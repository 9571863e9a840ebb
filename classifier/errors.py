"""The one tree of errors: each is built from facts and says what went wrong, where, and how to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class ClassifierError(Exception):
    """Anything that this package raises on purpose.

    `str()` of it is one line to show to a person: where, what, and the mend.
    """

    def __init__(self, problem: str, *, where: str = "", mend: str = "") -> None:
        self.where = where
        self.problem = problem
        self.mend = mend
        super().__init__(problem)

    def __str__(self) -> str:
        said = f"{self.where}: {self.problem}" if self.where else self.problem
        return f"{said}. {self.mend}." if self.mend else f"{said}."

    def __reduce__(self) -> tuple[Any, ...]:
        # The children take facts, not a message: without this, none could come back from another process.
        return _restored, (type(self), self.__dict__)


def _restored(kind: type[ClassifierError], facts: dict[str, Any]) -> ClassifierError:
    error = kind.__new__(kind, facts["problem"])
    error.__dict__.update(facts)
    return error


class ReadingError(ClassifierError):
    """A report that cannot be read."""

    def __init__(self, path: Path | str, problem: str, mend: str) -> None:
        super().__init__(problem, where=str(path), mend=mend)
        self.path = path


class AnnotationError(ClassifierError):
    """An annotation file that breaks the format or contradicts its document; `line` counts from 1."""

    def __init__(self, path: Path | str, line: int, problem: str, mend: str) -> None:
        super().__init__(problem, where=f"{path}:{line}", mend=mend)
        self.path = path
        self.line = line


class FrameworkError(ClassifierError):
    """A framework that does not exist or cannot be read."""

    def __init__(self, name: str, problem: str, mend: str) -> None:
        super().__init__(problem, where=f"framework {name}", mend=mend)
        self.name = name


class UnknownCodeError(FrameworkError):
    """A standard code that the framework does not have."""

    def __init__(self, name: str, code: str, known: Sequence[str]) -> None:
        super().__init__(name, f"there is no standard {code!r}", f"Use one of {', '.join(known)}")
        self.code = code


class ModelError(ClassifierError):
    """A model folder that is missing, damaged, foreign or made by other versions."""

    def __init__(self, path: Path | str, problem: str, mend: str) -> None:
        super().__init__(problem, where=str(path), mend=mend)
        self.path = path


class TrainingError(ClassifierError):
    """A corpus from which no model can be trained."""


class OutputError(ClassifierError):
    """A file that cannot be written, or a format that is not known."""

    def __init__(self, path: Path | str, problem: str, mend: str) -> None:
        super().__init__(problem, where=str(path), mend=mend)
        self.path = path


class MissingExtraError(ClassifierError):
    """A job that needs an optional package."""

    def __init__(self, package: str, extra: str, purpose: str) -> None:
        super().__init__(
            f"{purpose} needs the package {package}, which is not installed",
            mend=f"Install it with: pip install 'findings-classifier[{extra}]'",
        )
        self.extra = extra
