"""What further documents are worth to the model on those that were there before.

Run it with: python benchmarks/documents.py corpus corpus/passes/first

The second folder names the further documents by its annotation files. The others are parted in folds; each fold is
tested on hard-wrapped text by a model that learned from the other folds, without and with the further documents.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from shared import columns, macro_f1
from sklearn.model_selection import GroupKFold

from classifier.annotations import read_corpus
from classifier.estimator import SentenceClassifier
from classifier.examples import Example, examples

if TYPE_CHECKING:
    from collections.abc import Sequence


def main() -> None:
    """Run the comparison."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("corpus", type=Path)
    arguments.add_argument("further", type=Path)
    arguments.add_argument("--folds", type=int, default=5)
    options = arguments.parse_args()
    names = {path.stem for path in options.further.glob("*.jsonl")}
    documents = list(read_corpus(options.corpus))
    before = [document for document in documents if document.path.stem not in names]
    further = list(examples([document for document in documents if document.path.stem in names]))
    known = [list(examples([document])) for document in before]
    asked = [list(examples([document], ["wrapped"])) for document in before]
    print("| fold | macro-F1 without | with | standard without | with |\n|---|---|---|---|---|")
    for fold, (train, test) in enumerate(GroupKFold(options.folds).split(before, groups=range(len(before))), start=1):
        learned = [example for place in train for example in known[place]]
        tested = [example for place in test for example in asked[place]]
        figures = [_score(some, tested) for some in (learned, learned + further)]
        (finding, standard), (finding_with, standard_with) = figures
        print(f"| {fold} | {finding:.3f} | {finding_with:.3f} | {standard:.3f} | {standard_with:.3f} |", flush=True)


def _score(learned: Sequence[Example], tested: Sequence[Example]) -> tuple[float, float]:
    """Macro-F1 of the finding and accuracy of the standard over the gold findings."""
    model = SentenceClassifier().fit(*columns(learned))
    said = model.predict([example.sentence for example in tested])
    gold = np.array([example.finding.value for example in tested])
    standards = np.array([example.standard for example in tested])
    about = standards != ""
    return macro_f1(gold, said[:, 0]), float(np.mean(said[about, 1] == standards[about]))


if __name__ == "__main__":
    main()
