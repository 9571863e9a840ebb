"""Prodigy's JSON Lines both ways."""

import json

import pytest
from exchange_project import AREA, NONE, STRENGTH, decide, make, sentences, standings, who

from classifier.errors import OutputError, ReadingError
from classifier.framework import load_framework
from classifier.records import FindingLabel
from classifier.review import decisions
from classifier.review.exchange import export_to, format_of, import_from
from classifier.review.records import State


@pytest.fixture
def path(tmp_path):
    return tmp_path / "x.jsonl"


def lines_of(project, path, **options):
    export_to(project, path, **options)
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def put(path, lines):
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


def test_a_line_is_a_task_of_the_choice_interface(decided, path):
    lines = lines_of(decided, path)
    assert len(lines) == 7
    line, item = lines[1], sentences(decided)[1]
    assert line["text"] == item.text
    assert [one["id"] for one in line["options"]] == [*FindingLabel, *load_framework().codes]
    assert (line["_view_id"], line["config"]) == ("choice", {"choice_style": "multiple"})
    assert (line["accept"], line["answer"]) == (["none"], "accept")
    assert (line["_annotator_id"], line["note"]) == ("Bo", "A remark, no judgement.")
    assert isinstance(line["_timestamp"], int)
    assert line["meta"]["suggested"] == "area for improvement, 2.1 (80%)"
    told = line["findings"]
    assert (told["start"], told["end"], told["decided"], told["seconds"]) == (
        item.start,
        item.end,
        item.standing.at,
        2.5,
    )
    assert told["shown"] is True
    spans = [(lines[2]["text"][one["start"] : one["end"]], one["label"], one["standard"]) for one in lines[2]["spans"]]
    assert spans == [
        ("Training is good", "strength", "1.2"),
        ("but new officers wait too long for it", "area_for_improvement", "1.1"),
    ]


def test_what_nobody_decided_has_the_suggestion_and_no_answer(project, path):
    first, *_, last = lines_of(project, path)
    assert (first["accept"], last["accept"]) == (["strength", "2.1"], ["mixed", "1.2"])
    assert "answer" not in first
    assert import_from(project, path).empty == 7


def test_a_round_trip_into_a_fresh_project_loses_nothing(decided, fresh, path, tmp_path):
    lines = lines_of(decided, path)
    checked = import_from(fresh, path)
    assert (checked.problems, checked.imported, checked.empty) == ((), 4, 3)
    assert standings(fresh) == standings(decided)
    for one, other in zip(lines, lines_of(fresh, tmp_path / "again.jsonl"), strict=True):
        for line in (one, other):
            line["findings"].pop("project")
            line["findings"].pop("shown", None)  # nobody saw it here
        assert one == other


def test_a_round_trip_of_a_blind_project_has_a_line_for_each_person(blind, tmp_path, path):
    decide(blind, 0, STRENGTH, "2.1", name="Bo")
    decide(blind, 0, AREA, "2.2", name="Cy", note="Hm.")
    with make(tmp_path / "other.db", blind=True) as other:
        lines = lines_of(blind, path)
        assert [line.get("_annotator_id") for line in lines[:3]] == ["Bo", "Cy", None]
        assert import_from(other, path).imported == 2
        for name in ("Ada", "Bo", "Cy"):
            assert standings(other, name) == standings(blind, name)
    assert "_annotator_id" not in lines_of(blind, path, person=who(blind, "Ada"))[0]


def test_answers_given_in_prodigy_come_in(decided, path):
    lines = lines_of(decided, path)
    # Prodigy writes its own person and time, and leaves the rest.
    lines[1] |= {"accept": ["area_for_improvement", "2.2"], "_annotator_id": "Cy", "_timestamp": 4_102_444_800}
    lines[3] |= {"accept": ["none"], "answer": "accept", "_annotator_id": "Cy", "_timestamp": 1_777_888_999}
    lines[5] |= {"answer": "ignore", "_annotator_id": "Cy"}
    put(path, lines)
    checked = import_from(decided, path)
    assert (checked.problems, checked.imported, checked.unchanged) == ((), 3, 3)
    found = standings(decided)
    assert (found[5][1], found[5][4]) == (State.SKIPPED, "Cy")
    assert [(said, by) for _, _, said, _, by in (found[1], found[3])] == [
        ((AREA, "2.2", ()), "Cy"),
        ((NONE, None, ()), "Cy"),
    ]
    (again,) = [line for line in lines_of(decided, path) if line["findings"]["sentence"] == 4]
    assert again["findings"]["decided"] == "2026-05-04T10:03:19Z"  # when it was answered, not when it was taken in
    assert "seconds" not in again["findings"]


