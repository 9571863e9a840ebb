"""Which parts of a web page are not the article: menus, banners, share buttons, related posts, comment forms.

Nothing is taken away that could be the article: an element that holds the page's heading or most of its prose
stays, whatever it is called.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from classifier.reading import recognise
from classifier.reading.html.tree import measure

if TYPE_CHECKING:
    from classifier.reading.html.tree import Node

_TAGS = frozenset("nav form menu".split())
_ROLES = frozenset(
    "navigation banner contentinfo search complementary dialog alertdialog menu menubar toolbar form".split()
)
_NAMES = frozenset(
    """ad adbox ads adslot advert advertisement advertising adverts banner breadcrumb breadcrumbs catlinks colophon
    comments commentlist commentform commentlinks consent cookie cookiebar cookies copyright disqus gdpr keepreading
    login masthead menu menubar modal nav navbar navigation newsletter outbrain overlay pager pagination popup promo
    related relatedposts respond searchform share shareable sharebar sharedaddy sharing sidebar signup skip skiplink
    skiplinks social socials sociallinks sponsor sponsored subscribe subscription taboola taglinks tags toolbar
    topbar tweet widgetarea""".split()
)
_COMMENTS = frozenset("comments commentlist commentform comment respond disqus".split())
_DETAILS = frozenset("byline meta dateline timestamp postmeta entrymeta postinfo".split())
_NEVER = frozenset("body main tbody tr thead h1 h2 h3 h4 h5 h6 sup sub b strong em i".split())
_BODIES = frozenset("articlebody entrycontent postcontent articlecontent postbody articletext maincontent".split())
_CONTAINERS = frozenset("ul ol div td table p section aside footer header dl span center tr tbody article".split())
_NOTICE = re.compile(
    r"\b(?:we|this (?:web ?)?site|our (?:web ?)?site) uses? (?:\w+ ){0,2}cookies"
    r"|\bby (?:continuing|using) .{0,40}cookies"
    r"|\b(?:accept|your) (?:all )?cookies|\bcookies? (?:policy|settings|on this site)"
    r"|\bcookies\b.{0,100}\b(?:site|website|accept|refuse|reject|consent|preferences)\b"
    r"|©|\ball rights reserved\b|\bregistered (?:charity|company|office) (?:number|no\b|:)",
    re.I,
)
BANNERS = frozenset("header nav footer aside a".split())
"""Elements whose main heading is the web site's own rather than the page's."""

_MOST = 0.4  # of the page's prose: an element with more of it is no furniture
_MAIN, _ARTICLE, _NAMED = 0.6, 0.9, 0.97  # of the page's prose, for an element to be taken for the article


def article_of(body: Node) -> Node:
    """The element that holds the article, furniture taken out of it; the whole body where none stands out."""
    prune(body)
    whole = max(body.prose, 1)
    found = body
    for node in body.below():
        least = _least_share(node)
        if least and node.prose >= least * whole and node.prose >= min(least, 0.9) * found.prose:
            found = node
    return found


def prune(body: Node) -> None:
    """Take the furniture out of the tree, and measure it again."""
    whole = max(body.prose, 1)
    headings = _above_headings(body)
    stack = [body]
    while stack:
        node = stack.pop()
        node.children = [
            child for child in node.children if not child.tag or not is_furniture(child, whole, child in headings)
        ]
        stack.extend(child for child in node.children if child.tag)
    measure(body)


def is_furniture(node: Node, whole: int, holds_heading: bool) -> bool:
    """Whether an element is furniture; `whole` is the length of the page's prose."""
    if node.tag in _NEVER:
        return False
    names = node.names
    share = node.prose / whole
    if names & _COMMENTS and not holds_heading and share < 0.8:
        return True
    if holds_heading or share > _MOST:
        return False
    if names & _NAMES or node.tag in _TAGS or node.attributes.get("role", "").lower() in _ROLES:
        return True
    if node.tag == "footer" or (node.tag == "aside" and node.linked > 0.3 * node.length):
        return not _has_prose(node)
    if node.tag in ("p", "div", "section") and node.length < 600 and _NOTICE.search(node.words()):
        return True
    return node.tag in _CONTAINERS and _is_links(node)


def is_detail(node: Node) -> bool:
    """Whether an element holds who wrote the page and when."""
    return bool(node.names & _DETAILS or node.tag == "time") and node.length < 200 and not _has_prose(node)


def _least_share(node: Node) -> float:
    """The share of the page's prose that makes this element the article; 0 for one that cannot be it."""
    if _is_main(node):
        return _MAIN
    if node.tag == "article" or node.attributes.get("itemprop", "").lower() == "articlebody":
        return _ARTICLE
    return _NAMED if node.tag in ("div", "section", "td") and node.names & _BODIES else 0.0


def _is_main(node: Node) -> bool:
    return node.tag == "main" or node.attributes.get("role", "").lower() == "main"


def _above_headings(body: Node) -> set[Node]:
    """The elements that hold a main heading or are said to hold the article."""
    found: set[Node] = set()
    trail: list[tuple[Node, int]] = [(body, 0)]
    above: list[Node] = []
    while trail:
        node, depth = trail.pop()
        del above[depth:]
        if _is_main(node) or (node.tag == "h1" and not any(one.tag in BANNERS for one in above)):
            found.update(above)
        above.append(node)
        trail.extend((child, depth + 1) for child in reversed(node.children) if child.tag)
    return found


def _has_prose(node: Node) -> bool:
    """Whether there is a sentence in it that is not a link."""
    return any(
        recognise.is_terminal(child.words()) and child.prose > 60 and child.prose > 0.6 * child.length
        for child in node.below()
        if child.tag in ("p", "li", "dd", "blockquote", "td")
    )


def _is_links(node: Node) -> bool:
    """Whether an element is a row or list of links: short ones, hardly any text beside them, no sentences."""
    if not node.linked or node.linked < 0.7 * node.length:
        return False
    links = [one for one in node.below() if one.tag == "a" and one.length]
    if len(links) < 3 and node.length > 40:
        return False
    if len(links) < 2:
        return False
    sentences = sum(recognise.is_terminal(link.words()) and link.length > 40 for link in links)
    return sentences < 0.5 * len(links)
