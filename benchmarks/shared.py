"""What several of these programs have in common: arguments, examples as estimators take them, macro-F1, intervals."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.metrics import f1_score

from classifier.annotations import read_corpus
from classifier.examples import Example, examples

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

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


def draws_of(documents: NDArray[np.str_], count: int = 200) -> list[NDArray[np.intp]]:
    """Places of sentences in `count` resamples of whole documents; `documents` is (n,), that of each sentence."""
    chance, names = np.random.default_rng(0), np.unique(documents)
    places = {name: np.flatnonzero(documents == name) for name in names}
    return [np.concatenate([places[name] for name in chance.choice(names, size=len(names))]) for _ in range(count)]


def with_interval(value: float, drawn: Sequence[float]) -> str:
    """A figure with its 95 % interval over resamples, as tables show it."""
    low, high = np.percentile(drawn, [2.5, 97.5])
    return f"{value:.3f} ({low:.3f} to {high:.3f})"
