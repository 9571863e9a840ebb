"""What features and decision of the sparse model cost, as a ratio to spaCy's bare tokenizer on the same sentences.

Run it with: python benchmarks/features.py corpus fast

The sentences of the corpus, hard-wrapped, with the tokens that splitting has made already; `spacy.blank("en").pipe`
goes over the texts of the same sentences. Both are measured in turn, in processor time of this process, after a first
round that is not counted; the median of the ratios of the rounds is printed. "Cold" is a process that has met no word.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from statistics import median
from time import process_time
from typing import TYPE_CHECKING

import spacy

from classifier.annotations import read_corpus
from classifier.examples import examples
from classifier.features.lexicon import restart_lexicon
from classifier.persistence import load_model
from classifier.tokens import Sentences, tokens_of

if TYPE_CHECKING:
    from spacy.language import Language

    from classifier.model import Estimator


def main() -> None:
    """Run the comparison."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("corpus", type=Path, nargs="?", default=Path("corpus"))
    arguments.add_argument("model", nargs="?", default="fast", help="a model without an encoder")
    arguments.add_argument("--rounds", type=int, default=9)
    options = arguments.parse_args()
    said = [example.sentence for example in examples(read_corpus(options.corpus), ["wrapped"])]
    ready = Sentences(said, tokens_of(said))
    estimator = load_model(options.model).estimator
    nlp = spacy.blank("en")
    texts = [sentence.text for sentence in said]
    _seconds_of_spacy(nlp, texts)
    print(f"{len(said):,} sentences, {len(ready.tokens.orth) / len(said):.1f} tokens a sentence\n")
    print("| sentences at once | time by that of spaCy's tokenizer |\n|---|---:|")
    for size in (len(said), 2048, 256, 64):
        _seconds(estimator, ready, size)
        ratios = [_seconds(estimator, ready, size) / _seconds_of_spacy(nlp, texts) for _ in range(options.rounds)]
        print(f"| {size:,} | {median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}) |", flush=True)
    cold = []
    for _ in range(options.rounds):
        restart_lexicon()
        cold.append(_seconds(estimator, ready, 2048) / _seconds_of_spacy(nlp, texts))
    print(f"| 2,048, cold | {median(cold):.2f} ({min(cold):.2f} to {max(cold):.2f}) |")


def _seconds(estimator: Estimator, sentences: Sentences, size: int) -> float:
    start = process_time()
    for at in range(0, len(sentences), size):
        estimator.probabilities(sentences[at : at + size])
    return process_time() - start


def _seconds_of_spacy(nlp: Language, texts: list[str]) -> float:
    start = process_time()
    for _ in nlp.pipe(texts):
        pass
    return process_time() - start


if __name__ == "__main__":
    main()
