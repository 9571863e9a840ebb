"""The counts of a report as a table of bars: areas for improvement to the left, strengths to the right."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from classifier.export.cells import printable
from classifier.export.tally import SIGNS, Tally, domains, total
from classifier.records import FindingLabel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from classifier.export.balance import Balance
    from classifier.framework import Framework, Standard

_COLUMNS = (
    (FindingLabel.AREA_FOR_IMPROVEMENT, "left area", "Areas for improvement"),
    (FindingLabel.STRENGTH, "strength", "Strengths"),
    (FindingLabel.MIXED, "mixed", "Mixed"),
)


def escaped(text: str) -> str:
    """`text` as HTML, safe inside elements and quoted attributes, without control characters."""
    return escape(printable(text), quote=True)


def name_of(standard: Standard) -> str:
    """Code and title as HTML text: "1.2 Staff"; the provider as a whole has no code to show."""
    return escaped(standard.title if standard.domain is None and standard.title else _coded(standard))


def counts_table(framework: Framework, tallies: Sequence[Tally], balances: Sequence[Balance] = ()) -> Iterator[str]:
    """The markup of the table; the domains with any finding or rating, and their standards with any.

    All bars of a report have one scale: the longest is the largest sum of a domain. A column for the ratings that
    the report gives to standards is there where it gives any; the overall one stands above, with the metadata.
    """
    of_standards = [each for each in balances if each.tally.standard.domain is not None]
    ratings = {each.tally.standard.code: each for each in of_standards if each.rating is not None}
    counted = {each.standard.code for each in tallies}
    unsaid = [each.tally for code, each in ratings.items() if code not in counted]
    shown = [each for each in (*tallies, *unsaid) if each.findings or each.standard.code in ratings]
    groups = [(head, sorted(group, key=_place(framework))) for head, group in domains(framework, shown)]
    if not any(each.findings for each in shown):
        yield '<p class="empty">No sentence of this report was found to be a finding.</p>\n'
        return
    sums = [total(group, head) for head, group in groups]
    largest = max(each.labels[label] for each in sums for label in FindingLabel if label.is_finding)
    yield _head(rated=bool(ratings))
    for summed, (head, group) in zip(sums, groups, strict=True):
        yield f"<tbody>{_row(summed, largest, 'domain', name_of(head), _rating(ratings, head))}"
        for each in group:
            if head.domain is not None:
                whole = each.standard.code == head.code
                name = "the domain as a whole" if whole else name_of(each.standard)
                rating = ("" if ratings else None) if whole else _rating(ratings, each.standard)
                yield _row(each, largest, "standard", name, rating)
        yield "</tbody>\n"
    yield "</table>\n"


def _place(framework: Framework) -> Callable[[Tally], int]:
    codes = framework.codes
    return lambda each: codes.index(each.standard.code) if each.standard.code in codes else len(codes)


def _rating(ratings: Mapping[str, Balance], standard: Standard) -> str | None:
    """The markup of a standard's rating; None where the report gives none at all."""
    found = ratings.get(standard.code)
    if found is None or found.rating is None:
        return "" if ratings else None
    contrast = f' <span class="contrast">{found.contrast}</span>' if found.contrast else ""
    return f"{escaped(found.rating.value.capitalize())}{contrast}"


def _head(*, rated: bool) -> str:
    cells = "".join(
        f'<th scope="col" class="{looks}"><span aria-hidden="true">{SIGNS[label]}</span> {title}</th>\n'
        for label, looks, title in _COLUMNS
    )
    cells += '<th scope="col" class="rated">Rating in the report</th>\n' if rated else ""
    caption = "<caption>Findings by domain and standard</caption>"
    first = '<th scope="col">Domain and standard</th>'
    return f'<table class="counts">{caption}\n<thead><tr>{first}\n{cells}</tr></thead>\n'


def _row(tally: Tally, largest: int, kind: str, name: str, rating: str | None) -> str:
    areas = _bar(tally.labels[FindingLabel.AREA_FOR_IMPROVEMENT], largest)
    strengths = _bar(tally.labels[FindingLabel.STRENGTH], largest)
    mixed = tally.labels[FindingLabel.MIXED]
    rated = "" if rating is None else f'<td class="rated">{rating}</td>'
    return (
        f'<tr class="{kind}"><th scope="row">{name}</th><td class="left area">{areas}</td>'
        f'<td class="strength">{strengths}</td><td class="mixed">{mixed:,}</td>{rated}</tr>\n'
    )


def _bar(count: int, largest: int) -> str:
    share = count / largest if largest else 0
    return f'<div class="bar"><i style="--share:{share:.3f}"></i><b>{count:,}</b></div>'


def _coded(standard: Standard) -> str:
    return f"{standard.code} {standard.title}".strip()
