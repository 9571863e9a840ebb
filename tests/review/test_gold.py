"""Decisions as annotated documents, and as annotation files."""

import json

import pytest
from exchange_project import AREA, MIXED, NONE, STRENGTH, decide, decide_some, make, sentences, tagged, who

from classifier.annotations import check_corpus, read_corpus
from classifier.errors import OutputError
from classifier.examples import examples
from classifier.review import adjudication, boundaries, decisions, reports
from classifier.review.errors import ReviewError
from classifier.review.exchange.to_corpus import write
from classifier.review.gold import annotated, as_markdown
from classifier.review.records import Choice

ONCE = "Kelsham does well in all that we looked at."
TWICE = f"{ONCE}\n\nOther words stand here.\n\n{ONCE}\n"


@pytest.fixture
def project(tmp_path):
    with make(tmp_path / "made.db") as found:
        yield found


def test_annotation_files_stand_beside_the_text_that_they_are_of(project, tmp_path):
    decide_some(project)
    folder = tmp_path / "corpus"
    written = write(project, folder)
    assert [path.name for path in written.files] == ["kelsham.jsonl", "marlow.jsonl"]
    assert (written.sentences, written.left_out["undecided"]) == (4, 3)
    assert list(check_corpus(folder)) == []
    first, second = read_corpus(folder)
    assert (folder / "kelsham.txt").read_text(encoding="utf-8") == reports.text(project, 1) == first.text
    assert (first.annotators, first.source, first.framework) == (("Ada", "Bo"), "kelsham.txt", "hmip-nps-2018")
    item = sentences(project)[1]
    assert first.annotated == item.standing.at[:10]
    assert [(unit.finding, unit.standard, unit.annotator) for unit in first.units] == [
        (STRENGTH, "2.1", "Ada"),
        (NONE, None, "Bo"),
        (MIXED, "1.2", "Ada"),
    ]
    assert first.units[1].decided == item.standing.at
    assert first.text_of(first.units[0]) == "Assessments in Kelsham drew well on what\nother agencies knew."
    assert second.text_of(second.units[0]) == "Officers in Marlow are well supported."


def test_writing_again_gives_the_same_bytes_and_never_covers_another_document(project, tmp_path):
    decide_some(project)
    folder = tmp_path / "corpus"
    before = {path.name: path.read_bytes() for path in (write(project, folder).files[0].parent).iterdir()}
    write(project, folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    (folder / "marlow.txt").write_text("Something else.", encoding="utf-8")
    decide(project, 3, NONE)
    with pytest.raises(OutputError, match=r"marlow\.txt: there is another document of that name"):
        write(project, folder)
    assert (folder / "kelsham.jsonl").read_bytes() == before["kelsham.jsonl"]  # found out before anything is written
    write(project, folder, replacing=True)
    assert list(check_corpus(folder)) == []


def test_nothing_decided_is_nothing_to_write(project, tmp_path):
    with pytest.raises(ReviewError, match="nothing has been decided yet"):
        write(project, tmp_path / "corpus")
    assert not (tmp_path / "corpus").exists()


def test_disputes_are_left_out_until_a_lead_settles_them(tmp_path):
    with make(tmp_path / "blind.db", blind=True) as blind:
        for place, (bo, cy) in enumerate([(STRENGTH, STRENGTH), (STRENGTH, AREA)]):
            decide(blind, place, bo, "2.1", name="Bo")
            decide(blind, place, cy, "2.1", name="Cy")
        (gold,) = annotated(blind)
        assert [unit.annotator for unit in gold.document.units] == ["Bo, Cy"]
        assert (gold.disputed, gold.undecided) == (1, 2)
        ada = who(blind, "Ada")
        (dispute,) = adjudication.disputes(blind, ada)
        adjudication.adjudicate(blind, ada, dispute.item.id, Choice(NONE), seen=dispute.version)
        (gold,) = annotated(blind)
        assert [(unit.finding, unit.annotator) for unit in gold.document.units] == [(STRENGTH, "Bo, Cy"), (NONE, "Ada")]


def test_flagged_sentences_are_set_aside(project):
    decide_some(project)
    item = sentences(project)[0]
    decisions.flag(project, who(project, "Bo"), item.id, seen=item.version)
    gold = next(annotated(project))
    assert [unit.finding for unit in gold.document.units] == [NONE, MIXED]


def test_a_sentence_that_stands_twice_is_kept_once(project, tmp_path):
    number = reports.add_report(project, tagged(TWICE, "twice.md"), data=TWICE.encode())
    for place in (7, 8, 9):
        decide(project, place, STRENGTH, "1.1")
    written = write(project, tmp_path / "one", report=number)
    assert (written.sentences, written.left_out["repeated"]) == (2, 1)
    assert list(check_corpus(tmp_path / "one")) == []
    assert (tmp_path / "one" / "twice.md").read_text(encoding="utf-8") == TWICE
    assert write(project, tmp_path / "all", report=number, repeats=True).sentences == 3
    assert list(check_corpus(tmp_path / "all", repeats=False)) == []


def test_names_of_texts_do_not_clash_and_stay_in_the_folder(project, tmp_path):
    for name, words in (("a/notes.pdf", "One"), ("b/notes.docx", "Two"), ("../notes?.html", "Three")):
        text = f"{words} of the teams does well in all that we saw.\n"
        reports.add_report(project, tagged(text, name), data=text.encode())
    for place in (7, 8, 9):
        decide(project, place, STRENGTH, "1.1")
    folder = tmp_path / "corpus"
    write(project, folder)
    assert sorted(path.name for path in folder.glob("*.txt")) == ["notes-.txt", "notes-2.txt", "notes.txt"]
    headers = [json.loads(path.read_text(encoding="utf-8").split("\n")[0]) for path in sorted(folder.glob("*.jsonl"))]
    assert [header["source"] for header in headers] == ["notes?.html", "notes.docx", "notes.pdf"]
    assert list(check_corpus(folder)) == []


def test_mended_boundaries_are_those_of_the_files(project):
    item = sentences(project)[0]
    merged = boundaries.merge_with_next(project, who(project, "Ada"), item.id, seen=item.version)
    decisions.decide(project, who(project, "Ada"), merged.id, Choice(MIXED, "2.1"), seen=merged.version)
    (unit,) = next(annotated(project)).document.units
    assert (unit.start, unit.end) == (merged.start, merged.end)


def test_the_markdown_has_the_sentences_under_their_headings(project):
    decide_some(project)
    first, second = as_markdown(project)
    assert first.text == (
        "# 2.1 Assessment\n\nAssessments in Kelsham drew well on what other agencies knew. Too many did not look "
        "closely enough at the risk of harm.\n\nTraining is good, but new officers wait too long for it.\n\n"
        "We read twelve cases in the Kelsham office."
    )
    assert [first.text_of(unit) for unit in first.units] == [item.text for item in sentences(project)[:3]]
    assert (first.document, second.document) == ("kelsham.txt.md", "marlow.txt.md")


def test_every_decision_becomes_an_example(project):
    decide_some(project)
    found = list(examples(as_markdown(project), layouts=("markdown",)))
    assert [(one.finding, one.standard, one.sentence.section) for one in found] == [
        (STRENGTH, "2.1", ("2.1 Assessment",)),
        (NONE, "", ("2.1 Assessment",)),
        (MIXED, "1.2", ("2.1 Assessment",)),
        (AREA, "1.2", ("1.2 Staff",)),
    ]
    assert found[1].sentence.before == "Assessments in Kelsham drew well on what other agencies knew."
