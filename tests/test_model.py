"""`FindingModel.predict`: lazy, pure, and the same in every batch."""

import copy
import itertools

import joblib
import pytest

import classifier.model
from classifier.errors import UnknownCodeError
from classifier.model import is_recommendation, make_model
from classifier.records import BlockKind, FindingLabel, Sentence

TEXTS = [
    "Officers in Tolby are well trained.",
    "Reviews in Tolby were regular, yet few of them changed the plan.",
    "We read forty cases in the Tolby office during May.",
    "Assessments in Tolby did not look closely enough at the risk of harm.",
    "Vacancies have left officers with far too many cases.",
    "Reviews were done on time and led to better plans.",
    "Xyzzy!",
]


def sentences():
    start, before = 0, ""
    for text in TEXTS:
        yield Sentence(text, start, start + len(text), ("2 Case supervision",), before=before)
        start, before = start + len(text) + 1, text


def test_one_finding_a_sentence_in_order(model):
    given = list(sentences())
    found = list(model.predict(given))
    assert [finding.sentence for finding in found] == given
    assert found[0].finding is FindingLabel.STRENGTH
    assert found[3].finding is FindingLabel.AREA_FOR_IMPROVEMENT
    for finding in found:
        assert 0.25 <= finding.finding_confidence <= 1
        assert 0 < finding.standard_confidence <= 1
        assert finding.domain == model.framework.domain_of(finding.standard)
        assert finding.review == (finding.finding_confidence < model.review_below)
    assert any(finding.review for finding in found)
    assert not all(finding.review for finding in found)


def test_predicting_is_lazy(model):
    taken = 0

    def endless():
        nonlocal taken
        for sentence in itertools.cycle(sentences()):
            taken += 1
            yield sentence

    found = model.predict(endless())
    assert taken == 0
    next(found)
    assert 0 < taken <= 5000
    after_first = taken
    next(found)
    assert taken == after_first


def test_no_sentence_gives_no_finding(model):
    assert list(model.predict([])) == []


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_other_batches_give_the_same_findings(model, monkeypatch, size):
    expected = list(model.predict(sentences()))
    monkeypatch.setattr(classifier.model, "BATCH", size)
    assert list(model.predict(sentences())) == expected


def test_predicting_changes_nothing(model):
    given = list(sentences())
    before, hashed = copy.deepcopy(given), joblib.hash(model.estimator)
    first = list(model.predict(given))
    assert given == before
    assert joblib.hash(model.estimator) == hashed
    assert list(model.predict(given)) == first


def test_the_shipped_model_knows_plain_cases(shipped):
    found = list(shipped.predict(sentences()))
    assert found[0].finding is FindingLabel.STRENGTH
    assert found[3].finding is FindingLabel.AREA_FOR_IMPROVEMENT
    assert found[3].standard == "2.1"
    assert found[2].finding is FindingLabel.NONE
    assert {str(code) for code in shipped.estimator.standards_} == set(shipped.framework.codes)


def test_a_model_gives_only_codes_of_its_framework(model):
    class Stray:
        standards_ = ("1.2", "9.9")

    with pytest.raises(UnknownCodeError, match=r"there is no standard '9\.9'"):
        make_model("stray", Stray(), "hmip-nps-2018", 0.5)


@pytest.mark.parametrize(
    ("text", "section", "kind", "before", "expected"),
    [
        ("Tolby should hire two officers.", ("Recommendations",), BlockKind.PARAGRAPH, "", True),
        ("Hire two officers.", ("Annexes", "We recommend"), BlockKind.LIST_ITEM, "", True),
        ("review plans every month", ("Staff",), BlockKind.LIST_ITEM, "The Tolby office should:", True),
        ("Plans need to be reviewed.", ("What needs to improve", "Staff"), BlockKind.PARAGRAPH, "", True),
        ("Tolby has made progress since.", ("Recommendations",), BlockKind.PARAGRAPH, "", False),
        ("Plans should be reviewed.", ("Staff",), BlockKind.PARAGRAPH, "", False),
        ("Hire two officers.", ("Recommendations", "Staff", "Training"), BlockKind.LIST_ITEM, "", False),
        ("Staff are skilled.", (), BlockKind.LIST_ITEM, "", False),
    ],
)
def test_recommendations_are_known_by_place_and_wording(text, section, kind, before, expected):
    assert is_recommendation(Sentence(text, 0, len(text), section, kind, before)) is expected
