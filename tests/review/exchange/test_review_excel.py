"""The workbook both ways: what is in it, what people fill in, and whatever they do to it by accident."""

import zipfile
from xml.etree import ElementTree

import pytest
from exchange_project import AREA, MIXED, NONE, STRENGTH, decide, sentences, standings, who
from openpyxl import Workbook, load_workbook

from classifier.errors import ReadingError
from classifier.framework import load_framework
from classifier.review import adjudication, boundaries, chain, log
from classifier.review.errors import ReviewError
from classifier.review.exchange import export_to, import_from
from classifier.review.exchange.sheet import COLUMNS, LETTERS, NAMES
from classifier.review.records import Kind, State

TEXTS = [
    "Assessments in Kelsham drew well on what other agencies knew.",
    "Too many did not look closely enough at the risk of harm.",
    "Training is good, but new officers wait too long for it.",
    "We read twelve cases in the Kelsham office.",
    "Officers in Marlow are well supported.",
    "Vacancies have left them with too many cases.",
    "We read twelve cases in the Marlow office.",
]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "x.xlsx"


def fill(project, path, cells, **options):
    """Export, write into cells ("G3": value), save, and import for Ada."""
    export_to(project, path, **{name: options.pop(name) for name in ("report", "person") if name in options})
    change(path, cells)
    return import_from(project, path, **{"person": who(project, "Ada"), **options})


def change(path, cells):
    book = load_workbook(path)
    for cell, value in cells.items():
        book["Review"][cell] = value
    book.save(path)


def told(checked):
    return [str(problem) for problem in checked.problems]


def test_the_sheet_has_a_row_a_sentence(decided, path):
    assert export_to(decided, path) == 7
    with zipfile.ZipFile(path) as parts:
        for name in parts.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(parts.read(name))
    book = load_workbook(path)
    assert book.sheetnames == ["Review", "Lists", "About"]
    assert book["Lists"].sheet_state == "hidden"
    header, *rows = [list(row) for row in book["Review"].iter_rows(values_only=True)]
    assert header == list(NAMES)
    assert [row[3] for row in rows] == TEXTS
    assert rows[0][:8] == ["kelsham.txt", None, "2.1 Assessment", TEXTS[0], "strength", 0.9, "strength", "2.1"]
    assert rows[1][6:10] == ["none", None, "A remark, no judgement.", None]
    assert rows[1][NAMES.index("decided by")] == "Bo"
    assert rows[3][6:10] == [None] * 4
    assert [row[NAMES.index("state")] for row in rows] == ["decided"] * 3 + ["open", "decided", "open", "open"]
    assert [row[NAMES.index("id")] for row in rows] == [item.id for item in sentences(decided)]


def test_the_sheet_is_ready_to_fill_in(project, path):
    export_to(project, path)
    book = load_workbook(path)
    sheet = book["Review"]
    assert sheet.freeze_panes == "E2"
    assert sheet.protection.sheet
    assert sheet.auto_filter.ref == "A1:Q8"
    assert sheet.column_dimensions["Q"].hidden
    assert sheet.column_dimensions["D"].width >= 80
    is_open = {column.name for column in COLUMNS if not sheet[f"{LETTERS[column.name]}2"].protection.locked}
    assert is_open == {"decision", "standard", "note", "person"}
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    assert rules["G2:G8"].formula1 == '"accept,strength,area_for_improvement,mixed,none,skip,flag"'
    codes = load_framework().codes
    assert rules["H2:H8"].formula1 == f"Lists!$A$2:$A${len(codes) + 1}"
    assert rules["J2:J8"].formula1 == "Lists!$C$2:$C$4"
    assert [book["Lists"][f"A{row}"].value for row in range(2, len(codes) + 2)] == list(codes)
    assert sheet["H2"].number_format == "@"


