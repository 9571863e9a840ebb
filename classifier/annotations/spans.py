"""What is wrong with units: against the document's text, against the framework, and among themselves."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from classifier.annotations.parsing import quote
from classifier.annotations.units import UnitKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from classifier.annotations.parsing import Problems
    from classifier.annotations.units import Unit
    from classifier.framework import Framework


def check_labels(units: Sequence[Unit], text: str | None, framework: Framework | None, problems: Problems) -> None:
    """Kind, finding and standard must fit together; `text` (to quote) and `framework` are None if unknown."""
    for unit in units:
        said = "" if text is None else f": {quote(text[max(unit.start, 0) : max(unit.end, 0)])}"
        if unit.kind is UnitKind.STRUCTURE and unit.finding.is_finding:
            problems.add(
                unit.line,
                f"structure cannot be a finding, but is labelled {unit.finding}{said}",
                'Label it none, or make it a unit of kind "sentence"',
            )
        elif unit.finding.is_finding and unit.standard is None:
            problems.add(
                unit.line,
                f"a finding ({unit.finding}) has no standard{said}",
                "Give it the code of the standard that it is most about",
            )
        elif not unit.finding.is_finding and unit.standard is not None:
            problems.add(
                unit.line,
                f"a unit labelled none has the standard {unit.standard!r}{said}",
                "Leave the standard out, or label the finding",
            )
        if unit.standard is not None and framework is not None and unit.standard not in framework.codes:
            problems.add(
                unit.line,
                f"there is no standard {unit.standard!r} in the framework {framework.name}{said}",
                f"Use one of {', '.join(framework.codes)}",
            )


def check_offsets(units: Sequence[Unit], text: str | None, problems: Problems) -> list[Unit]:
    """The units that cover characters of the text; each of the others is a problem."""
    whole = []
    for unit in units:
        where = f"the unit from {unit.start} to {unit.end}"
        if unit.start == unit.end:
            problems.add(unit.line, f"{where} is empty", "Take it out, or give the end of its last character plus 1")
        elif unit.start > unit.end:
            problems.add(unit.line, f"{where} ends before it starts", "Put the smaller offset first")
        elif unit.start < 0:
            problems.add(unit.line, f"{where} starts before the text", "Offsets count characters from 0")
        elif text is not None and unit.end > len(text):
            problems.add(
                unit.line,
                f"{where} ends outside the text, which has {len(text)} characters",
                "Offsets count characters (not bytes) of the document",
            )
        else:
            whole.append(unit)
    return whole


def check_order(units: Sequence[Unit], text: str | None, problems: Problems) -> None:
    """Units stand in order of offsets and share no character."""
    for before, unit in pairwise(units):
        if unit.start < before.start:
            problems.add(
                unit.line,
                f"the unit at {unit.start} comes after the one at {before.start} (line {before.line})",
                "Put the units in order of their start",
            )
    ordered = sorted(units, key=lambda unit: (unit.start, unit.end))
    furthest = ordered[:1]  # the unit that reaches furthest so far
    for unit in ordered[1:]:
        if unit.start < furthest[0].end:
            _overlap(furthest[0], unit, text, problems)
        if unit.end > furthest[0].end:
            furthest = [unit]


def _overlap(one: Unit, other: Unit, text: str | None, problems: Problems) -> None:
    first, second = sorted((one, other), key=lambda unit: unit.line)
    said = "" if text is None else f": {quote(text[second.start : second.end])}"
    span = f"the unit from {second.start} to {second.end}"
    if (first.start, first.end) == (second.start, second.end):
        problems.add(second.line, f"{span} covers the same span as line {first.line}{said}", "Keep one of the two")
    else:
        problems.add(
            second.line,
            f"{span} overlaps the one from {first.start} to {first.end} (line {first.line}){said}",
            "Move the offsets so that no two units share a character",
        )


def check_edges(units: Sequence[Unit], text: str, problems: Problems) -> None:
    """A unit begins and ends with a character that can be seen, and a sentence holds a letter or a digit."""
    for unit in units:
        span = text[unit.start : unit.end]
        start, end = unit.end - len(span.lstrip()), unit.start + len(span.rstrip())
        if start >= end:
            problems.add(
                unit.line,
                f"the unit from {unit.start} to {unit.end} holds nothing but white space",
                "Take it out",
            )
        elif (start, end) != (unit.start, unit.end):
            problems.add(
                unit.line,
                f"the unit from {unit.start} to {unit.end} begins or ends in white space: {quote(span)}",
                f"Use start {start} and end {end}",
            )
        elif unit.kind is UnitKind.SENTENCE and not any(character.isalnum() for character in span):
            problems.add(
                unit.line,
                f"the sentence from {unit.start} to {unit.end} has no letter or digit: {quote(span)}",
                'Take it out, or make it a unit of kind "structure"',
            )
