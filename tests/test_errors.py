"""Errors: one tree, one line, and the mend."""

from pathlib import Path

import pytest

from classifier import errors
from classifier.errors import ClassifierError

MADE = [
    (ClassifierError("it broke"), "it broke."),
    (ClassifierError("it broke", where="here", mend="Mend it"), "here: it broke. Mend it."),
    (errors.ReadingError(Path("a/b.txt"), "the file is empty", "Export it"), "a/b.txt: the file is empty. Export it."),
    (errors.AnnotationError("a.jsonl", 3, "it overlaps", "Move it"), "a.jsonl:3: it overlaps. Move it."),
    (errors.FrameworkError("old", "it is gone", "Use the new"), "framework old: it is gone. Use the new."),
    (
        errors.UnknownCodeError("old", "7", ["1", "2"]),
        "framework old: there is no standard '7'. Use one of 1, 2.",
    ),
    (errors.ModelError("m", "it is torn", "Restore it"), "m: it is torn. Restore it."),
    (errors.TrainingError("it is small", mend="Write more"), "it is small. Write more."),
    (errors.OutputError("o.csv", "the disk is full", "Free it"), "o.csv: the disk is full. Free it."),
    (
        errors.MissingExtraError("pyarrow", "parquet", "Writing Parquet"),
        "Writing Parquet needs the package pyarrow, which is not installed. "
        "Install it with: pip install 'findings-classifier[parquet]'.",
    ),
]


@pytest.mark.parametrize(("error", "line"), MADE, ids=lambda value: type(value).__name__)
def test_an_error_is_one_line_with_its_mend(error, line):
    assert str(error) == line
    assert isinstance(error, ClassifierError)


def test_every_kind_is_tried_here():
    def below(kind):
        return {kind}.union(*(below(child) for child in kind.__subclasses__() if child.__module__ == errors.__name__))

    assert {type(error) for error, _ in MADE} == below(ClassifierError)


def test_facts_stay_facts():
    error = errors.AnnotationError(Path("a.jsonl"), 3, "it overlaps", "Move it")
    assert (error.path, error.line, error.problem, error.mend) == (Path("a.jsonl"), 3, "it overlaps", "Move it")
    assert errors.UnknownCodeError("old", "7", ["1"]).code == "7"
