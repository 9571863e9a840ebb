"""By what a dataset can be parted, and what each report is under it: its programme, its year, or itself."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

PARTITIONS = ("programme", "year", "document")

_YEAR = re.compile(r"(?<!\d)((?:19[89]|20[0-9])\d)(?!\d)")


def partition_value(by: str, document: str, metadata: Mapping[str, Any]) -> str | None:
    """What a report is under one of `PARTITIONS`, from its path and its `Metadata.as_dict()`; None: not known.

    The year is that of publication; where the report does not say it, that of a folder named by a year, then that in
    which fieldwork ended, then one in the name of the file.
    """
    if by == "document":
        return document
    if by == "programme":
        return _value(metadata, "programme") or None
    path = PurePath(document)
    folders = [part for part in reversed(path.parts[:-1]) if _YEAR.fullmatch(part)]
    for text in (_value(metadata, "published"), *folders, _value(metadata, "fieldwork"), path.name):
        if years := _YEAR.findall(text):
            return str(years[-1])
    return None


def _value(metadata: Mapping[str, Any], name: str) -> str:
    fact = metadata.get(name)
    return str(fact["value"]) if fact else ""
