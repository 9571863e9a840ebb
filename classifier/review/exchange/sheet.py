"""The sheet that people fill in: its columns, and the check of each row that finds what was changed by accident."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SHEET = "Review"
ABOUT = "About"
LISTS = "Lists"
FIRST_ROW = 2
"""The row of the first sentence, below the header; rows count from 1, as in Excel."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in characters, whether people fill it in, and what it holds."""

    name: str
    width: float
    about: str
    is_open: bool = False


COLUMNS = (
    Column("report", 22, "the file that the sentence is from"),
    Column("page", 7, "the page, where the report has pages"),
    Column("section", 28, "the headings above the sentence"),
    Column("text", 80, "the sentence"),
    Column("suggestion", 21, "what the model says; empty where it is kept back"),
    Column("confidence", 11, "how sure the model is"),
    Column("decision", 21, "choose accept, a label, skip or flag; leave it empty to decide later", is_open=True),
    Column(
        "standard", 11, "choose the standard; empty means the suggested one, and none has no standard", is_open=True
    ),
    Column("note", 34, "whatever you want to say of it", is_open=True),
    Column("person", 16, "who decides; empty means the person who reads the file in", is_open=True),
    Column("suggested standard", 11, "the standard that the model suggests"),
    Column("second standard", 11, "the model's second choice"),
    Column("state", 10, "open, decided, skipped or flagged, when the file was made"),
    Column("decided by", 16, "who had decided, when the file was made"),
    Column("decided", 18, "when that was (UTC)"),
    Column("id", 8, "the number of the sentence in the project"),
    Column("check", 8, "finds rows that were changed by accident; hidden"),
)
NAMES = tuple(column.name for column in COLUMNS)
LETTERS = {name: chr(ord("A") + place) for place, name in enumerate(NAMES)}
FIXED = ("report", "page", "section", "text", "suggestion", "suggested standard")
"""The columns that a row's check covers: what a person saw when they decided."""
FILLED = tuple(column.name for column in COLUMNS if column.is_open)

_CHECK = re.compile(r"([0-9a-f]{4,64}):(\d{1,9}):(\d{1,15}):(\d{1,15}):([0-9a-f]{12}):([0-9a-f]{12})")


def cell(name: str, row: int) -> str:
    """A cell as Excel names it, with its sheet: `Review!G17`."""
    return f"{SHEET}!{LETTERS[name]}{row}"


@dataclass(frozen=True, slots=True)
class Check:
    """What the hidden cell of a row says of it.

    `order` is its place among the rows, from 1; `version` that of the sentence; `fixed` and `filled` are short
    hashes of the values that people may not change and of those that they may, as they were written.
    """

    project: str
    order: int
    item: int
    version: int
    fixed: str
    filled: str

    def __str__(self) -> str:
        return f"{self.project}:{self.order}:{self.item}:{self.version}:{self.fixed}:{self.filled}"


def parse_check(value: str) -> Check | None:
    """The check in a cell; None where it is none."""
    match = _CHECK.fullmatch(value.strip())
    if match is None:
        return None
    project, order, item, version, fixed, filled = match.groups()
    return Check(project, int(order), int(item), int(version), fixed, filled)


def digest(values: Mapping[str, str], names: Sequence[str]) -> str:
    """A short hash of the values of some columns; white space at the ends and its kind make no difference."""
    told = json.dumps([tidy(values[name]) for name in names], ensure_ascii=True)
    return hashlib.sha256(told.encode("ascii")).hexdigest()[:12]


def tidy(value: str) -> str:
    """A text with single spaces: what programs do to white space in cells is no change of the text."""
    return " ".join(value.split())
