import time

from classifier.reading import parse_report
from classifier.sentences import split_report


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
