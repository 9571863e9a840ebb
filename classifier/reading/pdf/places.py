"""Where each word of the text stands on its page, in a few bytes a word."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from classifier.reading.pdf.words import Word


class Box(NamedTuple):
    """A box on a page: the page from 1, edges in points from the top left of the page as shown."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


class Places:
    """A map from offsets of the text to boxes on pages; filled once, in the order of the text."""

    def __init__(self) -> None:
        self._starts = array("I")  # of each word
        self._ends = array("I")
        self._left = array("f")
        self._right = array("f")
        self._line_words = array("I")  # the number of the first word of each line
        self._tops = array("f")
        self._bottoms = array("f")
        self._pages = array("I")
        self._page_starts = array("I")  # offsets; the first page begins at 0

    def new_page(self, start: int) -> None:
        """Begin a page at an offset of the text."""
        self._page_starts.append(start)

    def add_line(self, page: int, top: float, bottom: float, starts: Sequence[int], words: Sequence[Word]) -> None:
        """Add a line of `page`, from 1, with its words and the offset at which each begins."""
        self._line_words.append(len(self._starts))
        self._tops.append(top)
        self._bottoms.append(bottom)
        self._pages.append(page)
        self._starts.extend(starts)
        self._ends.extend([start + len(word.text) for start, word in zip(starts, words, strict=True)])
        self._left.extend([word.x0 for word in words])
        self._right.extend([word.x1 for word in words])

    @property
    def page_starts(self) -> tuple[int, ...]:
        """The offset at which each page begins, in order; a page that could not be read is empty."""
        return tuple(self._page_starts)

    def page_of(self, offset: int) -> int:
        """The page, from 1, that the character at an offset stands on."""
        return max(bisect_right(self._page_starts, offset), 1)

    def boxes(self, start: int, end: int) -> list[Box]:
        """The boxes of the characters `start` to `end` (half-open): one a line, in the order of the text."""
        return list(self._boxes(start, end))

    def _boxes(self, start: int, end: int) -> Iterator[Box]:
        word = bisect_right(self._ends, start)
        last = bisect_left(self._starts, end)
        while word < last:
            line = bisect_right(self._line_words, word) - 1
            following = self._line_words[line + 1] if line + 1 < len(self._line_words) else len(self._starts)
            stop = min(following, last)
            yield Box(
                self._pages[line],
                min(self._left[word:stop]),
                self._tops[line],
                max(self._right[word:stop]),
                self._bottoms[line],
            )
            word = stop
