"""Figures as Markdown tables: value, interval and support, or why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifier.model_card.facts import LEAST_SUPPORT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from classifier.model_card.facts import Metric, Slice

_HEADS = {"label": "label", "standard": "standard", "genre": "genre", "programme": "programme"}


def figure(metric: Metric) -> str:
    """A figure with its interval; "too few" below 20 sentences, "not measured" where there is none."""
    if metric.support < LEAST_SUPPORT:
        return "too few"
    if metric.value is None:
        return "not measured"
    if metric.low is None or metric.high is None:
        return f"{metric.value:.3f}"
    return f"{metric.value:.3f} ({metric.low:.3f} to {metric.high:.3f})"


def percent(metric: Metric) -> str:
    """A share in per cent with its interval, for a sentence; words as `figure` where there is none."""
    if metric.support < LEAST_SUPPORT or metric.value is None:
        return figure(metric)
    within = (
        "" if metric.low is None or metric.high is None else f" ({100 * metric.low:.1f} to {100 * metric.high:.1f})"
    )
    return f"{100 * metric.value:.1f} %{within}"


def metric_table(metrics: Iterable[Metric]) -> str:
    """One row a figure."""
    rows = (f"| {one.name} | {figure(one)} | {one.support:,} |\n" for one in metrics)
    return "| figure | value (95 % interval) | sentences |\n|---|---|---:|\n" + "".join(rows)


def slice_table(slices: Sequence[Slice]) -> str:
    """One row a slice: all of one kind, `by` label, standard, genre or programme."""
    by = slices[0].by
    rows = "".join(
        f"| {cell(one.name)} | {one.documents:,} | {one.right.support:,} | {figure(one.right)} | {_confused(one)} |\n"
        for one in slices
    )
    what = "standard right" if by == "standard" else "finding right"
    return f"| {_HEADS[by]} | documents | sentences | {what} | most often taken for |\n|---|---:|---:|---|---|\n{rows}"


def _confused(one: Slice) -> str:
    if one.confused is None:
        return "nothing else"
    said, times = one.confused
    return f"{cell(said)} ({times:,})"


def counts(numbers: Mapping[str, int]) -> str:
    """Counts as one line, the largest first: "report (121), blog (10)"."""
    ranked = sorted(numbers.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{cell(name)} ({number:,})" for name, number in ranked) or "none"


def cell(text: str) -> str:
    """A name as a person reads it, which breaks no table."""
    return " ".join(text.replace("|", "\\|").replace("_", " ").split())
