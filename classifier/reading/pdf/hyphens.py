"""Hyphens that are there only because the line ended, where the report has the word nowhere else."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from classifier.records import BlockKind, Piece

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from classifier.reading.assemble import Draft
    from classifier.records import Block

_WORD = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
_BROKEN = re.compile(r"([^\W\d_]+)[-‐]$")
_REST = re.compile(r"[^\W\d_]+")
_KEEPS = frozenset(
    """all anti by co cost cross day decision drug east end evidence ex face far first five follow four full good half
    hard high in large left long low medium mid multi nine non north old on one out part peer post pre problem re risk
    second self semi seven short six small so south start ten third three time trauma two under up well west work
    year""".split()
)


def soft_hyphens(text: str, drafts: Iterable[Draft]) -> frozenset[int]:
    """The offsets of the hyphens inside drafts that only break a word at a line end.

    The report's own words decide where they can: a word that stands whole elsewhere is one word, one that
    stands hyphenated keeps its hyphen. Where it has neither, two parts that are both words of the report keep
    the hyphen ("probation-led"), and so does a usual first part ("self-", "two-"); others are one word.
    """
    places = list(_breaks(text, drafts))
    if not places:
        return frozenset()
    words = Counter(match.group().lower() for match in _WORD.finditer(text))
    for _, first, rest in places:
        words[first] -= 1
        words[rest] -= 1
    return frozenset(at for at, first, rest in places if _is_soft(first, rest, words))


def rejoined(blocks: Iterable[Block], soft: frozenset[int]) -> Iterator[Block]:
    """The blocks without the soft hyphens; in the paths of sections too."""
    titles: dict[str, str] = {}
    for block in blocks:
        made = _without(block, soft) if soft else block
        if made.section and titles:
            made = replace(made, section=tuple(titles.get(title, title) for title in made.section))
        if made.kind is BlockKind.HEADING and made.text != block.text:
            titles[block.text] = made.text
        yield made


def _breaks(text: str, drafts: Iterable[Draft]) -> Iterator[tuple[int, str, str]]:
    """The hyphens at line ends inside drafts, each with the letters before and after it."""
    for draft in drafts:
        for (start, end), (after, stop) in pairwise(draft.spans):
            if text[end - 1] not in "-‐":
                continue
            broken = _BROKEN.search(text[start:end])
            rest = _REST.match(text[after:stop])
            if broken and rest and rest.group()[0].islower():
                yield end - 1, broken.group(1).lower(), rest.group().lower()


def _is_soft(first: str, rest: str, words: Counter[str]) -> bool:
    if words[f"{first}-{rest}"] > 0:
        return False
    if words[first + rest] > 0:
        return True
    if first in _KEEPS:
        return False
    return words[first] <= 0 or words[rest] <= 0


def _without(block: Block, soft: frozenset[int]) -> Block:
    """The block with its soft hyphens cut out; each is the last character of a piece."""
    cut = [at for at, piece in enumerate(block.pieces) if piece.start + piece.length - 1 in soft]
    if not cut:
        return block
    text = block.text
    for at in reversed(cut):
        place = block.pieces[at].at + block.pieces[at].length - 1
        text = text[:place] + text[place + 1 :]
    pieces: list[Piece] = []
    gone = 0
    for at, piece in enumerate(block.pieces):
        length = piece.length - (at in cut)
        if length:
            pieces.append(Piece(piece.at - gone, piece.start, length))
        gone += at in cut
    return replace(block, text=text, pieces=tuple(pieces))
