"""The model is asked while the page is open: for the words that spoke for a suggestion, and about new sentences."""

import re
import time

import pytest
from reviewing import make
from watching import WordWatcher

pytest.importorskip("starlette", reason="the review page needs: pip install 'findings-classifier[review]'")

from web_visits import TOLBY, seen, visiting

from classifier.framework import load_framework
from classifier.model import FindingModel
from classifier.persistence import load_model
from classifier.review import boundaries, chain, history, items, log, reports
from classifier.review.asking import suggest
from classifier.review.reasons import keep_reasons, reasons_of
from classifier.review.records import Kind
from classifier.review.store import Project

PART = {"hx-request": "true"}


@pytest.fixture
def small(model_folder):
    return load_model(model_folder)


@pytest.fixture
def lea(asked, model_folder):
    with visiting(asked, model=str(model_folder)) as visitor:
        yield visitor.let_in(1)


def until(ask, status=200):
    """Ask again until the answer has a status."""
    end = time.monotonic() + 60
    while (answer := ask()).status_code != status:
        assert time.monotonic() < end
        time.sleep(0.01)
    return answer


def test_a_model_is_asked_once_for_each_report(asked, tmp_path):
    (tmp_path / "once.md").write_text(f"{TOLBY}\nOnce more.\n", encoding="utf-8")
    watcher = WordWatcher()
    model = FindingModel("watcher", watcher, load_framework("hmip-nps-2018"))
    with Project.open(asked) as project:
        reports.add_file(project, tmp_path / "once.md", model)
        assert watcher.asked == [3]
        first = items.items(project, 2, None)[0].suggestion
        assert first.findings == (("none", 0.9), ("strength", 0.1))
        assert suggest(model, []) == ()
        assert suggest(model, [one for _, one in reports.sentences(project, 2)])[0] == first
        assert watcher.asked == [3, 3]


def test_the_words_that_spoke_come_after_the_card_and_are_kept(lea, asked):
    card = lea.get("/queue?item=1").text
    assert 'hx-get="/item/1/reasons"' in card
    answer = until(lambda: lea.get("/item/1/reasons", headers=PART)).text
    words = re.search(r"What spoke for it</dt><dd>(.*?)</dd>", answer, re.S)[1]
    assert words.count("“") >= 1
    marked = re.findall(r"<mark>(.*?)</mark>", answer.partition('hx-swap-oob="innerHTML:#sentence"')[2])
    assert marked
    again = lea.get("/queue?item=1").text
    assert "/item/1/reasons" not in again
    assert words in again
    assert [f"<mark>{word}</mark>" in again for word in marked] == [True] * len(marked)
    with Project.open(asked, read_only=True) as project:
        kept = reasons_of(project, items.item(project, 1, 1))
        assert {"start", "end", "text", "weight", "for"} <= set(kept[0])
        assert chain.verify(project).ok


def test_the_next_sentence_is_asked_about_ahead(lea, asked):
    lea.get("/queue?order=reading")
    end = time.monotonic() + 60
    with Project.open(asked, read_only=True) as project:
        while reasons_of(project, items.item(project, 2, 1)) is None:
            assert time.monotonic() < end
            time.sleep(0.01)


def test_new_sentences_get_a_suggestion(lea, asked, small):
    form = lea.get("/item/2/boundaries", headers=PART)
    offset = re.search(r'value="(\d+)"[^>]*>but<', form.text)[1]
    done = lea.post("/item/2/boundaries", part=True, seen=seen(form), way="divide", offset=offset)
    assert "These are two sentences now." in done.text
    card = until(lambda: lea.get("/item/3/suggestion?view=queue&order=reading", headers=PART))
    assert "Suggested" in card.text
    assert 'data-item="3"' in card.text
    accepted = lea.post("/item/3/decide", part=True, seen=seen(card), finding="accept", order="reading", view="queue")
    assert "Stored" in accepted.text
    with Project.open(asked) as project:
        _, one, other = items.items(project, 1, 1)
        assert (one.suggestion.model, other.suggestion.model) == (small.name, small.name)
        assert other.text.startswith("but reviews")
        (entry,) = log.entries(project, kinds=[Kind.SUGGESTIONS])
        assert (entry.person, entry.after["items"], entry.model) == (None, [3, 4], small.name)
        assert chain.verify(project).ok
        assert [history.undo(project, 1).kind, history.undo(project, 1).kind] == [Kind.UNDO, Kind.UNDO]
        assert [item.id for item in items.items(project, 1, 1)] == [1, 2]
        assert chain.verify(project).ok


