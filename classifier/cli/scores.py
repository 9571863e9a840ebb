"""How an evaluation is shown in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifier.cli.common import table_of_numbers
from classifier.evaluation import worst_errors

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from classifier.evaluation import Evaluation

_FIGURES = (
    "macro_f1",
    "finding_accuracy",
    "domain_accuracy",
    "standard_accuracy",
    "strict",
    "boundaries",
    "spurious",
    "accepted",
    "accepted_error",
)


def show(evaluation: Evaluation, screen: Console, *, errors: int) -> None:
    """Print the scores with intervals, per label and standard, the confusion and the worst errors."""
    for table in (_figures(evaluation), _labels(evaluation), _standards(evaluation), _confusion(evaluation)):
        screen.print(table)
    worst = worst_errors(evaluation.matches, errors)
    if worst:
        screen.print(f"\n[bold]The {len(worst)} most confident errors[/bold]")
    for error in worst:
        screen.print(
            f"{error.document} {error.start}-{error.end}: said {error.said.words} ({error.confidence:.0%}), "
            f"gold {error.gold.words}",
            style="bold",
        )
        screen.print(f"  {' '.join(error.text.split())}", markup=False)


def _figures(evaluation: Evaluation) -> Table:
    scores = evaluation.to_dict()
    sentences, findings = evaluation.scores.sentences, evaluation.scores.findings
    table = table_of_numbers(
        "figure",
        "value",
        f"95 % interval over {evaluation.resampled}",
        title=f"{evaluation.documents} documents, {sentences:,} sentences, {findings:,} findings",
    )
    for name in _FIGURES:
        table.add_row(name.replace("_", " "), _number(scores[name]), _interval(evaluation, name))
    return table


def _labels(evaluation: Evaluation) -> Table:
    table = table_of_numbers("label", "precision", "recall", "F1", "95 % interval", "support", title="Findings")
    for label, scores in evaluation.scores.labels.items():
        table.add_row(
            label.words,
            _number(scores.precision),
            _number(scores.recall),
            _number(scores.f1),
            _interval(evaluation, f"f1.{label.value}"),
            f"{scores.support:,}",
        )
    return table


def _standards(evaluation: Evaluation) -> Table:
    title = "Standards of the gold findings"
    table = table_of_numbers("standard", "right", "right domain", "support", title=title)
    for code, scores in evaluation.scores.standards.items():
        table.add_row(code, _number(scores.accuracy), _number(scores.domain_accuracy), f"{scores.support:,}")
    return table


def _confusion(evaluation: Evaluation) -> Table:
    confusion = evaluation.scores.finding_confusion
    said = list(dict.fromkeys(column for row in confusion.values() for column in row))
    title = "Gold label (row) and label said (column)"
    table = table_of_numbers("", *(column.replace("_", " ") for column in said), title=title)
    for gold, row in confusion.items():
        table.add_row(gold.replace("_", " "), *(f"{row.get(column, 0):,}" for column in said))
    return table


def _interval(evaluation: Evaluation, name: str) -> str:
    interval = evaluation.intervals.get(name)
    return f"{interval.low:.3f} to {interval.high:.3f}" if interval else ""


def _number(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else "-" if value is None else str(value)
