"""What is done with one report of many, in this process or in a worker."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifier.errors import ClassifierError
from classifier.export.balance import entry
from classifier.export.packing import pack
from classifier.reading import parse_report, read_report
from classifier.tagging.faults import Fault, unexpected
from classifier.tagging.items import Done, Item, Outcome, Same, Setup, counts_of
from classifier.tagging.one_report import ready_model, tag_report

if TYPE_CHECKING:
    from classifier.model import FindingModel
    from classifier.records import Report, TaggedReport


def work_on(item: Item, setup: Setup) -> Outcome:
    """Tag one report; whatever is wrong with it is a `Fault`. Raises `ModelError`, as that stops all of them."""
    digest = _sha256(item)
    if item.known and item.known == digest:
        return Same(item.document)
    model = ready_model(setup.model)
    if setup.target_error is not None:
        model = model.aiming_at(setup.target_error)
    try:
        tagged = tag_report(_read(item, setup), model, explain=setup.explain)
        facts = about(tagged, model) if setup.describe else {}
        return Done(item.document, digest, facts, pack(tagged, setup.packing))
    except ClassifierError as error:
        return Fault(item.document, error)
    except Exception as error:  # noqa: BLE001  one report must not stop a hundred thousand others
        return unexpected(item.document, error)


def about(tagged: TaggedReport, model: FindingModel) -> dict[str, Any]:
    """Facts of a tagged report that go with it, as plain values: counts, what could not be read, and metadata."""
    facts = entry(tagged, model.framework)
    return {"counts": counts_of(tagged), "faults": list(tagged.report.faults), "metadata": facts}


def _read(item: Item, setup: Setup) -> Report:
    if item.text is not None:
        return parse_report(item.text, item.document)
    return read_report(Path(item.document), encoding=setup.encoding, limit=setup.limit)


def _sha256(item: Item) -> str:
    """The hash of a report's content; empty where it cannot be read, which reading it tells."""
    if item.text is not None:
        return hashlib.sha256(item.text.encode("utf-8", "surrogatepass")).hexdigest()
    try:
        with Path(item.document).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):
        return ""
