"""Putting reports in and reading them back."""

from dataclasses import replace

import numpy as np
import pytest
from reviewing import make, make_tagged

from classifier.records import FindingLabel, Role
from classifier.review.chain import verify
from classifier.review.decisions import decide_many, note
from classifier.review.errors import ReviewError
from classifier.review.items import item, items
from classifier.review.log import entries
from classifier.review.records import Choice, Imported, Kind, Probabilities
from classifier.review.reports import add_file, add_report, blocks, report, reports, source, suggestions_of, text
from classifier.review.store import Project

ANN = 2
TEXT = "2.1 Assessment\n\nAssessments in Tolby drew well on what others knew. We read nine cases in the office.\n"


def chances(number):
    labels = np.tile([0.5, 0.1, 0.3, 0.1], (number, 1))
    return Probabilities(
        tuple(FindingLabel), ("1.1", "1.2", "2.1", "3"), labels, np.tile([0.1, 0.6, 0.3, 0], (number, 1))
    )


def test_a_report_comes_back_as_it_was_put_in(project):
    tagged = make_tagged()
    assert text(project, 1) == tagged.report.text
    assert [(one.text, one.role, one.section, one.start) for one in blocks(project, 1)] == [
        (one.text, one.role, one.section, one.start) for one in tagged.report.blocks
    ]
    assert [one.is_structure for one in blocks(project, 1)] == [True, False, True, False]
    found = items(project, 1, ANN)
    assert [(one.text, one.start, one.end, one.section, one.before, one.kind) for one in found] == [
        (
            one.sentence.text,
            one.sentence.start,
            one.sentence.end,
            one.sentence.section,
            one.sentence.before,
            one.sentence.kind,
        )
        for one in tagged.findings
    ]
    assert [one.block for one in found] == [1, 1, 3, 3, 3]
    info = report(project, 1)
    assert reports(project) == (info,)
    assert (info.document, info.format, info.sentences, info.model, info.pages, info.has_source, info.is_frozen) == (
        "tolby.txt", "text", 5, "small@1", None, False, False,
    )  # fmt: skip
    assert source(project, 1) is None


def test_the_same_report_is_not_put_in_twice(project):
    tagged = make_tagged()
    with pytest.raises(ReviewError, match=r"tolby\.txt: a report of this name is in the project already"):
        add_report(project, tagged, data=b"other")
    renamed = replace(tagged, report=replace(tagged.report, document="again.txt"))
    with pytest.raises(ReviewError, match=r"again\.txt: the same file is in the project already, as tolby.txt"):
        add_report(project, renamed, data=f"tolby.txt: {tagged.report.text}".encode())
    with pytest.raises(ReviewError, match="tagged by other-2025, the project by hmip-nps-2018"):
        add_report(project, replace(renamed, framework="other-2025"), data=b"new")
    assert len(reports(project)) == 1
    with pytest.raises(ReviewError, match="there is no report 2 in the project"):
        report(project, 2)
    with pytest.raises(ReviewError, match="there is no report 2 in the project"):
        text(project, 2)


def test_suggestions_have_the_second_best_where_probabilities_are_given(tmp_path):
    tagged = make_tagged()
    bare = suggestions_of(tagged.findings, "small@1")[0]
    assert (bare.findings, bare.second_standard) == (((FindingLabel.STRENGTH, 0.9),), None)
    evidence = [{"words": [["good", 0.4]]}, *[None] * 4]
    with make(tmp_path, reports=0) as project:
        add_report(project, tagged, data=b"x", probabilities=chances(5), evidence=evidence)
        found = items(project, 1, ANN)[0].suggestion
    assert found.findings == (
        (FindingLabel.STRENGTH, 0.5), (FindingLabel.MIXED, 0.3),
        (FindingLabel.AREA_FOR_IMPROVEMENT, 0.1), (FindingLabel.NONE, 0.1),
    )  # fmt: skip
    assert found.standards == (("1.2", 0.6), ("2.1", 0.3), ("1.1", 0.1))
    assert (found.second_standard, found.evidence) == ("2.1", {"words": [["good", 0.4]]})
    for wrong in ({"probabilities": chances(4)}, {"evidence": [None]}):
        with pytest.raises(ReviewError, match="are not of the same sentences"):
            suggestions_of(tagged.findings, "small@1", **wrong)


