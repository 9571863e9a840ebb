"""Running headers, footers and page numbers: what stands at one height of many pages and says the same."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from classifier.reading import recognise
from classifier.records import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from classifier.reading.pdf.lines import Line

_ZONE = 0.16  # of the height of a page, from its top and its bottom
_LEVEL = 4.0  # points: heights that are one
_DEEPEST = 4  # lines from the top or bottom that are looked at
_NUMBER = re.compile(r"\d+")
_ROMAN_PAGE = re.compile(r"[ivxl]{1,6}", re.I)
_SHARE = 0.6  # of the pages: a height at which this many have a line of their own, whatever it says


@dataclass(frozen=True, slots=True)
class _Candidate:
    line: Line
    key: str
    level: int
    top: bool


def find_furniture(pages: Sequence[Sequence[Line]], heights: Sequence[float], body: float) -> dict[int, Role]:
    """The role of each line that belongs to its page rather than to the text, by `id` of the line.

    `pages` are the lines of each page, `heights` their heights and `body` the height of the body
    type in points.
    """
    candidates = [
        candidate
        for lines, height in zip(pages, heights, strict=True)
        for top in (True, False)
        for candidate in _edge(lines, height, top=top)
    ]
    counts = Counter((one.key, one.level, one.top) for one in candidates)
    filled = sum(bool(lines) for lines in pages)
    fixed = _fixed(candidates, filled, body)
    roles: dict[int, Role] = {}
    for one in candidates:
        repeated = sum(counts[one.key, one.level + step, one.top] for step in (-1, 0, 1))
        alone = one.line.apart
        is_number = recognise.is_page_number(one.line.text) or _ROMAN_PAGE.fullmatch(one.line.text) is not None
        if repeated >= min(3, max(2, filled)) or (repeated == 2 and alone) or (one.level, one.top) in fixed:
            roles[id(one.line)] = Role.PAGE_NUMBER if is_number else Role.RUNNING_HEADER
        elif is_number and alone:
            roles[id(one.line)] = Role.PAGE_NUMBER
    return roles


def _edge(lines: Sequence[Line], height: float, *, top: bool) -> Iterable[_Candidate]:
    """The lines that may be a header or footer, from the edge of the page inwards."""
    upright = sorted((line for line in lines if not line.turned and not line.flow), key=lambda line: line.y0)
    edge = upright[: 2 * _DEEPEST] if top else upright[: -2 * _DEEPEST - 1 : -1]
    heights: list[float] = []
    for line in edge:
        inside = line.y1 <= _ZONE * height if top else line.y0 >= (1 - _ZONE) * height
        if not any(abs(line.base - seen) <= 1 for seen in heights):
            heights.append(line.base)
        if not inside or len(heights) > _DEEPEST:
            return
        yield _Candidate(line, _key(line.text), round(line.base / _LEVEL), top)


def _key(text: str) -> str:
    return " ".join(_NUMBER.sub("#", text).casefold().split())


def _fixed(candidates: Sequence[_Candidate], filled: int, body: float) -> set[tuple[int, bool]]:
    """The heights at which most pages have one short line that stands apart, such as the name of the chapter."""
    if filled < 5:
        return set()
    pages: dict[tuple[int, bool], set[int]] = defaultdict(set)
    for one in candidates:
        line = one.line
        plain = line.size <= 1.05 * body and len(line.text) <= 100 and not recognise.is_terminal(line.text)
        if line.apart and plain:
            pages[one.level, one.top].add(line.page)
    return {place for place, found in pages.items() if len(found) >= _SHARE * filled}