def test_what_is_filled_in_becomes_decisions(project, path):
    cells = {
        "G2": "accept",
        "G3": "Area for improvement", "H3": 2.2, "I3": "  Planning, rather.  ", "J3": "bo",
        "G4": "mixed",
        "G5": "none", "H5": "2.1",
        "I8": "What do we know of this?",
    }  # fmt: skip
    checked = fill(project, path, cells)
    assert told(checked) == []
    assert (checked.decisions, checked.imported, checked.unchanged, checked.empty) == (5, 5, 0, 3)
    found = standings(project)
    assert [said for _, _, said, _, _ in found] == [
        (STRENGTH, "2.1", ()), (AREA, "2.2", ()), (MIXED, "1.2", ()), (NONE, None, ()), None, None, None,
    ]  # fmt: skip
    assert [by for *_, by in found] == ["Ada", "Bo", "Ada", "Ada", None, None, "Ada"]
    assert (found[1][3], found[6][3]) == ("Planning, rather.", "What do we know of this?")
    assert found[6][1] is State.OPEN
    entries = log.entries(project, kinds=[Kind.IMPORT])
    assert {entry.after["origin"] for entry in entries} == {"excel x.xlsx"}
    assert entries[0].after["details"]["row"] == "Review!2"
    assert chain.verify(project).ok


def test_a_file_that_nobody_touched_changes_nothing(decided, path):
    before = chain.head(decided)
    checked = fill(decided, path, {})
    assert (checked.decisions, checked.imported, checked.empty, told(checked)) == (0, 0, 3, [])
    assert fill(decided, path, {"G2": "strength", "I4": "  "}).imported == 0
    assert chain.head(decided) == before


def test_a_note_or_another_name_leaves_the_parts_of_a_split_sentence(decided, path):
    spans = standings(decided)[2][2][2]
    assert len(spans) == 2
    checked = fill(decided, path, {"I4": "Two things.", "J4": "Cy"})
    assert (checked.imported, told(checked)) == (1, [])
    assert standings(decided)[2][2:] == ((MIXED, "1.2", spans), "Two things.", "Cy")


LABELS = "Use one of accept, strength, area_for_improvement, mixed, none."
CODES = "Use one of 0, 1, 1.1, 1.2, 1.3, 1.4, 2, 2.1, 2.2, 2.3, 2.4, 3, 3.1, 3.2."
BACK = "Put the cell back as it was, or export again."
WRONG = [
    ({"G3": "good"}, f"Review!G3: there is no label 'good'. {LABELS}"),
    ({"G3": "strength", "H3": "9.9"}, f"Review!H3: there is no standard '9.9'. {CODES}"),
    ({"G3": "strength", "H3": "2.1 "}, None),
    (
        {"G3": "accept", "H3": "1.1"},
        "Review!H3: accept takes the suggested standard 2.1. "
        "Choose area_for_improvement instead of accept, or empty the standard.",
    ),
    ({"H3": "1.1"}, "Review!G3: there is a standard, but no decision. Choose one, or empty the standard."),
    ({"G3": "=G2"}, "Review!G3: the cell holds a formula. Put the value in its place."),
    (
        {"G3": "none", "J3": "Di"},
        "Review!J3: there is no person 'Di' in the project. Use one of Ada, Bo, Cy, or say --new-people.",
    ),
    ({"D3": "Too many."}, f'Review!D3: the text was changed to "Too many.". {BACK}'),
    (
        {"E3": "strength"},
        'Review!E3: the suggestion was changed to "strength". Put it back; the column decision is for what you think.',
    ),
    ({"A3": "other.txt"}, f'Review!A3: the report was changed to "other.txt". {BACK}'),
    ({"C3": None}, f'Review!C3: the section was changed to "". {BACK}'),
    ({"O3": None}, None),
    ({"P3": 1}, f'Review!P3: the id was changed: it is "1" and was 2. {BACK}'),
    (
        {"Q3": "?"},
        "Review!Q3: the row has no check, so it was added or cut. "
        "Export the project again and copy your decisions over.",
    ),
    (
        {"H1": "code"},
        'Review!H1: the heading is "code", not "standard". Put the columns back in their order, or export again.',
    ),
]


@pytest.mark.parametrize(("cells", "problem"), WRONG)
def test_whatever_is_wrong_is_named_with_its_cell(project, path, cells, problem):
    checked = fill(project, path, {"G2": "accept", **cells})
    assert told(checked) == ([problem] if problem else [])
    assert checked.imported == (0 if problem else len({"G3"} & set(cells)) + 1)
    assert (standings(project)[0][2] is None) is (problem is not None)


def test_white_space_that_a_program_changed_is_no_change(project, path):
    checked = fill(project, path, {"D2": f" {TEXTS[0].replace(' ', chr(10), 2)} ", "G2": "accept"})
    assert (told(checked), checked.imported) == ([], 1)


