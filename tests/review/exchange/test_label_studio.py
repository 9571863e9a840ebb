"""Label Studio's JSON both ways."""

import json
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from exchange_project import AREA, MIXED, NONE, STRENGTH, decide, sentences, standings, who

from classifier.errors import ReadingError
from classifier.framework import load_framework
from classifier.records import FindingLabel
from classifier.review import adjudication, decisions, log, reports
from classifier.review.exchange import export_to, import_from
from classifier.review.exchange.label_studio import config_path
from classifier.review.records import Choice, Kind, State


@pytest.fixture
def path(tmp_path):
    return tmp_path / "x.json"


def tasks_of(project, path, **options):
    export_to(project, path, **options)
    return json.loads(path.read_text(encoding="utf-8"))


def put(path, tasks):
    path.write_text(json.dumps(tasks), encoding="utf-8")


def chosen(annotation):
    """The values of an annotation's controls by name."""
    return {
        one["from_name"]: next(
            iter(one["value"][kind] for kind in ("choices", "text", "labels") if kind in one["value"])
        )
        for one in annotation["result"]
    }


def annotation(finding, standard=None, **more):
    """What Label Studio gives for an annotation of its own."""
    values = {"finding": finding, "standard": standard}
    result = [
        {"id": name, "from_name": name, "to_name": "text", "type": "choices", "value": {"choices": [value]}}
        for name, value in values.items()
        if value is not None
    ]
    times = {"created_at": "2026-05-04T10:00:00.000000Z", "updated_at": "2026-05-04T10:01:00.500000Z"}
    return {"id": 7, "result": result, "was_cancelled": False, "lead_time": 4.2, "completed_by": 1, **times, **more}


def test_a_task_has_the_sentence_the_suggestion_and_who_said_what(decided, path):
    tasks = tasks_of(decided, path)
    assert len(tasks) == 7
    item = sentences(decided)[1]
    first, second = tasks[0], tasks[1]
    assert second["data"] == {
        "text": item.text,
        "section": "2.1 Assessment",
        "before": item.before,
        "document": "kelsham.txt",
        "page": None,
        "sha256": reports.reports(decided)[0].sha256,
        "start": item.start,
        "end": item.end,
        "project": second["data"]["project"],
        "sentence": item.id,
    }
    (prediction,) = second["predictions"]
    assert (prediction["model_version"], prediction["score"]) == ("small@12345678", 0.8)
    assert chosen(prediction) == {"finding": ["area_for_improvement"], "standard": ["2.1"]}
    (bo,) = second["annotations"]
    assert chosen(bo) == {"finding": ["none"], "note": ["A remark, no judgement."], "person": ["Bo"]}
    assert (bo["was_cancelled"], bo["ground_truth"], bo["lead_time"]) == (False, False, 2.5)
    assert bo["created_at"] == item.standing.at
    assert chosen(first["annotations"][0]) == {"finding": ["strength"], "standard": ["2.1"], "person": ["Ada"]}
    assert tasks[3]["annotations"] == []


def test_the_parts_of_a_split_sentence_are_regions_of_its_text(decided, path):
    task = tasks_of(decided, path)[2]
    text = task["data"]["text"]
    regions = [one for one in task["annotations"][0]["result"] if one["from_name"] in ("part", "part_standard")]
    assert [(one["id"], one["type"]) for one in regions] == [
        ("part-1", "labels"), ("part-1", "choices"), ("part-2", "labels"), ("part-2", "choices"),
    ]  # fmt: skip
    for one in regions:
        assert text[one["value"]["start"] : one["value"]["end"]] == one["value"]["text"]
    assert [one["value"]["text"] for one in regions[::2]] == [
        "Training is good",
        "but new officers wait too long for it",
    ]
    assert [one["value"].get("choices") for one in regions] == [None, ["1.2"], None, ["1.1"]]


