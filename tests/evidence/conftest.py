"""A small sparse estimator, and sentences to explain."""

import pytest
from watching import sentence

from classifier.estimator import SentenceClassifier
from classifier.records import BlockKind


@pytest.fixture(scope="session")
def sparse(known):
    return SentenceClassifier(n_jobs=1).fit(*known)


@pytest.fixture(scope="session")
def said():
    """Sentences of many kinds, none of which the small corpus has."""
    return [
        sentence(
            "Assessments in Tolby were not clear, and 83 per cent were late.", section=("2 Cases", "2.1 Assessment")
        ),
        sentence("Too few reviews took account of risk.", section=("2.4 Reviewing",), before="Reviews are recorded."),
        sentence("Officers, officers and again officers!", kind=BlockKind.LIST_ITEM),
        sentence("“Vacancies” in İzmir  were many…", before="We read forty cases."),
        sentence("Xyzzy"),
    ]
