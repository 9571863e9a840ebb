"""Reports that could not be tagged, and how they are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from classifier.errors import ClassifierError

if TYPE_CHECKING:
    from collections.abc import Callable

_Done = TypeVar("_Done")


@dataclass(frozen=True, slots=True)
class Fault:
    """A report that could not be tagged, and why."""

    path: str
    error: ClassifierError


def attempted(document: str, do: Callable[[], _Done]) -> _Done | Fault:
    """What `do` returns, or the fault of the report on which it fails: one must not stop a hundred thousand others."""
    try:
        return do()
    except ClassifierError as error:
        return Fault(document, error)
    except Exception as error:  # noqa: BLE001
        return _unexpected(document, error)


def _unexpected(document: str, error: Exception) -> Fault:
    """The fault of a report on which the program itself fails, so that the other reports go on."""
    said = " ".join(str(error).split())[:200] or "no message"
    problem = f"tagging it failed unexpectedly ({type(error).__name__}: {said})"
    mend = "Save the report in another format, and tell the authors of findings"
    return Fault(document, ClassifierError(problem, where=document, mend=mend))


def as_line(fault: Fault) -> dict[str, str | None]:
    """What the faults file says of a report of which nothing could be tagged."""
    error = fault.error
    return {"document": fault.path, "what": "report", "reason": error.problem, "mend": error.mend or None}


def part_as_line(document: str, said: str) -> dict[str, str | None]:
    """What the faults file says of a part of a report, such as a page, that could not be read."""
    return {"document": document, "what": "part", "reason": said, "mend": None}