def test_the_labelling_interface_offers_every_label_and_code(project, path):
    export_to(project, path)
    root = ElementTree.fromstring(config_path(path).read_text(encoding="utf-8"))
    values = {one.get("name"): [below.get("value") for below in one] for one in root}
    assert values["finding"] == values["part"] == [label.value for label in FindingLabel]
    assert values["standard"] == values["part_standard"] == list(load_framework().codes)


def test_a_round_trip_into_a_fresh_project_loses_nothing(decided, fresh, path, tmp_path):
    tasks = tasks_of(decided, path)
    checked = import_from(fresh, path)
    assert (checked.problems, checked.imported, checked.empty) == ((), 4, 3)
    assert standings(fresh) == standings(decided)
    again = tasks_of(fresh, tmp_path / "again.json")
    for one, other in zip(tasks, again, strict=True):
        one["data"].pop("project"), other["data"].pop("project")
        assert one == other  # offsets, labels, codes, parts, people, notes, times and seconds
    details = log.entries(fresh, kinds=[Kind.IMPORT])[0].after["details"]
    assert details["decided"] == sentences(decided)[0].standing.at


def test_a_round_trip_of_a_blind_project_keeps_everybody_apart(blind, tmp_path, path):
    from exchange_project import make

    decide(blind, 0, STRENGTH, "2.1", name="Bo")
    decide(blind, 0, AREA, "2.2", name="Cy", note="Hm.")
    decide(blind, 1, NONE, name="Bo")
    with make(tmp_path / "other.db", blind=True) as other:
        assert len(tasks_of(blind, path)[0]["annotations"]) == 2
        assert import_from(other, path).imported == 3
        for name in ("Ada", "Bo", "Cy"):
            assert standings(other, name) == standings(blind, name)
    (task, *_) = tasks_of(blind, path, person=who(blind, "Cy"))
    assert [chosen(one)["person"] for one in task["annotations"]] == [["Cy"]]


def test_what_a_lead_settled_is_marked(blind, path):
    decide(blind, 0, STRENGTH, "2.1", name="Bo")
    decide(blind, 0, AREA, "2.2", name="Cy")
    ada = who(blind, "Ada")
    (dispute,) = adjudication.disputes(blind, ada)
    adjudication.adjudicate(blind, ada, dispute.item.id, Choice(NONE), seen=dispute.version)
    annotations = tasks_of(blind, path)[0]["annotations"]
    assert [(chosen(one)["person"], one["ground_truth"]) for one in annotations] == [
        (["Bo"], False), (["Cy"], False), (["Ada"], True),
    ]  # fmt: skip


def test_annotations_of_label_studio_come_in(project, path):
    tasks = tasks_of(project, path)
    tasks[0]["annotations"] = [
        annotation("strength", "2.1", completed_by={"email": "bo@example.org", "first_name": "Bo"})
    ]
    tasks[1]["annotations"] = [annotation("none", was_cancelled=True)]
    tasks[2]["annotations"] = [annotation("mixed", "1.2")]
    put(path, tasks)
    checked = import_from(project, path, person=who(project, "Cy"))
    assert (checked.problems, checked.imported, checked.empty) == ((), 3, 4)
    found = standings(project)
    assert [found[0][2], found[2][2]] == [(STRENGTH, "2.1", ()), (MIXED, "1.2", ())]
    assert [found[0][4], found[2][4]] == ["Bo", "Cy"]
    assert (found[1][1], found[1][2], found[1][4]) == (State.SKIPPED, (NONE, None, ()), "Cy")
    entry = log.entries(project, kinds=[Kind.IMPORT])[0]
    assert entry.after["details"]["decided"] == "2026-05-04T10:01:00.500000Z"
    assert entry.after["details"]["seconds"] == 4.2
    assert import_from(project, path, person=who(project, "Cy")).unchanged == 3


