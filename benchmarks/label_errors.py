"""Labels of the corpus that may be wrong, for a reader to check against the guidelines.

Run it after findings train --encoder, whose folder of checkpoints keeps what encoders said of held-out documents:
python benchmarks/label_errors.py corpus models/hmip-nps-2018.work --output candidates.jsonl

Confident learning (Northcutt, Jiang and Chuang 2021) on the probabilities that the accurate model gives to documents
it had not seen: a label counts as claimed by a sentence where its probability is at least the mean that sentences
with this label give it. A sentence that claims another label than its own is a candidate; the lowest normalised margin
(the probability of the label less the highest of any other) comes first. Prints how many sentences of each label claim
which other; writes the candidates as JSON lines, findings first, then standards. No label is changed.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from classifier.annotations import read_corpus
from classifier.combined import CombinedClassifier
from classifier.encoder.runtime import READ
from classifier.examples import Example, examples
from classifier.fine_tuning.learning import HELD_OUT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from classifier.annotations import AnnotatedDocument


def main() -> None:
    """Find, print and write the candidates."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("corpus", type=Path, nargs="?", default=Path("corpus"))
    arguments.add_argument("work", type=Path, nargs="?", default=Path("models/hmip-nps-2018.work"))
    arguments.add_argument("--output", type=Path, default=Path("label_errors.jsonl"))
    options = arguments.parse_args()
    documents = list(read_corpus(options.corpus))
    known = list(examples(documents))
    held_out = options.work / HELD_OUT
    if not held_out.is_file():
        sys.exit(f"{held_out}: not found. Name the folder of checkpoints of findings train --encoder")
    encoded = np.load(held_out)[READ]
    if len(encoded) != len(known):
        sys.exit(f"{held_out}: {len(encoded)} sentences, the corpus has {len(known)}. Train again")
    labels = [(example.finding.value, example.standard) for example in known]
    model = CombinedClassifier().fit(
        [example.sentence for example in known], labels, [example.document for example in known], encoded
    )
    rows = _annotated(documents, known)
    with options.output.open("w", encoding="utf-8") as lines:
        for record in candidates(known, rows, model):
            lines.write(f"{json.dumps(record, ensure_ascii=False)}\n")


def candidates(known: Sequence[Example], rows: NDArray[np.int64], model: Any) -> Iterator[dict[str, object]]:
    """The candidates among the `rows` of `known`, best first, one decision after the other."""
    truth = np.array([(example.finding.value, example.standard) for example in known])
    decisions = [
        ("finding", model.classes_, model.held_out_),
        ("standard", model.standards_, model.held_out_standards_),
    ]
    for column, (decision, classes, probabilities) in enumerate(decisions):
        about = rows[truth[rows, column] != ""]
        given = np.searchsorted(classes, truth[about, column])
        found = probabilities[about]
        claimed = claims(given, found)
        _print_joint(decision, classes, given, claimed)
        for rank, place in enumerate(ranked(given, found, claimed), start=1):
            example = known[about[place]]
            likeliest = np.argsort(-found[place])[:3]
            yield {
                "decision": decision,
                "rank": rank,
                "document": example.document,
                "start": example.sentence.start,
                "end": example.sentence.end,
                "sentence": example.sentence.text,
                "section": list(example.sentence.section),
                "finding": example.finding.value,
                "standard": example.standard,
                "said": str(classes[claimed[place]]),
                "probability_of_label": round(float(found[place, given[place]]), 4),
                "probabilities": {str(classes[one]): round(float(found[place, one]), 4) for one in likeliest},
            }


def claims(given: NDArray[np.int64], probabilities: NDArray[np.float64]) -> NDArray[np.int64]:
    """The class that each of `n` sentences claims, and -1 where it claims none.

    `given` is (n,), the class of the label; `probabilities` is (n, classes), by models that had not seen the sentence.
    Where several classes reach their threshold, the likeliest is claimed.
    """
    every = range(probabilities.shape[1])
    threshold = np.array([probabilities[given == one, one].mean() if (given == one).any() else np.inf for one in every])
    reached = np.where(probabilities >= threshold, probabilities, -1.0)
    return np.where(reached.max(axis=1) >= 0, reached.argmax(axis=1), -1)


def ranked(
    given: NDArray[np.int64], probabilities: NDArray[np.float64], claimed: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The places of the sentences that claim another class than their label's, lowest normalised margin first."""
    places = np.flatnonzero((claimed >= 0) & (claimed != given))
    others = probabilities[places].copy()
    own = others[np.arange(len(places)), given[places]]
    others[np.arange(len(places)), given[places]] = -1.0
    return places[np.argsort(own - others.max(axis=1), kind="stable")]


def _annotated(documents: Sequence[AnnotatedDocument], known: Sequence[Example]) -> NDArray[np.int64]:
    """The examples that are annotated sentences as the document has them, not structure, nor in another layout."""
    plain = {
        (example.document, example.sentence.start, example.sentence) for example in examples(documents, ["markdown"])
    }
    structure = {
        (document.document, place)
        for document in documents
        for unit in document.structure
        for place in range(unit.start, unit.end)
    }
    return np.array(
        [
            place
            for place, example in enumerate(known)
            if (example.document, example.sentence.start, example.sentence) in plain
            and (example.document, example.sentence.start) not in structure
        ]
    )


def _print_joint(decision: str, classes: NDArray[Any], given: NDArray[np.int64], claimed: NDArray[np.int64]) -> None:
    print(f"\n| {decision}: label | {' | '.join(f'claims {name}' for name in classes)} | no claim |")
    print(f"|---{'|---:' * (len(classes) + 1)}|")
    for one, name in enumerate(classes):
        counts = [np.sum(claimed[given == one] == other) for other in [*range(len(classes)), -1]]
        print(f"| {name} | {' | '.join(map(str, counts))} |")


if __name__ == "__main__":
    main()
