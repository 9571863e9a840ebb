"""What is done with reports of a run, in this process or in a worker."""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifier.export.balance import entry
from classifier.export.packing import pack
from classifier.reading import parse_report, read_report
from classifier.tagging.faults import Fault, attempted
from classifier.tagging.items import Done, Item, Outcome, Same, Setup, counts_of
from classifier.tagging.one_report import ready_model
from classifier.tagging.together import Unread, tag_together

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from classifier.model import FindingModel
    from classifier.records import Report, TaggedReport


def work_on(items: Sequence[Item], setup: Setup, in_hand: Callable[[Sequence[int]], object] = len) -> Iterator[Outcome]:
    """Tag reports together; one outcome each, in order, and whatever is wrong with one is a `Fault`.

    `in_hand` as for `tag_together`. Raises `ModelError`, as that stops all of them.
    """
    digests = [_sha256(item) for item in items]
    is_same = [bool(item.known) and item.known == digest for item, digest in zip(items, digests, strict=True)]
    unread = [
        Unread(item.number, item.document, partial(_read, item, setup))
        for item, same in zip(items, is_same, strict=True)
        if not same
    ]
    model = _model(setup) if unread else None
    results = iter(()) if model is None else tag_together(unread, model, explain=setup.explain, in_hand=in_hand)
    for item, digest, same in zip(items, digests, is_same, strict=True):
        if same or model is None:
            yield Same(item.document)
            continue
        tagged = next(results)
        if isinstance(tagged, Fault):
            yield tagged
        else:
            yield attempted(item.document, partial(_packed, item.document, digest, tagged, model, setup))


def _model(setup: Setup) -> FindingModel:
    model = ready_model(setup.model)
    return model if setup.target_error is None else model.aiming_at(setup.target_error)


def _packed(document: str, digest: str, tagged: TaggedReport, model: FindingModel, setup: Setup) -> Done:
    facts = about(tagged, model) if setup.describe else {}
    return Done(document, digest, facts, pack(tagged, setup.packing))


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
