"""The words of sentences as features know them: silent marks left out, proportions as bands, negation marked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from classifier.features.hashing import key_of
from classifier.features.lexicon import ENDS_CLAUSE, NEGATES, SILENT, WORD
from classifier.proportions import BANDS, band_of, proportions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from classifier.features.lexicon import Lexicon
    from classifier.tokens import Tokens

NEGATED = np.uint64(0x8EBC6AF09C88C6E3)
"""What tells the key of a negated word from that of the word, bit by bit."""

_REACH = 9  # words
_BAND_KEYS = {band: key_of(band) for band in BANDS}


@dataclass(frozen=True, slots=True, eq=False)
class Marked:
    """The words of `n` sentences as features know them, `k` in all.

    Sentence i has those from `bounds[i]` to `bounds[i + 1]`. `keys` (k,) tell negated words from others, which
    `negated` (k,) does too. `first` and `last` (k,) are the tokens that a word was made of, more than one for a
    proportion; `bands` has the names of the bands by the first token. `numbers` (m,) are those of all tokens in the
    lexicon.
    """

    keys: NDArray[np.uint64]
    bounds: NDArray[np.int64]
    negated: NDArray[np.bool_]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    bands: dict[int, str]
    numbers: NDArray[np.int32]


def marked(tokens: Tokens, lexicon: Lexicon) -> Marked:
    """The words that the tokens of sentences make."""
    numbers = lexicon.numbers(tokens.orth)
    keys = lexicon.facts(numbers, "key").astype(np.uint64)
    flags = lexicon.facts(numbers, "flags").astype(np.uint8)
    last = np.arange(len(numbers))
    keep = (flags & SILENT) == 0
    bands = {}
    for start, end, band in _bands(tokens, numbers, lexicon):
        bands[start] = band
        keys[start] = _BAND_KEYS[band]
        keep[start], keep[start + 1 : end] = True, False
        flags[start] = 0
        last[start] = end - 1
    kept = np.flatnonzero(keep)
    keys, flags = keys[kept], flags[kept]
    bounds = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(keep)])[tokens.bounds]
    negated = _negated(flags, bounds)
    return Marked(np.where(negated, keys ^ NEGATED, keys), bounds, negated, kept, last[kept], bands, numbers)


def _bands(tokens: Tokens, numbers: NDArray[np.int32], lexicon: Lexicon) -> Iterator[tuple[int, int, str]]:
    """The first token, the end and the band of each proportion."""
    rows = np.repeat(np.arange(len(tokens)), np.diff(tokens.bounds))
    spread = np.arange(len(numbers)) + rows  # one place is left between sentences
    characters = np.zeros(len(numbers) + len(tokens), dtype=np.uint8)
    characters[spread] = lexicon.facts(numbers, "character")
    token = np.zeros(len(characters), dtype=np.int64)
    token[spread] = np.arange(len(numbers))

    def spelled(place: int) -> str:
        word: str = lexicon.spelled[numbers[token[place]]]
        return word

    for found in proportions(characters, spelled):
        start = int(token[found.start])
        yield start, start + found.end - found.start, band_of(found.share)


def _negated(flags: NDArray[np.uint8], bounds: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which words a negator reaches: up to nine in letters after it, not beyond the end of the clause or sentence."""
    if not len(flags):
        return np.zeros(0, dtype=bool)
    at = np.arange(len(flags))
    is_word = (flags & WORD) != 0
    words = np.cumsum(is_word)
    # The nearest negator before each place, and the nearest end of a clause up to it.
    negators = np.maximum.accumulate(np.where((flags & NEGATES) != 0, at, -1))
    negator = np.concatenate([[-1], negators[:-1]])
    stop = np.maximum.accumulate(np.where((flags & ENDS_CLAUSE) != 0, at, -1))
    stop = np.maximum(stop, np.repeat(bounds[:-1], np.diff(bounds)) - 1)
    found: NDArray[np.bool_] = is_word & (negator > stop) & (words - words[negator] <= _REACH)
    return found
