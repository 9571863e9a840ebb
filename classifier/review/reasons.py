"""What spoke for a suggestion, worked out when somebody first looks at it, and kept.

It can be worked out again at any time, so it is neither in the log nor in its hashes.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from classifier.review.chain import canonical
from classifier.review.suggesting import as_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from classifier.review.records import Item, Suggestion
    from classifier.review.store import Project


def reasons_of(project: Project, item: Item) -> Any:
    """The evidence for the suggestion that an item shows; None where it is not known yet, or nothing is suggested."""
    if item.suggestion is None or item.suggestion.evidence is not None:
        return item.suggestion and item.suggestion.evidence
    with project.read() as sql:
        row = sql.execute("SELECT evidence FROM reasons WHERE item = ?", (item.id,)).fetchone()
    return None if row is None else json.loads(row["evidence"])


def keep_reasons(project: Project, item: int, suggestion: Suggestion, evidence: Sequence[Any]) -> None:
    """Keep the evidence for a suggestion, unless there is another one by now."""
    with project.write() as sql:
        sql.execute(
            "INSERT OR REPLACE INTO reasons SELECT id, ? FROM items WHERE id = ? AND suggestion = ?",
            (canonical(list(evidence)), item, as_text(suggestion)),
        )
