"""Whether probabilities mean what they say: bins of confidence against accuracy, and the Brier score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

BINS = 15


@dataclass(frozen=True, slots=True)
class Bin:
    """The decisions with a confidence from `low` on and below `high` (the last bin has 1 too).

    `confidence` is their mean confidence and `accuracy` the share that is right, both from 0 to 1 and None where
    `count` is 0.
    """

    low: float
    high: float
    count: int
    confidence: float | None
    accuracy: float | None


def reliability_bins(confidence: ArrayLike, right: ArrayLike, bins: int = BINS) -> tuple[Bin, ...]:
    """Equal bins from 0 to 1 of `n` decisions: their confidences (n,) and whether each was right (n,)."""
    import numpy as np

    sure, hit = np.asarray(confidence, dtype=np.float64), np.asarray(right, dtype=np.float64)
    place = np.minimum((sure * bins).astype(int), bins - 1)
    counts = np.bincount(place, minlength=bins)
    sums = np.bincount(place, sure, minlength=bins), np.bincount(place, hit, minlength=bins)
    return tuple(
        Bin(
            low=at / bins,
            high=(at + 1) / bins,
            count=int(count),
            confidence=float(sums[0][at] / count) if count else None,
            accuracy=float(sums[1][at] / count) if count else None,
        )
        for at, count in enumerate(counts)
    )


def expected_calibration_error(bins: Sequence[Bin]) -> float:
    """The mean gap of confidence and accuracy over the decisions, bin by bin (Naeini and others 2015); 0 for none."""
    total = sum(each.count for each in bins)
    gaps = (
        abs(each.confidence - each.accuracy) * each.count
        for each in bins
        if each.confidence is not None and each.accuracy is not None
    )
    return sum(gaps) / total if total else 0.0


def confidence_brier(confidence: ArrayLike, right: ArrayLike) -> float:
    """The Brier score, 0 to 1, of the confidence (n,) as a forecast that the label given is right (n,)."""
    import numpy as np

    sure, hit = np.asarray(confidence, dtype=np.float64), np.asarray(right, dtype=np.float64)
    return float(((sure - hit) ** 2).mean())
