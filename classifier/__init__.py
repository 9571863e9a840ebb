"""Label every sentence of an inspection report: strength or area for improvement, domain and standard.

>>> import classifier
>>> model = classifier.load_model()
>>> report = classifier.read_report("report.txt")
>>> tagged = classifier.tag_report(report, model)
>>> [(finding.finding, finding.standard, finding.sentence.text) for finding in tagged.findings]

The names below are the public ones; each is imported when it is first used, so that `import classifier` is quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from classifier.errors import ClassifierError
    from classifier.export import write_tagged
    from classifier.export.columns import rows
    from classifier.framework import load_framework
    from classifier.persistence import load_model
    from classifier.reading import parse_report, read_report
    from classifier.tagging import Fault, tag, tag_files, tag_many, tag_report

__version__ = "0.1.0"

__all__ = [
    "ClassifierError",
    "Fault",
    "load_framework",
    "load_model",
    "parse_report",
    "read_report",
    "rows",
    "tag",
    "tag_files",
    "tag_many",
    "tag_report",
    "write_tagged",
]

_HOMES = {
    "ClassifierError": "classifier.errors",
    "Fault": "classifier.tagging",
    "load_framework": "classifier.framework",
    "load_model": "classifier.persistence",
    "parse_report": "classifier.reading",
    "read_report": "classifier.reading",
    "rows": "classifier.export.columns",
    "tag": "classifier.tagging",
    "tag_files": "classifier.tagging",
    "tag_many": "classifier.tagging",
    "tag_report": "classifier.tagging",
    "write_tagged": "classifier.export",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
