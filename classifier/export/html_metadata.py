"""What a report says of itself, at the top of its part of the page: each fact with the page it was read from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifier.export.html_counts import escaped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifier.metadata import Fact, Metadata

_NAMES = {
    "title": "Title",
    "provider": "Provider or area",
    "programme": "Programme",
    "published": "Published",
    "fieldwork": "Fieldwork",
    "overall": "Overall rating",
    "chief_inspector": "Chief inspector",
}
_NORMAL = ("programme", "overall")  # shown in their normal form, the others as they are printed


def facts_list(said: Metadata, number: int) -> Iterator[str]:
    """The markup of the single facts that were found; nothing for none. `number` is that of the report on the page."""
    if not said.facts:
        return
    yield '<dl class="facts">\n'
    for name, fact in said.facts.items():
        words = fact.value.capitalize() if name in _NORMAL else fact.text
        value = f'<dd title="{_place(fact)}">{escaped(words)}{page_link(fact, number)}</dd>'
        yield f"<div><dt>{_NAMES[name]}</dt>{value}</div>\n"
    yield "</dl>\n"


def page_link(fact: Fact, number: int) -> str:
    """A link to the page that a fact was read from; empty where the format has no pages."""
    if fact.page is None:
        return ""
    return f' <a class="from" href="#report-{number}-page-{fact.page}">p. {fact.page}</a>'


def _place(fact: Fact) -> str:
    return f"read at characters {fact.start:,} to {fact.end:,} of the text"
