"""What is said of the sentences beside a sentence: neighbours in a section are mostly about the same thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from classifier.records import Sentence


def follows(sentence: Sentence, previous: Sentence) -> bool:
    """Whether the two stand side by side in one section."""
    return bool(sentence.before) and sentence.before == previous.text and sentence.section == previous.section


def of_neighbours(sentences: Sequence[Sentence], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean of the `values` (n, k) of the sentences before and after each in its section; 0 where there is none."""
    found, counts = np.zeros_like(values), np.zeros(len(values))
    beside = [place for place in range(1, len(values)) if follows(sentences[place], sentences[place - 1])]
    later = np.array(beside, dtype=np.int64)
    found[later] += values[later - 1]
    counts[later] += 1
    found[later - 1] += values[later]
    counts[later - 1] += 1
    mean: NDArray[np.float64] = found / np.maximum(counts, 1)[:, None]
    return mean
