import time

import pytest

from classifier import sentences as module
from classifier.reading import parse_report
from classifier.sentences import split_report
from classifier.tokens import tokenizer, tokens_of_texts

ODD = (
    "1 Staff\n\nDon’t wait, e.g. at 9a.m., (or later). ☺ Mr. Hale’s plan isn’t new!\n\n• £3m; too little\n\n---\n\n"
    "They said: “It works.” Then they left… Nobody asked.\n\n:-) !\n\nHousing\u00a0is scarce , they  say.\n"
)


def test_a_sentence_knows_the_one_before_it_in_its_section():
    text = "1 Staff\n\nStaff are few. They stay.\n\n2 Services\n\nHousing is scarce.\n"
    assert [one.before for one in split_report(parse_report(text))] == ["", "Staff are few.", ""]


def test_offsets_cover_marks_and_line_breaks_inside_a_sentence():
    text = "Plans are reviewed annually.1 Officers, who are few,\nmeet. They said “it is good.”2 Others left.\n"
    found = list(split_report(parse_report(text)))
    assert [one.text for one in found] == [
        "Plans are reviewed annually.",
        "Officers, who are few, meet.",
        "They said “it is good.”",
        "Others left.",
    ]
    assert [text[one.start : one.end] for one in found][1] == "Officers, who are few,\nmeet."


def test_a_word_without_end_takes_no_time_without_end():
    text = "Plans are clear. See " + "." * 30_000 + "[a" * 10_000 + " for more. Staff are few."
    begin = time.process_time()
    found = [one.text for one in split_report(parse_report(text))]
    assert time.process_time() - begin < 3
    assert (found[0], found[-1]) == ("Plans are clear.", "Staff are few.")


def spelled(tokens):
    return [tokenizer().vocab.strings[int(orth)] for orth in tokens.orth]


@pytest.mark.parametrize("at_once", [1, 60, 4_000])
@pytest.mark.parametrize("text", [ODD, ODD * 3, "Staff are few.", "A line of 1 word " + "o" * 900 + " ends. Staff go."])
def test_the_tokens_are_those_of_each_sentence_alone(text, at_once, monkeypatch):
    monkeypatch.setattr(module, "_AT_ONCE", at_once)
    found = split_report(parse_report(text))
    alone = tokens_of_texts([one.text for one in found])
    assert spelled(found.tokens) == spelled(alone)
    assert found.tokens.bounds.tolist() == alone.bounds.tolist()


def test_a_report_without_a_sentence_has_no_tokens():
    found = split_report(parse_report("---\n"))
    assert (len(found), len(found.tokens)) == (0, 0)


def test_blocks_are_parted_by_what_is_no_special_case_of_the_tokenizer():
    assert module._BETWEEN not in tokenizer().rules and "\n" in tokenizer().rules
