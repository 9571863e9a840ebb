"""`findings tag`: the main job. The command is here; `tag_*.py` are its two ways, what it shows and what it counts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from classifier.cli.common import FAILED, INTERRUPTED, Interruption, complain, in_bytes, note, raise_limits, told
from classifier.cli.options import EncodingOption, LimitOption, ModelOption, SizeOption
from classifier.cli.tag_request import STDIN, Request
from classifier.errors import ClassifierError, OutputError

EXPLAINED = ("jsonl", "html")
"""The formats that hold evidence."""


@told
def tag(
    reports: Annotated[
        list[str],
        typer.Argument(help="Files, folders, patterns such as '2024/*.txt', or - for text from standard input."),
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Write to this file: .jsonl .csv .xlsx .parquet .html; else print a table."),
    ] = None,
    format: Annotated[  # noqa: A002
        str | None,
        typer.Option("--format", "-f", help="jsonl, csv, xlsx, parquet or html, whatever the name of --out."),
    ] = None,
    model: ModelOption = "hmip-nps-2018",
    jobs: Annotated[
        int,
        typer.Option("--jobs", "-j", help="Tag so many reports at a time, each in a process; 0: one a core.", min=0),
    ] = 1,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on where an earlier run into the same --out has stopped.")
    ] = False,
    partition_by: Annotated[
        str | None,
        typer.Option(help="Make --out a folder of Parquet files, parted by programme, year or document."),
    ] = None,
    encoding: EncodingOption = None,
    max_size: SizeOption = None,
    raised: LimitOption = None,
    target_error: Annotated[
        float | None,
        typer.Option(
            help="The share of wrong findings to aim at among sentences not marked for review [default: 0.05].",
            min=0.0,
            max=1.0,
        ),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Add what spoke for each finding (jsonl, html); takes longer.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
) -> None:
    """Tag each sentence of reports: strength, area for improvement, mixed or none; domain and standard.

    Without --out a table of the findings is printed; with --format jsonl (or csv, html) and no --out, the rows go to
    standard output. A report that cannot be read is named, and with several reports written to NAME.faults.jsonl; the
    others go on, and the exit code is then 1. What the reports say of themselves goes into NAME.metadata.jsonl.

    Several reports with --out: each is kept in NAME.SUFFIX.journal as soon as it is finished, and --resume goes on
    from there after a crash or Ctrl-C, after which the finished reports are in NAME.partial.SUFFIX too.

    \b
    Examples:
      findings tag report.txt
      findings tag reports/ --out findings.xlsx
      findings tag reports/ --out findings.parquet --jobs 4 --resume
      findings tag reports/ --out dataset/ --partition-by year
      findings tag report.pdf --out report.html --explain --target-error 0.03
      cat report.txt | findings tag - --format jsonl
    """
    raise_limits(raised)
    limit = in_bytes(max_size)
    request = Request(
        *(tuple(reports), out, format, model, jobs, resume, partition_by, encoding, limit, explain, target_error, quiet)
    )
    _check(request)
    with Interruption() as interruption:
        stopped, failed = _carry_out(request, interruption)
    if stopped:
        raise typer.Exit(INTERRUPTED)
    if failed:
        raise typer.Exit(FAILED)


def _check(request: Request) -> None:
    """Tell what is wrong with the options before any work."""
    from classifier.export import FORMATS, format_of
    from classifier.export.partitions import PARTITIONS

    if request.format is not None and request.format not in FORMATS:
        mend = f"Use one of {', '.join(FORMATS)}"
        raise ClassifierError(f"there is no output format {request.format!r}", mend=mend)
    if request.partition_by is not None:
        if request.partition_by not in PARTITIONS:
            problem = f"reports cannot be parted by {request.partition_by!r}"
            raise ClassifierError(problem, mend=f"Use one of {', '.join(PARTITIONS)}")
        if request.out is None or request.format not in (None, "parquet"):
            raise ClassifierError("--partition-by makes a folder of Parquet files", mend="Name it with --out FOLDER")
    elif request.out is not None and request.format is None:
        format_of(request.out)
    if request.explain:
        name = "parquet" if request.partition_by else request.format or (request.out and format_of(request.out))
        if name not in EXPLAINED:
            raise ClassifierError(
                f"evidence does not fit into {name or 'a table in the terminal'}",
                mend="Say --format jsonl, or write to a file that ends in .jsonl or .html",
            )
    if request.resume and request.out is None:
        raise ClassifierError("--resume goes on with a file", mend="Name that file with --out")
    if request.out is not None and any(_is_same(request.out, name) for name in request.reports):
        raise OutputError(request.out, "this is one of the reports", "Choose another name for the output")


def _carry_out(request: Request, interruption: Interruption) -> tuple[bool, bool]:
    """Tag the reports by the way that suits; whether it was stopped, and whether anything went wrong."""
    from classifier.cli.tag_account import Account
    from classifier.tagging import find_reports
    from classifier.tagging.inside_worker import collect_less

    collect_less()
    found = find_reports([name for name in request.reports if name != STDIN])
    if found.passed_over:
        others = ", ".join(path.name for path in found.passed_over[:3])
        more = len(found.passed_over) - 3
        note(f"Passed over in folders, as they are no reports: {others}{f' and {more} more' if more > 0 else ''}.")
    total = len(found.paths) + (STDIN in request.reports)
    if total == 0 and not found.faults:
        complain("There is no report in the folders that were named. Reports end in .txt, .md, .pdf, .docx or .html.")
        raise typer.Exit(FAILED)
    account = Account(interruption, total, quiet=request.quiet)
    if request.out is not None and (total > 1 or found.faults or request.resume or request.partition_by):
        from classifier.cli.tag_batch import run
    else:
        from classifier.cli.tag_stream import run
    return run(request, found, account)


def _is_same(out: Path, name: str) -> bool:
    try:
        return out.samefile(name)
    except OSError:
        return False  # one of them is not there
