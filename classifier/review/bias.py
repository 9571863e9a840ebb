"""Whether people follow the model: how often they agree with suggestions that they saw, and with hidden ones.

On a random share of the sentences the suggestion is hidden until the person has decided (`Settings.hidden_share`).
Only a person's first decision on a sentence counts, as the suggestion is there to be seen afterwards. As the hidden
sentences are a random draw, a difference beyond its interval is the suggestion's doing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from classifier.evaluation.intervals import Interval
from classifier.review.log import entry_of
from classifier.review.records import Kind

if TYPE_CHECKING:
    from classifier.review.store import Project

_NORMAL = 1.959963984540054  # the 97.5th percentile of the standard normal distribution
_FIRST = f"""
SELECT log.* FROM log JOIN (
    SELECT min(seq) AS seq FROM log WHERE kind IN ('{Kind.ACCEPT}', '{Kind.CHANGE}', '{Kind.SPLIT}')
    GROUP BY {{seat}} item
) AS first ON first.seq = log.seq WHERE shown IS NOT NULL"""


@dataclass(frozen=True, slots=True)
class Rate:
    """How often people agreed with the suggestion on `n` sentences; Wilson's interval of 95 %, None for n = 0."""

    agreed: int
    n: int
    share: float | None
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Bias:
    """Agreement with suggestions shown and hidden; `difference` is shown less hidden, with Newcombe's interval."""

    shown: Rate
    hidden: Rate
    difference: float | None
    interval: Interval | None


def automation_bias(project: Project, person: int | None = None) -> Bias:
    """The comparison for one person or for all. Agreement is on finding and standard, and parts do not count."""
    query = _FIRST.format(seat="person," if project.settings.blind else "")
    agreed, seen = [0, 0], [0, 0]
    with project.read() as sql:
        for row in sql.execute(query):
            entry = entry_of(row)
            if person is not None and entry.person != person:
                continue
            said = entry.after
            suggested = said["suggested"]
            seen[bool(entry.shown)] += 1
            agreed[bool(entry.shown)] += all(said[name] == suggested[name] for name in ("finding", "standard"))
    hidden, shown = (_rate(part, whole) for part, whole in zip(agreed, seen, strict=True))
    return Bias(shown, hidden, *_difference(shown, hidden))


def wilson(agreed: int, n: int) -> tuple[float, float]:
    """The score interval of E. B. Wilson (1927) for a share; `n` is at least 1."""
    share, square = agreed / n, _NORMAL**2
    middle = (share + square / (2 * n)) / (1 + square / n)
    reach = _NORMAL * (share * (1 - share) / n + square / (4 * n**2)) ** 0.5 / (1 + square / n)
    return max(middle - reach, 0.0), min(middle + reach, 1.0)


def _rate(agreed: int, n: int) -> Rate:
    if n == 0:
        return Rate(0, 0, None, None)
    low, high = wilson(agreed, n)
    return Rate(agreed, n, round(agreed / n, 4), Interval(round(low, 4), round(high, 4)))


def _difference(shown: Rate, hidden: Rate) -> tuple[float | None, Interval | None]:
    """The difference with the interval of R. G. Newcombe (1998), method 10."""
    if not shown.n or not hidden.n:
        return None, None
    one, other = shown.agreed / shown.n, hidden.agreed / hidden.n
    (low, high), (other_low, other_high) = wilson(shown.agreed, shown.n), wilson(hidden.agreed, hidden.n)
    below = ((one - low) ** 2 + (other_high - other) ** 2) ** 0.5
    above = ((high - one) ** 2 + (other - other_low) ** 2) ** 0.5
    difference = one - other
    return round(difference, 4), Interval(round(difference - below, 4), round(difference + above, 4))
