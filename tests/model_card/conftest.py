"""Held-out predictions made up for the tests: 12 documents of two genres and two programmes."""

import pytest

from classifier.model_card import CorpusFacts, Judged, ModelFacts, card_facts

SPLIT = "Each document was judged by a model of its fold that had not seen it."
STRENGTH, AREA, MIXED, NONE = "strength", "area_for_improvement", "mixed", "none"


def judged_document(number):
    """Ten sentences; one strength in the odd documents is taken for none, one standard is wrong everywhere."""
    meta = {"genre": "blog" if number < 3 else "report", "programme": "old" if number % 4 == 0 else "new"}
    name = f"doc-{number}"
    odd = number % 2 == 1
    return [
        *(Judged(name, STRENGTH, STRENGTH, 0.95, "1.2", "1.2", 0.9, **meta) for _ in range(3)),
        Judged(name, STRENGTH, NONE if odd else STRENGTH, 0.55, "1.2", "1.3", 0.6, **meta),
        *(Judged(name, AREA, AREA, 0.9, "2.4", "2.4", 0.9, **meta) for _ in range(3)),
        *(Judged(name, NONE, NONE, 0.8, "", "1.1", 0.4, **meta) for _ in range(2)),
        Judged(name, MIXED if number == 0 else AREA, AREA, 0.7, "2.1", "2.1", 0.8, **meta),
    ]


@pytest.fixture
def judged():
    return [one for number in range(12) for one in judged_document(number)]


@pytest.fixture
def model_facts():
    return ModelFacts(
        name="small@12345678",
        framework="hmip-nps-2018",
        parts=("A linear machine over words.", "A small encoder."),
        versions={"scikit-learn": "1.9.1"},
        settings={"seed": 0, "layouts": ["markdown"]},
        review_below=0.6,
        target_error=0.05,
        base_model="MiniLM (Apache 2.0)",
    )


@pytest.fixture
def corpus_facts():
    return CorpusFacts(
        sha256="ab" * 32,
        documents=12,
        sentences=120,
        genres={"blog": 3, "report": 9},
        labels={STRENGTH: 48, AREA: 47, MIXED: 1, NONE: 24},
        standards={"1.2": 48, "2.4": 36, "2.1": 12},
        programmes={"new": 9, "old": 3},
    )


@pytest.fixture
def facts(model_facts, corpus_facts, judged):
    return card_facts(model_facts, corpus_facts, judged, split=SPLIT)
