"""Tagging: which reports there are, and each of them tagged, with what went wrong reported, not fatal.

`finding_reports` lists files, `one_report` tags one in this process, `together` some in one call of the model, and
`many` works in several processes; `batch` does a whole run into a file with a journal, so that it can go on where it
stopped. The names below are imported when they are first used: the process that only hands out work loads no model and
not spaCy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from classifier.tagging.faults import Fault
    from classifier.tagging.finding_reports import Found, find_reports
    from classifier.tagging.many import tag_many
    from classifier.tagging.one_report import tag, tag_files, tag_report

__all__ = ["Fault", "Found", "find_reports", "tag", "tag_files", "tag_many", "tag_report"]

_HOMES = {
    "Fault": "faults",
    "Found": "finding_reports",
    "find_reports": "finding_reports",
    "tag": "one_report",
    "tag_files": "one_report",
    "tag_many": "many",
    "tag_report": "one_report",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
