"""`findings model`: which models there are, what they are, and whether they are whole."""

from __future__ import annotations

from typing import Annotated

import typer

from classifier.cli.common import console, note, print_json, told
from classifier.cli.options import JsonOption

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Show and verify models.")

Name = Annotated[str, typer.Argument(help="A shipped model by its name, or the path of a model folder.")]


@app.command("list")
@told
def list_models(json: JsonOption = False) -> None:
    """List the models that come with the package."""
    from classifier.persistence import read_manifest, shipped_models

    manifests = {name: read_manifest(folder) for name, folder in shipped_models().items()}
    if json:
        print_json(manifests)
        return
    for name, manifest in manifests.items():
        typer.echo(f"{name}  ({manifest['name']}, framework {manifest['framework']})")


@app.command()
@told
def show(name: Name = "hmip-nps-2018", json: JsonOption = False) -> None:
    """Print the model card: what the model learned from, how good it is, what it is not for."""
    from classifier.persistence import find_model, read_card, read_manifest

    folder = find_model(name)
    manifest = read_manifest(folder)
    if json:
        print_json(manifest)
        return
    from rich.markdown import Markdown

    console().print(Markdown(read_card(folder)))


@app.command()
@told
def verify(name: Name = "hmip-nps-2018") -> None:
    """Check a model's hashes, versions and types by loading it."""
    from classifier.persistence import load_model

    note(f"{load_model(name).name} is whole.")