def spoiled(line):
    """Ways to spoil a line, and what is said of each."""
    yield "{", "line 1: this is no task of a sentence"
    yield {"text": line["text"]}, "line 1: this is no task of a sentence"
    yield {**line, "text": "Other."}, 'line 1: the text of sentence 1 was changed to "Other."'
    yield {**line, "answer": "reject"}, "line 1: the answer 'reject' says no label"
    yield {**line, "accept": ["strength", "mixed", "2.1"]}, "line 1, accept: there is no label 'strength + mixed'"
    yield {**line, "accept": ["2.1"]}, "line 1, accept: there is no label '(none chosen)'"
    yield {**line, "accept": ["strength"]}, "line 1, accept: strength needs a standard"
    yield {**line, "accept": ["strength", "2.1", "2.2"]}, "line 1, accept: there is no standard '2.1 + 2.2'"
    yield {**line, "_annotator_id": "Di"}, "line 1, _annotator_id: there is no person 'Di' in the project"
    mixed = {**line, "accept": ["mixed", "2.1"]}
    yield {**mixed, "spans": [{"start": 0, "end": 5, "label": "good"}]}, "line 1, spans: a part has the label 'good'"
    span = {"start": 0, "end": 5, "label": "none"}
    yield {**mixed, "spans": [span, span]}, "line 1, spans: the part from"


def test_whatever_is_wrong_is_named_with_its_line(project, path):
    line = {**lines_of(project, path)[0], "answer": "accept", "_annotator_id": "Bo", "_timestamp": 1_777_888_999}
    for one, problem in spoiled(line):
        path.write_text(one if isinstance(one, str) else json.dumps(one), encoding="utf-8")
        checked = import_from(project, path)
        assert len(checked.problems) == 1, problem
        assert str(checked.problems[0]).startswith(problem)
    assert all(said is None for _, _, said, _, _ in standings(project))
    path.write_text(json.dumps(line) + "\n\n" + json.dumps(line) + "\n", encoding="utf-8")
    assert "line 3: Bo decides this sentence twice in the file. Keep one of the two." in map(
        str, import_from(project, path).problems
    )


def test_skipped_and_flagged_sentences_say_so(decided, path):
    items = sentences(decided)
    decisions.skip(decided, who(decided, "Bo"), items[3].id, seen=items[3].version)
    decisions.flag(decided, who(decided, "Bo"), items[0].id, seen=items[0].version, note="Ask Cy.")
    lines = lines_of(decided, path)
    assert (lines[3]["answer"], lines[3]["findings"]["state"]) == ("ignore", "skipped")
    assert (lines[0]["flagged"], lines[0]["note"]) == (True, "Ask Cy.")


def test_a_file_that_is_no_text(project, path):
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ReadingError, match="the file is not UTF-8"):
        import_from(project, path)


def test_the_format_is_told_by_the_suffix_or_by_name(tmp_path):
    names = {name: format_of(tmp_path / name) for name in ("a.xlsx", "a.JSON", "a.jsonl")}
    assert names == {"a.xlsx": "excel", "a.JSON": "label-studio", "a.jsonl": "prodigy"}
    assert format_of(tmp_path / "a.txt", "prodigy") == "prodigy"
    with pytest.raises(OutputError, match=r"'\.txt' is not the suffix of a known format"):
        format_of(tmp_path / "a.txt")
    with pytest.raises(OutputError, match=r"there is no format 'csv'\. Use one of excel, label-studio, prodigy"):
        format_of(tmp_path / "a.csv", "csv")
