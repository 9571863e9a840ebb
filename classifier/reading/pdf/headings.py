"""How deep headings are: by the bookmarks first, then by their numbers, then by size and weight of their type."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from classifier.reading.pdf.telling import key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from classifier.reading.assemble import Draft
    from classifier.reading.pdf.lines import Line

_NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3})\.?\s")
_DEEPEST = 6
_MOST_BOOKMARKS = 5_000
Style = tuple[float, bool, bool, int]
"""Size in points, upright or not bold, italic, depth of the number: the smaller, the higher the heading."""


def read_outline(document: Any) -> dict[tuple[int, str], int]:
    """The level of each bookmark, from 1, by the page it leads to, from 1, and the letters of its title."""
    levels: dict[tuple[int, str], int] = {}
    for number, bookmark in enumerate(document.get_toc(max_depth=8)):
        if number >= _MOST_BOOKMARKS:
            break
        target = bookmark.get_dest()
        page = target.get_index() if target is not None else None
        title = key_of(bookmark.get_title())
        if page is not None and title:
            levels.setdefault((page + 1, title), bookmark.level + 1)
    return levels


def set_levels(headings: Sequence[tuple[Draft, Line]], source: str, outline: Mapping[tuple[int, str], int]) -> None:
    """Set the level of every heading draft, from 1; a question that is set as a paragraph has its level by then."""
    headings = [pair for pair in headings if not pair[0].level]
    titles = [draft.joined(source) for draft, _ in headings]
    styles = _styles(headings, titles)
    known = [_level_in(outline, draft, title) for (draft, _), title in zip(headings, titles, strict=True)]
    ranks = _ranked(styles, known)
    for (draft, _), style, level in zip(headings, styles, known, strict=True):
        draft.level = min(level or ranks[style], _DEEPEST)


def _styles(headings: Iterable[tuple[Draft, Line]], titles: Iterable[str]) -> list[Style]:
    """The style of each heading; where one type serves numbers of several depths, the deeper is a style of its own."""
    types = [(-round(line.size * 2) / 2, not line.bold, line.italic) for _, line in headings]
    depths = [_depth(title) for title in titles]
    used: dict[tuple[float, bool, bool], set[int]] = defaultdict(set)
    for kind, depth in zip(types, depths, strict=True):
        if depth:
            used[kind].add(depth)
    return [
        (*kind, (depth or max(used[kind])) if len(used[kind]) > 1 else 0)
        for kind, depth in zip(types, depths, strict=True)
    ]


def _depth(title: str) -> int:
    match = _NUMBER.match(title)
    return match.group(1).count(".") + 1 if match else 0


def _level_in(outline: Mapping[tuple[int, str], int], draft: Draft, title: str) -> int:
    return outline.get((draft.page or 0, key_of(title)), 0)


def _ranked(styles: Sequence[Style], known: Sequence[int]) -> dict[Style, int]:
    """The level of each style: that of most of its bookmarks or, without any, one below the style above it."""
    votes: dict[Style, Counter[int]] = defaultdict(Counter)
    for style, level in zip(styles, known, strict=True):
        if level:
            votes[style][level] += 1
    ranks: dict[Style, int] = {}
    above = 0
    for style in sorted(set(styles)):
        level = votes[style].most_common(1)[0][0] if votes[style] else above + 1
        ranks[style] = level
        above = max(above, level) if not votes[style] else level
    return ranks
