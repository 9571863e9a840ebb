"""The limits of all formats by the names that errors and the command line use, so that a user can raise one."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from classifier.errors import ClassifierError
from classifier.reading import archives
from classifier.reading.decoding import MEGABYTE
from classifier.reading.html.cleaning import DEFAULT_PAGE_LIMITS, PageLimits
from classifier.reading.pdf import opening

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

VARIABLE = "FINDINGS_LIMITS"
"""The environment variable that raises limits where nothing else is said: "pages=20000,parts=9000"."""

NAMES = {
    "pages": "pages of a PDF",
    "page-characters": "characters on a page of a PDF",
    "page-objects": "drawn objects on a page of a PDF",
    "parts": "members of a Word file",
    "part-size": "megabytes of one of them, unpacked",
    "unpacked-size": "megabytes of all of them, unpacked",
    "ratio": "how many times larger one of them is unpacked",
    "elements": "elements of a web page or of a part of a Word file",
}
"""What each limit counts."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of PDF, of Word files, which are archives, and of web pages."""

    pdf: opening.Limits = opening.DEFAULT_LIMITS
    archive: archives.Limits = archives.DEFAULT_LIMITS
    page: PageLimits = DEFAULT_PAGE_LIMITS


def parse_limits(said: Iterable[str]) -> dict[str, float]:
    """Limits said as `NAME=NUMBER`; raises `ClassifierError` for a name that there is not and what is no number."""
    found: dict[str, float] = {}
    for one in said:
        name, _, number = one.partition("=")
        try:
            value = float(number.replace("_", ""))
        except ValueError:
            value = 0.0
        name = name.strip()
        if name not in NAMES:
            mend = f"Use one of {', '.join(NAMES)}"
            raise ClassifierError(f"there is no limit {name!r}", where="--limit", mend=mend)
        if not 0 < value < math.inf:
            raise ClassifierError(f"{one!r} sets no limit", where="--limit", mend=f"Say a number, as in {name}=10000")
        found[name] = value
    return found


def limits_of(said: Mapping[str, float] | None = None) -> Limits:
    """The limits with those of `said` put in; without it, with those of the environment variable `VARIABLE`."""
    if said is None:
        said = parse_limits(one for one in os.environ.get(VARIABLE, "").split(",") if one.strip())
    number = {name: int(value) for name, value in said.items()}
    size = {name: int(value * MEGABYTE) for name, value in said.items()}
    limits = Limits()
    return Limits(
        pdf=opening.Limits(
            pages=number.get("pages", limits.pdf.pages),
            characters_per_page=number.get("page-characters", limits.pdf.characters_per_page),
            objects_per_page=number.get("page-objects", limits.pdf.objects_per_page),
        ),
        archive=replace(
            limits.archive,
            members=number.get("parts", limits.archive.members),
            member_size=size.get("part-size", limits.archive.member_size),
            total_size=size.get("unpacked-size", limits.archive.total_size),
            ratio=said.get("ratio", limits.archive.ratio),
            elements=number.get("elements", limits.archive.elements),
        ),
        page=replace(limits.page, elements=number.get("elements", limits.page.elements)),
    )
