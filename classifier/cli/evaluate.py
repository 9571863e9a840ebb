"""`findings evaluate`: score a model against gold annotations, end to end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classifier.cli.common import console, print_json, told
from classifier.cli.options import JsonOption, ModelOption, TextsOption

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifier.annotations import AnnotatedDocument
    from classifier.records import Finding


@told
def evaluate(
    gold: Annotated[Path, typer.Option(help="The folder with the gold annotation files (.jsonl).")],
    texts: TextsOption = None,
    model: ModelOption = "hmip-nps-2018",
    errors: Annotated[int, typer.Option(help="How many of the most confident errors to show.", min=0)] = 10,
    resamples: Annotated[int, typer.Option(help="Bootstrap resamples for the intervals.", min=1)] = 1000,
    seed: Annotated[int, typer.Option(help="Seed of the resampling.")] = 0,
    json: JsonOption = False,
) -> None:
    """Score a model on annotated reports that it has not seen, from raw text to tags.

    Prints precision, recall and F1 of each label with bootstrap 95 % intervals (over documents, or over sentences
    where there are fewer than ten documents), the accuracy of domain and standard, the confusion, and the worst errors.
    """
    from dataclasses import asdict

    from classifier import evaluation
    from classifier.annotations import read_corpus
    from classifier.persistence import load_model

    loaded = load_model(model)
    from classifier.reading import read_report
    from classifier.sentences import split_report

    def pairs() -> Iterator[tuple[AnnotatedDocument, list[Finding]]]:
        for document in read_corpus(gold, texts):
            report = read_report((texts or gold) / document.document, document=document.document)
            yield document, list(loaded.predict(split_report(report)))

    found = evaluation.evaluate(pairs(), resamples=resamples, seed=seed)
    if json:
        worst = [asdict(error) for error in evaluation.worst_errors(found.matches, errors)]
        print_json({"model": loaded.name, **found.to_dict(), "worst_errors": worst})
        return
    from classifier.cli.scores import show

    show(found, console(), errors=errors)
