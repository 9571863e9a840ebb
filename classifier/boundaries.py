"""Where sentences begin inside a block: rules for the prose of inspection reports.

Measured on the sentences of the corpus with the block given (`benchmarks/boundaries.py`), these rules find more
of the exact sentences than nupunkt and spaCy's sentencizer: those treat "cent.", "so." or "low." as abbreviations,
or know no quotation that opens after a colon.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_NEVER_LAST = frozenset(
    """mr mrs ms miss dr prof sir st rev hon cllr sgt insp supt det lt col gen capt messrs e.g i.e eg viz cf vs v fig
    figs no nos para paras pt vol ch sec ed eds approx est tel ext ref dept div ave rd""".split()
)
"""Words whose full stop never ends a sentence, in lower case and without it."""

_RARELY_LAST = frozenset(
    "etc al inc ltd plc co corp jan feb mar apr jun jul aug sept sep oct nov dec a.m p.m ibid".split()
)
"""Words whose full stop ends a sentence only before a word that opens one."""

_UNIT_OF_LETTERS = frozenset(
    "annex appendix plan group category tier band grade table figure option section part type unit wing block level "
    "class site team cohort sample model phase route scenario court year case person officer office area".split()
)
"""Words that a single capital letter names ("annex B."), so that its full stop is no initial's."""

_OPENERS = frozenset(
    "the a an this that these those it they we he she i in on at as of for from by to with when where while there "
    "if although however but and so some most many all few no not inspectors staff leaders managers".split()
)

_LONG_ATTRIBUTION = 9
"""Words from which on "…, said:" is a sentence of its own, as annotators of the corpus see it."""

_CANDIDATE = re.compile(
    r"(?<![.!?…])(?P<stop>[.!?…]++)(?P<close>[\"”’')\]]*)(?:[¹²³⁰⁴-⁹]+|\[\d{1,3}\])?\s+"
    r"(?=(?:[\"“‘'(\[]*(?:[A-Z0-9£€$]|[a-z]{1,2}[A-Z]))|https?://)"
    r"|:[\"”’')]*\s+(?=[\"“][A-Z])"
    r"|(?P<bullet>[.;:]?)\s+(?=[•●▪■◦‣\uf0b7]\s)"
)
_LAST_WORD = re.compile(r"(?:\(|[\"“‘'])*([^\s(]+)$")
_NEXT_WORD = re.compile(r"[\"“‘'(\[]*([\w’'.-]+)")
_INITIALS = re.compile(r"(?:[A-Z]\.)*[A-Z]")


def sentence_starts(text: str) -> Iterator[int]:
    """The offsets in a block's text at which its sentences begin, in order, the first at 0."""
    yield 0
    for match in _CANDIDATE.finditer(text):
        if match.group().startswith(":"):
            if _words_before(text, match.start()) >= _LONG_ATTRIBUTION:
                yield match.end()
        elif match.group("stop") != "." or match.group("close") or _ends(text, match.start(), match.end()):
            yield match.end()


def _words_before(text: str, at: int) -> int:
    """How many words stand between the last full stop and `at`."""
    return len(text[text.rfind(". ", 0, at) + 1 : at].split())


def _ends(text: str, stop: int, following: int) -> bool:
    """Whether the single full stop at `stop` ends a sentence, the next word beginning at `following`."""
    before = _LAST_WORD.search(text, max(0, stop - 40), stop)
    after = _NEXT_WORD.match(text, following)
    if before is None or after is None:
        return True
    word = before.group(1)
    lower = word.lower()
    if lower in _NEVER_LAST:
        return lower == "no" and not after.group(1)[0].isdigit()
    if lower in _RARELY_LAST:
        return after.group(1).lower() in _OPENERS
    if _INITIALS.fullmatch(word):
        named = text[max(0, before.start(1) - 40) : before.start(1)].split()[-1:]
        if "." in word:
            return after.group(1).lower() in _OPENERS
        return bool(named) and named[0].lower().strip("(,") in _UNIT_OF_LETTERS
    return not (lower.isdigit() and before.start(1) == 0)  # a list number at the start
