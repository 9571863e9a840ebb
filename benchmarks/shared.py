"""What several of these programs have in common: arguments, examples as estimators take them, and the macro-F1."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sklearn.metrics import f1_score

from classifier.annotations import read_corpus
from classifier.examples import Example, examples

if TYPE_CHECKING:
    from collections.abc import Iterable

LABELS = ["strength", "area_for_improvement", "none"]
"""The labels that a macro-F1 is the mean over."""


def known_and_work(description: str | None) -> tuple[list[Example], Path]:
    """The examples and the folder of checkpoints that the command line names: `[corpus] [work]`."""
    arguments = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("corpus", type=Path, nargs="?", default=Path("corpus"))
    arguments.add_argument("work", type=Path, nargs="?", default=Path("models/hmip-nps-2018.work"))
    options = arguments.parse_args()
    return list(examples(list(read_corpus(options.corpus)))), options.work


def columns(known: Iterable[Example]) -> tuple[list[Any], list[tuple[str, str]], list[str]]:
    """The sentences of examples, their labels (finding and standard) and their documents."""
    rows = [(one.sentence, (one.finding.value, one.standard), one.document) for one in known]
    sentences, labels, documents = zip(*rows, strict=True)
    return list(sentences), list(labels), list(documents)


def macro_f1(truth: Any, said: Any) -> float:
    """The mean F1 of strength, area for improvement and none, from 0 to 1."""
    return float(f1_score(truth, said, labels=LABELS, average="macro"))
