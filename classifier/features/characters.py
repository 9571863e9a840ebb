"""The character n-grams of words, by array."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from classifier.features.hashing import FACTORS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_SIZES = range(2, 6)
_DIGIT = re.compile(r"\d")
_MIX = np.uint64(32)
_SALT = np.uint64(0x2545F4914F6CDD1D)


def character_keys(words: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The keys of all runs of 2 to 5 characters of words with a blank at both ends, digits made 0, and their bounds.

    The keys of word i are those from `bounds[i]` to `bounds[i + 1]`.
    """
    padded = [f" {_DIGIT.sub('0', word)} " for word in words]
    letters = np.frombuffer("".join(padded).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    sizes = np.array([len(word) for word in padded], dtype=np.int64)
    ends = np.repeat(np.cumsum(sizes), sizes)
    rows = np.repeat(np.arange(len(words)), sizes)
    keys, owners = [np.zeros(0, dtype=np.uint64)], [np.zeros(0, dtype=np.int64)]
    run = letters * FACTORS[0]
    for size in _SIZES:
        run = run[:-1] + letters[size - 1 :] * FACTORS[size - 1]
        inside = np.flatnonzero(np.arange(size, size + len(run)) <= ends[: len(run)])
        mixed = (run[inside] ^ (run[inside] >> _MIX)) * _SALT
        keys.append(mixed ^ (mixed >> _MIX))
        owners.append(rows[inside])
    owner = np.concatenate(owners)
    order = np.argsort(owner, kind="stable")
    bounds = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(np.bincount(owner, minlength=len(words)))])
    return np.concatenate(keys)[order], bounds
