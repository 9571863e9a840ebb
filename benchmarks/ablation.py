"""What each view of a sentence is worth, view by view.

Run it with: python benchmarks/ablation.py corpus

Folds grouped by document. Learns from Markdown and hard-wrapped text, tests on hard-wrapped text, with the context
(section path, sentence before) and without it. Prints macro-F1 of the finding over strength, area for improvement and
none, and the accuracy of the standard, each with a 95 % bootstrap interval over documents.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack, vstack
from shared import macro_f1
from sklearn.model_selection import GroupKFold
from sklearn.svm import LinearSVC

from classifier.annotations import read_corpus
from classifier.examples import Example, examples
from classifier.features import SentenceFeatures
from classifier.features.transformer import WEIGHTS

VARIANTS: dict[str, tuple[dict[str, float], float, float]] = {
    "all views": (WEIGHTS, 0.5, 0.15),
    "words only": ({"words": 1.5}, 0.5, 0.15),
    "without characters": ({k: v for k, v in WEIGHTS.items() if k != "characters"}, 0.5, 0.15),
    "without section": ({k: v for k, v in WEIGHTS.items() if k != "section"}, 0.5, 0.15),
    "without sentence before": ({k: v for k, v in WEIGHTS.items() if k != "before"}, 0.5, 0.15),
    "without form": ({k: v for k, v in WEIGHTS.items() if k != "form"}, 0.5, 0.15),
    "context never withheld": (WEIGHTS, 0.0, 0.0),
    "section twice as heavy": ({**WEIGHTS, "section": 1.0}, 0.5, 0.15),
}
"""View weights, and the shares of sentences whose context is withheld from the finding and from the standard."""


def main() -> None:
    """Run the comparison."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("corpus", type=Path, nargs="?", default=Path("corpus"))
    arguments.add_argument("--folds", type=int, default=5)
    options = arguments.parse_args()
    documents = list(read_corpus(options.corpus))
    learn = list(examples(documents))
    test = list(examples(documents, ["wrapped"]))
    said: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    gold: list[Example] = []
    folds = GroupKFold(options.folds)
    for number, (_, held) in enumerate(folds.split(documents, groups=range(len(documents)))):
        names = {documents[place].document for place in held}
        known = [example for example in learn if example.document not in names]
        asked = [example for example in test if example.document in names]
        gold += asked
        _fold(known, asked, said, seed=number)
        print(f"fold {number + 1} of {options.folds} done", flush=True)
    print(f"{len(documents)} documents, {len(gold):,} sentences\n")
    print("| variant | macro-F1 | without context | standard | without context |\n|---|---|---|---|---|")
    for variant in VARIANTS:
        cells = [
            _interval(gold, said[variant][key], key.startswith("finding"))
            for key in ("finding", "finding bare", "standard", "standard bare")
        ]
        print(f"| {variant} | {' | '.join(cells)} |")


def _fold(known: list[Example], asked: list[Example], said: dict[str, dict[str, list[Any]]], seed: int) -> None:
    chance = np.random.default_rng(seed)
    full, bare, test, test_bare = _matrices(known, asked)
    findings = np.array([example.finding.value for example in known])
    standards = np.array([example.standard for example in known])
    about = np.flatnonzero(standards != "")
    for variant, (weights, hide_finding, hide_standard) in VARIANTS.items():
        rows = _mixed(_joined(full, weights), _joined(bare, weights), chance.random(len(known)) < hide_finding)
        machine = LinearSVC(C=0.3, tol=1e-3, random_state=0).fit(rows, findings)
        said[variant]["finding"] += list(machine.predict(_joined(test, weights)))
        said[variant]["finding bare"] += list(machine.predict(_joined(test_bare, weights)))
        rows = _mixed(_joined(full, weights), _joined(bare, weights), chance.random(len(known)) < hide_standard)
        machine = LinearSVC(C=0.3, tol=1e-3, random_state=0).fit(rows[about], standards[about])
        said[variant]["standard"] += list(machine.predict(_joined(test, weights)))
        said[variant]["standard bare"] += list(machine.predict(_joined(test_bare, weights)))


def _matrices(known: list[Example], asked: list[Example]) -> list[dict[str, csr_matrix]]:
    shown = [example.sentence for example in known]
    tested = [example.sentence for example in asked]
    alone = [[replace(sentence, section=(), before="") for sentence in some] for some in (shown, tested)]
    features = SentenceFeatures().fit(shown)
    return [features.blocks(sentences) for sentences in (shown, alone[0], tested, alone[1])]


def _joined(views: dict[str, csr_matrix], weights: dict[str, float]) -> csr_matrix:
    return hstack([views[name] * weight for name, weight in weights.items()]).tocsr()


def _mixed(full: csr_matrix, bare: csr_matrix, hidden: Any) -> csr_matrix:
    rows = np.arange(len(hidden))
    return vstack([full, bare]).tocsr()[np.where(hidden, rows + len(hidden), rows)]


def _interval(gold: list[Example], said: list[Any], finding: bool) -> str:
    """The score over all sentences and its interval, as text."""
    truth = np.array([example.finding.value if finding else example.standard for example in gold])
    answers, names = np.array(said), np.array([example.document for example in gold])
    places = [np.flatnonzero(names == name) for name in np.unique(names)]
    if not finding:
        places = [rows[truth[rows] != ""] for rows in places]
    chance = np.random.default_rng(0)

    def score(rows: Any) -> float:
        if not finding:
            return float(np.mean(truth[rows] == answers[rows]))
        return macro_f1(truth[rows], answers[rows])

    drawn = [
        score(np.concatenate([places[i] for i in chance.integers(len(places), size=len(places))])) for _ in range(200)
    ]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return f"{score(np.concatenate(places)):.3f} ({low:.3f} to {high:.3f})"


if __name__ == "__main__":
    main()
