"""Many reports or texts, one after the other or in several processes; all of them streams."""

from __future__ import annotations

from functools import partial
from itertools import count
from typing import TYPE_CHECKING

from classifier.errors import ClassifierError
from classifier.export.packing import unpack
from classifier.tagging.chunks import MOST_REPORTS, chunks, fair
from classifier.tagging.faults import Fault
from classifier.tagging.items import Done, Item, Outcome, Setup

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator
    from pathlib import Path

    from classifier.model import FindingModel
    from classifier.records import TaggedReport
    from classifier.tagging.together import Unread


def outcomes(
    items: Iterable[Item], setup: Setup, *, jobs: int = 1, total: int | None = None
) -> Generator[Outcome, None, None]:
    """What becomes of each item, in order; with one job in this process. `total` is their number, if it is known.

    Raises `ModelError`, and `ClassifierError` where the processes cannot work at all.
    """
    if jobs == 1:
        from classifier.tagging.work import work_on

        return (outcome for chunk in chunks(items, fair(1, total)) for outcome in work_on(chunk, setup))
    from classifier.tagging.pool import in_processes

    return in_processes(items, setup, jobs, total)


def tag_many(
    texts: Iterable[str],
    model: FindingModel | Path | str | None = None,
    *,
    jobs: int = 1,
    documents: Iterable[str] | None = None,
) -> Iterator[TaggedReport | Fault]:
    """Read each text as a report and tag it; a generator of one result a text, in order.

    A text that cannot be tagged, such as an empty one, comes as a `Fault` (`path` is its name, `error` the reason),
    and the others go on. `documents` are the names to go by, by default "text 1", "text 2" and so on. `model` is a
    loaded model, or the name or folder of one; for more than one of `jobs`, which are processes that load the model
    themselves, it has to be a name or a folder. Both sides may be endless: texts are taken as they are needed, with the
    fast model and one job up to 64 ahead of the results, as it is several times as fast on many sentences at a time.

    Raises `ModelError`; `ClassifierError` for a loaded model with several jobs; `ValueError` where there are fewer
    names than texts, or fewer texts than names.
    """
    if jobs < 1:
        raise ValueError(f"jobs is {jobs}, and has to be 1 or more")
    names = (f"text {number}" for number in count(1)) if documents is None else iter(documents)
    pairs = zip(names, texts, strict=documents is not None)
    if jobs == 1:
        from classifier.tagging.one_report import ready_model

        return _tag_here(pairs, ready_model(model))
    return _tag_in_processes(pairs, _name_of(model), jobs)


def _tag_here(pairs: Iterable[tuple[str, str]], model: FindingModel) -> Iterator[TaggedReport | Fault]:
    from classifier.tagging.together import tag_together

    for chunk in chunks(_items(pairs), MOST_REPORTS if model.estimator.judges_apart else 1):
        yield from tag_together([_unread(item) for item in chunk], model)


def _unread(item: Item) -> Unread:
    from classifier.reading import parse_report
    from classifier.tagging.together import Unread

    return Unread(item.number, item.document, partial(parse_report, item.text or "", item.document))


def _tag_in_processes(pairs: Iterable[tuple[str, str]], model: str, jobs: int) -> Iterator[TaggedReport | Fault]:
    for outcome in outcomes(_items(pairs), Setup(model, "whole", describe=False), jobs=jobs):
        yield unpack(outcome.data, "whole") if isinstance(outcome, Done) else _fault(outcome)


def _items(pairs: Iterable[tuple[str, str]]) -> Iterator[Item]:
    return (Item(number, document, text) for number, (document, text) in enumerate(pairs))


def _fault(outcome: Outcome) -> Fault:
    assert isinstance(outcome, Fault)  # nothing was tagged before
    return outcome


def _name_of(model: FindingModel | Path | str | None) -> str:
    from classifier.persistence import DEFAULT_MODEL, find_model

    if model is not None and not isinstance(model, str) and not hasattr(model, "__fspath__"):
        raise ClassifierError(
            "a loaded model cannot be handed to other processes",
            mend="Give its name or its folder as model, or say jobs=1",
        )
    return str(find_model(DEFAULT_MODEL if model is None else str(model)))
