"""Our default model: sparse features and a fine-tuned MiniLM. On published reports the shipped one is asked."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from classifier.errors import ClassifierError
from rivals.ours_fast import Ours

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from classifier.examples import Example
    from rivals.answers import Read


def fit(known: Sequence[Example], read: Read, work: Path) -> Ours:  # noqa: ARG001
    """Learn both decisions, which takes hours; `work` keeps checkpoints, and the same call goes on from there."""
    from classifier.combined import CombinedClassifier
    from classifier.encoder.runtime import THREADS
    from classifier.fine_tuning.learning import learn_encoder

    os.environ[THREADS] = "1"
    learned = learn_encoder(known, work, progress=lambda message: print(f"  {message}", flush=True))
    answers = [(example.finding.value, example.standard) for example in known]
    names = [example.document for example in known]
    combined = CombinedClassifier().fit([example.sentence for example in known], answers, names, learned.held_out)
    combined.encoder_ = learned.encoder
    return Ours(combined)


def shipped(corpus: str) -> Ours:
    """The shipped model; raises `ClassifierError` where it learned from another corpus than the one of this hash."""
    from classifier.encoder.runtime import THREADS
    from classifier.persistence import find_model, load_model, read_manifest

    os.environ[THREADS] = "1"
    learned_from = read_manifest(find_model("accurate"))["corpus"]["sha256"]
    if learned_from != corpus:
        raise ClassifierError(
            f"the shipped model learned from the corpus {learned_from[:8]}, this is {corpus[:8]}",
            mend="Compare on the corpus that it learned from, or train it again with findings train --encoder",
        )
    return Ours(load_model("accurate").estimator)
