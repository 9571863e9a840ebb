"""How to weigh the sparse model and the encoder, and what else might help.

Run it after training with an encoder, which keeps what encoders said of documents that they had not seen:
python benchmarks/stacking.py corpus models/hmip-nps-2018.work

Folds grouped by document, for the heads as for what they weigh. Prints the accuracy and macro-F1 of the finding (over
strength, area for improvement and none), the accuracy of the standard and of its domain, the
expected calibration error (15 bins), the share of errors among the four fifths of the sentences that are most
certain, and the likelihood lost: the mean of the negative logarithms of what the right labels were given. Intervals are
95 % bootstrap intervals over documents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from scipy.special import expit, log_softmax
from shared import columns, draws_of, known_and_work, macro_f1, with_interval
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.svm import LinearSVC

from classifier.calibration import MatrixScaling, held_out_probabilities, out_of_fold
from classifier.chain import APART, NEW_SECTION, NEXT, ReportChain, links_of
from classifier.encoder.inputs import SAYINGS, WAYS
from classifier.estimator import SentenceClassifier
from classifier.features import SentenceFeatures
from classifier.fine_tuning.learning import HELD_OUT
from classifier.pooling import LogarithmicPool, logarithms
from classifier.reliability import expected_calibration_error, reliability_bins

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.examples import Example

_SCALE = 0.1
"""Of the encoder's scores, which run to ten, beside sparse features, whose views have rows of length one."""


def main() -> None:
    """Run the comparison."""
    known, work = known_and_work(__doc__)
    kept = np.load(work / HELD_OUT)
    encoded = {name: kept[name] for name in WAYS}
    table = _Table(known)
    findings, standards, wordings = _sparse(known)
    labels = findings.shape[1]
    said = {name: log_softmax(scores[:, :labels], axis=1) for name, scores in encoded.items()}
    judged = {name: scores[:, labels : labels + SAYINGS] for name, scores in encoded.items()}
    about = {name: log_softmax(scores[:, labels + SAYINGS :], axis=1) for name, scores in encoded.items()}

    table.finding("sparse alone", findings)
    for name in encoded:
        shown, both = name.replace("_", " "), [findings, said[name]]
        table.finding(f"encoder alone, sentence {shown}", said[name])
        table.finding(f"the same, from two yes-or-no judgements ({shown})", _from_judgements(judged[name]))
        table.finding(f"average of logarithms, sentence {shown}", (findings + said[name]) / 2)
        table.finding(
            f"one machine for features and scores, sentence {shown}", table.concatenated(said[name], "finding")
        )
        table.finding(f"regression, sentence {shown}", table.stacked([*both, judged[name]], "finding", _regression()))
        for how, others in table.others(both, "finding").items():
            table.finding(f"{how}, sentence {shown}", table.stacked([*both, *others], "finding"))
    table.standard("sparse alone", standards)
    for name in encoded:
        shown, both = name.replace("_", " "), [standards, about[name]]
        table.standard(f"encoder alone, sentence {shown}", about[name])
        table.standard(f"average of logarithms, sentence {shown}", (standards + about[name]) / 2)
        one = table.concatenated(about[name], "standard")
        table.standard(f"one machine for features and scores, sentence {shown}", one)
        table.standard(f"regression, sentence {shown}", table.stacked(both, "standard", _regression()))
        for how, others in table.others(both, "standard").items():
            table.standard(f"{how}, sentence {shown}", table.stacked([*both, *others], "standard"))
        for how, heard in {"and the words alone": both, "which hears the words alone": [wordings, about[name]]}.items():
            pooled = table.stacked([*both, wordings, table.chained(heard, "standard")], "standard")
            table.standard(f"with the chain of the report, {how}, sentence {shown}", pooled)
        table.standard(f"the same, domain first ({shown})", _domain_first(pooled, table.codes))


