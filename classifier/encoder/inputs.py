"""What the encoder reads of a sentence: its word pieces, and those of its context as the second part of a pair."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from classifier.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray
    from tokenizers import Encoding, Tokenizer

    from classifier.records import Sentence

SENTENCE_TOKENS = 96
"""Word pieces of a sentence that are read; longer sentences are cut at the end."""

CONTEXT_TOKENS = 64
"""Word pieces of the context that are read."""

SAYINGS = 2
"""Scores between those of findings and standards: something good is said; something bad is said. A mixed sentence holds
both."""

_HEADINGS = 3
_NEAREST = 2


def headings_of(sentence: Sentence, most: int = _HEADINGS) -> str:
    """The nearest headings above the sentence, at most `most` (1 or more), outermost first."""
    return " ".join(f"{heading}." for heading in sentence.section[-most:])


def nearest_headings_of(sentence: Sentence) -> str:
    """The heading above the sentence and the one above that."""
    return headings_of(sentence, _NEAREST)


def context_of(sentence: Sentence) -> str:
    """The nearest headings above the sentence and the sentence before it."""
    return f"{headings_of(sentence)} {sentence.before}".strip()


WAYS: dict[str, Callable[[Sentence], str]] = {
    "alone": lambda _: "",
    "with_headings": headings_of,
    "with_context": context_of,
    "with_nearest_headings": nearest_headings_of,
}
"""The ways in which a sentence can be read: what is shown beside it."""


def encode(tokenizer: Tokenizer, texts: Sequence[str], most: int) -> list[list[int]]:
    """Word pieces of each text, at most `most`, without the marks for start and end."""
    found: list[Encoding] = tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
    return [encoding.ids[:most] for encoding in found]


def frame_of(tokenizer: Tokenizer) -> tuple[int, int]:
    """The word pieces that start a row and end its parts; raises `ModelError` where the tokenizer has none."""
    start, end = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    if start is None or end is None:
        raise ModelError("the encoder", "its tokenizer has no [CLS] or no [SEP]", "Use the tokenizer of the network")
    return start, end


def pad(
    sentences: Sequence[Sequence[int]], contexts: Sequence[Sequence[int]], start: int, end: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Two arrays (n, longest): word pieces, and the part each belongs to.

    A row is start, sentence, end and, where there is a context, context, end. Parts: 1 for start and sentence,
    2 for the rest, 0 for padding.
    """
    rows = [
        [start, *sentence, end, *([*context, end] if context else [])]
        for sentence, context in zip(sentences, contexts, strict=True)
    ]
    width = max(map(len, rows))
    pieces = np.zeros((len(rows), width), dtype=np.int64)
    parts = np.zeros((len(rows), width), dtype=np.int64)
    for place, (row, sentence) in enumerate(zip(rows, sentences, strict=True)):
        pieces[place, : len(row)] = row
        parts[place, : len(row)] = 2
        parts[place, : len(sentence) + 1] = 1
    return pieces, parts
