"""What the features take each distinct word for, found out when it is first met."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from classifier.features.hashing import KeyTable, key_of
from classifier.proportions import character_of
from classifier.tokens import tokenizer

if TYPE_CHECKING:
    from numpy.typing import NDArray

WORD, SILENT, ENDS_CLAUSE, NEGATES = 1, 2, 4, 8
"""Flags of a word: it has letters; no feature shows it; a negation ends at it; one begins after it."""

NUMBER = "<number>"
_MARKS = frozenset(". , ; : ( ) ? ! – —".split())
_CLAUSE_END = _MARKS | frozenset("but although though however while whereas yet and which".split())
_NEGATORS = frozenset(
    """not no never none nor neither cannot without hardly barely scarcely nobody nothing nowhere lack lacks lacked
    lacking unable fail fails failed failing few little n't""".split()
)
_MOST_WORDS = 1 << 17
_FACTS = np.dtype(
    [("key", np.uint64), ("ends", np.uint64), ("looks", np.uint64), ("flags", np.uint8), ("character", np.uint8)],
    align=True,
)
_lock = Lock()


class Lexicon:
    """The words met so far; each has a number, in the order in which they came.

    `shown` has the words in lower case with straight apostrophes, numbers as `NUMBER`; `spelled` the same, but numbers
    as they are.
    """

    def __init__(self) -> None:
        self._table = KeyTable()
        self._facts = np.zeros(1024, dtype=_FACTS)
        self.shown: list[str] = []
        self.spelled: list[str] = []

    def __len__(self) -> int:
        return len(self._table)

    def numbers(self, orth: NDArray[np.uint64]) -> NDArray[np.int32]:
        """The number of each word by spaCy's hash of it; words that are new are taken up."""
        found = self._table.places(orth)
        missing = np.flatnonzero(found < 0)
        if len(missing):
            with _lock:
                self._add(orth[missing])
            found[missing] = self._table.places(orth[missing])
        return found

    def facts(self, numbers: NDArray[np.int32], name: str) -> NDArray[Any]:
        """A fact of each word: its "key", "flags", "character" (of `proportions`), "ends" and "looks" (of the form)."""
        found: NDArray[Any] = self._facts[name][numbers]
        return found

    def _add(self, orth: NDArray[np.uint64]) -> None:
        new = np.unique(orth)
        new = new[self._table.places(new) < 0]  # another thread may have been quicker
        count = len(self)
        if count + len(new) > len(self._facts):
            self._facts = np.concatenate([self._facts, np.zeros(count + 2 * len(new), dtype=_FACTS)])
        strings = tokenizer().vocab.strings
        for place, text in enumerate([strings[int(one)] for one in new], start=count):
            self._facts[place] = self._looked_up(text)
        self._table.add(new)

    def _looked_up(self, text: str) -> tuple[int, int, int, int, int]:
        spelled = text.lower().replace("’", "'")
        shown = NUMBER if spelled[0].isdigit() else spelled
        has_letters = shown is spelled and any(map(str.isalpha, spelled))
        flags = WORD if has_letters else 0 if shown == NUMBER or spelled in _MARKS else SILENT
        flags |= ENDS_CLAUSE * (spelled in _CLAUSE_END) | NEGATES * (spelled in _NEGATORS)
        self.shown.append(shown)
        self.spelled.append(spelled)
        looks = looks_of(text)
        return key_of(shown), key_of(ends_of(text)), key_of(looks) if looks else 0, flags, ord(character_of(spelled))


def ends_of(text: str) -> str:
    """The feature of the form for a sentence that ends so."""
    return f"ends={'word' if text[-1].isalnum() else text[-1]}"


def looks_of(text: str) -> str:
    """The feature of the form for a sentence that begins so, where there is one."""
    return "quote" if text[0] in '“"‘' else "lower" if text[0].islower() else ""


class _Current:
    """The lexicon of the process."""

    lexicon = Lexicon()


def current_lexicon() -> Lexicon:
    """The lexicon of the process; a new one where the old has too many words, so that memory stays bounded."""
    if len(_Current.lexicon) > _MOST_WORDS:
        restart_lexicon()
    return _Current.lexicon


def restart_lexicon() -> None:
    """Forget all words; nothing but time depends on them."""
    _Current.lexicon = Lexicon()
