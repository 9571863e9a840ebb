"""Whether a model judges flat present-tense statements as well as verdicts in the past tense.

Run it with: python benchmarks/register.py GOLD TEXTS [MODEL]

Published reports tell arrangements in the present tense ("The division has a plan that is reviewed"), and what was seen
in cases in the past tense. Tags the texts and prints, for sentences with a form of be, have or do in the present, for
those with one in the past, and for the others: how many there are, how the annotators labelled them, the share whose
label is right with a 95 % bootstrap interval over sentences, and the shares of strengths found and taken for none.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from classifier.annotations import read_corpus
from classifier.evaluation.matching import match
from classifier.persistence import load_model
from classifier.reading import parse_report
from classifier.records import FindingLabel
from classifier.sentences import split_report

if TYPE_CHECKING:
    from classifier.evaluation.matching import Match

PAST = re.compile(r"\b(?:was|were|had|did)\b", re.I)
PRESENT = re.compile(r"\b(?:is|are|has|have|does|do)\b", re.I)
RESAMPLES = 2000


def main() -> None:
    """Tag and print the table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("gold", type=Path)
    arguments.add_argument("texts", type=Path)
    arguments.add_argument("model", nargs="?", default="accurate")
    options = arguments.parse_args()
    model = load_model(options.model)
    matches = [
        found
        for document in read_corpus(options.gold, texts=options.texts)
        for found in match(
            document.units,
            list(model.predict(split_report(parse_report(document.text, document.document)))),
            document=document.document,
            text=document.text,
        )
    ]
    print(f"{model.name}\n")
    print("| verb | sentences | strength | none | right | strengths found | strengths taken for none |")
    print("|---|---:|---:|---:|---|---:|---:|")
    for verb in ("present", "past", "neither"):
        print(row(verb, [one for one in matches if tense(one.text) == verb]))


def tense(text: str) -> str:
    """The tense of a sentence's forms of be, have and do: past where there is one in the past."""
    if PAST.search(text):
        return "past"
    return "present" if PRESENT.search(text) else "neither"


def row(verb: str, matches: list[Match]) -> str:
    """A line of the table."""
    gold = np.array([one.unit.finding for one in matches])
    said = np.array([one.said for one in matches])
    right = gold == said
    drawn = np.random.default_rng(0).integers(len(right), size=(RESAMPLES, len(right)))
    low, high = np.quantile(right[drawn].mean(axis=1), [0.025, 0.975])
    strength = gold == FindingLabel.STRENGTH
    cells = [
        f"{len(right):,}",
        f"{strength.mean():.2f}",
        f"{(gold == FindingLabel.NONE).mean():.2f}",
        f"{right.mean():.3f} ({low:.3f} to {high:.3f})",
        f"{right[strength].mean():.3f}",
        f"{(said[strength] == FindingLabel.NONE).mean():.3f}",
    ]
    return f"| {verb} | " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main()
