"""Tagged output as JSON Lines: one object a line, UTF-8, keys in the order of the columns."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from classifier.export.cells import safe_rows

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from classifier.records import TaggedReport


def write(reports: Iterable[TaggedReport], path: Path) -> int:
    """Write one line a sentence, report by report, and return the number of lines; raises `OSError`.

    `section` is a list, missing values are null.
    """
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for tagged in reports:
            for values in safe_rows(tagged):
                file.write(json.dumps(values, ensure_ascii=False) + "\n")
                count += 1
    return count
