import itertools
import time

import pytest

from classifier.boundaries import sentence_starts

SPLITS = [
    ["The lease costs £3m. ", "The region pays it."],
    ["Staff said “the work is good.” ", "Inspectors agreed."],
    ["One officer said ‘we cope’. ", "Others do not."],
    ["Mr. Hale and Dr. Orme met Ms. Lee, e.g. on Mondays. ", "They meet in May."],
    ["The plan of J. R. Hale was read by P. Orme. ", "It is short."],
    ["See www.example.org/a.b. ", "Next year is better."],
    ["See fig. 3 and para. 12. ", "Both are new."],
    ["Only 1.5 per cent of cases, i.e. No. 4 to No. 7, were late. ", "All were found."],
    ["Is it enough? ", "Not yet. ", "We asked at 3 p.m. ", "The doors were shut."],
    ["The text is in annex B. ", "It has 40 pages."],
    ["1. Plans should be shared."],
    ["Plans are short.² ", "Reviews are not."],
    ["They wait (and wait.) ", "Nobody calls."],
]


@pytest.mark.parametrize("parts", SPLITS, ids=lambda parts: parts[0][:24])
def test_splits(parts):
    text = "".join(parts)
    starts = [*sentence_starts(text), len(text)]
    assert [text[start:end] for start, end in itertools.pairwise(starts)] == parts


def test_an_empty_text_has_one_start():
    assert list(sentence_starts("")) == [0]


@pytest.mark.parametrize("text", ["A. " * 100_000, "." * 100_000, "He said: “Go. " * 20_000, "(" * 100_000])
def test_takes_time_in_proportion_to_the_text(text):
    begin = time.process_time()
    assert next(iter(list(sentence_starts(text)))) == 0
    assert time.process_time() - begin < 3
