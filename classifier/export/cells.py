"""Values that every format can hold: text without the characters that break files, lists made one text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from classifier.export.columns import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifier.records import TaggedReport

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # all control characters but tab and line feed


def encodable(text: str) -> str:
    """`text` with lone surrogates, which no UTF-8 file can hold, as U+FFFD, and pairs made whole."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def printable(text: str) -> str:
    """`text` for a page, sheet or terminal: `encodable`, and a space for each control character.

    Tab and line feed stay. Without this an escape sequence in a report could command the reader's terminal.
    """
    return _CONTROL.sub(" ", encodable(text))


def joined(section: object) -> str:
    """A heading path as one text, outermost first, for formats without lists."""
    return " > ".join(section) if isinstance(section, list) else ""


def safe_rows(tagged: TaggedReport) -> Iterator[dict[str, object]]:
    """The rows of `columns.rows`, every text `encodable`."""
    for values in rows(tagged):
        yield {name: safe(value) for name, value in values.items()}


def safe(value: object) -> object:
    """`value`, every text in it `encodable`, however deep in lists and dicts."""
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, list):
        return [safe(item) for item in value]
    if isinstance(value, dict):
        return {name: safe(item) for name, item in value.items()}
    return value
