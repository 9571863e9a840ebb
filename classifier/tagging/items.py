"""What goes to the work and what comes back; light to import, as the process that hands out the work needs no model."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from classifier.export.columns import SCHEMA_VERSION
from classifier.tagging.faults import Fault

if TYPE_CHECKING:
    from classifier.records import TaggedReport


@dataclass(frozen=True, slots=True)
class Setup:
    """What makes the output of a report, beside its content; the same for all reports of a run.

    `model` is a name or a folder, `packing` one of `export.packing.PACKINGS`. `limit` is the most bytes of a file.
    `describe` says whether the counts and the metadata of each report are wanted, `explain` whether evidence is.
    `target_error` is what the model aims at (`FindingModel.aiming_at`), if it is not its own aim.
    """

    model: str
    packing: str
    encoding: str | None = None
    limit: int | None = None
    describe: bool = True
    explain: bool = False
    target_error: float | None = None

    def digest(self) -> str:
        """A hash of all that the output hangs on: the model's files, the settings, and the version of this package.

        Raises `ModelError` where there is no such model.
        """
        from classifier import __version__
        from classifier.persistence import MANIFEST, find_model, read_manifest

        folder = find_model(self.model)
        read_manifest(folder)  # so that what is wrong with it is told; it holds the hashes of the other files
        manifest = hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
        facts = {**asdict(self), "model": manifest, "version": __version__, "schema": SCHEMA_VERSION}
        del facts["limit"]  # decides whether a report is read, not what is made of it
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Item:
    """A report to tag: `document` is its path, or its name where `text` is there.

    `number` is its place among the others, from 0. `known` is the sha256 of the content that was tagged before.
    """

    number: int
    document: str
    text: str | None = None
    known: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """A tagged report, packed. `about` holds its counts, what of it could not be read, and its metadata."""

    document: str
    sha256: str
    about: dict[str, Any]
    data: bytes


@dataclass(frozen=True, slots=True)
class Same:
    """A report whose content is what was tagged before."""

    document: str


Outcome = Done | Same | Fault


def counts_of(tagged: TaggedReport) -> dict[str, int]:
    """The number of sentences, of each label, and of those to review."""
    counts = Counter(finding.finding.value for finding in tagged.findings)
    review = sum(finding.review for finding in tagged.findings)
    return {**counts, "review": review, "sentences": len(tagged.findings)}