class _Table:
    """Scores decisions and prints them, row by row."""

    def __init__(self, known: list[Example]) -> None:
        self.truth = {
            "finding": np.array([example.finding.value for example in known]),
            "standard": np.array([example.standard for example in known]),
        }
        self.sentences = [example.sentence for example in known]
        self.features = SentenceFeatures().fit(self.sentences).transform(self.sentences)
        self.documents = np.array([example.document for example in known])
        self.codes = np.unique(self.truth["standard"][self.truth["standard"] != ""])
        self.draws = draws_of(self.documents)
        count = len(np.unique(self.documents))
        print(f"{count} documents, {len(known):,} sentences (a sentence in two layouts counts twice)\n")
        print(
            "| decision | how | macro-F1 | accuracy | domain | calibration error | wrong among the surest 80 % "
            "| likelihood lost |"
        )
        print("|---|---|---|---|---:|---:|---:|---:|")

    def finding(self, how: str, values: NDArray[Any]) -> None:
        """A row for the finding; `values` are logarithms of probabilities, up to a constant."""
        classes = np.unique(self.truth["finding"])
        self._row("finding", how, values, classes, np.arange(len(values)))

    def standard(self, how: str, values: NDArray[Any]) -> None:
        """A row for the standard, over the sentences that have one."""
        self._row("standard", how, values, self.codes, np.flatnonzero(self.truth["standard"] != ""))

    def stacked(self, parts: list[NDArray[Any]], decision: str, head: Any = None) -> NDArray[Any]:
        """Logarithms of probabilities from heads that had not seen the document; without one, pools."""
        truth, values = self.truth[decision], np.column_stack(parts)
        splits = list(GroupKFold(5).split(values, groups=self.documents))
        head = LogarithmicPool() if head is None else head
        found: NDArray[Any] = np.log(held_out_probabilities(head, values, truth, splits) + 1e-12)
        return found

    def concatenated(self, scores: NDArray[Any], decision: str) -> NDArray[Any]:
        """Logarithms of probabilities from one machine that sees sparse features and the encoder's scores."""
        truth = self.truth[decision]
        features = hstack([self.features, csr_matrix(_SCALE * scores, dtype=np.float32)]).tocsr()
        splits = list(GroupKFold(5).split(features, groups=self.documents))
        machine = LinearSVC(C=SentenceClassifier().cost, tol=1e-3, random_state=0)
        values = out_of_fold(machine, features, truth, splits)
        found: NDArray[Any] = np.log(held_out_probabilities(MatrixScaling(), values, truth, splits) + 1e-12)
        return found

    def others(self, both: list[NDArray[Any]], decision: str) -> dict[str, list[NDArray[Any]]]:
        """Ways to hear what is said of other sentences: none, those beside, the section's chain, the report's chain."""
        return {
            "pooled": [],
            "pooled with the neighbours": [_beside(self.sentences, both[1])],
            "pooled with the chain of the section": [self.chained(both, decision, NEW_SECTION)],
            "pooled with the chain of the report": [self.chained(both, decision)],
        }

    def chained(self, both: list[NDArray[Any]], decision: str, cut: int = APART) -> NDArray[Any]:
        """What chains that had not seen the document hear of both sources, but not over links of the kind `cut`."""
        truth, together = self.truth[decision], np.exp(log_softmax(both[0] + both[1], axis=1))
        found, classes = np.zeros_like(together), np.unique(truth[truth != ""])
        for _, test in GroupKFold(5).split(together, groups=self.documents):
            elsewhere = truth.copy()
            elsewhere[test] = ""
            chain = ReportChain().fit(self.sentences, elsewhere, classes)
            if cut != APART:
                chain.lifts_[cut - NEXT] = 1.0
            found[test] = chain.said_by_others([self.sentences[place] for place in test], together[test])
        return found

    def _row(
        self, decision: str, how: str, values: NDArray[Any], classes: NDArray[Any], rows: NDArray[np.int64]
    ) -> None:
        truth = self.truth[decision]
        answers = classes[values.argmax(axis=1)]
        right = answers == truth
        given = log_softmax(values[rows], axis=1)
        confidence = np.exp(given).max(axis=1)
        surest = rows[np.argsort(-confidence)[: int(0.8 * len(rows))]]
        counted = np.zeros(len(truth), dtype=bool)
        counted[rows] = True
        drawn = [draw[counted[draw]] for draw in self.draws]
        accuracy = with_interval(float(right[rows].mean()), [right[draw].mean() for draw in drawn])
        f1 = "-"
        if decision == "finding":
            drawn_f1 = [macro_f1(truth[draw], answers[draw]) for draw in drawn[:50]]
            f1 = with_interval(macro_f1(truth[rows], answers[rows]), drawn_f1)
        of_domain = "-"
        if decision == "standard":
            domains = [np.char.partition(codes[rows], ".")[:, 0] for codes in (answers, truth)]
            of_domain = f"{(domains[0] == domains[1]).mean():.4f}"
        error = expected_calibration_error(reliability_bins(confidence, right[rows]))
        wrong = 1 - right[surest].mean()
        lost = -given[np.arange(len(rows)), np.searchsorted(classes, truth[rows])].mean()
        row = [decision, how, f1, accuracy, of_domain, f"{error:.3f}", f"{wrong:.3f}", f"{lost:.3f}"]
        print(f"| {' | '.join(row)} |", flush=True)


def _sparse(known: list[Example]) -> list[NDArray[Any]]:
    """Held-out logarithms of the finding, of the standard, and of the standard by the words of the sentence alone."""
    fitted = SentenceClassifier(wording=True).fit(*columns(known))
    return [logarithms(found) for found in (fitted.held_out_, fitted.held_out_standards_, fitted.held_out_wordings_)]


def _regression() -> LogisticRegression:
    return LogisticRegression(C=1.0, max_iter=3000)


def _beside(sentences: list[Any], values: NDArray[Any]) -> NDArray[Any]:
    """The mean of what is said of the sentences before and after each in its section; 0 where there is none."""
    links = np.array(links_of(sentences))
    later = np.flatnonzero((links != APART) & (links != NEW_SECTION))
    found, counts = np.zeros_like(values), np.zeros(len(values))
    for places, others in ((later, later - 1), (later - 1, later)):
        found[places] += values[others]
        counts[places] += 1
    mean: NDArray[Any] = found / np.maximum(counts, 1)[:, None]
    return mean


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
    chosen = names[weight.argmax(axis=1)]
    return np.where(domains[None, :] == chosen[:, None], values, values - 30)


if __name__ == "__main__":
    main()
