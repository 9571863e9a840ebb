"""A corpus document in another layout, with its annotations moved along: what an export would have made of it."""

from __future__ import annotations

import random
import re
import textwrap
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from classifier.annotations import Unit

_MARKER = re.compile(r"[ \t]*(#{1,6} |[-*] )?")
_PAGE_LINES = 46


@dataclass(frozen=True, slots=True)
class Rendered:
    """A document's text in a layout, with its units at their new offsets; units of structure may be gone."""

    text: str
    units: tuple[Unit, ...]
    format: str


class _Builder:
    """Text in the making that remembers where each character of the source went."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.parts: list[str] = []
        self.length = 0
        self.moved: dict[int, int] = {}
        self.lines = 0

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)
        self.lines += text.count("\n")

    def copy(self, start: int, end: int) -> None:
        for at in range(start, end):
            self.moved[at] = self.length + at - start
        self.add(self.source[start:end])


def render(source: str, units: Sequence[Unit], layout: str, *, seed: int = 0) -> Rendered:
    """The Markdown `source` in one of `LAYOUTS`; `seed` varies width, bullets and page headers."""
    if layout == "markdown":
        return Rendered(source, tuple(units), "markdown")
    builder = _Builder(source)
    LAYOUTS[layout](builder, random.Random(seed))
    moved = builder.moved
    kept = (
        replace(unit, start=moved[unit.start], end=moved[unit.end - 1] + 1)
        for unit in units
        if unit.start in moved and unit.end - 1 in moved
    )
    return Rendered("".join(builder.parts), tuple(kept), "text")


def _plain(builder: _Builder, chance: random.Random) -> None:
    """One paragraph a line with a blank line after it, as web pages and word processors save text."""
    bullet = chance.choice(["  • ", "• ", "- ", "* "])
    for start, end in _lines(builder.source):
        marker, begin = _marker(builder.source, start, end)
        builder.add(bullet if marker in ("-", "*") else "")
        builder.copy(begin, end)
        builder.add("\n\n")


def _wrapped(builder: _Builder, chance: random.Random) -> None:
    """Lines broken at a width, no blank line between paragraphs, page headers in the middle of sentences."""
    width = chance.choice([72, 80, 88])
    header = chance.choice(["Inspection of probation services: the division", "HM Inspectorate of Probation: report"])
    lone_bullet = chance.random() < 0.5
    page, page_at = 1, _PAGE_LINES
    for start, end in _lines(builder.source):
        marker, begin = _marker(builder.source, start, end)
        if marker.startswith("#"):
            builder.add("\n" if chance.random() < 0.5 else "")
        elif marker in ("-", "*"):
            builder.add("•\n\n" if lone_bullet else "• ")
        for line_start, line_end in _wrap(builder.source, begin, end, width):
            builder.copy(line_start, line_end)
            builder.add("\n")
            if builder.lines >= page_at:
                builder.add(f"{header}\n\n{page}\n\n" if chance.random() < 0.5 else f"{header} {page}\n ")
                page, page_at = page + 1, builder.lines + _PAGE_LINES
        if marker in ("-", "*"):
            builder.add("\n")


LAYOUTS: dict[str, Callable[[_Builder, random.Random], None]] = {"plain": _plain, "wrapped": _wrapped}
"""How a layout other than Markdown is written."""


def _lines(source: str) -> list[tuple[int, int]]:
    found = ((match.start(), match.end()) for match in re.finditer(r"[^\n]+", source))
    return [(start, end) for start, end in found if source[start:end].strip()]


def _marker(source: str, start: int, end: int) -> tuple[str, int]:
    match = _MARKER.match(source, start, end)
    assert match is not None
    return (match.group(1) or "").strip(), match.end()


def _wrap(source: str, start: int, end: int, width: int) -> list[tuple[int, int]]:
    """The spans of the lines of source[start:end] at a width."""
    spans = []
    at = start
    for line in textwrap.wrap(source[start:end], width, break_long_words=False, break_on_hyphens=False):
        first = line.split(maxsplit=1)[0]
        at = source.index(first, at)
        spans.append((at, at + len(line)))
        at += len(line)
    return spans
