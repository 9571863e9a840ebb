"""Evidence as a column of tagged output."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from classifier.records import Context, Evidence, Word

_Item = TypeVar("_Item", "Word", "Context")
_DIGITS = 3


def evidence_row(evidence: Evidence, *, most: int | None = 8) -> dict[str, list[dict[str, object]]]:
    """The column `evidence` of a row of tagged output: a list for JSON.

    A word is `{"start", "end", "text", "weight", "for"}`, offsets into the row's `text`, with a `note` where there is
    one; context is `{"context", "text", "weight", "for"}`. `for` is "finding" or "standard". Of each of the four kinds
    come the `most` that weigh most (None: all), in order of the text; weights that round to 0 are left out.
    """
    entries: list[dict[str, object]] = []
    for target, reasons in (("finding", evidence.finding), ("standard", evidence.standard)):
        for word in _weightiest(reasons.words, most):
            entry: dict[str, object] = {"start": word.start, "end": word.end, "text": word.text}
            entry |= {"weight": round(word.weight, _DIGITS), "for": target}
            entries.append(entry | ({"note": word.note} if word.note else {}))
        for context in _weightiest(reasons.context, most):
            weight = round(context.weight, _DIGITS)
            entries.append({"context": context.kind, "text": context.text, "weight": weight, "for": target})
    return {"evidence": entries}


def _weightiest(items: Sequence[_Item], most: int | None) -> list[_Item]:
    told = [item for item in items if round(item.weight, _DIGITS)]
    ranked = sorted(range(len(told)), key=lambda place: -abs(told[place].weight))
    return [told[place] for place in sorted(ranked[:most])]
