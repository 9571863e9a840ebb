"""`findings corpus`: check annotation files and count what is in them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classifier.cli.common import FAILED, complain, console, note, print_json, told

if TYPE_CHECKING:
    from classifier.annotations import CorpusStatistics

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Check annotated documents, and count what is in them."
)

Folder = Annotated[Path, typer.Argument(help="A folder of annotation files (.jsonl).")]
Texts = Annotated[Path | None, typer.Option(help="The folder with the documents, where it is not the same.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]


@app.command()
@told
def check(
    folder: Folder = Path("corpus"),
    texts: Texts = None,
    allow_repeats: Annotated[
        bool, typer.Option("--allow-repeats", help="Let a sentence stand twice, as in published reports.")
    ] = False,
    json: Json = False,
) -> None:
    """Validate every annotation file: offsets, codes, hashes, overlaps, empty and repeated sentences, white space.

    Each problem is named with its file and line; the exit code is 1 where there is one.
    """
    from classifier.annotations import annotation_files, check_corpus

    problems = list(check_corpus(folder, texts, repeats=not allow_repeats))
    if json:
        print_json([{"path": str(p.path), "line": p.line, "problem": p.problem, "mend": p.mend} for p in problems])
    else:
        for problem in problems:
            complain(str(problem))
        files = len(annotation_files(folder))
        note(f"{files:,} files: {len(problems):,} problem{'s' if len(problems) != 1 else ''}.")
    if problems:
        raise typer.Exit(FAILED)


@app.command()
@told
def stats(folder: Folder = Path("corpus"), texts: Texts = None, json: Json = False) -> None:
    """Count documents, sentences, labels, standards and genres."""
    from classifier.annotations import read_corpus, statistics

    found = statistics(read_corpus(folder, texts))
    if json:
        print_json(found.to_dict())
        return
    _show(found)


def _show(found: CorpusStatistics) -> None:
    from rich.table import Table

    from classifier.records import FindingLabel

    screen = console()
    screen.print(
        f"{found.documents:,} documents, {found.sentences:,} sentences, {found.structure:,} units of structure, "
        f"{found.words:,} words"
    )
    for title, rows in (("genre", found.genres), ("standard", found.standards)):
        table = Table()
        for place, column in enumerate((title, *(label.words for label in FindingLabel), "all")):
            table.add_column(column, justify="left" if place == 0 else "right")
        for name, counts in rows.items():
            numbers = [counts.get(label, 0) for label in FindingLabel]
            table.add_row(str(name), *(f"{number:,}" for number in numbers), f"{sum(numbers):,}")
        screen.print(table)
