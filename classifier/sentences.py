"""From a report to its sentences, each with its section path, kind and offsets, and the tokens of all of them.

spaCy's tokenizer goes over the text once: a report is tokenised in a few large pieces rather than sentence by sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from classifier.boundaries import sentence_starts
from classifier.errors import ReadingError
from classifier.records import Sentence
from classifier.tokens import Sentences, Tokens, tokenizer, tokens_of_texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from classifier.records import Block, Report

_LONGEST = 1_000_000  # characters of a paragraph
_AT_ONCE = 4_000
"""Characters that are tokenised at a time. From the first contraction or abbreviation of a text on, spaCy's tokenizer
remembers no new word of it, so a report as one text would be slow."""
_BETWEEN = "\n\n"
"""What stands between blocks: a token of its own, so that no token reaches over it. A single line feed would be one of
the special cases from which on the tokenizer remembers nothing."""
_LONG_WORD = 400  # characters of a word that `tokens.tokenized` takes apart at blanks only


def split_report(report: Report) -> Sentences:
    """The sentences of a report in reading order; block boundaries are sentence boundaries, structure has none.

    Raises `ReadingError` for a paragraph of more than a million characters, which spaCy would not split.
    """
    blocks = [block for block in report.blocks if not block.is_structure]
    longest = max((len(block.text) for block in blocks), default=0)
    if longest > _LONGEST:
        raise ReadingError(
            report.document,
            f"a paragraph has {longest:,} characters, more than the limit of {_LONGEST:,}",
            "Export the report again with its line ends, or break it into paragraphs",
        )
    sentences: list[Sentence] = []
    tokens = []
    for texts, spans in _groups(blocks, report, sentences):
        tokens.append(_tokens(_BETWEEN.join(texts), spans))
    return Sentences(sentences, tokens[0] if len(tokens) == 1 else Tokens.joined(tokens))


def _groups(
    blocks: Sequence[Block], report: Report, sentences: list[Sentence]
) -> Iterator[tuple[list[str], list[tuple[int, int]]]]:
    """Add the sentences to `sentences`; the texts of some blocks, and where in them, joined, their sentences stand."""
    texts: list[str] = []
    spans: list[tuple[int, int]] = []
    length = 0
    before = ""
    section: tuple[str, ...] = ()
    for block in blocks:
        if block.section is not section and block.section != section:
            before = ""
        section = block.section
        for first, last in _spans(block.text):
            text = block.text[first:last]
            start, end = block.to_source(first, last)
            page = report.places.page_of(start) if report.places else block.page
            sentences.append(Sentence(text, start, end, section, block.kind, before, page))
            spans.append((length + first, length + last))
            before = text
        texts.append(block.text)
        length += len(block.text) + len(_BETWEEN)
        if length > _AT_ONCE:
            yield texts, spans
            texts, spans, length = [], [], 0
    yield texts, spans


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Where the sentences of a block's text stand, without the white space around them."""
    starts = sentence_starts(text)
    for number, start in enumerate(starts):
        raw = text[start : starts[number + 1]] if number + 1 < len(starts) else text[start:]
        solid = raw.strip()
        if solid and (solid[0].isalnum() or any(map(str.isalnum, solid))):
            first = start if solid[0] == raw[0] else start + len(raw) - len(raw.lstrip())
            yield first, first + len(solid)


def _tokens(text: str, spans: Sequence[tuple[int, int]]) -> Tokens:
    """The tokens of the sentences at `spans`, in order, of a text."""
    from spacy.symbols import IDX, IS_SPACE, ORTH  # type: ignore[import-not-found]

    if _may_have_long_word(text):
        return tokens_of_texts([text[start:end] for start, end in spans])
    table = tokenizer()(text).to_array([ORTH, IDX, IS_SPACE])
    solid = table[:, 2] == 0
    orth, places = table[solid, 0], table[solid, 1].astype(np.int64)
    bounds = np.searchsorted(places, np.array(spans, dtype=np.int64).reshape(-1, 2))
    sizes = bounds[:, 1] - bounds[:, 0]
    if sizes.sum() < len(orth):  # a part without letter or figure is no sentence
        inside = np.zeros(len(orth) + 1, dtype=np.int64)
        np.add.at(inside, bounds[:, 0], 1)
        np.add.at(inside, bounds[:, 1], -1)
        orth = orth[np.cumsum(inside[:-1]) > 0]
    return Tokens(orth, np.concatenate([[0], np.cumsum(sizes)]))


def _may_have_long_word(text: str) -> bool:
    """False where no word has `_LONG_WORD` characters: one that has covers a whole window of half that length."""
    half = _LONG_WORD // 2
    return any(text.find(" ", at, at + half) < 0 for at in range(0, len(text) - half, half))
