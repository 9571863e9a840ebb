"""Reports by the chunk, to be sent to a process together and judged together."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from classifier.tagging.items import Item

MOST_REPORTS = 64
_MOST_BYTES = 256_000


def fair(jobs: int, total: int | None) -> int:
    """The most reports of a chunk where there are few in `total`, so that all processes have some of them."""
    return MOST_REPORTS if total is None else max(1, min(MOST_REPORTS, total // (4 * jobs)))


def weight(item: Item) -> int:
    """The characters or bytes of a report; 0 for one that is not there."""
    if item.text is not None:
        return len(item.text)
    with suppress(OSError, ValueError):
        return Path(item.document).stat().st_size
    return 0


def chunks(
    items: Iterable[Item], most: int = MOST_REPORTS, weigh: Callable[[Item], int] = weight
) -> Iterator[tuple[Item, ...]]:
    """Items by the chunk of at most `most`: enough small reports to be worth a call, large ones alone.

    Where `items` raise an error, what came before it is a chunk first.
    """
    chunk: list[Item] = []
    heavy = 0
    try:
        for item in items:
            chunk.append(item)
            heavy += weigh(item)
            if heavy >= _MOST_BYTES or len(chunk) >= most:
                full, chunk, heavy = tuple(chunk), [], 0
                yield full
    except Exception:
        if chunk:
            yield tuple(chunk)
        raise
    if chunk:
        yield tuple(chunk)
