"""Metadata of documents of the corpus against what a person read in them."""

import json
from collections import Counter

import pytest
from measuring import ROOT, benchmark

from classifier import metadata
from classifier.framework import load_framework

facts = benchmark("metadata_facts")
TRUTH = json.loads((ROOT / "tests" / "fixtures" / "metadata_truth.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("part", "layout", "precision", "recall"),
    [
        ("developed_on", "markdown", 0.99, 0.97),
        ("measured_on", "markdown", 0.97, 0.93),
        ("measured_on", "wrapped", 0.94, 0.89),
    ],
)
def test_precision_and_recall(part, layout, precision, recall):
    counts = Counter()
    for name, entry in TRUTH[part].items():
        found = metadata.of(facts.reports(ROOT / "corpus", name, layout), load_framework())
        counts.update(kind for _, kind in facts.count(facts.values(found), facts.true_values(entry)))
    assert counts["right"] >= precision * counts["said"]
    assert counts["right"] >= recall * counts["true"]


def test_the_truth_is_large_enough_and_its_parts_are_apart():
    assert len(TRUTH["measured_on"]) >= 15
    assert not TRUTH["measured_on"].keys() & TRUTH["developed_on"].keys()
