"""Keys of 64 bits for features, of runs of them, and where a key stands in a list of known ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

NONE = np.uint64(0)
"""The key of no feature at all."""

FACTORS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F],
    dtype=np.uint64,
)
"""Odd numbers with well mixed bits: key i of a run counts times factor i, modulo 2^64."""

_EMPTY = -1


def key_of(text: str) -> int:
    """The key of a text, the same on every machine."""
    from spacy.strings import hash_string  # type: ignore[attr-defined]

    return int(hash_string(text))


def run_keys(keys: NDArray[np.uint64], bounds: NDArray[np.int64], longest: int) -> NDArray[np.uint64]:
    """The keys (k, longest) of the runs of 1, 2, … keys that begin at each of `k` keys.

    Row i of the text has the keys from `bounds[i]` to `bounds[i + 1]`; a run that would leave its row is `NONE`.
    """
    count = len(keys)
    found = np.zeros((count, longest), dtype=np.uint64)
    ends = np.repeat(bounds[1:], np.diff(bounds))
    run = keys * FACTORS[0]
    for size in range(min(longest, count)):
        if size:
            run = run[:-1] + keys[size:] * FACTORS[size]
        inside = np.arange(size, count) < ends[: count - size]
        found[: count - size, size] = np.where(inside, run, NONE)
    return found


class KeyTable:
    """Where each of a growing list of distinct keys stands in it: a hash table with linear probing, asked by array."""

    def __init__(self, keys: NDArray[np.uint64] | None = None) -> None:
        self._keys = np.zeros(16, dtype=np.uint64)
        self._count = 0
        self._make_slots(64)
        if keys is not None:
            self.add(keys)

    def __len__(self) -> int:
        return self._count

    def add(self, keys: NDArray[np.uint64]) -> None:
        """Put further keys at the end of the list; they are distinct and not yet there."""
        before, self._count = self._count, self._count + len(keys)
        if self._count > len(self._keys):
            self._keys = np.concatenate([self._keys, np.zeros(2 * self._count - len(self._keys), dtype=np.uint64)])
        self._keys[before : self._count] = keys
        if 4 * self._count > len(self._slots):
            self._make_slots(8 * self._count)
            before = 0
        self._insert(np.arange(before, self._count, dtype=np.int32))

    def places(self, keys: NDArray[np.uint64]) -> NDArray[np.int32]:
        """The place of each key, or -1 where it is not in the list."""
        at = (keys >> self._shift).astype(np.int64)
        found = self._slots[at]
        pending = np.flatnonzero((found != _EMPTY) & (self._keys[found] != keys))
        at = at[pending]
        while len(pending):
            at = (at + 1) & (len(self._slots) - 1)
            found[pending] = now = self._slots[at]
            wrong = (now != _EMPTY) & (self._keys[now] != keys[pending])
            pending, at = pending[wrong], at[wrong]
        return found

    def _make_slots(self, least: int) -> None:
        bits = max(int(least - 1).bit_length(), 6)
        self._shift = np.uint64(64 - bits)
        self._slots = np.full(1 << bits, _EMPTY, dtype=np.int32)

    def _insert(self, places: NDArray[np.int32]) -> None:
        at = (self._keys[places] >> self._shift).astype(np.int64)
        while len(places):
            free = self._slots[at] == _EMPTY
            self._slots[at[free]] = places[free]  # where several want one slot, the last has it
            lost = self._slots[at] != places
            places, at = places[lost], (at[lost] + 1) & (len(self._slots) - 1)
