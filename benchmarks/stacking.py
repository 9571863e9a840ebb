"""How to weigh the sparse model and the encoder, and what else might help.

Run it after training with an encoder, which keeps what encoders said of documents that they had not seen:
python benchmarks/stacking.py corpus models/hmip-nps-2018.work

Folds grouped by document, for the heads as for what they weigh. Prints the accuracy and macro-F1 of the finding (over
strength, area for improvement and none), the accuracy of the standard, the expected calibration error (15 bins), and
the share of errors among the four fifths of the sentences that are most certain. Intervals are 95 % bootstrap
intervals over documents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import expit, log_softmax
from shared import columns, known_and_work, macro_f1
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from classifier.calibration import held_out_probabilities
from classifier.encoder.inputs import SAYINGS, WAYS
from classifier.estimator import SentenceClassifier
from classifier.fine_tuning.learning import HELD_OUT
from classifier.neighbours import of_neighbours
from classifier.pooling import LogarithmicPool
from classifier.reliability import expected_calibration_error, reliability_bins

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.examples import Example


def main() -> None:
    """Run the comparison."""
    known, work = known_and_work(__doc__)
    sentences = [example.sentence for example in known]
    kept = np.load(work / HELD_OUT)
    encoded = {name: kept[name] for name in WAYS}
    table = _Table(known)
    findings, standards = _sparse(known)
    labels = findings.shape[1]
    said = {name: log_softmax(scores[:, :labels], axis=1) for name, scores in encoded.items()}
    judged = {name: scores[:, labels : labels + SAYINGS] for name, scores in encoded.items()}
    about = {name: log_softmax(scores[:, labels + SAYINGS :], axis=1) for name, scores in encoded.items()}

    table.finding("sparse alone", findings)
    for name in encoded:
        shown = name.replace("_", " ")
        table.finding(f"encoder alone, sentence {shown}", said[name])
        table.finding(f"the same, from two yes-or-no judgements ({shown})", _from_judgements(judged[name]))
        table.finding(f"average of logarithms, sentence {shown}", (findings + said[name]) / 2)
        beside = of_neighbours(sentences, said[name])
        table.finding(f"pooled, sentence {shown}", table.stacked([findings, said[name]], "finding", LogarithmicPool()))
        pooled = table.stacked([findings, said[name], beside], "finding", LogarithmicPool())
        table.finding(f"pooled with the neighbours, sentence {shown}", pooled)
        table.finding(f"regression, sentence {shown}", table.stacked([findings, said[name], judged[name]], "finding"))
    table.standard("sparse alone", standards)
    for name in encoded:
        shown = name.replace("_", " ")
        table.standard(f"encoder alone, sentence {shown}", about[name])
        table.standard(f"average of logarithms, sentence {shown}", (standards + about[name]) / 2)
        table.standard(f"regression, sentence {shown}", table.stacked([standards, about[name]], "standard"))
        pooled = table.stacked([standards, about[name]], "standard", LogarithmicPool())
        table.standard(f"pooled, sentence {shown}", pooled)
        table.standard(f"the same, domain first ({shown})", _domain_first(pooled, table.codes))
        beside = of_neighbours(sentences, about[name])
        pooled = table.stacked([standards, about[name], beside], "standard", LogarithmicPool())
        table.standard(f"pooled with the neighbours, sentence {shown}", pooled)


class _Table:
    """Scores decisions and prints them, row by row."""

    def __init__(self, known: list[Example]) -> None:
        self.truth = {
            "finding": np.array([example.finding.value for example in known]),
            "standard": np.array([example.standard for example in known]),
        }
        self.documents = np.array([example.document for example in known])
        self.codes = np.unique(self.truth["standard"][self.truth["standard"] != ""])
        chance, names = np.random.default_rng(0), np.unique(self.documents)
        places = {name: np.flatnonzero(self.documents == name) for name in names}
        self.draws = [
            np.concatenate([places[name] for name in chance.choice(names, size=len(names))]) for _ in range(200)
        ]
        print(f"{len(names)} documents, {len(known):,} sentences (a sentence in two layouts counts twice)\n")
        print("| decision | how | macro-F1 | accuracy | calibration error | wrong among the surest 80 % |")
        print("|---|---|---|---|---:|---:|")

    def finding(self, how: str, values: NDArray[Any]) -> None:
        """A row for the finding; `values` are logarithms of probabilities, up to a constant."""
        classes = np.unique(self.truth["finding"])
        self._row("finding", how, values, classes, np.arange(len(values)))

    def standard(self, how: str, values: NDArray[Any]) -> None:
        """A row for the standard, over the sentences that have one."""
        self._row("standard", how, values, self.codes, np.flatnonzero(self.truth["standard"] != ""))

    def stacked(self, parts: list[NDArray[Any]], decision: str, head: Any = None) -> NDArray[Any]:
        """Logarithms of probabilities from heads that had not seen the document; without one, logistic regressions."""
        truth = self.truth[decision]
        rows = np.flatnonzero(truth != "")
        values = np.column_stack(parts)[rows]
        splits = list(GroupKFold(5).split(values, truth[rows], self.documents[rows]))
        found = np.full((len(truth), len(np.unique(truth[rows]))), np.nan)
        head = LogisticRegression(C=1.0, max_iter=3000) if head is None else head
        found[rows] = np.log(held_out_probabilities(head, values, truth[rows], splits) + 1e-12)
        return found

    def _row(
        self, decision: str, how: str, values: NDArray[Any], classes: NDArray[Any], rows: NDArray[np.int64]
    ) -> None:
        truth = self.truth[decision]
        answers = classes[np.nan_to_num(values).argmax(axis=1)]
        right = answers == truth
        confidence = np.exp(log_softmax(values[rows], axis=1)).max(axis=1)
        surest = rows[np.argsort(-confidence)[: int(0.8 * len(rows))]]
        counted = np.zeros(len(truth), dtype=bool)
        counted[rows] = True
        drawn = [draw[counted[draw]] for draw in self.draws]
        accuracy = _interval(float(right[rows].mean()), [right[draw].mean() for draw in drawn])
        f1 = "-"
        if decision == "finding":
            drawn_f1 = [macro_f1(truth[draw], answers[draw]) for draw in drawn[:50]]
            f1 = _interval(macro_f1(truth[rows], answers[rows]), drawn_f1)
        error = expected_calibration_error(reliability_bins(confidence, right[rows]))
        print(f"| {decision} | {how} | {f1} | {accuracy} | {error:.3f} | {1 - right[surest].mean():.3f} |", flush=True)


def _sparse(known: list[Example]) -> tuple[NDArray[Any], NDArray[Any]]:
    fitted = SentenceClassifier().fit(*columns(known))
    return tuple(np.log(np.maximum(found, 1e-6)) for found in (fitted.held_out_, fitted.held_out_standards_))  # type: ignore[return-value]


def _from_judgements(judged: NDArray[Any]) -> NDArray[Any]:
    """The four findings, in sorted order, from something good and something bad being said or not."""
    good, bad = np.log(expit(judged) + 1e-9).T
    not_good, not_bad = np.log(expit(-judged) + 1e-9).T
    return np.column_stack([not_good + bad, good + bad, not_good + not_bad, good + not_bad])


def _domain_first(values: NDArray[Any], codes: NDArray[Any]) -> NDArray[Any]:
    """Only standards of the most likely domain keep their value."""
    domains = np.array([code.partition(".")[0] for code in codes])
    names = np.unique(domains)
    weight = np.column_stack([np.exp(values[:, domains == name]).sum(axis=1) for name in names])
    chosen = names[np.nan_to_num(weight).argmax(axis=1)]
    return np.where(domains[None, :] == chosen[:, None], values, values - 30)


def _interval(value: float, drawn: list[Any]) -> str:
    low, high = np.percentile(drawn, [2.5, 97.5])
    return f"{value:.3f} ({low:.3f} to {high:.3f})"


if __name__ == "__main__":
    main()
