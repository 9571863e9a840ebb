"""Agreement between annotators."""

import hashlib
from pathlib import Path

import pytest

from classifier.annotations import AnnotatedDocument, Unit, UnitKind, agreement
from classifier.annotations.agreement import measure
from classifier.errors import ClassifierError
from classifier.records import FindingLabel

TEXT = "Plans were clear. Reviews were late. The office is in Lowmere. Staff feel safe."
SPANS = [(0, 17), (18, 36), (37, 62), (63, 79)]


def annotated(*labels, text=TEXT, spans=SPANS):
    units = tuple(
        Unit(start, end, UnitKind.SENTENCE, FindingLabel(label), code)
        for (start, end), (label, code) in zip(spans, labels, strict=True)
    )
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return AnnotatedDocument(Path("a.jsonl"), "a.md", sha256, "A", "report", "hmip-nps-2018", text, units)


FIRST = (("strength", "2.2"), ("area_for_improvement", "2.4"), ("none", None), ("strength", "1.2"))
SECOND = (("strength", "2.1"), ("area_for_improvement", "2.4"), ("strength", "1.4"), ("strength", "1.2"))


def test_kappa_of_a_worked_example():
    # 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: observed 0.7, by chance 0.5, so kappa is 0.4.
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15

    found = measure(pairs)

    assert (found.n, found.percent, found.kappa) == (50, 0.7, 0.4)


def test_alpha_of_a_worked_example():
    # 10 pairs, values 0 and 1: disagreements 4 of 10, values 14 and 6 of 20; alpha = 1 - 19 * 8 / (2 * 14 * 6).
    pairs = [("0", "0")] * 5 + [("0", "1")] * 2 + [("1", "0")] * 2 + [("1", "1")]

    assert measure(pairs).alpha == round(1 - 19 * 8 / (2 * 14 * 6), 4)


def test_full_agreement_on_one_value_has_no_kappa():
    assert (measure([("none", "none")] * 3).kappa, measure([("none", "none")] * 3).alpha) == (None, None)


def test_decisions_are_compared_where_both_made_them():
    found = agreement([annotated(*FIRST)], [annotated(*SECOND)])

    assert found.documents == 1
    assert found.unmatched == 0
    assert (found.decisions["finding"].n, found.decisions["finding"].percent) == (4, 0.75)
    assert (found.decisions["standard"].n, found.decisions["standard"].percent) == (3, round(2 / 3, 4))
    assert found.decisions["domain"].percent == 1.0
    assert found.disagreements == {"finding": {"none / strength": 1}, "standard": {"2.2 / 2.1": 1}}


def test_sentences_that_only_one_has_are_counted():
    other = annotated(*SECOND, spans=[(0, 17), (18, 36), (37, 62), (63, 78)])

    assert agreement([annotated(*FIRST)], [other]).unmatched == 2


def test_another_text_is_an_error():
    with pytest.raises(
        ClassifierError, match=r"the text of a\.md differs: \w{64} and \w{64}\. Annotate the same file\."
    ):
        agreement([annotated(*FIRST)], [annotated(*SECOND, text=TEXT + " ")])


def test_nothing_shared_is_an_error():
    with pytest.raises(ClassifierError, match="the two annotations share no sentence"):
        agreement([annotated(*FIRST)], [])
