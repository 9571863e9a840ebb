"""Reports that could not be tagged, and how they are kept."""

from __future__ import annotations

from dataclasses import dataclass

from classifier.errors import ClassifierError


@dataclass(frozen=True, slots=True)
class Fault:
    """A report that could not be tagged, and why."""

    path: str
    error: ClassifierError


def unexpected(document: str, error: Exception) -> Fault:
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
