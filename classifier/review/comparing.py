"""Scores with and without the decisions, on the same sentences, each judged by a model that had not seen it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from classifier.evaluation.scoring import MACRO_LABELS, score
from classifier.records import FindingLabel

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy import float64
    from numpy.typing import NDArray

    from classifier.evaluation.matching import Match

RESAMPLES = 1000
_CODES = {label.value: place for place, label in enumerate(FindingLabel)}
_WORDS = {
    "macro_f1": "findings (macro-F1)",
    "f1.strength": "strength (F1)",
    "f1.area_for_improvement": "area for improvement (F1)",
    "f1.none": "neither (F1)",
    "finding_accuracy": "findings that are right",
    "standard_accuracy": "standards that are right",
    "domain_accuracy": "domains that are right",
}


@dataclass(frozen=True, slots=True)
class Change:
    """A score before and after; all are from 0 to 1, and higher is better.

    `on` is "corpus" (documents of the corpus that are not in the project) or "reviewed" (the project's reports).
    `before` is None where it could not be measured. `interval` is the 95 % interval of the difference, over
    documents, where it is known.
    """

    name: str
    words: str
    on: str
    before: float | None
    after: float | None
    interval: tuple[float, float] | None = None
    higher_is_better: bool = True

    @property
    def difference(self) -> float | None:
        """After less before."""
        return None if self.before is None or self.after is None else round(self.after - self.before, 4)

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Change:
        """From what `to_dict` gave, through JSON or not."""
        interval = fields.get("interval")
        return cls(**{**fields, "interval": None if interval is None else (interval[0], interval[1])})


def changes(
    before: Sequence[Match], after: Sequence[Match], *, own: Collection[str], seed: int = 0
) -> tuple[Change, ...]:
    """The change of each score on the documents of the corpus and on those of the project, which `own` names.

    `before` and `after` are matches of the same documents, judged by models that had not seen them, without and
    with the decisions. The interval of the macro-F1's change is a paired bootstrap over documents (Efron and
    Tibshirani 1993, chapter 13).
    """
    found: list[Change] = []
    for on in ("corpus", "reviewed"):
        first, second = (
            [match for match in matches if (match.document in own) == (on == "reviewed")] for matches in (before, after)
        )
        if not second:
            continue
        one, other = _figures(first), _figures(second)
        intervals = {"macro_f1": _interval(first, second, seed)}
        found += [
            Change(name, words, on, one.get(name), other.get(name), intervals.get(name))
            for name, words in _WORDS.items()
        ]
    return tuple(found)


def _figures(matches: Sequence[Match]) -> dict[str, float | None]:
    if not matches:
        return {}
    scores = score(matches)
    labels = {f"f1.{label.value}": found.f1 for label, found in scores.labels.items()}
    names = ("macro_f1", "finding_accuracy", "standard_accuracy", "domain_accuracy")
    return {**{name: getattr(scores, name) for name in names}, **labels}


def _interval(before: Sequence[Match], after: Sequence[Match], seed: int) -> tuple[float, float] | None:
    """The 95 % interval of the change of macro-F1 over draws of documents; None with fewer than ten of them."""
    import numpy as np

    one, other = _tables(before), _tables(after)
    names = sorted(one.keys() & other.keys())
    if len(names) < 10:
        return None
    first, second = (np.stack([tables[name] for name in names]) for tables in (one, other))
    draws = np.random.default_rng(seed).multinomial(len(names), [1 / len(names)] * len(names), size=RESAMPLES)
    found = _macro_f1(np.tensordot(draws, second, 1)) - _macro_f1(np.tensordot(draws, first, 1))
    low, high = np.quantile(found, [0.025, 0.975])
    return round(float(low), 4), round(float(high), 4)


def _tables(matches: Sequence[Match]) -> dict[str, NDArray[float64]]:
    """For each document how often each gold label (row) was given each label (column)."""
    import numpy as np

    found: dict[str, NDArray[float64]] = {}
    for match in matches:
        table = found.setdefault(match.document, np.zeros((len(_CODES), len(_CODES))))
        table[_CODES[match.unit.finding.value], _CODES[match.said.value]] += 1
    return found


def _macro_f1(tables: NDArray[float64]) -> NDArray[float64]:
    """Macro-F1 of tables (n, gold, said), as (n,)."""
    import numpy as np

    right = np.diagonal(tables, axis1=1, axis2=2)
    both = tables.sum(axis=1) + tables.sum(axis=2)
    f1: NDArray[float64] = 2 * right / np.maximum(both, 1)
    found: NDArray[float64] = f1[:, [_CODES[label.value] for label in MACRO_LABELS]].mean(axis=1)
    return found
