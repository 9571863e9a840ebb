"""`findings train`: a model from annotated documents."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from classifier.cli.common import console, note, print_json, told
from classifier.cli.options import FoldsOption, JsonOption, SeedOption, TextsOption
from classifier.errors import ClassifierError


@told
def train(
    corpus: Annotated[Path, typer.Argument(help="A folder of annotation files with their documents.")] = Path("corpus"),
    texts: TextsOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The model folder to write [default: models/NAME].")
    ] = None,
    name: Annotated[str, typer.Option(help="The name of the model.")] = "hmip-nps-2018",
    encoder: Annotated[
        bool,
        typer.Option(
            "--encoder",
            help="Fine-tune an encoder too: more accurate, takes hours, needs findings-classifier[encoder].",
        ),
    ] = False,
    work: Annotated[
        Path | None,
        typer.Option(help="With --encoder: the folder for checkpoints [default: NAME.work beside the model folder]."),
    ] = None,
    cross_validate: Annotated[
        bool,
        typer.Option(
            "--cross-validate", help="Measure instead: tag documents that their fold has not seen; writes no model."
        ),
    ] = False,
    folds: FoldsOption = 5,
    seed: SeedOption = 0,
    errors: Annotated[int, typer.Option(help="With --cross-validate: how many errors to show.", min=0)] = 10,
    json: JsonOption = False,
) -> None:
    """Train a model on a corpus, yours or the one in corpus/, and write it to a folder.

    The same corpus, versions and seed give the same model. Use it with: findings tag REPORT --model FOLDER

    With --encoder, training can be stopped at any moment, with Ctrl-C or without; the same command goes on from the
    last checkpoint.
    """
    from classifier.annotations import read_corpus

    if cross_validate and encoder:
        raise ClassifierError(
            "--cross-validate measures the model without encoder",
            mend="The card of a model with encoder has its held-out figures; train it without --cross-validate",
        )
    documents = list(read_corpus(corpus, texts))
    from classifier import training

    if cross_validate:
        found = training.cross_validate(documents, folds=folds, seed=seed, progress=note)
        if json:
            print_json({"folds": folds, **found.to_dict()})
            return
        from classifier.cli.scores import show

        show(found, console(), errors=errors)
        return
    from classifier.persistence import save_model

    folder = out or Path("models") / name
    checkpoints = (work or folder.with_name(f"{folder.name}.work")) if encoder else None
    trained = training.train(documents, name=name, seed=seed, encoder=checkpoints, progress=note)
    save_model(trained, folder)
    facts = trained.facts
    held_out = {
        "finding_accuracy": next(one.value for one in facts.metrics if one.name == "accuracy of the finding"),
        "accepted": facts.accepted.value,
        "accepted_error": facts.accepted_error.value,
    }
    if json:
        print_json({"model": trained.model.name, "folder": folder.as_posix(), "held_out": held_out})
        return
    note(
        f"Held-out documents: {held_out['finding_accuracy'] or 0:.1%} of findings right; "
        f"{held_out['accepted'] or 0:.0%} of sentences not marked for review."
    )
    note(f"Wrote {trained.model.name} to {folder}.")
