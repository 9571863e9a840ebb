"""From decisions to a new model and back, through the browser."""

from functools import partial

import pytest

from classifier.persistence import load_model, read_manifest
from classifier.review import chain, items, retraining
from classifier.review.store import Project
from classifier.review.web import running


@pytest.fixture
def lea(window, asked, model_folder, monkeypatch):
    """The lead at the page of a project whose model was trained on the small corpus."""
    few = partial(retraining.start, folds=3)  # the fewest that leave enough documents to learn from
    monkeypatch.setattr(retraining, "start", few)
    with running(asked, model=str(model_folder)) as session:
        yield window(session=session)


def suggestions(path):
    with Project.open(path, read_only=True) as project:
        assert chain.verify(project).ok
        return [one.suggestion for one in items.items(project, 1, None)]


def test_a_model_is_trained_taken_into_use_and_taken_back(lea, asked, corpus_folder, model_folder):
    small, page = load_model(model_folder).name, lea.page
    before = suggestions(asked)
    lea.open("/queue?order=reading")
    lea.decide("a")
    lea.open("/training")
    page.get_by_role("heading", name="1 decision since the last training").wait_for()
    page.get_by_label("Folder of the corpus").fill(str(corpus_folder / "missing"))
    page.get_by_role("button", name="Train a new model").click()
    page.get_by_role("alert").get_by_text("there is no corpus in this folder").wait_for()

    page.get_by_label("Folder of the corpus").fill(str(corpus_folder))
    page.get_by_role("button", name="Train a new model").click()
    page.get_by_role("progressbar", name="Training").wait_for()
    page.get_by_role("heading", name="A new model is waiting").wait_for()  # the page finds out by itself
    candidate = retraining.waiting_candidate(asked)
    row = page.get_by_role("row", name="Findings (macro-f1), on the corpus")
    shown = [float(cell.inner_text()) for cell in row.get_by_role("cell").all()[:2]]
    change = next(one for one in candidate.scores if (one.on, one.name) == ("corpus", "macro_f1"))
    assert shown == [round(change.before, 3), round(change.after, 3)]
    page.get_by_role("heading", name="0 decisions since the last training").wait_for()

    page.get_by_role("button", name="Take it into use").click()
    page.get_by_role("heading", name=f"In use: {candidate.name}").wait_for()
    now = suggestions(asked)
    assert [one.model for one in now] == [small, candidate.name]  # the first one is decided
    assert read_manifest(candidate.folder)["review"]["decisions"] == 1

    page.get_by_role("button", name="Take it back").click()
    page.get_by_role("button", name="Take it back").wait_for(state="detached")
    assert "In use: reviewed" not in page.locator("main").inner_text()
    assert suggestions(asked) == before
    assert lea.errors == []


def test_a_training_is_stopped(lea, asked, corpus_folder):
    lea.open("/queue?order=reading")
    lea.decide("a")
    lea.open("/training")
    lea.page.get_by_label("Folder of the corpus").fill(str(corpus_folder))
    lea.page.get_by_role("button", name="Train a new model").click()
    lea.page.get_by_role("button", name="Stop the training").click()
    lea.page.get_by_text("The last training was stopped.").wait_for()
    assert retraining.waiting_candidate(asked) is None
    assert lea.errors == []
