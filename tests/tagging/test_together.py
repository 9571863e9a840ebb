"""Reports tagged together: the same as each alone, faults where they belong, and notes of what is in hand."""

import pytest

from classifier.errors import ReadingError
from classifier.reading import parse_report
from classifier.tagging import Fault, tag_report
from classifier.tagging.together import Unread, tag_together

TEXTS = [
    "2.1 Assessment\n\nAssessments in Tolby drew well on what others knew. They did not reach the sentence plan.\n",
    "1.2 Staff\n\nOfficers in Marrick are well trained. Most hold too many cases. The office has a staff of thirty.\n",
    "Staff are clear about their roles.\n",
]


def unread(texts):
    def read(number, text):
        if text is None:
            raise ReadingError(f"{number}.txt", "the file is gone", "Find it")
        return parse_report(text, f"{number}.txt")

    return [Unread(number, f"{number}.txt", lambda n=number, t=text: read(n, t)) for number, text in enumerate(texts)]


@pytest.fixture
def calls(model, monkeypatch):
    """How many sentences each call of the estimator had."""
    asked = []
    judge = type(model.estimator).probabilities

    def counting(estimator, sentences):
        asked.append(len(sentences))
        return judge(estimator, sentences)

    monkeypatch.setattr(type(model.estimator), "probabilities", counting)
    return asked


def test_they_are_what_each_is_alone_and_judged_in_one_call(model, calls):
    alone = [tag_report(parse_report(text, f"{n}.txt"), model) for n, text in enumerate(TEXTS)]
    assert calls == [2, 3, 1]
    del calls[:]
    assert list(tag_together(unread(TEXTS), model)) == alone
    assert calls == [6]


def test_a_model_that_looks_at_neighbours_gets_one_report_after_the_other(model, calls, monkeypatch):
    together = list(tag_together(unread(TEXTS), model))
    del calls[:]
    monkeypatch.setattr(type(model.estimator), "judges_apart", False)
    assert list(tag_together(unread(TEXTS), model)) == together
    assert calls == [2, 3, 1]


def test_a_fault_stands_in_the_place_of_its_report(model):
    found = list(tag_together(unread([TEXTS[0], None, "", TEXTS[1]]), model))
    assert [type(one) is Fault for one in found] == [False, True, True, False]
    assert [str(one.error) for one in found[1:3]] == [
        "1.txt: the file is gone. Find it.",
        "2.txt: no sentence was found in it. Check the text with: findings text FILE.",
    ]
    assert found[3] == tag_report(parse_report(TEXTS[1], "3.txt"), model)
    assert list(tag_together([], model)) == []


def test_a_report_on_which_the_model_fails_is_found_among_the_others(model, monkeypatch):
    judge = type(model.estimator).probabilities

    def failing(estimator, sentences):
        if any("Marrick" in one.text for one in sentences):
            raise IndexError("no such word")
        return judge(estimator, sentences)

    monkeypatch.setattr(type(model.estimator), "probabilities", failing)
    first, fault, third = tag_together(unread(TEXTS), model)
    assert "1.txt: tagging it failed unexpectedly (IndexError: no such word)" in str(fault.error)
    assert [len(one.findings) for one in (first, third)] == [2, 1]


def test_what_is_in_hand_is_told(model):
    told = []
    assert len(list(tag_together(unread(TEXTS), model, in_hand=told.append))) == 3
    assert told == [[0], [1], [2], [0, 1, 2], [0], [1], [2]]
