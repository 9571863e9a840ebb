"""The names of standards as reports print them, and their codes in a framework."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from classifier.framework import Framework
    from classifier.records import Block

_NUMBER = re.compile(r"^(?:standard\s+)?P?\s?\d(?:\.\d{1,2}){0,2}\.?\s*[:–—-]?\s*", re.I)
_CODED = re.compile(r"^(?:standard\s+)?P?\s?\d\.\d{1,2}\b", re.I)
_OTHER_NAMES = {
    "staff": ("staffing", "staff and workload", "staffing and workload"),
    "leadership": ("leadership and governance", "governance and leadership"),
    "services": ("the provision of services", "provision of services"),
    "information and facilities": ("facilities", "information"),
    "implementation and delivery": ("implementation", "delivery", "sentence delivery", "case delivery"),
    "reviewing": ("reviews", "review"),
    "court reports and case allocation": (
        "court work",
        "court reports",
        "court reports and allocation",
        "reports for courts",
    ),
    "statutory victim work": ("victim work", "work with victims", "victims", "victim contact"),
}
"""What else reports call a standard, by its title in lower case."""

_OTHERS = frozenset(
    """public protection|unpaid work|through the gate|resettlement|out-of-court disposals|resettlement policy and
    provision|policy and provision|governance|partnerships and services|desistance|keeping people safe""".replace(
        "\n", " "
    ).split("|")
)  # standards of other programmes, which a framework may not have


class Names:
    """Knows the standards of a framework by their titles and by what else they are called."""

    def __init__(self, framework: Framework | None) -> None:
        self._codes: dict[str, str] = {}
        for standard in framework.standards if framework else ():
            if standard.domain is not None:
                self._codes[standard.title.lower()] = standard.code
        self._titles = [title for title in self._codes if title != "staff"]  # who also have something to say
        for title, others in _OTHER_NAMES.items():
            for other in others if title in self._codes or not framework else ():
                self._codes.setdefault(other, self._codes.get(title, ""))
        if not framework:
            self._codes.update(dict.fromkeys(_OTHER_NAMES, "") | {"assessment": "", "planning": ""})
        longest = sorted(self._codes, key=len, reverse=True)
        self._words = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})$", re.I) if longest else None

    def plain(self, name: str) -> str:
        """A name without its number and the punctuation around it."""
        return _NUMBER.sub("", " ".join(name.split())).strip(" :–—-()|.")

    def code(self, name: str) -> str | None:
        """The code of the standard of that name in the framework."""
        return self._codes.get(self.plain(name).lower().removeprefix("the ")) or None

    def knows(self, name: str) -> bool:
        """Whether the name is that of a standard: in the framework, or numbered as standards are."""
        plain = self.plain(name).lower()
        return (
            plain in self._codes or plain in _OTHERS or (_CODED.match(name) is not None and 0 < len(plain.split()) <= 8)
        )

    def of_place(self, block: Block, before: Block | None) -> str | None:
        """The standard that a rating on its own is about: that of the heading above it, or of the line before."""
        for title in reversed(block.section):
            if self.knows(title):
                return title
        return before.text if before is not None and self.knows(before.text) else None

    def of_section(self, block: Block) -> str | None:
        """The standard that the section of a block is about."""
        return next((title for title in reversed(block.section) if self.knows(title)), None)

    def among(self, text: str) -> bool:
        """Whether the full title of a standard is among the words."""
        said = text.lower()
        return any(title in said for title in self._titles)

    def in_words(self, words: str) -> str | None:
        """The standard that the words end in, such as "Work on assessment"."""
        match = self._words.search(words.strip()) if self._words else None
        return match.group() if match else None


@cache
def names_of(framework: Framework | None) -> Names:
    """The `Names` of a framework, made once."""
    return Names(framework)
