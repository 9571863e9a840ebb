"""What the encoder reads of a sentence: its word pieces, and those of each heading above it, as rows of their own."""

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

HEADING_TOKENS = 32
"""Word pieces of a heading that are read."""

HEADINGS = 3
"""Headings above a sentence that are shown beside it, the nearest ones."""

SAYINGS = 2
"""Scores between those of findings and standards: something good is said; something bad is said. A mixed sentence holds
both."""


def headings_of(sentence: Sentence) -> tuple[str, ...]:
    """The headings above the sentence, at most `HEADINGS`, the nearest first."""
    return sentence.section[::-1][:HEADINGS]


WAYS: dict[str, Callable[[Sentence], tuple[str, ...]]] = {"alone": lambda _: (), "with_headings": headings_of}
"""The ways in which a sentence can be read: the headings that are shown beside it."""


def encode(tokenizer: Tokenizer, texts: Sequence[str], most: int) -> list[list[int]]:
    """Word pieces of each text, at most `most`, without the marks for start and end."""
    found: list[Encoding] = tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
    return [encoding.ids[:most] for encoding in found]


def frame_of(tokenizer: Tokenizer) -> tuple[int, int]:
    """The word pieces that start and end a row; raises `ModelError` where the tokenizer has none."""
    start, end = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    if start is None or end is None:
        raise ModelError("the encoder", "its tokenizer has no [CLS] or no [SEP]", "Use the tokenizer of the network")
    return start, end


def pad(rows: Sequence[Sequence[int]], frame: tuple[int, int]) -> NDArray[np.int64]:
    """Word pieces (n, longest + 2) of rows, each between the two of `frame`; 0 is padding."""
    pieces = np.zeros((len(rows), max(map(len, rows), default=0) + 2), dtype=np.int64)
    for place, row in enumerate(rows):
        pieces[place, : len(row) + 2] = [frame[0], *row, frame[1]]
    return pieces