def test_with_partial_the_right_rows_are_taken_in(project, path):
    checked = fill(project, path, {"G2": "accept", "G3": "good", "G4": "none"}, partial=True)
    assert (len(checked.problems), checked.imported) == (1, 2)
    assert [said and said[0] for _, _, said, _, _ in standings(project)[:4]] == [STRENGTH, None, NONE, None]


def rows_of(path):
    book = load_workbook(path)
    return book, book["Review"], [[cell.value for cell in row] for row in book["Review"].iter_rows()]


def put(path, order):
    """Save the workbook with its rows in another order; a number twice makes a copy."""
    book, sheet, rows = rows_of(path)
    for row, source in enumerate(order, 2):
        for column, value in enumerate(rows[source - 1], 1):
            sheet.cell(row, column).value = value
    book.save(path)


def test_moved_and_repeated_rows_are_named(project, path):
    export_to(project, path)
    change(path, {"G2": "accept"})
    put(path, [3, 4, 5, 2, 6, 7, 8])
    ada = who(project, "Ada")
    checked = import_from(project, path, person=ada)
    assert told(checked) == [
        "Review!P5: the row was moved. Undo the sorting, or read it in with --any-order if all rows are whole."
    ]
    assert checked.imported == 0
    assert import_from(project, path, person=ada, any_order=True).imported == 1
    export_to(project, path)
    put(path, [2, 3, 3, 5, 6, 7, 8])
    assert told(import_from(project, path, person=ada)) == [
        "Review!P4: the sentence 2 stands in Review!P3 already. Keep one of the two rows."
    ]


def test_a_row_that_was_taken_out_is_no_problem(project, path):
    export_to(project, path)
    change(path, {"G6": "accept"})
    book = load_workbook(path)
    book["Review"].delete_rows(3, 2)
    book.save(path)
    checked = import_from(project, path, person=who(project, "Ada"))
    assert (told(checked), checked.imported) == ([], 1)


def test_a_sorted_column_alone_is_found(project, path):
    export_to(project, path)
    change(path, {"D2": TEXTS[1], "D3": TEXTS[0], "G2": "accept"})
    assert [problem.where for problem in import_from(project, path).problems] == ["Review!D2", "Review!D3"]


def test_rows_of_another_project_are_named(project, fresh, path):
    export_to(fresh, path)
    change(path, {"G2": "accept"})
    checked = import_from(project, path, person=who(project, "Ada"))
    assert len(checked.problems) == 7
    assert told(checked)[0] == ("Review!Q2: the row is of another project. Read it into the project that it came from.")
    assert checked.imported == 0


def test_what_somebody_decided_meanwhile_is_a_conflict(project, path):
    export_to(project, path)
    decide(project, 1, NONE, name="Bo")
    change(path, {"G2": "accept", "G3": "accept"})
    checked = import_from(project, path, person=who(project, "Ada"))
    assert [problem.where for problem in checked.problems] == ["Review!G3"]
    assert "the sentence changed since the file was made: Bo decided it on 20" in told(checked)[0]
    assert checked.imported == 0
    assert standings(project)[1][2] == (NONE, None, ())
    change(path, {"G3": "none", "J3": "Bo"})  # both said the same
    checked = import_from(project, path, person=who(project, "Ada"))
    assert (told(checked), checked.imported, checked.unchanged) == ([], 1, 1)


def test_a_decision_cannot_be_taken_out(decided, path):
    checked = fill(decided, path, {"G2": None})
    assert told(checked) == ["Review!G2: the decision was taken out. Undo decisions on the review page."]


def test_a_mended_sentence_is_no_longer_there(project, path):
    export_to(project, path)
    item = sentences(project)[0]
    boundaries.merge_with_next(project, who(project, "Ada"), item.id, seen=item.version)
    checked = import_from(project, path, person=who(project, "Ada"))
    assert [problem.where for problem in checked.problems] == ["Review!P2", "Review!P3"]
    assert "its boundaries were mended since the file was made" in told(checked)[0]


def test_a_report_that_was_signed_off_stays_as_it_is(decided, path):
    ada = who(decided, "Ada")
    export_to(decided, path)
    adjudication.sign_off(decided, ada, 1, allow_undecided=True)
    change(path, {"G2": "none", "G7": "accept"})
    checked = import_from(decided, path, person=ada, partial=True)
    assert told(checked) == [
        "Review!A2: kelsham.txt has been signed off. Ask a lead to reopen it, or leave its rows as they are."
    ]
    assert checked.imported == 1


