"""`findings tag` of many reports into a file or dataset: by the journal, so that it can go on where it stopped."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from classifier.cli.common import complain, note
from classifier.cli.tag_request import STDIN_NAME
from classifier.errors import ClassifierError
from classifier.export import check_output, format_of, partial_path
from classifier.export.beside import LinesBeside, faults_path, metadata_path
from classifier.export.packing import packing_of
from classifier.tagging.batch import Batch
from classifier.tagging.faults import Fault, as_line, part_as_line
from classifier.tagging.journal import Journal, journal_path

if TYPE_CHECKING:
    from classifier.cli.tag_account import Account
    from classifier.cli.tag_request import Request
    from classifier.tagging import Found


def run(request: Request, found: Found, account: Account) -> tuple[bool, bool]:
    """Tag, write, and tell; whether it was stopped, and whether anything went wrong."""
    assert request.out is not None  # what chooses between the ways has seen to it
    out = request.out
    format_name = "parquet" if request.partition_by else request.format or format_of(out)
    if request.partition_by:
        from classifier.export.to_dataset import check_dataset

        check_dataset(out)
    else:
        check_output(out, format_name)
    setup = request.setup(packing_of(format_name))
    with (
        Journal(journal_path(out), setup.digest(), resume=request.resume) as journal,
        LinesBeside(faults_path(out)) as faults,
    ):
        _tell_of(journal, account)
        given = _standard_input(request, account, faults)
        for fault in found.faults:
            account.add_fault(fault)
            faults.add(as_line(fault))
        batch = Batch(found.paths.names, setup, journal, given)
        try:
            reached = _work(batch, request, account, faults)
        except KeyboardInterrupt:
            complain(f"Stopped by Ctrl-C; finished reports are kept in {journal.path}. Go on with --resume.")
            return True, True
        _deliver(batch, request, reached, account, faults)
    return reached < len(batch), account.has_failed


def _work(batch: Batch, request: Request, account: Account, faults: LinesBeside) -> int:
    """Finish the reports until the last one or Ctrl-C, and return how many there was an answer to."""
    reached = 0
    jobs = request.processes(len(batch))
    with account.progress() as advance, closing(batch.run(jobs=jobs)) as results:
        for result in results:
            reached += 1
            if isinstance(result, Fault):
                account.add_fault(result)
                faults.add(as_line(result))
                advance(0)
            else:
                left_out = result.about["faults"]
                account.add(result.document, result.about["counts"], left_out)
                for said in left_out:
                    faults.add(part_as_line(result.document, said))
                advance(result.about["counts"]["sentences"] if result.is_new else 0)
            if account.interruption.asked:
                break
    return reached


def _deliver(batch: Batch, request: Request, reached: int, account: Account, faults: LinesBeside) -> None:
    """Write what is finished: in its place where that is all, else at the partial path, with the journal kept."""
    out, is_whole = request.out, reached == len(batch)
    assert out is not None
    if account.done and request.partition_by:
        if is_whole:
            batch.write_dataset(out, request.partition_by, reached)
    elif account.done:
        batch.write(out, request.format or format_of(out), reached, complete=lambda: is_whole)
    if is_whole:
        with LinesBeside(metadata_path(out)) as metadata:
            for entry in batch.entries(reached):
                metadata.add(entry.about["metadata"])
            metadata.finish()
        faults.finish()
        batch.journal.remove()
    account.summary(faults_path(out) if is_whole else None)
    if not is_whole:
        where = batch.journal.path if request.partition_by else partial_path(out)
        note(f"Stopped by Ctrl-C: what was finished is in {where}. Go on with --resume.")
    elif account.done and not account.quiet:
        note(f"Wrote {out}.")


def _tell_of(journal: Journal, account: Account) -> None:
    if account.quiet:
        return
    if len(journal):
        note(f"Going on with an earlier run: {len(journal):,} reports are finished, unless they have changed.")
    if journal.others:
        note(f"{journal.others:,} reports were tagged with another model or other settings, and are done again.")


def _standard_input(request: Request, account: Account, faults: LinesBeside) -> tuple[str, str] | None:
    if not request.has_standard_input:
        return None
    try:
        return STDIN_NAME, request.standard_input()
    except ClassifierError as error:
        fault = Fault(STDIN_NAME, error)
        account.add_fault(fault)
        faults.add(as_line(fault))
        return None
