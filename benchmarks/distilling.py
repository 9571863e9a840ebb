"""Whether the sparse model learns from what the encoder says of text that nobody has annotated.

Run it after training with an encoder: python benchmarks/distilling.py corpus models/hmip-nps-2018.work

An encoder learned from half of the documents. The other half is text without labels for it: a fifth of it is the test,
and on the rest the sparse model is given, beside the annotated half, nothing; the encoder's labels, each as heavy as it
is likely (a standard as it is likely that there is a finding at all); or, to know what could be gained at most, the
labels of the annotators. Then the halves change places. Neither encoder nor sparse model has seen a document that it is
tested on. Prints the macro-F1 of the finding (over strength, area for improvement and none) and the accuracy of the
standard, with 95 % bootstrap intervals over documents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import softmax
from shared import columns, draws_of, known_and_work, macro_f1, with_interval
from sklearn.model_selection import GroupKFold
from sklearn.svm import LinearSVC

from classifier.encoder.inputs import SAYINGS
from classifier.encoder.runtime import READ
from classifier.estimator import SentenceClassifier
from classifier.features import SentenceFeatures
from classifier.fine_tuning.learning import HELD_OUT, fold_of
from classifier.records import FindingLabel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    Lessons = tuple[NDArray[np.intp], NDArray[Any], NDArray[np.float64]]

_LEAST = 0.02  # of a probability, below which the encoder's label teaches nothing


def main() -> None:
    """Run the comparison."""
    known, work = known_and_work(__doc__)
    sentences, labels, names = columns(known)
    documents, scores = np.array(names), np.load(work / HELD_OUT)[READ]
    findings, standards = (np.array(column) for column in zip(*labels, strict=True))
    features = SentenceFeatures().fit(sentences).transform(sentences)
    half = fold_of(names)
    count = len(np.unique(findings))
    said = softmax(scores[:, :count], axis=1)
    is_finding = 1 - said[:, np.unique(findings) == FindingLabel.NONE.value]
    decisions = {
        "finding": (findings, said),
        "standard": (standards, is_finding * softmax(scores[:, count + SAYINGS :], axis=1)),
    }
    print(f"{len(np.unique(documents))} documents, {len(known):,} sentences\n")
    print("| on the half without labels | finding, macro-F1 | standard |\n|---|---|---|")
    for how in ("nothing", "the encoder's labels", "the annotators' labels"):
        figures = []
        for decision, (truth, taught) in decisions.items():
            answers = np.full(len(truth), "", dtype=truth.dtype)
            for unlabelled, test in _parts(half, documents):
                lessons = _lessons(how, truth, taught, half != half[test[0]], unlabelled)
                answers[test] = _learned(features, *lessons).predict(features[test])
            figures.append(_figure(decision, truth, answers, documents))
        print(f"| {how} | {' | '.join(figures)} |", flush=True)


def _parts(half: NDArray[np.int64], documents: NDArray[np.str_]) -> Iterator[tuple[Any, Any]]:
    """The sentences of each half that are there without labels, and those that are tested on."""
    for number in np.unique(half):
        places = np.flatnonzero(half == number)
        for unlabelled, test in GroupKFold(5).split(places, groups=documents[places]):
            yield places[unlabelled], places[test]


def _lessons(
    how: str, truth: NDArray[np.str_], taught: NDArray[np.float64], annotated: NDArray[np.bool_], unlabelled: Any
) -> Lessons:
    """Rows, labels and weights to learn from; a row comes once for each label that the encoder gives it."""
    if how == "the annotators' labels":
        annotated = annotated.copy()
        annotated[unlabelled] = True
    rows = np.flatnonzero(annotated & (truth != ""))
    lessons = [(rows, truth[rows], np.ones(len(rows)))]
    if how == "the encoder's labels":
        for place, label in enumerate(np.unique(truth[truth != ""])):
            likely = unlabelled[taught[unlabelled, place] >= _LEAST]
            lessons.append((likely, np.full(len(likely), label), taught[likely, place]))
    rows, answers, weights = (np.concatenate(parts) for parts in zip(*lessons, strict=True))
    return rows, answers, weights


def _learned(features: csr_matrix, rows: Any, answers: NDArray[np.str_], weights: NDArray[np.float64]) -> LinearSVC:
    machine = LinearSVC(C=SentenceClassifier().cost, tol=1e-3, random_state=0)
    return machine.fit(features[rows], answers, sample_weight=weights)


def _figure(decision: str, truth: NDArray[np.str_], said: NDArray[np.str_], documents: NDArray[np.str_]) -> str:
    def value(places: NDArray[np.intp]) -> float:
        if decision == "finding":
            return macro_f1(truth[places], said[places])
        asked = places[truth[places] != ""]
        return float((truth[asked] == said[asked]).mean())

    return with_interval(value(np.arange(len(truth))), [value(draw) for draw in draws_of(documents)])


if __name__ == "__main__":
    main()
