"""`findings review export`, `import` and `to-corpus`: decisions in files of other programs, and as corpus."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from classifier.cli.common import FAILED, complain, note, print_json, told
from classifier.cli.options import JsonOption
from classifier.cli.review_common import ProjectFile, Report, opened, person_of, report_named

Format = Annotated[
    str | None, typer.Option("--format", "-f", help="excel, label-studio or prodigy, whatever the file's name.")
]


@told
def export(
    project: ProjectFile,
    out: Annotated[Path, typer.Argument(help="The file to write: .xlsx, .json (Label Studio) or .jsonl (Prodigy).")],
    format: Format = None,  # noqa: A002
    report: Report = None,
    person: Annotated[
        str | None, typer.Option(help="Excel: a file for this person to fill in; else only what they decided.")
    ] = None,
) -> None:
    """Write a project for Excel, Label Studio or Prodigy, with who decided what and when.

    The Excel file is one to fill in and to read back in with findings review import.
    """
    from classifier.review.exchange import export_to, format_of

    name = format_of(out, format)
    with opened(project, read_only=True) as found:
        who = person_of(found, person) if person is not None or name == "excel" else None
        count = export_to(found, out, name, report=report_named(found, report), person=who.id if who else None)
    note(f"Wrote {out}: {count:,} rows.")
    if name == "label-studio":
        from classifier.review.exchange.label_studio import config_path

        note(f"Paste {config_path(out)} into Label Studio under Settings, Labeling Interface, Code.")


@told
def import_(
    project: ProjectFile,
    file: Annotated[Path, typer.Argument(help="A file that findings review export wrote and people filled in.")],
    format: Format = None,  # noqa: A002
    person: Annotated[str | None, typer.Option(help="Who decided where the file names nobody.")] = None,
    partial: Annotated[
        bool, typer.Option("--partial", help="Take in the rows that are right though others are not.")
    ] = False,
    any_order: Annotated[bool, typer.Option("--any-order", help="Excel: the rows may have been sorted.")] = False,
    new_people: Annotated[
        bool, typer.Option("--new-people", help="Add people to the project whom it does not know.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Read decisions from a file; every row is checked, and what is wrong is named with its place.

    Nothing is taken in unless all is right, or with --partial what is. The exit code is 1 where anything is wrong.
    """
    from classifier.review.exchange import import_from

    with opened(project) as found:
        who = person_of(found, person)
        checked = import_from(
            found,
            file,
            format,
            person=who.id if who else None,
            partial=partial,
            any_order=any_order,
            new_people=new_people,
        )
    if json:
        print_json(checked.to_dict())
    else:
        from classifier.export.tally import counted

        for problem in checked.problems:
            complain(str(problem))
        counts = f"{checked.imported:,} decisions taken in, {checked.unchanged:,} were there, {checked.empty:,} open"
        wrong = f"; {counted(len(checked.problems), 'problem', 'problems')}" if checked.problems else ""
        kept = ", so nothing was taken in" if wrong and not partial else ""
        note(f"{file}: {counts}{wrong}{kept}.")
    if checked.problems:
        raise typer.Exit(FAILED)


@told
def to_corpus(
    project: ProjectFile,
    folder: Annotated[Path, typer.Argument(help="The folder for the annotation files and the texts.")],
    report: Report = None,
    repeats: Annotated[
        bool, typer.Option("--repeats", help="Keep sentences that stand twice in a report, as for scoring.")
    ] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Write over other documents of the same name.")] = False,
    json: JsonOption = False,
) -> None:
    """Write the decisions as annotation files for findings train, each with the text that its offsets refer to.

    Sentences that nobody decided or on which people differ are left out. The files say who decided what and when.
    """
    from classifier.review.exchange.to_corpus import write

    with opened(project, read_only=True) as found:
        written = write(found, folder, report=report_named(found, report), repeats=repeats, replacing=replace)
    if json:
        print_json(written.to_dict())
        return
    for path in written.files:
        note(f"Wrote {path}.")
    left = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in written.left_out.items() if count)
    note(f"{written.sentences:,} sentences{f'; left out: {left}' if left else ''}.")
