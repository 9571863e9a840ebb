"""SetFit (Tunstall and others 2022) on MiniLM: contrastive pairs of a few sentences a class, then a logistic head.

SetFit is made for few examples, as it learns from pairs: 64 sentences a class, drawn by chance, or all where a class
has fewer. Each decision fine-tunes an encoder of its own. Learning ends after `_STEPS` steps of 16 pairs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rivals.answers import TwoDecisions, finding_lessons, standard_lessons
from rivals.minilm import load_minilm

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from classifier.examples import Example
    from rivals.answers import Lessons, Read

A_CLASS = 64
_STEPS = 400
_PAIRS = 16


def fit(known: Sequence[Example], read: Read, work: Path) -> TwoDecisions:
    """Learn both decisions."""
    finding = SetFit(finding_lessons(known, read), work / "finding")
    return TwoDecisions(finding, SetFit(standard_lessons(known, read), work / "standard"), read)


class SetFit:
    """One decision; with no steps the encoder stays as it comes and only the head learns."""

    def __init__(self, lessons: Lessons, work: Path, steps: int = _STEPS) -> None:
        from datasets import Dataset, disable_progress_bars
        from setfit import SetFitModel, Trainer, TrainingArguments, logging
        from sklearn.linear_model import LogisticRegression

        disable_progress_bars()
        logging.set_verbosity_error()
        self.classes, numbers = np.unique(lessons.labels, return_inverse=True)
        chosen = _drawn(numbers)
        texts, labels = [lessons.texts[place] for place in chosen], numbers[chosen].tolist()
        self.model = SetFitModel(model_body=load_minilm(), model_head=LogisticRegression())
        if not steps:
            self.model.fit(texts, labels, num_epochs=1)
            return
        arguments = TrainingArguments(
            output_dir=str(work),
            batch_size=_PAIRS,
            max_steps=steps,
            seed=0,
            report_to="none",
            save_strategy="no",
            show_progress_bar=False,
            logging_strategy="no",
        )
        Trainer(self.model, args=arguments, train_dataset=Dataset.from_dict({"text": texts, "label": labels})).train()

    def probabilities(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Probabilities (n, classes)."""
        found: NDArray[np.float64] = self.model.predict_proba(list(texts), as_numpy=True, show_progress_bar=False)
        return found

    def save(self, folder: Path) -> None:
        """Write encoder and head."""
        self.model.save_pretrained(str(folder))


def _drawn(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Places of `A_CLASS` examples of each class."""
    chance = np.random.default_rng(0)
    by_class = [np.flatnonzero(numbers == number) for number in np.unique(numbers)]
    return np.concatenate([chance.choice(places, min(A_CLASS, len(places)), replace=False) for places in by_class])
