from classifier import metadata
from classifier.metadata.passages import Passages
from classifier.reading import parse_report

TEXT = "Inspection of Orwell NPS\n\nOrwell is İN THE EAST.\n\nOrwell was RATED good. It was rated again.\n"


def test_blocks_are_found_by_words_in_any_case_each_once():
    passages = Passages(parse_report(TEXT))
    assert passages.holding("orwell") == [0, 1, 2]
    assert passages.holding("rated", "nps") == [0, 2]
    assert passages.holding("good. it") == [2] == passages.holding("again.")  # a letter that grows in lower case
    assert passages.holding("nps orwell", "scarce") == []
    assert passages.holding() == []


def test_a_report_without_blocks_holds_nothing():
    passages = Passages(parse_report(""))
    assert passages.holding("orwell") == []
    assert metadata.of(parse_report("")).facts == {}
