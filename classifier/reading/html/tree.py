"""The tree of a web page as plain objects, with how much text and link text each element holds."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

_UNREAD = frozenset("head title button select option datalist progress meter audio video canvas map dialog".split())
_PARTS = re.compile(r"[a-z]+|[A-Z][a-z]*|[A-Z]+(?![a-z])")
_NOT = frozenset("no has with without hide open closed enabled disabled none off".split())
_FILED = frozenset("category tag cat".split())
_OWN = frozenset(
    """area bar block bottom box button buttons container content footer form global header icons inner left links
    list main media message page panel post posts primary right secondary section side site top wrap wrapper""".split()
)
_UNSEEN = ("visually-hidden", "visuallyhidden", "sr-only", "screen-reader-text", "govuk-visually-hidden")


@dataclass(slots=True, eq=False)
class Node:
    """An element, or a run of text, whose `tag` is then empty.

    `names` are the words of its classes and id, in lower case, and each class and id as one word.
    `length` is the number of characters of its text without white space, `linked` those of them in links.
    """

    tag: str
    text: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    children: list[Node] = field(default_factory=list)
    length: int = 0
    linked: int = 0

    @property
    def prose(self) -> int:
        """How many characters are in no link."""
        return self.length - self.linked

    def below(self) -> Iterator[Node]:
        """The node and all below it, in reading order."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))

    def words(self) -> str:
        """All the text, white space made single blanks."""
        return " ".join(
            "".join(node.text if not node.tag else " " * (node.tag == "br") for node in self.below()).split()
        )


def parse(page: str) -> Node:
    """The `body` of a cleaned page, without what is hidden from a reader."""
    from selectolax.lexbor import LexborHTMLParser

    body = LexborHTMLParser(page).body
    root = Node("body")
    if body is None:
        return root
    stack: list[tuple[LexborNode, Node]] = [(body, root)]
    while stack:
        source, node = stack.pop()
        child = source.child
        while child is not None:
            made = _made(child)
            if made is not None:
                node.children.append(made)
                if made.tag:
                    stack.append((child, made))
            child = child.next
    root.attributes = {key: value or "" for key, value in body.attributes.items()}
    measure(root)
    return root


def measure(root: Node) -> None:
    """Set `length` and `linked` of every node from the bottom up."""
    for node in reversed(list(root.below())):
        if not node.tag:
            node.length, node.linked = len("".join(node.text.split())), 0
            continue
        node.length = sum(child.length for child in node.children)
        node.linked = node.length if node.tag == "a" else sum(child.linked for child in node.children)


def _made(source: LexborNode) -> Node | None:
    tag = source.tag or ""
    if source.is_text_node:
        return Node("", source.text_content or "")
    if not source.is_element_node or tag in _UNREAD:
        return None
    attributes = {key: value or "" for key, value in source.attributes.items()}
    return None if _is_hidden(attributes) else Node(tag, "", attributes, names_of(attributes))


def names_of(attributes: dict[str, str]) -> frozenset[str]:
    """The words of an element's classes and id, in lower case, and each of them as one word.

    "no-sidebar" and "comments-open" say nothing of what the element is. An id is often the slug of a heading
    ("social-care"), so that its words count only where all of them are a page's own.
    """
    names: set[str] = set()
    for name in attributes.get("class", "").split():
        parts = _parts(name)
        if parts and parts[0] not in _FILED and parts[-1] not in _NOT:
            names.add("".join(parts))
            names.update(part for number, part in enumerate(parts) if not number or parts[number - 1] not in _NOT)
    parts = _parts(attributes.get("id", ""))
    if parts:
        names.add("".join(parts))
        if all(part in _OWN for part in parts[1:]):
            names.add(parts[0])
        if all(part in _OWN for part in parts[:-1]):
            names.add(parts[-1])
    return frozenset(names)


def _parts(name: str) -> list[str]:
    return [part.lower() for part in _PARTS.findall(name)]


def _is_hidden(attributes: dict[str, str]) -> bool:
    if not attributes:
        return False
    style = attributes.get("style", "").replace(" ", "").lower()
    return (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or "display:none" in style
        or "visibility:hidden" in style
        or any(name in attributes.get("class", "").split() for name in _UNSEEN)
    )
