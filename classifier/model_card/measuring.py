"""From held-out predictions to the facts of a card: figures with intervals, calibration, and errors by kind.

Intervals are percentile bootstrap intervals (Efron and Tibshirani 1993, chapter 13) over whole documents, since
sentences of one document are alike; over sentences where there are fewer than ten documents to draw from.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from classifier.errors import TrainingError
from classifier.model_card.facts import (
    LEAST_SUPPORT,
    Calibration,
    CardFacts,
    CorpusFacts,
    Judged,
    Metric,
    ModelFacts,
    Published,
    Slice,
)
from classifier.records import FindingLabel
from classifier.reliability import confidence_brier, expected_calibration_error, reliability_bins

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

MACRO = (FindingLabel.STRENGTH, FindingLabel.AREA_FOR_IMPROVEMENT, FindingLabel.NONE)
_RESAMPLES = 1000
_DIGITS = 4
_LEAST_DOCUMENTS = 10  # with fewer there are too few different draws


def card_facts(
    model: ModelFacts,
    corpus: CorpusFacts,
    judged: Sequence[Judged],
    *,
    split: str,
    published: Sequence[Published] = (),
    seed: int = 0,
) -> CardFacts:
    """The facts of a card, from predictions on documents that the model of their fold had not seen.

    Raises `TrainingError` where there is no prediction.
    """
    if not judged:
        raise TrainingError("there are no held-out predictions to tell of", mend="Predict with folds first")
    drawn = _Draws([one.document for one in judged], seed)
    accepted = [one.confidence >= model.review_below for one in judged]
    wrong = [not _right(one) for one in judged]
    return CardFacts(
        model=model,
        corpus=corpus,
        split=split,
        held_out=len(judged),
        metrics=tuple(_metrics(judged, drawn)),
        calibration=tuple(_calibration(judged)),
        accepted=drawn.share("accepted without review", accepted),
        accepted_error=drawn.share("wrong among the accepted", wrong, among=accepted),
        slices=tuple(_slices(judged, seed)),
        published=tuple(published),
    )


class _Draws:
    """The same draws of documents, with replacement, for every figure; of sentences where documents are few."""

    def __init__(self, documents: Sequence[str], seed: int) -> None:
        import numpy as np

        names, self.of = np.unique(np.asarray(documents, dtype=str), return_inverse=True)
        self.documents = len(names)
        if self.documents < _LEAST_DOCUMENTS:
            self.of = np.arange(len(documents))
        self.drawn = int(self.of.max()) + 1
        even = np.full(self.drawn, 1 / self.drawn)
        self.times = np.random.default_rng(seed).multinomial(self.drawn, even, size=_RESAMPLES)

    def sums(self, flags: Sequence[bool]) -> tuple[int, NDArray[Any]]:
        """How many flags are set: in all, and in each draw."""
        import numpy as np

        counted = np.bincount(self.of, np.asarray(flags, dtype=float), minlength=self.drawn)
        return int(counted.sum()), self.times @ counted

    def share(self, name: str, flags: Sequence[bool], among: Sequence[bool] | None = None) -> Metric:
        """The share of set flags among some of the sentences."""
        among = [True] * len(flags) if among is None else among
        part = self.sums([flag and counted for flag, counted in zip(flags, among, strict=True)])
        return self.quotient(name, part, self.sums(among), support=sum(among))

    def quotient(
        self, name: str, part: tuple[float, NDArray[Any]], whole: tuple[float, NDArray[Any]], support: int
    ) -> Metric:
        """A quotient of sums with its interval; no value where the whole is 0."""
        value = part[0] / whole[0] if whole[0] else None
        return _metric(name, value, _divided(part[1], whole[1]), support)

    def f1(self, name: str, gold: Sequence[bool], said: Sequence[bool]) -> tuple[Metric, NDArray[Any]]:
        """F1 of one label, 2 TP / (said + gold), and its values over the draws."""
        both = self.sums([one and other for one, other in zip(gold, said, strict=True)])
        there, given = self.sums(gold), self.sums(said)
        drawn = _divided(2 * both[1], there[1] + given[1])
        if there[0] < LEAST_SUPPORT:
            return Metric(name, None, None, None, there[0]), drawn
        return _metric(name, 2 * both[0] / (there[0] + given[0]), drawn, there[0]), drawn


def _metric(name: str, value: float | None, drawn: NDArray[Any], support: int) -> Metric:
    import numpy as np

    known = drawn[~np.isnan(drawn)]
    if value is None or not len(known):
        return Metric(name, None, None, None, support)
    low, high = np.percentile(known, (2.5, 97.5))
    return Metric(name, round(value, _DIGITS), round(float(low), _DIGITS), round(float(high), _DIGITS), support)


def _divided(part: NDArray[Any], whole: NDArray[Any]) -> NDArray[Any]:
    import numpy as np

    found = np.full(np.shape(part), np.nan)
    np.divide(part, whole, out=found, where=np.asarray(whole) > 0)
    return found


def _metrics(judged: Sequence[Judged], drawn: _Draws) -> Iterator[Metric]:
    import numpy as np

    scores: dict[str, tuple[Metric, NDArray[Any]]] = {
        label.value: drawn.f1(
            f"F1 of {label.words}", [one.gold == label for one in judged], [one.said == label for one in judged]
        )
        for label in FindingLabel
    }
    macro = [scores[label] for label in MACRO]
    told = [score.value for score, _ in macro if score.value is not None]
    whole = sum(told) / len(MACRO) if len(told) == len(MACRO) else None
    yield _metric("macro-F1 of the finding", whole, np.mean([values for _, values in macro], axis=0), len(judged))
    yield from (score for score, _ in scores.values())
    yield drawn.share("accuracy of the finding", [_right(one) for one in judged])
    about = [bool(one.gold_standard) for one in judged]
    yield drawn.share("accuracy of the domain", [_right_domain(one) for one in judged], among=about)
    yield drawn.share("accuracy of the standard", [_right_standard(one) for one in judged], among=about)


def _calibration(judged: Sequence[Judged]) -> Iterator[Calibration]:
    about = [one for one in judged if one.gold_standard]
    kinds: tuple[tuple[str, list[float], list[bool]], ...] = (
        ("finding", [one.confidence for one in judged], [_right(one) for one in judged]),
        ("standard", [one.standard_confidence for one in about], [_right_standard(one) for one in about]),
    )
    for decision, confidence, right in kinds:
        if confidence:
            bins = reliability_bins(confidence, right)
            error = round(expected_calibration_error(bins), _DIGITS)
            yield Calibration(decision, error, round(confidence_brier(confidence, right), _DIGITS), bins)


def _slices(judged: Sequence[Judged], seed: int) -> Iterator[Slice]:
    about = [one for one in judged if one.gold_standard]
    order = {label.value: place for place, label in enumerate(FindingLabel)}
    yield from _sliced("label", judged, lambda one: one.gold, _finding, seed, order)
    yield from _sliced("standard", about, lambda one: one.gold_standard, _standard, seed)
    yield from _sliced("genre", judged, lambda one: one.genre, _finding, seed)
    yield from _sliced("programme", judged, lambda one: one.programme, _finding, seed)


def _sliced(
    by: str,
    judged: Sequence[Judged],
    key: Callable[[Judged], str],
    decision: Callable[[Judged], tuple[str, str]],
    seed: int,
    order: dict[str, int] | None = None,
) -> Iterator[Slice]:
    """A slice for each value of `key` but the empty one."""
    groups: dict[str, list[Judged]] = {}
    for one in judged:
        if key(one):
            groups.setdefault(key(one), []).append(one)
    for name in sorted(groups, key=lambda name: ((order or {}).get(name, 0), name)):
        group = groups[name]
        answers = [decision(one) for one in group]
        drawn = _Draws([one.document for one in group], seed)
        wrong = Counter(
            f"{gold} as {said}" if by in ("genre", "programme") else said for gold, said in answers if gold != said
        )
        worst = min(wrong.items(), key=lambda item: (-item[1], item[0])) if wrong else None
        yield Slice(by, name, drawn.documents, drawn.share("right", [gold == said for gold, said in answers]), worst)


def _finding(one: Judged) -> tuple[str, str]:
    return one.gold, one.said


def _standard(one: Judged) -> tuple[str, str]:
    return one.gold_standard, one.said_standard


def _right(one: Judged) -> bool:
    return one.gold == one.said


def _right_standard(one: Judged) -> bool:
    return one.gold_standard == one.said_standard


def _right_domain(one: Judged) -> bool:
    return one.gold_standard.partition(".")[0] == one.said_standard.partition(".")[0]
