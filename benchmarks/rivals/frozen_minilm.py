"""MiniLM as it comes, not fine-tuned: a logistic regression for each decision on one embedding of the sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from rivals.answers import finding_lessons, most_likely, standard_lessons
from rivals.minilm import load_minilm

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from classifier.examples import Example
    from classifier.records import Sentence
    from rivals.answers import Answers, Lessons, Read

_COSTS = [1.0, 10.0, 100.0]


def fit(known: Sequence[Example], read: Read, work: Path) -> _Frozen:  # noqa: ARG001
    """Learn both decisions; nothing is kept in `work`."""
    return _Frozen(finding_lessons(known, read), standard_lessons(known, read), read)


class _Frozen:
    def __init__(self, findings: Lessons, standards: Lessons, read: Read) -> None:
        self.encoder, self.read = load_minilm(), read
        embedded = dict(zip(findings.texts, self._embed(findings.texts), strict=True))
        self.finding = _head(findings, embedded)
        self.standard = _head(standards, embedded)

    def answer(self, sentences: Sequence[Sentence]) -> Answers:
        """Finding and standard of each sentence."""
        rows = self._embed([self.read(sentence) for sentence in sentences])
        return most_likely(
            self.finding.classes_,
            self.finding.predict_proba(rows),
            self.standard.classes_,
            self.standard.predict_proba(rows),
        )

    def save(self, folder: Path) -> None:
        """Write the encoder and both heads."""
        import joblib

        self.encoder.save(str(folder / "encoder"))
        joblib.dump((self.finding, self.standard), folder / "heads.joblib")

    def _embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        found: NDArray[np.float32] = self.encoder.encode(list(texts), batch_size=32, show_progress_bar=False)
        return found


def _head(lessons: Lessons, embedded: dict[str, NDArray[np.float32]]) -> Any:
    """A logistic regression whose C is chosen by folds grouped by document."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GridSearchCV, GroupKFold

    rows = np.array([embedded[text] for text in lessons.texts])
    search = GridSearchCV(
        LogisticRegression(max_iter=1000), {"C": _COSTS}, cv=GroupKFold(3), scoring="accuracy", refit=True
    )
    return search.fit(rows, lessons.labels, groups=lessons.documents).best_estimator_
