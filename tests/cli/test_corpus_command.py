"""`findings corpus check` and `findings corpus stats`."""

import json

import pytest
from annotating import write_annotated

from classifier.annotations import read_corpus, statistics

PLANS, ROTA = "Plans in Harbury are clear.", "Nobody in Harbury reads the rota."


@pytest.fixture
def small(tmp_path):
    """A corpus of one document of two sentences under a title."""
    units = [
        {"start": 2, "end": 9, "kind": "structure", "finding": "none"},
        {"start": 11, "end": 38, "kind": "sentence", "finding": "strength", "standard": "2.2"},
        {"start": 39, "end": 72, "kind": "sentence", "finding": "area_for_improvement", "standard": "1.2"},
    ]
    write_annotated(tmp_path, "harbury", f"# Harbury\n\n{PLANS} {ROTA}\n", units)
    return tmp_path


def change(folder, line, **values):
    path = folder / "harbury.jsonl"
    lines = [json.loads(one) for one in path.read_text(encoding="utf-8").splitlines()]
    lines[line - 1].update(values)
    path.write_text("".join(f"{json.dumps(one)}\n" for one in lines), encoding="utf-8")


def test_a_good_corpus_is_clean(findings, small, corpus_folder):
    for folder, files in ((small, "1 files"), (corpus_folder, "8 files")):
        result = findings("corpus", "check", folder)
        assert (result.exit_code, result.stdout, result.stderr) == (0, "", f"{files}: 0 problems.\n")


@pytest.mark.parametrize(
    ("line", "values", "said"),
    [
        (1, {"sha256": "0" * 64}, "but the file that was annotated had " + "0" * 64),
        (1, {"framework": "hmip-1066"}, "there is no framework 'hmip-1066'. Use one of hmip-nps-2018."),
        (1, {"document": "gone.md"}, "the document gone.md cannot be read in "),
        (3, {"end": 9_000}, "9000"),
        (3, {"start": -1}, "-1"),
        (3, {"start": 38}, "38"),
        (3, {"start": 10}, "white space"),
        (3, {"standard": "9.9"}, "there is no standard '9.9' in the framework hmip-nps-2018: "),
        (3, {"finding": "great"}, "'finding' is \"great\". Use one of strength, area_for_improvement, mixed, none."),
        (4, {"start": 30}, "overlap"),
    ],
)
def test_a_wrong_file_is_named_with_its_line(findings, small, line, values, said):
    change(small, line, **values)
    result = findings("corpus", "check", small)
    assert result.exit_code == 1
    told = [one for one in result.stderr.splitlines() if one.startswith(f"Error: {small}/harbury.jsonl:{line}: ")]
    assert len(told) == 1
    assert said in told[0]
    # The commands that need a whole corpus refuse it with the same words.
    for command in ("stats", "train", "evaluate"):
        arguments = {"stats": ["corpus", "stats", small], "train": ["train", small, "--out", small / "model"]}
        refused = findings(*arguments.get(command, ["evaluate", "--gold", small]))
        assert refused.exit_code == 1
        assert told[0] in refused.stderr.splitlines()
    assert not (small / "model").exists()


def test_problems_as_json(findings, small):
    change(small, 3, standard="9.9")
    result = findings("corpus", "check", small, "--json")
    assert result.exit_code == 1
    (problem,) = json.loads(result.stdout)
    assert (problem["path"], problem["line"]) == (f"{small}/harbury.jsonl", 3)
    assert problem["mend"].startswith("Use one of 0, 1, 1.1")


def test_repeats_may_be_allowed(findings, small):
    from classifier.annotations import check_corpus

    (small / "twice.md").write_bytes((small / "harbury.md").read_bytes())
    lines = (small / "harbury.jsonl").read_text(encoding="utf-8").replace("harbury.md", "twice.md")
    (small / "twice.jsonl").write_text(lines.replace('"strength"', '"mixed"'), encoding="utf-8")
    strict, lenient = findings("corpus", "check", small), findings("corpus", "check", small, "--allow-repeats")
    assert strict.stderr.endswith(f"2 files: {len(list(check_corpus(small)))} problems.\n")
    assert lenient.stderr.endswith("2 files: 1 problem.\n")
    assert "its document is annotated in harbury.jsonl already" in lenient.stderr


def test_texts_may_lie_elsewhere(findings, small):
    texts = small / "texts"
    texts.mkdir()
    (small / "harbury.md").rename(texts / "harbury.md")
    assert findings("corpus", "check", small).exit_code == 1
    assert findings("corpus", "check", small, "--texts", texts).exit_code == 0
    assert "1 documents, 2 sentences" in findings("corpus", "stats", small, "--texts", texts).stdout


def test_a_folder_without_annotations_is_told(findings, tmp_path):
    for command in ("check", "stats"):
        result = findings("corpus", command, tmp_path)
        assert result.exit_code == 1
        assert result.stderr == (
            f"Error: {tmp_path}: the folder has no annotation file. Name a folder that holds NAME.jsonl files.\n"
        )
        result = findings("corpus", command, tmp_path / "gone")
        assert result.stderr.startswith(f"Error: {tmp_path / 'gone'}: there is no such folder. ")


def test_stats_count_the_corpus(findings, corpus_folder):
    counted = json.loads(findings("corpus", "stats", corpus_folder, "--json").stdout)
    assert counted == statistics(read_corpus(corpus_folder)).to_dict()
    assert (counted["documents"], counted["sentences"], counted["structure"]) == (8, 96, 32)
    assert set(counted["findings"].values()) == {24}
    shown = findings("corpus", "stats", corpus_folder).stdout
    assert shown.startswith("8 documents, 96 sentences, 32 units of structure, ")
    rows = [[cell.strip() for cell in line.strip("│").split("│")] for line in shown.splitlines()]
    assert ["2.1", "8", "8", "8", "0", "24"] in rows
    assert ["report", "24", "24", "24", "24", "96"] in rows
