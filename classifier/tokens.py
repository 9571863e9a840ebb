"""The tokens of sentences as arrays, made once: what splits a report has them already, else they are made here.

A token is the 64-bit hash that spaCy gives its text; the text itself is in the vocabulary of `tokenizer`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, overload

import numpy as np

from classifier.records import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray
    from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]
    from spacy.tokens import Doc

_LONG_WORD = re.compile(r"\S{400}")
_WORD_OR_BLANKS = re.compile(r"\S+|\s+")


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """The tokens of `n` sentences, without those of white space.

    `orth` (m,) has the hash of each token's text, in order; sentence i has those from `bounds[i]` to `bounds[i + 1]`
    (`bounds` is (n + 1,), from 0 to m).
    """

    orth: NDArray[np.uint64]
    bounds: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def rows(self, start: int, stop: int) -> Tokens:
        """The tokens of the sentences from `start` to `stop` (half-open, within range)."""
        bounds = self.bounds[start : stop + 1]
        return Tokens(self.orth[bounds[0] : bounds[-1]], bounds - bounds[0])

    @classmethod
    def joined(cls, parts: Sequence[Tokens]) -> Tokens:
        """The tokens of the parts one after the other."""
        sizes = np.concatenate([np.zeros(1, dtype=np.int64), *(np.diff(part.bounds) for part in parts)])
        orth = np.concatenate([np.zeros(0, dtype=np.uint64), *(part.orth for part in parts)])
        return cls(orth, np.cumsum(sizes))


class Sentences(Sequence[Sentence]):
    """Sentences that carry their tokens, so that nobody makes them twice; a slice of them does so too."""

    def __init__(self, sentences: Sequence[Sentence], tokens: Tokens) -> None:
        if len(sentences) != len(tokens):
            raise ValueError(f"{len(sentences)} sentences and the tokens of {len(tokens)} do not go together")
        self._sentences = sentences
        self.tokens = tokens

    @classmethod
    def joined(cls, parts: Sequence[Sentences]) -> Sentences:
        """The sentences of the parts one after the other."""
        return cls([sentence for part in parts for sentence in part], Tokens.joined([part.tokens for part in parts]))

    def __len__(self) -> int:
        return len(self._sentences)

    def __iter__(self) -> Iterator[Sentence]:
        return iter(self._sentences)

    @overload
    def __getitem__(self, index: int) -> Sentence: ...

    @overload
    def __getitem__(self, index: slice) -> Sentences: ...

    def __getitem__(self, index: int | slice) -> Sentence | Sentences:
        if not isinstance(index, slice):
            return self._sentences[index]
        start, stop, step = index.indices(len(self))
        if step != 1:
            raise ValueError("sentences with tokens are cut in runs, one after the other")
        return Sentences(self._sentences[start : max(start, stop)], self.tokens.rows(start, max(start, stop)))


@cache
def tokenizer() -> Tokenizer:
    """The English tokenizer of spaCy, one a process, since the hashes of `Tokens` are looked up in its vocabulary."""
    import spacy

    return spacy.blank("en").tokenizer


def tokenized(text: str) -> Doc:
    """The tokens of a text; where a word is so long that spaCy would need time in its square, parted at blanks only."""
    from spacy.tokens import Doc

    if _LONG_WORD.search(text) is None:
        doc: Doc = tokenizer()(text)
        return doc
    words = _WORD_OR_BLANKS.findall(text)
    return Doc(tokenizer().vocab, words=words, spaces=[False] * len(words))


def tokens_of(sentences: Sequence[Sentence]) -> Tokens:
    """The tokens of sentences: those that they carry, else of their texts."""
    if isinstance(sentences, Sentences):
        return sentences.tokens
    return tokens_of_texts([sentence.text for sentence in sentences])


def tokens_of_texts(texts: Iterable[str]) -> Tokens:
    """The tokens of texts, each a sentence."""
    from spacy.symbols import IS_SPACE, ORTH  # type: ignore[import-not-found]

    orths, sizes = [np.zeros(0, dtype=np.uint64)], [0]
    for text in texts:
        table = tokenized(text).to_array([ORTH, IS_SPACE])
        solid = table[table[:, 1] == 0, 0]
        orths.append(solid)
        sizes.append(len(solid))
    return Tokens(np.concatenate(orths), np.cumsum(np.array(sizes, dtype=np.int64)))
