import pytest

pytest.importorskip("jinja2", reason="the review page needs: pip install 'findings-classifier[review]'")

from classifier.framework import available_frameworks, load_framework
from classifier.review.errors import ConflictError, ReviewError
from classifier.review.web.words import (
    evident,
    local,
    seconds,
    sentence,
    share,
    spoken,
    standard_keys,
    sure,
    when,
    words_of,
)


def test_a_standard_has_the_two_keys_of_its_digits():
    keys = standard_keys(["0", "1", "1.1", "2.4"])
    assert keys == {"0": "00", "1": "10", "1.1": "11", "2.4": "24"}


def test_other_codes_have_the_keys_of_their_place():
    assert standard_keys(["Q1", "R.2", "1.10"]) == {"Q1": "01", "R.2": "02", "1.10": "03"}
    assert standard_keys(["1", "1.0"]) == {"1": "01", "1.0": "02"}  # both would be 10


@pytest.mark.parametrize("name", available_frameworks())
def test_every_standard_of_every_framework_has_keys_of_its_own(name):
    keys = standard_keys(load_framework(name).codes)
    assert len(set(keys.values())) == len(keys)
    assert all(len(pair) == 2 and pair.isdigit() for pair in keys.values())


def test_words_have_their_places_in_the_report():
    source = "They plan\n  well, but\nre-\nview late."
    words = words_of("They plan well, but review late.", source, 100)
    assert [(word.text, word.start) for word in words] == [
        ("They", 100), ("plan", 105), ("well,", 112), ("but", 118), ("review", 122), ("late.", 131),
    ]  # fmt: skip


def test_a_word_that_is_not_in_the_report_has_no_place():
    assert [word.start for word in words_of("one zwei three", "one two three", 0)] == [0, None, 8]


def test_the_words_that_spoke_for_the_label_are_marked_and_the_text_stays_whole():
    evidence = [
        {"start": 0, "end": 5, "text": "Plans", "weight": 0.2, "for": "finding"},
        {"start": 10, "end": 14, "text": "good", "weight": 2.0, "for": "finding"},
        {"start": 14, "end": 15, "text": ".", "weight": 9.0, "for": "finding"},
        {"start": 6, "end": 9, "text": "are", "weight": -1.0, "for": "finding"},
        {"start": 6, "end": 9, "text": "are", "weight": 5.0, "for": "standard"},
        {"context": "heading", "text": "Planning", "weight": 3.0, "for": "finding"},
    ]
    runs = list(evident("Plans are good.", evidence))
    assert "".join(run.text for run in runs) == "Plans are good."
    assert [run.text for run in runs if run.spoke] == ["Plans", "good"]
    assert spoken(evidence) == ("good", "Plans")


@pytest.mark.parametrize(
    "evidence", [None, 3, "x", [{"start": 0}], {"evidence": [{"start": 90, "end": 99, "weight": 1, "text": "x"}]}, [[]]]
)
def test_evidence_of_another_form_is_passed_over(evidence):
    assert "".join(run.text for run in evident("Plans are good.", evidence)) == "Plans are good."


def test_shares_and_times_are_told_in_words():
    assert (share(0.876), share(None), when(None)) == ("88 %", "–", "")
    assert (share(0.0), share(0.003), share(0.997), share(1.0)) == ("0 %", "under 1 %", "over 99 %", "100 %")
    assert when("2026-03-05T12:00:00.000Z").startswith("5 Mar 2026, ")


def test_a_model_is_never_told_to_be_wholly_sure():
    assert [sure(value) for value in (0.0, 0.004, 0.5, 1.0)] == ["under 1 %", "under 1 %", "50 %", "over 99 %"]


def test_seconds_are_told_in_words():
    assert [seconds(value) for value in (0.2, 1.2, 61.7)] == ["less than a second", "1 second", "62 seconds"]


def test_an_error_is_a_sentence_unless_it_begins_with_a_file():
    assert sentence(ReviewError("there is no report 9", mend="Choose one")) == "There is no report 9. Choose one."
    assert sentence(ReviewError("it is empty", where="a.xlsx", mend="Fill it")) == "a.xlsx: it is empty. Fill it."


def test_a_conflict_tells_its_moment_as_local_time_like_the_history():
    error = ConflictError("it was decided", "Ann", "2026-03-04T09:05:06.789Z", 7)
    assert local(error) == str(error).replace("2026-03-04 at 09:05 UTC", when("2026-03-04T09:05:06.789Z"))
    assert "UTC" not in local(error)
    assert local(ReviewError("no label", mend="Choose one")) == str(ReviewError("no label", mend="Choose one"))
