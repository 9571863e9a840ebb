"""Bootstrap intervals: how far a score could have been otherwise, had other documents been drawn.

The percentile interval of B. Efron and R. J. Tibshirani, An Introduction to the Bootstrap (1993), chapter 13.
Sentences of one document are alike, so whole documents are drawn where there are enough of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from classifier.evaluation.scoring import MACRO_LABELS
from classifier.records import FindingLabel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy import float64, int64
    from numpy.random import Generator
    from numpy.typing import NDArray

    from classifier.evaluation.matching import Match, Spurious

_LABELS = tuple(FindingLabel)
_PERCENTILES = (2.5, 97.5)
# The columns of a row of counts; those of labels are three runs of four: right, said, gold.
_SENTENCES, _EXACT, _RIGHT, _SAID, _GOLD = 0, 1, 2, 6, 10
_FINDINGS, _DOMAIN, _STANDARD, _STRICT, _WIDTH = 14, 15, 16, 17, 18


@dataclass(frozen=True, slots=True)
class Interval:
    """The 2.5th and the 97.5th percentile of a score over the resamples, rounded to four decimals."""

    low: float
    high: float


def intervals(
    documents: Sequence[tuple[Sequence[Match], Spurious]], *, by_document: bool, resamples: int, seed: int
) -> dict[str, Interval]:
    """A 95 % interval for each score that has one, by name ("macro_f1", "f1.strength", …).

    Documents are drawn with what is spurious in them; where sentences are drawn, the findings said are drawn
    apart from them. A resample in which a score has nothing to divide by does not count for that score.
    """
    import numpy as np

    generator = np.random.default_rng(seed)
    sentences = [_rows(matches) for matches, _ in documents]
    said = np.array([[spurious.said, spurious.on_structure] for _, spurious in documents], dtype=np.int64)
    if by_document:
        whole = np.hstack([np.array([rows.sum(axis=0) for rows in sentences]), said])
        drawn = _draw(whole, resamples, generator)
        counts, spurious = drawn[:, :_WIDTH], drawn[:, _WIDTH:]
    else:
        counts = _draw(np.vstack(sentences), resamples, generator)
        total, wrong = said.sum(axis=0)
        each = np.repeat([[1, 0], [1, 1]], [total - wrong, wrong], axis=0)
        spurious = _draw(each, resamples, generator)
    return {name: found for name, values in _scores(counts, spurious).items() if (found := _interval(values))}


def _rows(matches: Sequence[Match]) -> NDArray[int64]:
    """A row of counts, each 0 or 1, for every sentence: shape (sentences, columns)."""
    import numpy as np

    rows = np.zeros((len(matches), _WIDTH), dtype=np.int64)
    for row, match in zip(rows, matches, strict=True):
        gold, said = _LABELS.index(match.unit.finding), _LABELS.index(match.said)
        row[_SENTENCES] = 1
        row[_EXACT] = match.is_exact
        row[_RIGHT + gold] = match.has_label
        row[_SAID + said] = 1
        row[_GOLD + gold] = 1
        if match.unit.finding.is_finding:
            row[_FINDINGS] = 1
            row[_DOMAIN] = match.has_domain
            row[_STANDARD] = match.has_standard
            row[_STRICT] = match.is_exact and match.has_label and match.has_domain
    return rows


def _draw(rows: NDArray[int64], resamples: int, generator: Generator) -> NDArray[int64]:
    """Sums of as many rows as there are, drawn with replacement: shape (resamples, columns).

    Equal rows are drawn as one with their joint probability, which is the same draw: thousands of sentences
    fall into some hundred kinds.
    """
    import numpy as np

    if not len(rows):
        return np.zeros((resamples, rows.shape[1]), dtype=np.int64)
    kinds, counts = np.unique(rows, axis=0, return_counts=True)
    times = generator.multinomial(len(rows), counts / len(rows), size=resamples)
    return times @ kinds


def _scores(counts: NDArray[int64], spurious: NDArray[int64]) -> dict[str, NDArray[float64]]:
    """Each score over the resamples, not a number where there is nothing to divide by."""
    import numpy as np

    right, said, gold = (counts[:, at : at + len(_LABELS)] for at in (_RIGHT, _SAID, _GOLD))
    f1 = _divide(2 * right, said + gold)
    macro = f1[:, [_LABELS.index(label) for label in MACRO_LABELS]]
    there = ~np.isnan(macro)
    return {
        "macro_f1": _divide(np.where(there, macro, 0).sum(axis=1), there.sum(axis=1)),
        **{f"f1.{label}": f1[:, at] for at, label in enumerate(_LABELS)},
        "finding_accuracy": _divide(right.sum(axis=1), counts[:, _SENTENCES]),
        "domain_accuracy": _divide(counts[:, _DOMAIN], counts[:, _FINDINGS]),
        "standard_accuracy": _divide(counts[:, _STANDARD], counts[:, _FINDINGS]),
        "strict": _divide(counts[:, _STRICT], counts[:, _FINDINGS]),
        "boundaries": _divide(counts[:, _EXACT], counts[:, _SENTENCES]),
        "spurious": _divide(spurious[:, 1], spurious[:, 0]),
    }


def _divide(part: NDArray[Any], whole: NDArray[Any]) -> NDArray[float64]:
    import numpy as np

    quotient = np.full(part.shape, np.nan)
    np.divide(part, whole, out=quotient, where=whole > 0)
    return quotient


def _interval(values: NDArray[float64]) -> Interval | None:
    import numpy as np

    known = values[~np.isnan(values)]
    if not len(known):
        return None
    low, high = np.percentile(known, _PERCENTILES)
    return Interval(round(float(low), 4), round(float(high), 4))