def test_parts_that_people_drew_become_spans(project, path):
    tasks = tasks_of(project, path)
    text = tasks[0]["data"]["text"]  # its source has a line break that the text has not
    start = text.index("what other")
    place = {"start": start, "end": start + len("what other agencies"), "text": "what other agencies"}
    drawn = annotation("mixed", "2.1")
    drawn["result"] += [
        {
            "id": "a",
            "from_name": "part",
            "to_name": "text",
            "type": "labels",
            "value": {**place, "labels": ["strength"]},
        },
        {"id": "a", "from_name": "part_standard", "type": "choices", "value": {**place, "choices": ["2.2"]}},
    ]
    tasks[0]["annotations"] = [drawn]
    put(path, tasks)
    assert import_from(project, path, person=who(project, "Ada")).problems == ()
    (span,) = standings(project)[0][2][2]
    assert reports.text(project, 1)[span.start : span.end] == "what\nother agencies"
    assert (span.finding, span.standard) == (STRENGTH, "2.2")


def wrong(task):
    """Ways to spoil a task, and what is said of each."""
    data, (said,) = task["data"], task["annotations"]
    place = {"start": 5, "end": 999, "text": "?", "labels": ["strength"]}
    part = {"id": "p", "from_name": "part", "type": "labels", "value": place}
    yield (
        {**task, "data": {**data, "text": "Other words."}},
        'task 1: the text of sentence 1 was changed to "Other words."',
    )
    yield (
        {**task, "data": {**data, "end": data["end"] + 1}},
        f"task 1: the project has no sentence from {data['start']} to",
    )
    yield {**task, "data": {**data, "sha256": 7}}, "task 1: it does not say which sentence it is about"
    yield {"id": 1}, "task 1: the task has no data"
    for changed, problem in (
        (annotation("good"), "task 1, annotation 1, finding: there is no label 'good'"),
        (annotation("strength", "9.9"), "task 1, annotation 1, standard: there is no standard '9.9'"),
        (annotation("strength"), "task 1, annotation 1, standard: strength needs a standard"),
        ({**said, "completed_by": {"email": "di@example.org"}}, "there is no person 'di@example.org' in the project"),
        (
            {**said, "result": [*said["result"], part]},
            "task 1, annotation 1, parts: the part from 16 to 16 overlaps another or leaves",
        ),
    ):
        yield {**task, "annotations": [changed]}, problem


def test_whatever_is_wrong_is_named_with_its_task(project, path):
    tasks = tasks_of(project, path)
    tasks[0]["annotations"] = [annotation("mixed", "2.1")]
    for task, problem in wrong(tasks[0]):
        put(path, [task])
        checked = import_from(project, path, person=who(project, "Ada"))
        assert len(checked.problems) == 1, problem
        assert problem in str(checked.problems[0])
        assert checked.imported == 0
    assert all(said is None for _, _, said, _, _ in standings(project))


def test_an_older_decision_does_not_cover_a_newer_one(project, path):
    tasks = tasks_of(project, path)
    tasks[0]["annotations"] = [annotation("strength", "2.1")]
    put(path, tasks)
    decide(project, 0, NONE, name="Bo")
    checked = import_from(project, path, person=who(project, "Ada"))
    assert "the sentence changed since the file was made: Bo decided it" in str(checked.problems[0])
    tasks[0]["annotations"] = [annotation("strength", "2.1", updated_at="2126-01-01T00:00:00Z")]
    put(path, tasks)
    assert import_from(project, path, person=who(project, "Ada")).imported == 1


def test_skipped_sentences_are_cancelled_annotations(project, path):
    item = sentences(project)[0]
    decisions.skip(project, who(project, "Bo"), item.id, seen=item.version)
    (skipped,) = tasks_of(project, path)[0]["annotations"]
    assert (skipped["was_cancelled"], chosen(skipped)) == (True, {"person": ["Bo"]})
    checked = import_from(project, path)
    assert (checked.empty, checked.unchanged) == (6, 1)


@pytest.mark.parametrize("content", ["{", "{}", "[1]", "[" * 100_000])
def test_files_that_are_no_tasks(project, path, content):
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ReadingError, match="Name a file that Label Studio exported as JSON"):
        import_from(project, path)


def test_suggestions_are_those_of_the_model_whoever_looks(decided, path):
    assert all(task["predictions"] for task in tasks_of(decided, path))
    assert replace(sentences(decided)[0]).suggestion is not None
