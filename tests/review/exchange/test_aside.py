"""What was skipped, flagged or only noted goes out and comes back as it was."""

import json

import pytest
from exchange_project import AREA, decide, sentences, standings, who
from openpyxl import load_workbook

from classifier.review import chain, decisions, log
from classifier.review.exchange import export_to, import_from
from classifier.review.records import Kind, State


def put_aside(project):
    """Skipped and flagged, each with a label and without, and a note alone, on a project with four decisions."""
    steps = [
        (decisions.flag, 0, {"note": "Ask Cy."}),  # decided before by Ada
        (decisions.skip, 3, {}),
        (decisions.skip, 4, {}),  # decided before
        (decisions.flag, 5, {}),
        (decisions.note, 6, {"text": "What do we know of this?"}),
    ]
    bo = who(project, "Bo")
    for step, place, more in steps:
        item = sentences(project)[place]
        step(project, bo, item.id, seen=item.version, **more)


@pytest.mark.parametrize("name", ["x.json", "x.jsonl"])
def test_a_round_trip_loses_nothing_of_it(decided, fresh, tmp_path, name):
    put_aside(decided)
    export_to(decided, tmp_path / name)
    checked = import_from(fresh, tmp_path / name)
    assert (checked.problems, checked.imported, checked.empty) == ((), 7, 0)
    found = standings(fresh)
    assert found == standings(decided)
    states = [State.FLAGGED, State.DECIDED, State.DECIDED, State.SKIPPED, State.SKIPPED, State.FLAGGED, State.OPEN]
    assert [state for _, state, *_ in found] == states
    assert [said is not None for _, _, said, *_ in found] == [True, True, True, False, True, False, False]
    again = import_from(fresh, tmp_path / name)
    assert (again.imported, again.unchanged, again.problems) == (0, 7, ())
    (skip, _) = log.entries(fresh, kinds=[Kind.SKIP])
    assert (skip.name, skip.after["origin"].split()[1]) == ("Bo", name)
    assert chain.verify(fresh).ok
    export_to(fresh, tmp_path / f"again-{name}")
    assert times(tmp_path / f"again-{name}") == times(tmp_path / name)


def times(path):
    """When each sentence was decided or put aside, as a file tells it; a note alone has the time of its import."""
    content = path.read_text(encoding="utf-8")
    if path.suffix == ".jsonl":
        return [json.loads(line)["findings"].get("decided") for line in content.splitlines()][:6]
    return [[one["created_at"] for one in task["annotations"]] for task in json.loads(content)][:6]


def test_who_ignores_a_sentence_in_prodigy_after_noting_it_has_skipped_it(decided, tmp_path):
    put_aside(decided)
    path = tmp_path / "x.jsonl"
    export_to(decided, path)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    lines[6]["_timestamp"] = 4_102_444_800
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert import_from(decided, path).imported == 1
    assert standings(decided)[6][1:4] == (State.SKIPPED, None, "What do we know of this?")


def filled(project, path, cells):
    export_to(project, path)
    book = load_workbook(path)
    for cell, value in cells.items():
        book["Review"][cell] = value
    book.save(path)
    return import_from(project, path, person=who(project, "Ada"))


def test_excel_has_words_for_it(project, tmp_path):
    path = tmp_path / "x.xlsx"
    checked = filled(project, path, {"G2": "skip", "G3": "Flag", "I3": "Ask Cy.", "J3": "Bo"})
    assert (checked.problems, checked.imported) == ((), 2)
    found = standings(project)
    assert [row[1:] for row in found[:2]] == [
        (State.SKIPPED, None, "", "Ada"),
        (State.FLAGGED, None, "Ask Cy.", "Bo"),
    ]
    export_to(project, path)
    sheet = load_workbook(path)["Review"]
    assert [sheet[cell].value for cell in ("G2", "G3", "H3", "I3")] == ["skip", "flag", None, "Ask Cy."]
    assert filled(project, path, {}).decisions == 0
    assert filled(project, path, {"I2": "Later.", "G3": "area_for_improvement"}).imported == 2
    found = standings(project)
    assert found[0][1:4] == (State.SKIPPED, None, "Later.")
    assert found[1][1:4] == (State.DECIDED, (AREA, "2.1", ()), "Ask Cy.")


def test_excel_keeps_the_label_of_what_is_put_aside(project, tmp_path):
    decide(project, 5, AREA, "1.2")
    path = tmp_path / "x.xlsx"
    assert filled(project, path, {"G7": "skip", "H7": None}).imported == 1
    assert standings(project)[5][1:3] == (State.SKIPPED, (AREA, "1.2", ()))
    (problem,) = filled(project, path, {"G2": "flag", "H2": "1.1"}).problems
    said = "Review!H2: a sentence that is flagged takes no standard. Empty the standard, or choose a label."
    assert str(problem) == said
    (problem,) = filled(project, path, {"G7": None}).problems
    assert str(problem) == "Review!G7: the decision was taken out. Undo decisions on the review page."
