"""fastText's supervised classifier (Joulin and others 2016), with the settings that its tutorial ends with.

Where it stops with "Encountered NaN", it is asked again with half the learning rate.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from rivals.answers import TwoDecisions, finding_lessons, standard_lessons

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from classifier.examples import Example
    from rivals.answers import Lessons, Read

_MARK = "__label__"
_PUNCTUATION = re.compile(r"([.!?,'’/()])")
_RATE = 0.5
_SETTINGS = {"epoch": 25, "wordNgrams": 2, "bucket": 200_000, "dim": 50, "thread": 1, "verbose": 0}


def fit(known: Sequence[Example], read: Read, work: Path) -> TwoDecisions:
    """Learn both decisions."""
    finding = _Decision(finding_lessons(known, read), work / "finding.txt")
    return TwoDecisions(finding, _Decision(standard_lessons(known, read), work / "standard.txt"), read)


class _Decision:
    def __init__(self, lessons: Lessons, file: Path) -> None:
        rows = zip(lessons.labels, lessons.texts, strict=True)
        file.write_text("".join(f"{_MARK}{label} {_words(text)}\n" for label, text in rows), encoding="utf-8")
        self.model = _learned(file, _RATE)
        self.classes = np.unique(lessons.labels)

    def probabilities(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Probabilities (n, classes)."""
        found = np.zeros((len(texts), len(self.classes)))
        places = {f"{_MARK}{label}": place for place, label in enumerate(self.classes)}
        labels, values = self.model.predict([_words(text) for text in texts], k=-1)
        for row, (names, said) in enumerate(zip(labels, values, strict=True)):
            found[row, [places[name] for name in names]] = said
        return np.minimum(found, 1.0)  # it rounds to a little above 1

    def save(self, folder: Path) -> None:
        """Write the model in its own format."""
        self.model.save_model(str(folder / "model.bin"))


def _learned(file: Path, rate: float) -> Any:
    import fasttext

    try:
        return fasttext.train_supervised(str(file), lr=rate, **_SETTINGS)
    except RuntimeError as error:
        if "NaN" not in str(error):
            raise
        return _learned(file, rate / 2)


def _words(text: str) -> str:
    """Lower case, punctuation set apart, one line: as the tutorial prepares its text."""
    return " ".join(_PUNCTUATION.sub(r" \1 ", text).lower().split())
