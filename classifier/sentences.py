"""The spaCy pipeline that splits a report into sentences, each with its section path, kind and offsets."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from spacy.language import Language

from classifier.boundaries import sentence_starts
from classifier.errors import ReadingError
from classifier.records import Block, Places, Report, Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc

_LONGEST = 1_000_000  # characters of a paragraph
_LONG_WORD = re.compile(r"\S{400}")
_WORD_OR_BLANKS = re.compile(r"\S+|\s+")


@Language.component("findings_sentences", assigns=["token.is_sent_start"])
def mark_sentences(doc: Doc) -> Doc:
    """Set the sentence starts of a Doc by the rules of `boundaries`."""
    import numpy as np
    from spacy.symbols import IDX, IS_SPACE, SENT_START  # type: ignore[import-not-found]

    if not len(doc):
        return doc
    table = doc.to_array([IDX, IS_SPACE]).astype(np.int64)
    begins = np.full(len(doc), -1, dtype=np.int64)
    # A start counts for the first word from there on; blanks between sentences belong to the one before.
    solid = np.flatnonzero(table[:, 1] == 0)
    places = np.searchsorted(table[solid, 0], list(sentence_starts(doc.text)))
    begins[solid[places[places < len(solid)]]] = 1
    begins[0] = 1
    doc.from_array([SENT_START], begins.reshape(-1, 1).astype(np.uint64))  # type: ignore[arg-type]
    return doc


@cache
def sentence_pipeline() -> Language:
    """A blank English pipeline with the component `findings_sentences`; no model is needed."""
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("findings_sentences")
    return nlp


def split_report(report: Report) -> Iterator[Sentence]:
    """The sentences of a report in reading order; block boundaries are sentence boundaries, structure has none.

    Raises `ReadingError` for a paragraph of more than a million characters, which spaCy would not split.
    """
    longest = max((len(block.text) for block in report.blocks if not block.is_structure), default=0)
    if longest > _LONGEST:
        raise ReadingError(
            report.document,
            f"a paragraph has {longest:,} characters, more than the limit of {_LONGEST:,}",
            "Export the report again with its line ends, or break it into paragraphs",
        )
    before = ""
    section: tuple[str, ...] = ()
    blocks = (block for block in report.blocks if not block.is_structure)
    docs = sentence_pipeline().pipe(((_tokenizable(block.text), block) for block in blocks), as_tuples=True)
    for doc, block in docs:
        if block.section != section:
            before, section = "", block.section
        for sentence in _sentences(doc, block, before, report.places):
            yield sentence
            before = sentence.text


def _tokenizable(text: str) -> str | Doc:
    """The text, or its words as a Doc where one is so long that spaCy would need time in the square of its length."""
    from spacy.tokens import Doc

    if _LONG_WORD.search(text) is None:
        return text
    words = _WORD_OR_BLANKS.findall(text)
    return Doc(sentence_pipeline().vocab, words=words, spaces=[False] * len(words))


def _sentences(doc: Doc, block: Block, before: str, places: Places | None) -> Iterator[Sentence]:
    for span in doc.sents:
        text = span.text.strip()
        if not any(character.isalnum() for character in text):
            continue
        first = span.start_char + len(span.text) - len(span.text.lstrip())
        start, end = block.to_source(first, first + len(text))
        page = places.page_of(start) if places else block.page
        yield Sentence(text, start, end, block.section, block.kind, before, page)
        before = text
