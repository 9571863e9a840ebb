"""A whole run into one output: each finished report into the journal, and at the end the output from the journal."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifier.export import write_packed
from classifier.export.partitions import partition_value
from classifier.tagging.faults import Fault
from classifier.tagging.items import Done, Item, Outcome, Setup
from classifier.tagging.many import outcomes

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from classifier.tagging.journal import Entry, Journal


@dataclass(frozen=True, slots=True)
class Finished:
    """A report that is in the journal; `about` as in `items.Done`. `is_new` where this run has tagged it."""

    document: str
    about: dict[str, Any]
    is_new: bool


@dataclass(frozen=True, slots=True)
class Batch:
    """The reports of a run: the text of standard input first, where there is one, then files, by their names."""

    names: Sequence[str]
    setup: Setup
    journal: Journal
    standard_input: tuple[str, str] | None = None
    """Its name and its text."""

    def __len__(self) -> int:
        return len(self.names) + (self.standard_input is not None)

    def documents(self) -> Iterator[str]:
        """The names that stand in the output, in its order."""
        if self.standard_input is not None:
            yield self.standard_input[0]
        for name in self.names:
            yield Path(name).as_posix()

    def run(self, *, jobs: int = 1) -> Generator[Finished | Fault, None, None]:
        """Finish one report after the other; each is in the journal before it is yielded. Raises `OutputError`.

        What the journal has of a report counts where its content has not changed.
        """
        with closing(outcomes(self._items(), self.setup, jobs=jobs, total=len(self))) as results:
            for outcome in results:
                yield self._settled(outcome)

    def _settled(self, outcome: Outcome) -> Finished | Fault:
        if isinstance(outcome, Done):
            self.journal.append(outcome)
            return Finished(outcome.document, outcome.about, is_new=True)
        if isinstance(outcome, Fault):
            self.journal.forget(outcome.path)
            return outcome
        entry = self.journal.entry(outcome.document)
        assert entry is not None  # its hash came from there
        return Finished(outcome.document, entry.about, is_new=False)

    def write(self, out: Path, format: str, count: int, complete: Callable[[], bool] = lambda: True) -> None:  # noqa: A002
        """Write the output from the first `count` documents; those without an entry, which have faults, are left out.

        `complete` is that of `export.write_packed`, whose errors this raises.
        """
        packed = (
            self.journal.data(document)
            for _, document in zip(range(count), self.documents(), strict=False)
            if document in self.journal
        )
        write_packed(packed, out, format, complete=complete)

    def write_dataset(self, folder: Path, by: str, count: int) -> None:
        """Write a dataset parted by one of `export.partitions.PARTITIONS`; else like `write`."""
        from classifier.export.to_dataset import write_dataset

        write_dataset(self._parts(by, count), by, folder)

    def entries(self, count: int) -> Iterator[Entry]:
        """The entries of the first `count` documents, in the order of the output."""
        for _, document in zip(range(count), self.documents(), strict=False):
            entry = self.journal.entry(document)
            if entry is not None:
                yield entry

    def _parts(self, by: str, count: int) -> Iterator[tuple[str | None, Iterator[bytes]]]:
        names: list[str] = []
        values: list[str | None] = []
        for entry in self.entries(count):
            names.append(entry.document)
            values.append(partition_value(by, entry.document, entry.about["metadata"]))
        order = sorted(range(len(names)), key=lambda place: (values[place] is None, values[place] or "", place))
        for value, places in groupby(order, key=values.__getitem__):
            yield value, (self.journal.data(names[place]) for place in places)

    def _items(self) -> Iterator[Item]:
        for number, document in enumerate(self.documents()):
            entry = self.journal.entry(document)
            text = self.standard_input[1] if self.standard_input and number == 0 else None
            yield Item(number, document, text, entry.sha256 if entry else "")
