"""A web page reduced to what reading needs, within limits, before a tree is built of it.

Tags are found as the HTML standard's tokenizer finds them, in one pass. Scripts, styles, pictures and comments
go, and so do all attributes that nothing here looks at. What is left cannot make the tree builder slow: the
standard repeats unclosed formatting elements in every later block, so that a small page could become a huge tree.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from classifier.errors import ReadingError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class PageLimits:
    """The most that a web page may hold: `elements` once repaired, `depth` of elements in each other."""

    elements: int = 200_000
    depth: int = 250


DEFAULT_PAGE_LIMITS = PageLimits()

_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>[a-zA-Z][^\s/>]*+)"
    r"(?P<attributes>(?:[\s/]++|[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+)?+)?+)*+)>"
)
_ATTRIBUTE = re.compile(
    r"(?P<name>[^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?:\"(?P<double>[^\"]*+)\"|'(?P<single>[^']*+)'|(?P<bare>[^\s>\"'][^\s>]*+)))?+"
)
_OPENING = re.compile(r"<(?=[a-zA-Z/!?])")
_KEPT = frozenset("class id role hidden style href aria-hidden start value itemprop".split())
_RAW = frozenset("script style textarea xmp iframe noembed noframes noscript template svg math object".split())
_RAW_TEXT = frozenset("script style textarea xmp iframe noembed noframes".split())
_RAW_END = {name: re.compile(rf"</{name}(?=[\s/>])", re.I) for name in _RAW}
_VOID = frozenset(
    "area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr".split()
)
_DROPPED = frozenset(
    "head area base basefont bgsound col embed frame frameset keygen link meta param source track plaintext".split()
)
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
_ENDS_ITSELF = frozenset("p li dt dd tr td th thead tbody tfoot option optgroup colgroup html body rt rp".split())
_LONGEST = 400
_SPLIT = "Check where the file comes from; if it is a report, save only the article as a web page"


def clean(page: str, path: Path | str, limits: PageLimits = DEFAULT_PAGE_LIMITS) -> str:
    """The page without what no reader needs; raises `ReadingError`, which names the limit, past the limits."""
    return "".join(_parts(page, _Guard(path, limits)))


class _Guard:
    """Counts what the tree builder will have to make."""

    def __init__(self, path: Path | str, limits: PageLimits) -> None:
        self.path = path
        self.limits = limits
        self.open: Counter[str] = Counter()
        self.unclosed: set[str] = set()  # elements left unread that have no closing tag from here on
        self.depth = 0
        self.formatting = 0
        self.most_formatting = 0
        self.tags = 0

    def start(self, name: str) -> None:
        self.tags += 1
        if name in _FORMATTING:
            self.formatting += 1
            self.most_formatting = max(self.most_formatting, self.formatting)
        elif name not in _VOID and name not in _ENDS_ITSELF:
            self.depth += 1
        self.open[name] += 1
        if self.depth + self.formatting > self.limits.depth:
            problem = f"the elements of the page are nested deeper than the limit of {self.limits.depth:,}"
            raise ReadingError(self.path, problem, _SPLIT)
        if self.tags * (1 + self.most_formatting // 2) > self.limits.elements:
            problem = f"the page has more elements than the limit of {self.limits.elements:,}"
            mend = f"{_SPLIT}, or say --limit elements={2 * self.limits.elements}"
            raise ReadingError(self.path, problem, mend)

    def end(self, name: str) -> None:
        self.tags += 1  # a closing tag without an opening one may make an element too
        if not self.open[name]:
            return
        self.open[name] -= 1
        if name in _FORMATTING:
            self.formatting -= 1
        elif name not in _VOID and name not in _ENDS_ITSELF:
            self.depth -= 1


def _parts(page: str, guard: _Guard) -> Iterator[str]:
    at = 0
    while (opening := _OPENING.search(page, at)) is not None:
        yield page[at : opening.start()]
        at = opening.start()
        tag = _TAG.match(page, at)
        if tag is None:
            at = _after_other(page, at)
            continue
        at = tag.end()
        name = tag.group("name").lower()
        if tag.group("close"):
            if name not in _RAW and name not in _DROPPED:
                guard.end(name)
                yield f"</{name}>"
        elif name in _RAW:
            at = _after_raw(page, at, name, guard.unclosed)
            yield " "
        elif name == "title":
            at = max(at, page.find("<", at))
        elif name not in _DROPPED:
            guard.start(name)
            yield f"<{name}{_attributes(tag.group('attributes'))}>"
    yield page[at:]


def _after_other(page: str, at: int) -> int:
    """Where a comment, a declaration or a broken tag ends."""
    if page.startswith("<!--", at):
        if page.startswith(("<!-->", "<!--->"), at):
            return page.index(">", at) + 1
        ends = [end + len(mark) for mark in ("-->", "--!>") if (end := page.find(mark, at + 4)) >= 0]
        return min(ends, default=len(page))
    if page.startswith(("<!", "<?", "</"), at) and not page[at + 2 : at + 3].isalpha():
        end = page.find(">", at)
        return end + 1 if end >= 0 else len(page)
    if page.startswith(("<!", "<?"), at):
        end = page.find(">", at)
        return end + 1 if end >= 0 else len(page)
    return len(page)  # a tag that the page's end cuts off


def _after_raw(page: str, at: int, name: str, unclosed: set[str]) -> int:
    """Where an element ends whose content is not read: after its closing tag; just here, where it has none."""
    end = None if name in unclosed else _RAW_END[name].search(page, at)
    if end is None:
        unclosed.add(name)
        return len(page) if name in _RAW_TEXT else at
    close = page.find(">", end.end())
    return close + 1 if close >= 0 else len(page)


def _attributes(text: str) -> str:
    """The attributes that are looked at, each once and none too long, as they are written in a tag."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(text):
        name = match.group("name").lower()
        if name in _KEPT and name not in found:
            value = match.group("double") or match.group("single") or match.group("bare") or ""
            found[name] = value[:_LONGEST].replace('"', "&quot;").replace("<", "&lt;")
    return "".join(f' {name}="{value}"' for name, value in found.items())