def test_new_sentences_in_the_reading_view_too(lea):
    form = lea.get("/item/1/boundaries?view=reading", headers=PART)
    done = lea.post("/item/1/boundaries", part=True, seen=seen(form), way="join-after", view="reading")
    assert done.headers["hx-redirect"].startswith("/report/1?item=3")
    panel = until(lambda: lea.get("/item/3/suggestion?view=reading", headers=PART)).text
    assert 'id="reading-target"' in panel
    assert "Suggested" in panel
    assert 'hx-swap-oob="true"' in panel  # the sentence in the report gets its sign
    assert lea.get("/item/3/suggestion").headers["location"] == "/queue?item=3"


def test_a_model_that_cannot_be_asked_is_told(asked):
    with visiting(asked, model="no-such-model") as visitor:
        lea = visitor.let_in(1)
        form = lea.get("/item/1/boundaries", headers=PART)
        lea.post("/item/1/boundaries", part=True, seen=seen(form), way="join-after")
        card = until(lambda: lea.get("/item/3/suggestion?view=queue", headers=PART)).text
        told = (
            "There is no suggestion for this sentence. The model cannot be asked: no-such-model: there is no such model"
        )
        assert told in card
        assert "data-background" not in lea.get("/queue?item=3").text
        assert (
            lea.post("/item/3/decide", part=True, seen=seen(lea.get("/queue?item=3")), finding="none").status_code
            == 200
        )


def test_suggestions_of_another_model_are_not_explained(tmp_path, model_folder):
    make(tmp_path).close()
    with visiting(tmp_path / "review.db", model=str(model_folder)) as visitor:
        lea = visitor.let_in(1)
        lea.get("/queue?item=1")
        answer = until(lambda: lea.get("/item/1/reasons", headers=PART)).text
        assert "What spoke for it" not in answer
        assert "data-background" not in lea.get("/queue?item=1").text


def test_a_hidden_suggestion_stays_hidden(tmp_path, model_folder):
    make(tmp_path, hidden_share=1.0).close()
    with visiting(tmp_path / "review.db", model=str(model_folder)) as visitor:
        lea = visitor.let_in(1)
        card = lea.get("/queue?item=1").text
        assert "The suggestion is hidden" in card
        assert "data-background" not in card
        for address in ("reasons", "suggestion"):
            answer = lea.get(f"/item/1/{address}", headers=PART)
            assert answer.status_code == 200
            assert "Suggested" not in answer.text
            assert "What spoke for it" not in answer.text


def test_reasons_go_with_the_suggestion_that_they_are_of(asked):
    evidence = [{"start": 0, "end": 11, "text": "Assessments", "weight": 1.5, "for": "finding"}]
    with Project.open(asked) as project:
        item = items.item(project, 1, 1)
        assert reasons_of(project, item) is None
        keep_reasons(project, 1, item.suggestion, evidence)
        assert reasons_of(project, item) == evidence
        other = suggest(
            FindingModel("watcher", WordWatcher(), project.framework), [reports.sentences(project, 1)[0][1]]
        )
        reports.update_suggestions(project, 1, {1: other[0]})
        assert reasons_of(project, items.item(project, 1, 1)) is None
        keep_reasons(project, 1, item.suggestion, evidence)  # worked out for the one before
        assert reasons_of(project, items.item(project, 1, 1)) is None
        made = boundaries.merge_with_next(project, 1, 1, seen=items.item(project, 1, 1).version)
        assert (made.suggestion, reasons_of(project, made)) == (None, None)
