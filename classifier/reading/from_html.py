"""Web pages: the article in reading order, with its headings, lists and tables; what surrounds it is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifier.errors import ReadingError
from classifier.reading.building import Builder
from classifier.reading.html.cleaning import DEFAULT_PAGE_LIMITS, PageLimits, clean
from classifier.reading.html.encoding import decode_page
from classifier.reading.html.furniture import BANNERS, article_of
from classifier.reading.html.tree import parse
from classifier.reading.html.walking import Walker

if TYPE_CHECKING:
    from pathlib import Path

    from classifier.reading.html.tree import Node
    from classifier.records import Block


def read(
    data: bytes, path: Path | str, *, encoding: str | None = None, limits: PageLimits = DEFAULT_PAGE_LIMITS
) -> tuple[str, tuple[Block, ...]]:
    """The text of a web page's article and its blocks; offsets are characters of that text.

    `path` is for the errors only. Raises `ReadingError` for an unknown encoding, a page past the limits, and one
    without text.
    """
    body = parse(clean(decode_page(data, path, encoding), path, limits))
    title = _first_heading(body)
    article = article_of(body)
    builder = Builder()
    walker = Walker(builder)
    if title is not None and not any(node.tag == "h1" for node in article.below()):
        walker.walk(title)
    walker.walk(article)
    text, blocks = builder.finish()
    if not blocks:
        mend = "A page that is built by its scripts has to be saved from the browser, or printed to PDF"
        raise ReadingError(path, "the web page holds no text", mend)
    return text, blocks


def _first_heading(body: Node) -> Node | None:
    """The first main heading that is not the web site's own."""
    stack = [body]
    while stack:
        node = stack.pop()
        if node.tag == "h1" and node.length:
            return node
        stack.extend(child for child in reversed(node.children) if child.tag and child.tag not in BANNERS)
    return None


__all__ = ["DEFAULT_PAGE_LIMITS", "PageLimits", "read"]
