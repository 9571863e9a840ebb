"""`findings query`: SQL over tagged output."""

from __future__ import annotations

import csv
import json
import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classifier.cli.common import console, note, told
from classifier.errors import ClassifierError

if TYPE_CHECKING:
    from classifier.query import Answer

MOST_SHOWN = 1000


@told
def query(
    sql: Annotated[str, typer.Argument(help="The question, a SELECT over the table findings.")],
    paths: Annotated[
        list[Path],
        typer.Argument(help="Tagged output: .jsonl, .csv or .parquet files, or the folder of a dataset."),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON: a list of one object a row.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
) -> None:
    """Ask tagged output with SQL (DuckDB); all paths together are one table, findings.

    The columns are those of findings tag, and the partitions of a dataset. Nothing is changed, no other file is read,
    and nothing uses the network.

    \b
    Examples:
      findings query "describe findings" findings.parquet
      findings query "select standard, count(*) n from findings where finding = 'strength' group by all" dataset/
      findings query "select text from findings where review limit 20" 2023.jsonl 2024.jsonl --csv
    """
    from classifier.query import Query

    if as_json and as_csv:
        raise ClassifierError("the answer can be JSON or CSV, not both", mend="Say --json or --csv")
    with Query(paths) as engine:
        answer = engine.ask(sql)
        if as_json:
            _print_json(answer)
        elif as_csv:
            _print_csv(answer)
        else:
            _print_table(answer)


def _print_json(answer: Answer) -> None:
    typer.echo("[", nl=False)
    for number, row in enumerate(answer.rows):
        facts = dict(zip(answer.columns, row, strict=True))
        typer.echo(f"{',' if number else ''}\n  {json.dumps(facts, ensure_ascii=False, default=str)}", nl=False)
    typer.echo("\n]")


def _print_csv(answer: Answer) -> None:
    from classifier.export.to_csv import cell

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(answer.columns)
    writer.writerows([cell(value) for value in row] for row in answer.rows)


def _print_table(answer: Answer) -> None:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    rows = list(islice(answer.rows, MOST_SHOWN))
    for place, name in enumerate(answer.columns):
        numbers = bool(rows) and all(isinstance(row[place], int | float) for row in rows)
        table.add_column(_shown(name), justify="right" if numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_shown(value) for value in row))
    console().print(table)
    if next(answer.rows, None) is not None:
        note(f"These are the first {MOST_SHOWN:,} rows; for all of them say --csv or --json.")


def _shown(value: object) -> str:
    from rich.markup import escape

    from classifier.export.cells import joined, printable

    if value is None:
        return ""
    if isinstance(value, list):
        value = joined([str(item) for item in value])
    if isinstance(value, float):
        value = f"{value:.6g}"
    return escape(printable(str(value)))
