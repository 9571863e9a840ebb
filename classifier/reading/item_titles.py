"""How far the title of a list item reaches: over the item, not over the paragraphs behind the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifier.records import BlockKind, Role

if TYPE_CHECKING:
    from classifier.reading.assemble import Draft

ITEM_TITLE_LEVEL = 7
"""The depth of the heading that a list item begins with ("• Statutory victim work. The division …")."""

_NONE = -1


class TitledItem:
    """The list item with a title that is being read, if one is.

    Its text is what follows the title, lists too, up to the first paragraph that stands after a blank line and no
    deeper than the bullet.
    """

    def __init__(self) -> None:
        self._indent = _NONE  # of its bullet
        self._has_text = False

    def ends_before(self, kind: BlockKind, indent: int, *, spaced: bool) -> bool:
        """Whether a draft of this kind, so deep and after a blank line or not, is the first behind the item."""
        ends = kind is BlockKind.PARAGRAPH and spaced and self._has_text and indent <= self._indent
        if ends:
            self._indent = _NONE
        return ends

    def take(self, draft: Draft, indent: int) -> None:
        """Note a draft that is complete, and how deep its bullet stands: a title, another heading, or text."""
        if draft.kind is BlockKind.HEADING:
            self._indent = indent if draft.level == ITEM_TITLE_LEVEL else _NONE
            self._has_text = False
        elif draft.role is Role.BODY:
            self._has_text = True
