"""`findings train`: a model from annotated documents."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from classifier.cli.common import console, note, print_json, told


@told
def train(
    corpus: Annotated[Path, typer.Argument(help="A folder of annotation files with their documents.")] = Path("corpus"),
    texts: Annotated[
        Path | None, typer.Option(help="The folder with the documents, where it is not the corpus folder.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The model folder to write [default: models/NAME].")
    ] = None,
    name: Annotated[str, typer.Option(help="The name of the model.")] = "hmip-nps-2018",
    cross_validate: Annotated[
        bool,
        typer.Option(
            "--cross-validate", help="Measure instead: tag documents that their fold has not seen; writes no model."
        ),
    ] = False,
    folds: Annotated[int, typer.Option(help="Folds of the cross-validation, grouped by document.", min=2)] = 5,
    seed: Annotated[int, typer.Option(help="Seed of all that is drawn by chance.")] = 0,
    errors: Annotated[int, typer.Option(help="With --cross-validate: how many errors to show.", min=0)] = 10,
    json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")] = False,
) -> None:
    """Train a model on a corpus, yours or the one in corpus/, and write it to a folder.

    The same corpus, versions and seed give the same model. Use it with: findings tag REPORT --model FOLDER
    """
    from classifier.annotations import read_corpus

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
    trained = training.train(documents, name=name, seed=seed, progress=note)
    save_model(trained, folder)
    if json:
        print_json({"model": trained.model.name, "folder": folder.as_posix(), "held_out": trained.held_out})
        return
    accuracy, accepted = trained.held_out["finding_accuracy"], trained.held_out["accepted"]
    note(f"Held-out documents: {accuracy:.1%} of findings right; {accepted:.0%} of sentences not marked for review.")
    note(f"Wrote {trained.model.name} to {folder}.")
