"""Footnotes: small type at the foot of a column, below a rule or opened by a mark."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from classifier.reading.pdf.lines import Line
    from classifier.reading.pdf.styles import Styles

_OPENING = re.compile(r"(?:\[?\d{1,3}[\].)]?|[*†‡§]{1,3}|[¹²³⁰⁴-⁹]{1,3})\s?(?=\S)")


def find_notes(pages: Sequence[Sequence[Line]], styles: Styles, furniture: Container[int]) -> dict[int, bool]:
    """The lines of footnotes by `id`, each with whether it opens a note."""
    notes: dict[int, bool] = {}
    for lines in pages:
        text = [line for line in lines if (id(line) not in furniture or line.ruled) and not line.turned]
        marks = frozenset(mark for line in text for mark in _marks(line))
        for _, column in groupby(text, key=lambda line: line.column):
            for line, opens in _foot(list(column), styles, marks):
                notes[id(line)] = opens
    return notes


def _marks(line: Line) -> Iterator[str]:
    """The raised marks inside a line."""
    return (line.text[start - line.start : end - line.start] for start, end in line.marks if start > line.start)


def _foot(column: Sequence[Line], styles: Styles, marks: Container[str]) -> Iterator[tuple[Line, bool]]:
    """The lines of the footnotes of a column; `marks` are those of the page that footnotes explain."""
    first = len(column)
    while first and styles.is_small(column[first - 1]) and not column[first - 1].cells and not column[first - 1].flow:
        first -= 1
    first = min(first, _ruled_off(column, styles, marks))
    found = False
    for line in column[first:]:
        opens = _opens(line)
        found = found or opens or line.ruled
        if found:
            yield line, opens


def _ruled_off(column: Sequence[Line], styles: Styles, marks: Container[str]) -> int:
    """Where notes in the type of the body begin: under a short rule, the first with a mark that the page has."""
    for at, line in enumerate(column):
        if not line.ruled or line.cells or line.flow:
            continue
        match = _OPENING.match(line.text)
        mark = match.group() if match else line.text  # a note may be empty
        if mark.strip(" [].)") in marks:
            rest = column[at:]
            plain = not any(styles.stands_out(other) or other.cells or other.flow for other in rest)
            return at if plain else len(column)
    return len(column)


def _opens(line: Line) -> bool:
    """Whether a line begins with a raised mark or, in small type, with a number and a capital."""
    if line.marks and line.marks[0][0] == line.start:
        return True
    match = _OPENING.match(line.text)
    return match is not None and line.text[match.end() :][:1].isupper()
