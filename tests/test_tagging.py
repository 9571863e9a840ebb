"""Finding reports, tagging them, and what happens to those that cannot be read."""

import itertools

import pytest

from classifier.errors import ReadingError
from classifier.reading import parse_report
from classifier.records import Block, BlockKind, FindingLabel, Piece, Report, Role
from classifier.tagging import Fault, find_reports, tag_files, tag_report

TEXT = "2.1 Assessment\n\nAssessments in Tolby drew well on what others knew.\n\nWe read nine cases in the office.\n"


@pytest.fixture
def year(tmp_path):
    """A folder of reports and other files."""
    for name in ("b.txt", "a.md", "C.TXT", "rota.ods", ".hidden.txt", "deep/d.txt", "deep/.git/e.txt", "deep/notes"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TEXT, encoding="utf-8")
    return tmp_path


def names(paths, folder):
    return [path.relative_to(folder).as_posix() for path in paths]


def test_a_folder_stands_for_the_reports_in_and_below_it(year):
    found = find_reports([str(year)])
    assert names(found.paths, year) == ["C.TXT", "a.md", "b.txt", "deep/d.txt"]
    assert names(found.passed_over, year) == ["deep/notes", "rota.ods"]


def test_files_are_kept_in_order_and_once(year):
    found = find_reports([f"{year}/b.txt", str(year), f"{year}/a.md", f"{year}/rota.ods"])
    assert names(found.paths, year) == ["b.txt", "C.TXT", "a.md", "deep/d.txt", "rota.ods"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.txt", ["b.txt"]),
        ("**/*.txt", ["b.txt", "deep/d.txt"]),
        ("d*", ["deep/d.txt"]),
        ("[ab].*", ["a.md", "b.txt"]),
    ],
)
def test_patterns_stand_for_what_they_match(year, pattern, expected):
    assert names(find_reports([f"{year}/{pattern}"]).paths, year) == expected


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(year):
    (year / "b[1].txt").write_text(TEXT, encoding="utf-8")
    (year / "b1.txt").write_text(TEXT, encoding="utf-8")
    assert names(find_reports([f"{year}/b[1].txt"]).paths, year) == ["b[1].txt"]


@pytest.mark.parametrize("name", ["gone.txt", "none-*.txt", f"{'n' * 300}.txt", f"{'n' * 300}*.txt"])
def test_a_name_that_stands_for_nothing_is_kept_to_be_told(year, model, name):
    found = find_reports([f"{year}/{name}"])
    assert names(found.paths, year) == [name]
    (fault,) = tag_files(found.paths, model)
    assert isinstance(fault, Fault)
    assert fault.path == f"{year}/{name}"
    assert str(fault.error).startswith(f"{year}/{name}: ")


def test_a_report_is_tagged_with_the_names_of_what_tagged_it(model):
    tagged = tag_report(parse_report(TEXT, "tolby"), model)
    assert (tagged.model, tagged.framework) == (model.name, "hmip-nps-2018")
    assert [finding.finding for finding in tagged.findings] == [FindingLabel.STRENGTH, FindingLabel.NONE]
    for finding in tagged.findings:
        sentence = finding.sentence
        assert tagged.report.text[sentence.start : sentence.end] == sentence.text


def test_a_report_without_a_sentence_is_refused(model):
    with pytest.raises(ReadingError) as caught:
        tag_report(parse_report("* * *\n", "stars"), model)
    assert str(caught.value) == "stars: no sentence was found in it. Check the text with: findings text FILE."


def test_an_endless_paragraph_is_refused(model):
    text = "Plans were good. " * 60_000
    block = Block(BlockKind.PARAGRAPH, Role.BODY, 0, len(text), text, (Piece(0, 0, len(text)),))
    with pytest.raises(ReadingError) as caught:
        tag_report(Report("long", text, (block,), "text"), model)
    assert str(caught.value) == (
        "long: a paragraph has 1,020,000 characters, more than the limit of 1,000,000. "
        "Export the report again with its line ends, or break it into paragraphs."
    )


def test_files_are_tagged_one_after_the_other_and_faults_do_not_stop_it(year, model):
    (year / "a.md").write_bytes(b"\xff\xfe\x00")
    taken = []

    def paths():
        for path in itertools.chain(find_reports([str(year)]).paths, [year]):
            taken.append(path)
            yield path

    results = tag_files(paths(), model)
    assert taken == []
    first = next(results)
    assert len(taken) == 1
    assert first.report.document == f"{year}/C.TXT"
    fault, *others, folder = results
    assert (fault.path, fault.error.path) == (f"{year}/a.md", year / "a.md")
    assert [one.report.document for one in others] == [f"{year}/b.txt", f"{year}/deep/d.txt"]
    assert isinstance(folder, Fault)


def test_encoding_and_limit_reach_the_reader(year, model):
    path = year / "b.txt"
    path.write_text(TEXT, encoding="utf-16")
    (fault,) = tag_files([path], model)
    assert str(fault.error) == f"{path}: the file is UTF-16, not UTF-8. Say --encoding utf-16."
    (tagged,) = tag_files([path], model, encoding="utf-16")
    assert tagged.report.text == TEXT
    (fault,) = tag_files([path], model, encoding="utf-16", limit=20)
    assert "more than the limit of" in str(fault.error)