def test_new_people_are_added_only_when_asked_for(project, path):
    checked = fill(project, path, {"G2": "accept", "J2": "Di"}, new_people=True)
    assert (told(checked), checked.imported) == ([], 1)
    assert standings(project)[0][-1] == "Di"


def test_nobody_named_is_a_problem(project, path):
    export_to(project, path)
    change(path, {"G2": "accept"})
    assert told(import_from(project, path)) == [
        "Review!J2: nobody is named as the one who decided. Name the person, or say --person NAME."
    ]


def test_in_a_blind_project_each_has_a_file_of_their_own(blind, path):
    decide(blind, 0, NONE, name="Bo")
    with pytest.raises(ReviewError, match="in a blind project each person gets a file of their own"):
        export_to(blind, path)
    ada = who(blind, "Ada")
    checked = fill(blind, path, {"G2": "accept"}, person=ada)
    assert (told(checked), checked.imported) == ([], 1)
    _, _, rows = rows_of(path)
    assert rows[1][NAMES.index("decided by")] is None  # nothing of Bo
    assert standings(blind)[0][2] == (STRENGTH, "2.1", ())
    assert standings(blind, "Bo")[0][2] == (NONE, None, ())


def test_a_hidden_suggestion_is_not_in_the_file(tmp_path, path):
    from exchange_project import make

    with make(tmp_path / "hidden.db", hidden=1.0) as hidden:
        checked = fill(hidden, path, {"G2": "accept", "G3": "strength", "G4": "none"})
        _, _, rows = rows_of(path)
        assert {row[4] for row in rows[1:]} == {None}
        assert {row[NAMES.index("suggested standard")] for row in rows[1:]} == {None}
        assert told(checked) == [
            "Review!G2: there is no suggestion to accept here. Choose a label.",
            f"Review!H3: strength needs a standard. {CODES}",
        ]
        assert (fill(hidden, path, {"E2": "none"})).problems[0].where == "Review!E2"


@pytest.mark.parametrize(
    ("name", "make_file", "problem"),
    [
        ("gone.xlsx", lambda path: None, "the file cannot be read (No such file or directory)"),
        ("text.xlsx", lambda path: path.write_text("G2"), "the file is a damaged or incomplete ZIP archive"),
        ("other.xlsx", lambda path: Workbook().save(path), "there is no sheet Review"),
    ],
)
def test_files_that_are_no_such_workbook(project, tmp_path, name, make_file, problem):
    path = tmp_path / name
    make_file(path)
    with pytest.raises(ReadingError) as raised:
        import_from(project, path)
    assert problem in str(raised.value)
    assert str(path) in str(raised.value)


def test_an_empty_sheet_has_no_headings(project, path):
    book = Workbook()
    book.active.title = "Review"
    book.save(path)
    assert told(import_from(project, path)) == [
        "Review!A1: the row of headings is missing. Export the project again and copy your decisions over."
    ]


def test_control_characters_long_texts_and_formulas_in_reports_do_no_harm(tmp_path, path):
    from exchange_project import make, tagged

    from classifier.review import reports

    text = (
        "=1+1 is what \x1b[2J the board says of this.\n\n<r>The marks are not ours, and they stay.</r>\n\n"
        f"It is {'long ' * 9000}and ends here.\n"
    )
    with make(tmp_path / "odd.db") as odd:
        reports.add_report(odd, tagged(text, "odd.txt"), data=text.encode())
        number = reports.reports(odd)[-1].id
        checked = fill(odd, path, {"G2": "accept", "G3": "accept", "G4": "accept"}, report=number)
        assert (told(checked), checked.imported) == ([], 3)
        _, _, rows = rows_of(path)
        assert rows[1][3].startswith("=1+1 is what  [2J the board")
        assert len(rows[3][3]) <= 32_767


def test_rows_with_the_decision_they_were_written_with_were_there(project, path):
    fill(project, path, {"G2": "accept", "G3": "none"})
    export_to(project, path, person=1)
    checked = import_from(project, path, person=1)
    assert (checked.problems, checked.imported, checked.unchanged) == ((), 0, 2)
