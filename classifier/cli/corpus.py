"""`findings corpus`: check annotation files, count what is in them, and compare two annotators."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classifier.cli.common import FAILED, complain, console, note, print_json, table_of_numbers, told
from classifier.cli.options import JsonOption, TextsOption

if TYPE_CHECKING:
    from classifier.annotations import CorpusStatistics

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Check, count and compare annotated documents.")

Folder = Annotated[Path, typer.Argument(help="A folder of annotation files (.jsonl).")]


@app.command()
@told
def check(
    folder: Folder = Path("corpus"),
    texts: TextsOption = None,
    allow_repeats: Annotated[
        bool, typer.Option("--allow-repeats", help="Let a sentence stand twice, as in published reports.")
    ] = False,
    json: JsonOption = False,
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
        from classifier.export.tally import counted

        files = len(annotation_files(folder))
        note(f"{files:,} files: {counted(len(problems), 'problem', 'problems')}.")
    if problems:
        raise typer.Exit(FAILED)


@app.command()
@told
def stats(folder: Folder = Path("corpus"), texts: TextsOption = None, json: JsonOption = False) -> None:
    """Count documents, sentences, labels, standards and genres."""
    from classifier.annotations import read_corpus, statistics

    found = statistics(read_corpus(folder, texts))
    if json:
        print_json(found.to_dict())
        return
    _show(found)


@app.command()
@told
def agreement(
    one: Annotated[Path, typer.Argument(help="A folder of annotation files.")],
    other: Annotated[Path, typer.Argument(help="Another annotator's files of the same documents.")],
    texts: TextsOption = None,
    json: JsonOption = False,
) -> None:
    """Compare two annotations: percent, Cohen's kappa and Krippendorff's alpha for finding, standard and domain."""
    from classifier.annotations import agreement as compare
    from classifier.annotations import read_corpus

    found = compare(read_corpus(one, texts), read_corpus(other, texts))
    if json:
        print_json(found.to_dict())
        return
    from rich.table import Table

    table = Table("decision", "sentences", "agree", "Cohen's kappa", "Krippendorff's alpha")
    for name, measured in found.decisions.items():
        kappa, alpha = (f"{x:.3f}" if x is not None else "-" for x in (measured.kappa, measured.alpha))
        table.add_row(name, f"{measured.n:,}", f"{measured.percent:.1%}", kappa, alpha)
    screen = console()
    screen.print(table)
    screen.print(f"{found.documents} documents; {found.unmatched:,} sentences that only one of the two has.")
    for name, counts in found.disagreements.items():
        most = ", ".join(f"{pair} ({count})" for pair, count in list(counts.items())[:6])
        screen.print(f"Most frequent differences in the {name}: {most or 'none'}.")


def _show(found: CorpusStatistics) -> None:
    from classifier.records import FindingLabel

    screen = console()
    screen.print(
        f"{found.documents:,} documents, {found.sentences:,} sentences, {found.structure:,} units of structure, "
        f"{found.words:,} words"
    )
    for title, rows in (("genre", found.genres), ("standard", found.standards)):
        table = table_of_numbers(title, *(label.words for label in FindingLabel), "all")
        for name, counts in rows.items():
            numbers = [counts.get(label, 0) for label in FindingLabel]
            table.add_row(str(name), *(f"{number:,}" for number in numbers), f"{sum(numbers):,}")
        screen.print(table)