def test_a_pdf_keeps_its_bytes_and_where_its_sentences_stand(tmp_path):
    class Places:
        def page_of(self, offset):
            return 3

        def boxes(self, start, end):
            return [(3, start + 0.123, 10.0, end + 0.5, 20.0)]

    tagged = make_tagged("tolby.pdf")
    tagged = replace(tagged, report=replace(tagged.report, format="pdf", places=Places()))
    with make(tmp_path, reports=0) as project:
        add_report(project, tagged, data=b"%PDF-1.7", path=tmp_path / "tolby.pdf")
        assert source(project, 1) == b"%PDF-1.7"
        assert report(project, 1).has_source
        assert report(project, 1).path == str(tmp_path / "tolby.pdf")
        first = items(project, 1, ANN)[0]
        assert first.boxes == ((3, first.start + 0.12, 10.0, first.end + 0.5, 20.0),)


def test_a_file_is_read_tagged_and_put_in(tmp_path, model):
    path = tmp_path / "tolby.txt"
    path.write_text(TEXT, encoding="utf-8")
    with make(tmp_path, reports=0) as project:
        number = add_file(project, path, model, document="Tolby")
        info = report(project, number)
        assert (info.document, info.path, info.model, info.sentences) == ("Tolby", str(path), model.name, 2)
        first = items(project, number, ANN)[0]
        assert len(first.suggestion.findings) == 4
        assert first.suggestion.findings[0] == (first.suggestion.finding, round(first.suggestion.confidence, 4))
        assert first.suggestion.standards[0][0] == first.suggestion.standard
        assert {one.role for one in blocks(project, number)} >= {Role.BODY}
        assert verify(project).ok


def test_half_of_a_surrogate_pair_is_stored_as_a_replacement_and_moves_nothing(tmp_path):
    tagged = make_tagged("tol\udce9.txt", [("1.2 \ud83d", ["Good \ud83d\ude00 \udc00 work."])])
    with make(tmp_path, reports=0) as project:
        add_report(project, tagged, data=b"x", evidence=["\ud800"])
        (only,) = items(project, 1, ANN)
        assert only.text == "Good \ufffd\ufffd \ufffd work." == text(project, 1)[only.start : only.end]
        assert (report(project, 1).document, only.section, only.suggestion.evidence) == (
            "tol\ufffd.txt",
            ("1.2 \ufffd",),
            "\ufffd",
        )
        assert note(project, ANN, only.id, "\udfff!", seen=only.version).standing.note == "\ufffd!"
        assert verify(project).ok


def test_a_file_with_the_decisions_of_several_people_is_one_import(blind):
    none = Choice(FindingLabel.NONE)
    rows = [Imported(1, none, person=2), Imported(1, none, person=3, details={"decided": "2024-05-01"})]
    assert decide_many(blind, 1, rows, origin="a.jsonl") == 2
    assert [(entry.name, entry.kind, entry.after.get("details")) for entry in entries(blind, item=1)] == [
        ("Ann", Kind.IMPORT, None),
        ("Bob", Kind.IMPORT, {"decided": "2024-05-01"}),
    ]
    assert item(blind, 1, 1).standing.choice is None


def test_every_project_has_an_id_of_its_own(tmp_path):
    with make(tmp_path, name="a.db") as one, make(tmp_path, name="b.db") as other:
        assert one.id != other.id
        assert len(one.id) == 16
        with Project.open(one.path) as again:
            assert again.id == one.id
        assert verify(one).ok
