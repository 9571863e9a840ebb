"""`findings tag`: the main job."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classifier.cli.common import FAILED, INTERRUPTED, Interruption, complain, console, note, told
from classifier.errors import ClassifierError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from classifier.model import FindingModel
    from classifier.records import TaggedReport
    from classifier.tagging import Fault

STDIN = "-"
MEGABYTE = 1_000_000


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
    model: Annotated[
        str, typer.Option("--model", "-m", help="A shipped model by its name, or the path of a model folder.")
    ] = "hmip-nps-2018",
    encoding: Annotated[
        str | None, typer.Option(help="The encoding of the files, where it is not UTF-8 (for example cp1252).")
    ] = None,
    max_size: Annotated[
        float, typer.Option(help="The largest file to read, in megabytes.", min=0.001, max=10_000)
    ] = 20.0,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
) -> None:
    """Tag each sentence of reports: strength, area for improvement, mixed or none; domain and standard.

    Without --out a table of the findings is printed; with --format jsonl (or csv, html) and no --out, the rows go to
    standard output. A report that cannot be read is named and the others go on; the exit code is then 1. After
    Ctrl-C the finished reports are kept in NAME.partial.SUFFIX.

    \b
    Examples:
      findings tag report.txt
      findings tag reports/ --out findings.xlsx
      cat report.txt | findings tag - --format jsonl
    """
    from classifier.export import FORMATS, format_of

    # A wrong name is told before any work.
    if format is not None and format not in FORMATS:
        raise ClassifierError(f"there is no output format {format!r}", mend=f"Use one of {', '.join(FORMATS)}")
    if out is not None and format is None:
        format_of(out)
    if out is not None and any(_is_same(out, name) for name in reports):
        from classifier.errors import OutputError

        raise OutputError(out, "this is one of the reports", "Choose another name for the output")
    from classifier.persistence import load_model

    loaded = load_model(model)
    with Interruption() as interruption:
        job = _Job(loaded, interruption, quiet=quiet)
        done = job.reports(reports, encoding, None if max_size is None else int(max_size * MEGABYTE))
        rows = _deliver(done, job, out, format)
    job.summary(out if rows else None)
    if interruption.asked:
        raise typer.Exit(INTERRUPTED)
    if job.faults or job.left_out:
        raise typer.Exit(FAILED)


def _is_same(out: Path, name: str) -> bool:
    try:
        return out.samefile(name)
    except OSError:
        return False  # one of them is not there


class _Job:
    """Goes through the reports, tells faults as they come, and counts."""

    def __init__(self, model: FindingModel, interruption: Interruption, *, quiet: bool) -> None:
        self.model = model
        self.interruption = interruption
        self.quiet = quiet
        self.faults: list[Fault] = []
        self.counts: Counter[str] = Counter()
        self.done = 0
        self.left_out = 0  # pages that could not be read

    def reports(self, names: list[str], encoding: str | None, limit: int | None) -> Iterator[TaggedReport]:
        """The tagged reports, one after the other; faults are told and left out."""
        from classifier.records import TaggedReport
        from classifier.tagging import find_reports, tag_files

        found = find_reports([name for name in names if name != STDIN])
        if found.passed_over:
            others = ", ".join(path.name for path in found.passed_over[:3])
            more = len(found.passed_over) - 3
            note(f"Passed over in folders, as they are no reports: {others}{f' and {more} more' if more > 0 else ''}.")
        results: list[Iterable[TaggedReport | Fault]] = []
        if STDIN in names:
            results.append(self._standard_input(encoding, limit))
        results.append(tag_files(found.paths, self.model, encoding=encoding, limit=limit))
        total = len(found.paths) + (STDIN in names)
        if total == 0:
            complain(
                "There is no report in the folders that were named. Reports end in .txt, .md, .pdf, .docx or .html."
            )
            raise typer.Exit(FAILED)
        for result in self._with_progress((one for part in results for one in part), total):
            if isinstance(result, TaggedReport):
                self._count(result)
                yield result
            else:
                self.faults.append(result)
                complain(str(result.error))
            if self.interruption.asked:
                return

    def _standard_input(self, encoding: str | None, limit: int | None) -> Iterator[TaggedReport | Fault]:
        from classifier.reading import parse_report
        from classifier.reading.decoding import DEFAULT_LIMIT, decode
        from classifier.tagging import Fault, tag_report

        limit = limit or DEFAULT_LIMIT
        try:
            data = sys.stdin.buffer.read(limit + 1)
            if len(data) > limit:
                raise ClassifierError(
                    f"there is more than the limit of {limit / MEGABYTE:g} MB",
                    where="standard input",
                    mend="Say --max-size with a higher limit",
                )
            yield tag_report(parse_report(decode(data, "standard input", encoding), "standard input"), self.model)
        except ClassifierError as error:
            yield Fault("standard input", error)

    def _with_progress(self, results: Iterable[TaggedReport | Fault], total: int) -> Iterator[TaggedReport | Fault]:
        if self.quiet or total < 2 or not sys.stderr.isatty():
            yield from results
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (
            "Tagging",
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[said]}"),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task("tag", total=total, said="")
            for result in results:
                yield result
                progress.update(task, advance=1, said=f"{self.counts.total():,} sentences")

    def _count(self, tagged: TaggedReport) -> None:
        self.done += 1
        for fault in tagged.report.faults:
            self.left_out += 1
            complain(f"{tagged.report.document}: {fault}.")
        for finding in tagged.findings:
            self.counts[finding.finding.value] += 1
            self.counts["review"] += finding.review
        self.counts["sentences"] += len(tagged.findings)

    def summary(self, out: Path | None) -> None:
        """Say on standard error what was done."""
        counts = self.counts
        if not self.quiet and self.done:
            from classifier.export.tally import counted

            said = (
                counted(counts["strength"], "strength", "strengths"),
                counted(counts["area_for_improvement"], "area for improvement", "areas for improvement"),
                f"{counts['mixed']:,} mixed",
                f"{counts['none']:,} none",
            )
            reports = counted(self.done, "report", "reports")
            sentences = counted(counts["sentences"], "sentence", "sentences")
            note(f"{reports}, {sentences}: {', '.join(said)}; {counts['review']:,} marked for review.")
        if self.faults:
            files = "1 report" if len(self.faults) == 1 else f"{len(self.faults):,} reports"
            note(f"{files} could not be tagged; see above.")
        if out is not None:
            from classifier.export import partial_path

            if self.interruption.asked:
                note(f"Stopped by Ctrl-C: what was finished is in {partial_path(out)}.")
            elif not self.quiet:
                note(f"Wrote {out}.")
        elif self.interruption.asked:
            note("Stopped by Ctrl-C.")


def _deliver(done: Iterator[TaggedReport], job: _Job, out: Path | None, format_name: str | None) -> bool:
    """Hand the reports to the terminal, to standard output or to a file; whether there was one."""
    from itertools import chain

    first = next(done, None)
    if first is None:
        return False
    reports = chain([first], done)
    if out is not None:
        from classifier.export import write_tagged

        write_tagged(reports, out, format_name, complete=lambda: not job.interruption.asked)
    elif format_name is None:
        _print_tables(reports, job.model)
    elif format_name == "jsonl":
        _print_rows(reports)
    else:
        _print_format(reports, format_name)
    return True


def _print_tables(reports: Iterable[TaggedReport], model: FindingModel) -> None:
    from classifier.export.to_terminal import render

    screen = console()
    for tagged in reports:
        screen.print(render(tagged, model.framework))


def _print_rows(reports: Iterable[TaggedReport]) -> None:
    import json

    from classifier.export.cells import safe_rows

    for tagged in reports:
        for row in safe_rows(tagged):
            typer.echo(json.dumps(row, ensure_ascii=False))


def _print_format(reports: Iterable[TaggedReport], format_name: str) -> None:
    import shutil
    import tempfile

    from classifier.export import write_tagged

    if format_name in ("xlsx", "parquet") and sys.stdout.isatty():
        complain(f"{format_name} is no text for a terminal. Name a file with --out.")
        raise typer.Exit(FAILED)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out"
        write_tagged(reports, path, format_name)
        with path.open("rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer)
