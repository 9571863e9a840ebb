"""How far people agree who decided the same sentences without seeing each other, with bootstrap intervals.

Percent, Cohen's kappa and Krippendorff's alpha for two as in `annotations.agreement`; alpha for any number of
people, some of whom left sentences out, after K. Krippendorff, Content Analysis (2018), chapter 12. Sentences of
one report are alike, so whole reports are drawn where there are `MIN_DOCUMENTS` or more.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from classifier.annotations.agreement import measure
from classifier.evaluation.evaluating import MIN_DOCUMENTS
from classifier.evaluation.intervals import Interval
from classifier.records import FindingLabel
from classifier.review.people import people
from classifier.review.records import State

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy import float64, int64
    from numpy.typing import NDArray

    from classifier.review.records import Person
    from classifier.review.store import Project

    Said = tuple[str, str | None]  # finding and standard
    Units = Sequence[tuple[int, tuple[str | None, ...]]]  # report, and what each person said (None: nothing)

OTHER = "other"


@dataclass(frozen=True, slots=True)
class Measured:
    """Agreement on one decision over `n` sentences, each figure with its 95 % interval; None where undefined."""

    n: int
    percent: float
    kappa: float | None
    alpha: float | None
    percent_interval: Interval | None
    kappa_interval: Interval | None
    alpha_interval: Interval | None


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """Two people's agreement.

    `decisions` are "finding" (what both decided), "standard" (what both called a finding), and for each label and
    standard that one of them used whether it is that or not: "finding:strength", "standard:1.1".
    """

    one: Person
    other: Person
    decisions: Mapping[str, Measured]


def agreement(
    project: Project, report: int | None = None, *, resamples: int = 1000, seed: int = 0
) -> tuple[PairAgreement, ...]:
    """Agreement of each two people who decided a sentence both; none in a project that is not blind."""
    said = _said(project, report)
    found = []
    for one, other in combinations([person for person in people(project) if person.id in said], 2):
        both = said[one.id].keys() & said[other.id].keys()
        rows = [(key[0], (said[one.id][key], said[other.id][key])) for key in sorted(both)]
        decisions = {
            name: _measured_pair(units, resamples, seed) for name, units in _decisions(rows, project.framework.codes)
        }
        if decisions:
            found.append(PairAgreement(one, other, decisions))
    return tuple(found)


def overall(
    project: Project, report: int | None = None, *, resamples: int = 1000, seed: int = 0
) -> dict[str, Measured]:
    """Agreement of all people together: `percent` of all pairs of judgements, alpha; kappa is for two only."""
    said = _said(project, report)
    keys = sorted({key for some in said.values() for key in some})
    rows = [(key[0], tuple(some.get(key) for some in said.values())) for key in keys]
    return {name: _measured_all(units, resamples, seed) for name, units in _decisions(rows, project.framework.codes)}


def pair_scores(table: NDArray[int64], first: NDArray[int64], second: NDArray[int64]) -> NDArray[float64]:
    """Percent, kappa and alpha: shape (3, tables), not a number where undefined.

    `table` is (tables, kinds): how often each kind of pair occurs; `first` and `second`, (kinds, values), say which
    value each of the two gave in a pair of that kind.
    """
    import numpy as np

    n = table.sum(axis=1)
    equal = table @ (first * second).sum(axis=1) / n
    one, other = table @ first, table @ second
    chance = (one * other).sum(axis=1) / n**2
    pooled = one + other
    expected = 1 - (pooled * (pooled - 1)).sum(axis=1) / (2 * n * (2 * n - 1))
    return np.stack([equal, _ratio(equal - chance, 1 - chance), 1 - _ratio(1 - equal, expected)])


def alpha_scores(table: NDArray[int64], given: NDArray[int64]) -> NDArray[float64]:
    """Percent of agreeing pairs and alpha: shape (2, tables), not a number where undefined.

    `given` is (kinds, values): how many people gave each value to a sentence of that kind, two or more in all.
    """
    import numpy as np

    judges = given.sum(axis=1)
    apart = (judges**2 - (given**2).sum(axis=1)) / (judges - 1)  # pairs that differ, weighted
    values = table @ given
    n = values.sum(axis=1)
    observed = table @ apart / n
    expected = (n**2 - (values**2).sum(axis=1)) / (n * (n - 1))
    pairs = table @ (judges * (judges - 1))
    equal = 1 - table @ (apart * (judges - 1)) / pairs
    return np.stack([equal, 1 - _ratio(observed, expected)])


def _said(project: Project, report: int | None) -> dict[int, dict[tuple[int, int], Said]]:
    """What each person decided, by report and sentence; empty in a project that is not blind."""
    found: dict[int, dict[tuple[int, int], Said]] = defaultdict(dict)
    if not project.settings.blind:
        return found
    query = (
        "SELECT seat, report, item, finding, standard FROM standings"
        f" WHERE seat > 0 AND live = 1 AND state = '{State.DECIDED}'"
    )
    query += "" if report is None else " AND report = :report"
    with project.read() as sql:
        for row in sql.execute(f"{query} ORDER BY seat, report, item", {"report": report}):
            found[row["seat"]][row["report"], row["item"]] = (row["finding"], row["standard"])
    return found


def _decisions(
    rows: Sequence[tuple[int, tuple[Said | None, ...]]], codes: Sequence[str]
) -> Iterator[tuple[str, Units]]:
    """Each decision by name, with what people said; without the sentences of which fewer than two spoke."""
    findings = _two([(report, tuple(one[0] if one else None for one in said)) for report, said in rows])
    standards = _two([(report, tuple(one[1] if one else None for one in said)) for report, said in rows])
    for name, units, values in (("finding", findings, list(FindingLabel)), ("standard", standards, codes)):
        if not units:
            continue
        yield name, units
        used = {value for _, said in units for value in said}
        for value in values:
            if value in used:
                yield (
                    f"{name}:{value}",
                    [
                        (report, tuple(None if one is None else str(value) if one == value else OTHER for one in said))
                        for report, said in units
                    ],
                )


def _two(units: Units) -> Units:
    return [(report, said) for report, said in units if sum(one is not None for one in said) > 1]


def _measured_pair(units: Units, resamples: int, seed: int) -> Measured:
    exact = measure([(str(said[0]), str(said[1])) for _, said in units])
    values = sorted({str(value) for _, said in units for value in said})
    kinds = sorted({said for _, said in units}, key=str)
    first, second = (_one_hot([values.index(str(kind[side])) for kind in kinds], len(values)) for side in (0, 1))
    drawn = pair_scores(_tables(units, kinds, resamples, seed), first, second)
    percent, kappa, alpha = (_interval(row) for row in drawn)
    return Measured(
        exact.n,
        exact.percent,
        exact.kappa,
        exact.alpha,
        percent,
        kappa if exact.kappa is not None else None,
        alpha if exact.alpha is not None else None,
    )


def _measured_all(units: Units, resamples: int, seed: int) -> Measured:
    import numpy as np

    values = sorted({value for _, said in units for value in said if value is not None})
    counted = [(report, tuple(str(said.count(value)) for value in values)) for report, said in units]
    kinds = sorted({row for _, row in counted})
    given = np.array([[int(count) for count in kind] for kind in kinds])
    exact = alpha_scores(_occurrences(counted, kinds).sum(axis=0, keepdims=True), given)[:, 0]
    percent, alpha = (_interval(row) for row in alpha_scores(_tables(counted, kinds, resamples, seed), given))
    known = None if np.isnan(exact[1]) else round(float(exact[1]), 4)
    return Measured(
        len(units), round(float(exact[0]), 4), None, known, percent, None, alpha if known is not None else None
    )


def _occurrences(units: Units, kinds: Sequence[Any]) -> NDArray[int64]:
    """How often each kind occurs in each report: shape (reports, kinds)."""
    import numpy as np

    rows = {report: at for at, report in enumerate(sorted({report for report, _ in units}))}
    columns = {kind: at for at, kind in enumerate(kinds)}
    counts = np.zeros((len(rows), len(columns)), dtype=np.int64)
    for report, kind in units:
        counts[rows[report], columns[kind]] += 1
    return counts


def _tables(units: Units, kinds: Sequence[Any], resamples: int, seed: int) -> NDArray[int64]:
    """Counts of the kinds in as many draws of reports, or where these are few of sentences: shape (draws, kinds)."""
    import numpy as np

    counts = _occurrences(units, kinds)
    generator = np.random.default_rng(seed)
    if len(counts) >= MIN_DOCUMENTS:
        times = generator.multinomial(len(counts), np.full(len(counts), 1 / len(counts)), size=resamples)
        return np.asarray(times @ counts, dtype=np.int64)
    total = counts.sum(axis=0)
    return np.asarray(generator.multinomial(total.sum(), total / total.sum(), size=resamples), dtype=np.int64)


def _one_hot(places: Sequence[int], width: int) -> NDArray[int64]:
    import numpy as np

    return np.asarray(np.eye(width, dtype=np.int64)[list(places)])


def _ratio(part: NDArray[Any], whole: NDArray[Any]) -> NDArray[float64]:
    import numpy as np

    quotient = np.full(part.shape, np.nan)
    np.divide(part, whole, out=quotient, where=whole > 1e-12)
    return quotient


def _interval(values: NDArray[float64]) -> Interval | None:
    import numpy as np

    known = values[~np.isnan(values)]
    if not len(known):
        return None
    low, high = np.percentile(known, (2.5, 97.5))
    return Interval(round(float(low), 4), round(float(high), 4))
