"""What `findings tag` counts and tells while it works: faults as they come, progress, and the summary."""

from __future__ import annotations

import sys
import time
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING

from classifier.cli.common import Interruption, complain, note

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from classifier.tagging import Fault


SECONDS_A_SENTENCE = 10
"""The pace at which a person is taken to check a sentence."""


class Account:
    """Counts reports and sentences by label, and the reports and pages that could not be read."""

    def __init__(self, interruption: Interruption, total: int, *, quiet: bool) -> None:
        self.interruption = interruption
        self.total = total
        self.quiet = quiet
        self.counts: Counter[str] = Counter()
        self.done = 0
        self.faults = 0
        self.left_out = 0  # pages that could not be read

    @property
    def has_failed(self) -> bool:
        """Whether there is a report, or a part of one, that could not be read."""
        return bool(self.faults or self.left_out)

    def add(self, document: str, counts: Mapping[str, int], left_out: Sequence[str]) -> None:
        """Count a tagged report and tell what of it was left out."""
        self.done += 1
        self.counts.update(counts)
        for said in left_out:
            self.left_out += 1
            complain(f"{document}: {said}.")

    def add_fault(self, fault: Fault) -> None:
        """Count a report that could not be tagged, and tell why."""
        self.faults += 1
        complain(str(fault.error))

    def summary(self, faults_file: Path | None = None) -> None:
        """Say on standard error what was done."""
        from classifier.export.tally import counted

        counts = self.counts
        if not self.quiet and self.done:
            said = (
                counted(counts["strength"], "strength", "strengths"),
                counted(counts["area_for_improvement"], "area for improvement", "areas for improvement"),
                f"{counts['mixed']:,} mixed",
                f"{counts['none']:,} none",
            )
            reports = counted(self.done, "report", "reports")
            sentences = counted(counts["sentences"], "sentence", "sentences")
            note(f"{reports}, {sentences}: {', '.join(said)}; {counts['review']:,} marked for review{_effort(counts)}.")
        if self.faults:
            where = f"above and {faults_file}" if faults_file else "above"
            note(f"{counted(self.faults, 'report', 'reports')} could not be tagged; see {where}.")

    @contextmanager
    def progress(self) -> Iterator[Callable[[int], None]]:
        """A bar on standard error where that is a terminal; call what it gives after each report.

        The call takes the number of sentences that were tagged for it now: 0 where it was tagged before.
        """
        if self.quiet or self.total < 2 or not sys.stderr.isatty():
            yield lambda _: None
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        said = TextColumn("reports, {task.fields[rate]}, time left")
        columns = ("Tagging", BarColumn(), MofNCompleteColumn(), said, TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("tag", total=self.total, rate="loading the model")
            began, sentences = time.monotonic(), 0

            def advance(more: int) -> None:
                nonlocal sentences
                sentences += more
                rate = f"{sentences / max(time.monotonic() - began, 0.001):,.0f} sentences a second"
                bar.update(task, advance=1, rate=rate)

            yield advance


def _effort(counts: Mapping[str, int]) -> str:
    minutes = counts["review"] * SECONDS_A_SENTENCE / 60
    if minutes < 2:
        return ""
    said = f"{minutes:.0f} minutes" if minutes < 120 else f"{minutes / 60:.0f} hours"
    return f" (about {said} at {SECONDS_A_SENTENCE} seconds each)"
