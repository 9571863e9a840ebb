"""Our sparse model, learned here as `findings train` learns it, but on one processor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifier.estimator import SentenceClassifier
from rivals.answers import Answers, most_likely

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from classifier.examples import Example
    from classifier.model import Estimator
    from classifier.records import Sentence
    from rivals.answers import Read


def fit(known: Sequence[Example], read: Read, work: Path) -> Ours:  # noqa: ARG001
    """Learn both decisions; it reads the whole `Sentence`, and nothing is kept in `work`."""
    answers = [(example.finding.value, example.standard) for example in known]
    names = [example.document for example in known]
    return Ours(SentenceClassifier(n_jobs=1).fit([example.sentence for example in known], answers, names))


class Ours:
    """An estimator of ours as a rival."""

    def __init__(self, estimator: Estimator) -> None:
        self.estimator = estimator

    def answer(self, sentences: Sequence[Sentence]) -> Answers:
        """Finding and standard of each sentence."""
        findings, standards = self.estimator.probabilities(sentences)
        return most_likely(self.estimator.classes_, findings, self.estimator.standards_, standards)

    def save(self, folder: Path) -> None:
        """Write what a model folder holds: the estimator without what only training needs, and the encoder."""
        from classifier.persistence import ESTIMATOR, taken_apart
        from classifier.skops_bytes import dump_bytes

        slim, beside = taken_apart(self.estimator)
        for name, content in {ESTIMATOR: dump_bytes(slim), **beside}.items():
            (folder / name).write_bytes(content)
