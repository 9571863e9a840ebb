"""Where sentences begin inside a block: rules for the prose of inspection reports.

Measured on the sentences of the corpus with the block given (`benchmarks/boundaries.py`), these rules find more
of the exact sentences than nupunkt and spaCy's sentencizer: those treat "cent.", "so." or "low." as abbreviations,
or know no quotation that opens after a colon.
"""

from __future__ import annotations

import re

_NEVER_LAST = frozenset(
    """mr mrs ms miss dr prof sir st rev hon cllr sgt insp supt det lt col gen capt messrs e.g i.e eg viz cf vs v fig
    figs no nos para paras pt vol ch sec ed eds approx est tel ext ref dept div ave rd""".split()
)
"""Words whose full stop never ends a sentence, in lower case and without it."""

_RARELY_LAST = frozenset(
    "etc al inc ltd plc co corp jan feb mar apr jun jul aug sept sep oct nov dec a.m p.m ibid".split()
)
"""Words whose full stop ends a sentence only before a word that opens one."""

_ENDS_OF_THESE = frozenset(word[-3:] for word in _NEVER_LAST | _RARELY_LAST)

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
    r"[.!?…:](?:(?<!:)(?<![.!?…].)(?P<more>[.!?…]*+)(?P<close>[\"”’')\]]*)(?:[¹²³⁰⁴-⁹]+|\[\d{1,3}\])?\s+"
    r"(?=(?:[\"“‘'(\[]*(?:[A-Z0-9£€$]|[a-z]{1,2}[A-Z]))|https?://)"
    r"|(?<=:)[\"”’')]*\s+(?=[\"“][A-Z]))",
    re.S,
)
"""Where a sentence may end. It begins with a set of characters, so that the search skips all others at once."""

_BULLETS = "•●▪■◦‣\uf0b7"
_BULLET = re.compile(rf"[{_BULLETS}]")
_CANDIDATE_OR_BULLET = re.compile(rf"{_CANDIDATE.pattern}|(?P<bullet>[.;:]?)\s+(?=[{_BULLETS}]\s)", re.S)
_NEXT_WORD = re.compile(r"[\"“‘'(\[]*([\w’'.-]+)")
_INITIALS = re.compile(r"(?:[A-Z]\.)*[A-Z]")
_REACH = 40  # characters that are looked at before a full stop


def sentence_starts(text: str) -> list[int]:
    """The offsets in a block's text at which its sentences begin, in order, the first at 0."""
    starts = [0]
    candidates = _CANDIDATE if _BULLET.search(text) is None else _CANDIDATE_OR_BULLET
    for match in candidates.finditer(text):
        at, end = match.span()
        first = text[at]
        if first == ":":
            if _words_before(text, at) >= _LONG_ATTRIBUTION:
                starts.append(end)
        elif first != "." or match["more"] or match["close"] or match["more"] is None or _ends(text, at, end):
            starts.append(end)
    return starts


def _words_before(text: str, at: int) -> int:
    """How many words stand between the last full stop and `at`."""
    return len(text[text.rfind(". ", 0, at) + 1 : at].split())


def _ends(text: str, stop: int, following: int) -> bool:
    """Whether the single full stop at `stop` ends a sentence, the next word beginning at `following`."""
    tail = text[stop - 3 : stop] if stop > 2 else ""
    if tail not in _ENDS_OF_THESE and tail.isalpha() and tail.islower():
        return True  # nearly all of them
    word = _last_word(text, stop)
    lower = word.lower()
    if lower not in _NEVER_LAST and lower not in _RARELY_LAST and not word[-1:].isupper() and not lower.isdigit():
        return True
    after = _NEXT_WORD.match(text, following)
    if after is None:
        return True
    if lower in _NEVER_LAST:
        return lower == "no" and not after.group(1)[0].isdigit()
    if lower in _RARELY_LAST:
        return after.group(1).lower() in _OPENERS
    begin = stop - len(word)
    if _INITIALS.fullmatch(word):
        named = text[max(0, begin - _REACH) : begin].split()[-1:]
        if "." in word:
            return after.group(1).lower() in _OPENERS
        return bool(named) and named[0].lower().strip("(,") in _UNIT_OF_LETTERS
    return not (lower.isdigit() and begin == 0)  # a list number at the start


def _last_word(text: str, stop: int) -> str:
    """The word before `stop`, without the brackets and quotation marks that open it; empty for none."""
    words = text[max(0, stop - _REACH) : stop]
    if not words or words[-1].isspace():
        return ""
    word = words.rsplit(None, 1)[-1].rpartition("(")[2]
    return word.lstrip("\"“‘'") or word[-1:]
