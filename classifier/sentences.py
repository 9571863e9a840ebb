"""The spaCy pipeline that splits a report into sentences, each with its section path, kind and offsets."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from spacy.language import Language

from classifier.boundaries import sentence_starts
from classifier.records import Block, Report, Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc


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
    """The sentences of a report in reading order; block boundaries are sentence boundaries, structure has none."""
    before = ""
    section: tuple[str, ...] = ()
    blocks = (block for block in report.blocks if not block.is_structure)
    docs = sentence_pipeline().pipe(((block.text, block) for block in blocks), as_tuples=True)
    for doc, block in docs:
        if block.section != section:
            before, section = "", block.section
        for sentence in _sentences(doc, block, before):
            yield sentence
            before = sentence.text


def _sentences(doc: Doc, block: Block, before: str) -> Iterator[Sentence]:
    for span in doc.sents:
        text = span.text.strip()
        if not any(character.isalnum() for character in text):
            continue
        first = span.start_char + len(span.text) - len(span.text.lstrip())
        start, end = block.to_source(first, first + len(text))
        yield Sentence(text, start, end, block.section, block.kind, before, block.page)
        before = text
