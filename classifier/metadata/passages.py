"""Where in a report its metadata stand: what comes before the text, and sentences by their place in a block."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from classifier.records import BlockKind, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from classifier.records import Block, Report

_STOP = re.compile(r"(?<=[.!?])[\"”’')]*\s+(?=[A-Z“‘\"'(])")
_ENDED = re.compile(r"[.!?…][\"”’')\]]*$")
_FRONT_PARAGRAPHS = 2  # of text: what comes before the end of the second one is still the front of a report
_LONGEST = 1_000  # characters of a sentence
_MOST = 40  # blocks


def front_of(report: Report) -> Sequence[Block]:
    """The blocks before the text proper: titles, dates, a contents list, and the first paragraphs."""
    texts = 0
    for number, block in enumerate(report.blocks[:_MOST]):
        texts += not block.is_structure and len(block.text.split(None, 12)) >= 12
        if texts > _FRONT_PARAGRAPHS:
            return report.blocks[:number]
    return report.blocks[:_MOST]


class Passages:
    """The blocks of a report, found by words that they hold: patterns are only tried where they can match at all."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.front = front_of(report)
        self._printed = _Texts([block.text for block in report.blocks])
        self._lower = _Texts([block.text.lower() for block in report.blocks])

    def holding(self, *words: str) -> list[int]:
        """The places of the blocks that hold any of the words, which are in lower case, in any case, in order."""
        return self._lower.holding(words)

    def printing(self, *words: str) -> list[int]:
        """The places of the blocks that hold any of the words just so, in order."""
        return self._printed.holding(words)


class _Texts:
    """Texts that are searched as one."""

    def __init__(self, texts: list[str]) -> None:
        self._whole = "\n".join(texts)
        self._starts = list(accumulate((len(text) + 1 for text in texts[:-1]), initial=0))
        self._found: dict[tuple[str, ...], list[int]] = {}

    def holding(self, words: tuple[str, ...]) -> list[int]:
        if words not in self._found:
            self._found[words] = sorted({place for word in words for place in self._places(word)})
        return self._found[words]

    def _places(self, word: str) -> Iterator[int]:
        at = self._whole.find(word)
        while at >= 0:
            place = bisect_right(self._starts, at) - 1
            yield place
            at = self._whole.find(word, self._starts[place + 1]) if place + 1 < len(self._starts) else -1


def is_line(block: Block) -> bool:
    """Whether a block is a line of its own, such as a title or a label, rather than text."""
    if block.is_structure or block.role is Role.STATEMENT:
        return True
    return block.kind is not BlockKind.LIST_ITEM and len(block.text.split()) <= 30 and not _ENDED.search(block.text)


def sentences_of(block: Block) -> Iterator[tuple[int, str]]:
    """The sentences of a block, roughly, each with its offset in the block's text; endless ones are cut short."""
    at = 0
    for stop in _STOP.finditer(block.text):
        yield at, block.text[at : min(stop.start(), at + _LONGEST)]
        at = stop.end()
    yield at, block.text[at : at + _LONGEST]
