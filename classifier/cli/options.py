"""Options that several commands have, each declared once, so that they are called and told the same everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]
ModelOption = Annotated[
    str, typer.Option("--model", "-m", help="A shipped model by its name, or the path of a model folder.")
]
TextsOption = Annotated[
    Path | None, typer.Option(help="The folder with the documents, where it is not that of the annotation files.")
]
EncodingOption = Annotated[
    str | None, typer.Option(help="The encoding of the files, where it is not UTF-8 (for example cp1252).")
]
LimitOption = Annotated[
    list[str] | None,
    typer.Option("--limit", help="Raise a limit that a file met, as its error says: NAME=NUMBER, such as pages=20000."),
]
SizeOption = Annotated[
    float | None,
    typer.Option(help="The largest file to read, in megabytes (20; for a PDF 200).", min=0.001, max=10_000),
]
"""Without a value each format has its own; `common.in_bytes` reads it."""

FoldsOption = Annotated[int, typer.Option(help="Folds of the cross-validation, grouped by document.", min=2)]
SeedOption = Annotated[int, typer.Option(help="Seed of all that is drawn by chance.")]
