"""`findings tag` of one report into a file, or of any number to the screen or standard output: straight through."""

from __future__ import annotations

import sys
from contextlib import closing
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from classifier.cli.common import FAILED, complain, console, note
from classifier.cli.tag_request import STDIN_NAME
from classifier.errors import ClassifierError
from classifier.records import TaggedReport

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from classifier.cli.tag_account import Account
    from classifier.cli.tag_request import Request
    from classifier.tagging import Fault, Found


def run(request: Request, found: Found, account: Account) -> tuple[bool, bool]:
    """Tag, write or print, and tell; whether it was stopped, and whether anything went wrong."""
    jobs = request.processes(account.total)
    with closing(_counted(_results(request, found, jobs), account)) as done:
        first = next(done, None)
        if first is not None:
            _deliver(chain([first], done), request, account)
    account.summary()
    stopped = account.interruption.asked
    if request.out is not None and first is not None:
        from classifier.export import partial_path

        if stopped:
            note(f"Stopped by Ctrl-C: what was finished is in {partial_path(request.out)}.")
        elif not account.quiet:
            note(f"Wrote {request.out}.")
    elif stopped:
        note("Stopped by Ctrl-C.")
    return stopped, account.has_failed


def _counted(
    results: Generator[TaggedReport | Fault, None, None], account: Account
) -> Generator[TaggedReport, None, None]:
    """The tagged reports; faults are told and left out. Ends after the report in hand when Ctrl-C was pressed."""
    from classifier.tagging.items import counts_of

    with account.progress() as advance, closing(results):
        for result in results:
            if isinstance(result, TaggedReport):
                account.add(result.report.document, counts_of(result), result.report.faults)
                yield result
                advance(len(result.findings))
            else:
                account.add_fault(result)
                advance(0)
            if account.interruption.asked:
                return


def _results(request: Request, found: Found, jobs: int) -> Generator[TaggedReport | Fault, None, None]:
    yield from found.faults
    if jobs == 1:
        yield from _here(request, found)
    else:
        yield from _in_processes(request, found, jobs)


def _here(request: Request, found: Found) -> Iterator[TaggedReport | Fault]:
    from classifier.persistence import load_model
    from classifier.tagging import Fault, tag, tag_files

    if len(found.paths) == 1 and not request.has_standard_input:
        yield _one(request, next(iter(found.paths)))
        return
    model = load_model(request.model)
    if request.target_error is not None:
        model = model.aiming_at(request.target_error)
    if request.has_standard_input:
        try:
            yield tag(request.standard_input(), model, document=STDIN_NAME, explain=request.explain)
        except ClassifierError as error:
            yield Fault(STDIN_NAME, error)
    yield from tag_files(found.paths, model, encoding=request.encoding, limit=request.limit, explain=request.explain)


def _one(request: Request, path: Path) -> TaggedReport | Fault:
    from classifier.tagging.ahead import load_and_read
    from classifier.tagging.faults import Fault, attempted
    from classifier.tagging.one_report import tag_report

    model, report = load_and_read(request.model, path, encoding=request.encoding, limit=request.limit)
    if request.target_error is not None:
        model = model.aiming_at(request.target_error)
    if isinstance(report, Fault):
        return report
    return attempted(path.as_posix(), partial(tag_report, report, model, explain=request.explain))


def _in_processes(request: Request, found: Found, jobs: int) -> Iterator[TaggedReport | Fault]:
    from classifier.export.packing import unpack
    from classifier.tagging.faults import Fault
    from classifier.tagging.items import Done, Item
    from classifier.tagging.many import outcomes

    first = []
    if request.has_standard_input:
        try:
            first.append(Item(0, STDIN_NAME, request.standard_input()))
        except ClassifierError as error:
            yield Fault(STDIN_NAME, error)
    files = (Item(number, path.as_posix()) for number, path in enumerate(found.paths, len(first)))
    setup = request.setup("whole", describe=False)
    total = len(found.paths) + len(first)
    with closing(outcomes(chain(first, files), setup, jobs=jobs, total=total)) as results:
        for outcome in results:
            if isinstance(outcome, Done):
                yield unpack(outcome.data, "whole")
            elif isinstance(outcome, Fault):
                yield outcome


def _deliver(reports: Iterable[TaggedReport], request: Request, account: Account) -> None:
    """Hand the reports to a file, to the terminal, or to standard output."""
    if request.out is not None:
        _write_file(reports, request.out, request.format, account)
    elif request.format is None:
        _print_tables(reports)
    elif request.format == "jsonl":
        from classifier.export.to_jsonl import lines

        for tagged in reports:
            typer.echo(lines(tagged), nl=False)
    else:
        _print_format(reports, request.format)


def _write_file(reports: Iterable[TaggedReport], out: Path, format_name: str | None, account: Account) -> None:
    from classifier.export import write_tagged
    from classifier.export.balance import entry
    from classifier.export.beside import LinesBeside, metadata_path
    from classifier.framework import load_framework

    facts = []

    def described() -> Iterator[TaggedReport]:
        for tagged in reports:
            facts.append(entry(tagged, load_framework(tagged.framework)))
            yield tagged

    write_tagged(described(), out, format_name, complete=lambda: not account.interruption.asked)
    if not account.interruption.asked:
        with LinesBeside(metadata_path(out)) as beside:
            for one in facts:  # of a single report
                beside.add(one)
            beside.finish()


def _print_tables(reports: Iterable[TaggedReport]) -> None:
    from classifier.export.to_terminal import render
    from classifier.framework import load_framework

    screen = console()
    for tagged in reports:
        screen.print(render(tagged, load_framework(tagged.framework)))


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
