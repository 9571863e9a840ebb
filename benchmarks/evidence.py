"""How faithful evidence is: what a label loses by the words that evidence names, against random words.

Run it with: python benchmarks/evidence.py corpus

Takes sentences at random from the corpus that the shipped model calls a finding, and for each method of explaining
takes away the fifth of their words that spoke most for the label, and as many random words (mean of five draws).
Prints the mean loss of the label's probability, the gap with a 95 % bootstrap interval over sentences, and the time
that explaining took.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from time import process_time
from typing import Any, Literal

import numpy as np

from classifier.annotations import read_corpus
from classifier.errors import ClassifierError
from classifier.evidence import explain_findings
from classifier.evidence.faithfulness import faithfulness
from classifier.examples import examples
from classifier.persistence import DEFAULT_MODEL, load_model


def main() -> None:
    """Run the check."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("corpus", type=Path, nargs="?", default=Path("corpus"))
    arguments.add_argument("--model", default=DEFAULT_MODEL)
    arguments.add_argument("--sentences", type=int, default=200)
    arguments.add_argument("--every", type=int, default=1, help="take each so-many-th document")
    options = arguments.parse_args()
    model = load_model(options.model)
    documents = list(read_corpus(options.corpus))[:: options.every]
    said = list(model.predict(example.sentence for example in examples(documents, ["wrapped"])))
    said = [finding for finding in said if finding.finding.is_finding]
    drawn = np.random.default_rng(0).choice(len(said), size=min(options.sentences, len(said)), replace=False)
    findings = [said[place] for place in sorted(drawn)]
    print(f"{model.name}, {len(findings)} sentences\n")
    print("| method | decision | without named words | without random words | gap | seconds of processor |")
    print("|---|---|---:|---:|---|---:|")
    methods: tuple[Literal["exact", "occlusion"], ...] = ("exact", "occlusion")
    for method in methods:
        began = process_time()
        try:
            evidence = list(explain_findings(model.estimator, findings, method=method))
        except ClassifierError as error:
            print(f"| {method} | {error} | | | | |")
            continue
        took = process_time() - began
        targets: tuple[Literal["finding", "standard"], ...] = ("finding", "standard")
        for target in targets:
            found = faithfulness(model.estimator, evidence, target=target)
            low, high = _interval(np.subtract(found.named, found.random))
            print(
                f"| {method} | {target} | {np.mean(found.named):.3f} | {np.mean(found.random):.3f} "
                f"| {found.gap:.3f} ({low:.3f} to {high:.3f}) | {took:.1f} |"
            )


def _interval(gaps: Any) -> tuple[float, float]:
    chance = np.random.default_rng(0)
    means = gaps[chance.integers(len(gaps), size=(1000, len(gaps)))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


if __name__ == "__main__":
    main()
