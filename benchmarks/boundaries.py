"""How many sentences come out exactly as annotated where the block is given: our rules, nupunkt, spaCy's sentencizer.

A block is a line of an annotated Markdown document from its first annotated sentence to the end of its last one, so
that bullets and hash signs play no part. A sentence counts where both of its ends are exact, white space aside. The
interval is the 2.5th to the 97.5th percentile over resamples of whole documents.

    pip install -e '.[dev]'
    python benchmarks/boundaries.py corpus
"""

from __future__ import annotations

import argparse
import itertools
import re
import time
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from classifier.annotations import AnnotatedDocument, read_corpus
from classifier.boundaries import sentence_starts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Span = tuple[int, int]
_LINE = re.compile(r"[^\n]+")


class Block(NamedTuple):
    """The text of a block and where the annotators saw its sentences."""

    text: str
    gold: frozenset[Span]


def blocks(document: AnnotatedDocument) -> Iterator[Block]:
    """The lines of a document that hold sentences."""
    sentences = list(document.sentences)
    for match in _LINE.finditer(document.text):
        inside = []
        while sentences and sentences[0].end <= match.end():
            inside.append(sentences.pop(0))
        if inside:
            first, last = inside[0].start, inside[-1].end
            yield Block(document.text[first:last], frozenset((one.start - first, one.end - first) for one in inside))


def ours(text: str) -> Iterator[Span]:
    """The rules of `classifier.boundaries`."""
    starts = [*sentence_starts(text), len(text)]
    yield from itertools.pairwise(starts)


def nupunkt(text: str) -> Iterator[Span]:
    """Nupunkt with the model that it ships, trained on legal text."""
    import nupunkt

    yield from nupunkt.sent_spans(text)


def sentencizer() -> Callable[[str], Iterator[Span]]:
    """The rule-based splitter of spaCy behind a blank English pipeline."""
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    return lambda text: ((span.start_char, span.end_char) for span in nlp(text).sents)


def exact(splitter: Callable[[str], Iterator[Span]], document: Sequence[Block]) -> tuple[int, int]:
    """How many annotated sentences of a document's blocks the splitter finds, and how many there are."""
    found = sum(len(block.gold & {_trimmed(block.text, *span) for span in splitter(block.text)}) for block in document)
    return found, sum(len(block.gold) for block in document)


def interval(counts: Sequence[tuple[int, int]], *, resamples: int = 2000, seed: int = 0) -> tuple[float, float]:
    """The 95 % interval of a share, given as (part, whole) a document, over resamples of documents."""
    table = np.asarray(counts, dtype=np.int64)
    generator = np.random.default_rng(seed)
    drawn = table[generator.integers(0, len(table), (resamples, len(table)))].sum(axis=1)
    low, high = np.percentile(drawn[:, 0] / np.maximum(drawn[:, 1], 1), (2.5, 97.5))
    return float(low), float(high)


def _trimmed(text: str, start: int, end: int) -> Span:
    span = text[start:end]
    return start + len(span) - len(span.lstrip()), end - len(span) + len(span.rstrip())


def main() -> None:
    """Print a line for each splitter."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("corpus", type=Path, help="a folder of annotation files with their documents")
    documents = [list(blocks(document)) for document in read_corpus(parser.parse_args().corpus)]
    splitters = {
        "our rules": ours,
        f"nupunkt {version('nupunkt')}": nupunkt,
        f"spaCy {version('spacy')} sentencizer": sentencizer(),
    }
    sentences = sum(len(block.gold) for document in documents for block in document)
    print(f"{sentences} sentences in {sum(map(len, documents))} blocks of {len(documents)} documents\n")
    print("| splitter | exact sentences | 95 % interval | missed | seconds |")
    print("|---|---:|---:|---:|---:|")
    for name, splitter in splitters.items():
        begin = time.process_time()
        counts = [exact(splitter, document) for document in documents]
        seconds = time.process_time() - begin
        found = sum(part for part, _ in counts)
        low, high = interval(counts)
        share = f"{found / sentences:.4f} | {low:.4f} to {high:.4f}"
        print(f"| {name} | {share} | {sentences - found} | {seconds:.1f} |")


if __name__ == "__main__":
    main()
