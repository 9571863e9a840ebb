"""Tables of contents: lines that lead to a page number, with dots or with nothing between."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from classifier.reading import recognise
from classifier.reading.pdf.telling import key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from classifier.reading.pdf.lines import Line

_FEWEST_DOTTED = 3  # lines with dots and a page number on a page of contents
_FEWEST_BARE = 4  # titles of the report with nothing but a gap before their number
_LONGEST = 200  # characters of an entry
_FURTHEST = 4  # lines from one entry to the next
_NUMBER = re.compile(r"\d{1,3}")


def find_contents(pages: Sequence[Sequence[Line]]) -> frozenset[int]:
    """The `id`s of the lines of tables of contents, entries that are broken in two included."""
    found = {key for lines in pages for key in _dotted(lines)}
    bare = [list(_bare(lines)) for lines in pages]
    if any(len(entries) >= _FEWEST_BARE for entries in bare):
        listed = {id(lines[at]) for lines, entries in zip(pages, bare, strict=True) for at, _ in entries}
        titles = Counter(key_of(line.text) for lines in pages for line in lines if id(line) not in listed)
        for lines, entries in zip(pages, bare, strict=True):
            for first, last in _runs([at for at, title in entries if titles[title]]):
                found |= {id(line) for line in lines[_begin(lines, first) : last + 1]}
                found |= {id(line) for line in lines[last + 1 : last + 2] if _is_number_of(lines[last], line)}
    return frozenset(found)


def _dotted(lines: Sequence[Line]) -> Iterable[int]:
    """The lines of entries with dots or a wide gap before their page number."""
    entries = [
        at for at, line in enumerate(lines) if line.text[-1:].isdigit() and recognise.is_contents_line(line.text)
    ]
    if len(entries) < _FEWEST_DOTTED:
        return
    for at, line in enumerate(lines[entries[0] : entries[-1] + 1], entries[0]):
        if at in entries or not recognise.is_terminal(line.text):
            yield id(line)


def _bare(lines: Sequence[Line]) -> Iterator[tuple[int, str]]:
    """The lines that end in a number or stand beside one, each with the letters of what is before the number."""
    for at, line in enumerate(lines):
        if at + 1 < len(lines) and _is_number_of(line, lines[at + 1]):
            yield at, key_of(line.text)
        elif line.text[-1:].isdigit() and len(line.text) <= _LONGEST:
            title, _, number = line.text.rpartition(" ")
            if _NUMBER.fullmatch(number) and any(map(str.isalpha, title)):
                yield at, key_of(title)


def _is_number_of(line: Line, beside: Line) -> bool:
    """Whether a number stands to the right of a line."""
    same = abs(line.base - beside.base) <= 1 and beside.x0 > line.x1
    return same and _NUMBER.fullmatch(beside.text) is not None


def _begin(lines: Sequence[Line], first: int) -> int:
    """Where a contents list begins whose first known entry is at `first`: the one before may be longer than a line."""
    entry, at = lines[first], first
    while at and first - at < _FURTHEST and _like(lines[at - 1], entry) and lines[at - 1].base < lines[at].base + 1:
        at -= 1
    return at


def _like(line: Line, entry: Line) -> bool:
    """Whether a line is set as an entry is, and no sentence."""
    same = abs(line.size - entry.size) < 0.1 and line.bold == entry.bold and line.page == entry.page
    return same and not line.cells and not recognise.is_terminal(line.text)


def _runs(entries: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first and last of the entries that follow each other, where there are enough of them."""
    begin = 0
    for number in range(1, len(entries) + 1):
        if number == len(entries) or entries[number] - entries[number - 1] > _FURTHEST:
            if number - begin >= _FEWEST_BARE:
                yield entries[begin], entries[number - 1]
            begin = number
