import re

import pytest
from reviewing import make

pytest.importorskip("starlette", reason="the review page needs: pip install 'findings-classifier[review]'")

from web_visits import seen, visiting

from classifier.records import FindingLabel
from classifier.review import decisions, items, log, reports
from classifier.review.records import Choice, Span, State
from classifier.review.store import Project
from classifier.review.web.words import when


def item_of(path, number=1, person=1):
    with Project.open(path, read_only=True) as project:
        return items.item(project, number, person)


def decide(visitor, item=1, **fields):
    page = visitor.get(f"/queue?item={item}")
    return visitor.post(f"/item/{item}/decide", part=True, seen=seen(page), **fields)


def card_of(answer):
    found = re.search(r'data-item="(\d+)"', answer.text)
    return int(found[1]) if found else None


def test_the_least_certain_sentence_comes_first_with_its_paragraph_and_suggestion(lea):
    text = lea.get("/queue").text
    assert card_of(lea.get("/queue")) == 3
    for part in ("half of them are thin", "We read nine cases.", "2.1 Assessment", "mixed", "40 %", "tolby.txt"):
        assert part in text
    assert [card_of(lea.get(f"/queue?order={order}")) for order in ("reading", "uncertain")] == [1, 3]


def test_accepting_stores_the_suggestion_and_shows_the_next(lea, path):
    answer = decide(lea, 3, finding="accept", seconds="2.5", standard="2.1")
    assert answer.status_code == 200
    assert "Stored: mixed, 2.1 Assessment." in answer.text
    assert card_of(answer) == 5
    assert "<html" not in answer.text
    with Project.open(path, read_only=True) as project:
        (entry,) = log.entries(project, item=3)
    assert (entry.kind, entry.seconds, entry.shown, entry.name) == ("accept", 2.5, True, "Lea")


def test_accepting_with_another_standard_is_a_change(lea, path):
    decide(lea, 3, finding="accept", standard="1.4")
    assert item_of(path, 3).standing.choice == Choice(FindingLabel.MIXED, "1.4")


def test_a_label_is_stored_with_the_chosen_standard_and_none_without(lea, path):
    decide(lea, 1, finding="area_for_improvement", standard="2.2")
    decide(lea, 2, finding="none", standard="2.2")
    assert item_of(path, 1).standing.choice == Choice(FindingLabel.AREA_FOR_IMPROVEMENT, "2.2")
    assert item_of(path, 2).standing.choice == Choice(FindingLabel.NONE)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"finding": "strength"}, "a finding needs a standard"),
        ({"finding": "strength", "standard": "9.9"}, "9.9"),
        ({"finding": "splendid"}, "no label was chosen"),
        ({}, "no label was chosen"),
    ],
)
def test_what_cannot_be_stored_is_told_on_the_card(lea, path, fields, said):
    answer = decide(lea, 1, **fields)
    assert answer.status_code == 422
    assert "Not stored: " in answer.text
    assert said in answer.text
    assert card_of(answer) == 1
    assert item_of(path).standing.state is State.OPEN


def test_nonsense_is_no_reason_to_fail(lea):
    for seconds in ("nan", "inf", "-5", "x", ""):
        page = lea.get("/queue?item=1")
        assert lea.post("/item/1/skip", part=True, seen=seen(page), seconds=seconds).status_code == 200
    assert lea.get("/queue?order=sideways&state=lost&report=x&after=-2").status_code == 200
    assert lea.post("/item/1/decide", part=True, seen="", finding="none").status_code == 422
    assert lea.get("/report/99").status_code == 422
    assert lea.get("/item/1/page.png").status_code == 404
    assert lea.get("/queue?item=99").status_code == 422


def test_the_second_of_two_browsers_sees_the_conflict(path):
    with visiting(path) as one:
        one.let_in(1)
        page = one.get("/queue?item=1")
        with Project.open(path) as project:
            other = items.item(project, 1, 2)
            decisions.decide(project, 2, 1, Choice(FindingLabel.NONE), seen=other.version)
        answer = one.post("/item/1/decide", part=True, seen=seen(page), finding="accept")
        assert answer.status_code == 409
        assert "by Ann" in answer.text
        assert "Not stored" in answer.text
        assert when(item_of(path).standing.at) in answer.text  # as the history has it
        assert "UTC" not in answer.text
        assert item_of(path).standing.choice == Choice(FindingLabel.NONE)
        again = one.post("/item/1/decide", part=True, seen=seen(answer), finding="strength", standard="1.2")
        assert again.status_code == 200


def test_undo_and_redo_go_back_to_the_sentence(lea, path):
    decide(lea, 1, finding="none")
    decide(lea, 2, finding="none")
    undone = lea.post("/undo", part=True)
    assert "Undone: the label." in undone.text
    assert card_of(undone) == 2
    assert card_of(lea.post("/undo", part=True)) == 1
    assert "nothing left to undo" in lea.post("/undo", part=True).text
    assert item_of(path, 1).standing.state is State.OPEN
    assert "Done again" in lea.post("/redo", part=True).text
    assert item_of(path, 1).standing.state is State.DECIDED


def test_undoing_what_another_changed_is_a_conflict_that_can_be_passed_over(lea, path):
    decide(lea, 1, finding="none")
    decide(lea, 2, finding="none")
    with Project.open(path) as project:
        version = items.item(project, 2, 2).version
        decisions.decide(project, 2, 2, Choice(FindingLabel.STRENGTH, "1.2"), seen=version)
    answer = lea.post("/undo", part=True)
    assert answer.status_code == 409
    assert "Pass over it" in answer.text
    assert card_of(lea.post("/undo", part=True, past="1")) == 1
    assert item_of(path, 2).standing.choice == Choice(FindingLabel.STRENGTH, "1.2")


def test_skipped_and_flagged_sentences_wait_at_the_end(lea, path):
    for number in (1, 2, 3, 4, 5):
        page = lea.get(f"/queue?item={number}")
        done = lea.post(f"/item/{number}/{'flag' if number == 2 else 'skip'}", part=True, seen=seen(page))
    assert "Every sentence has been looked at" in done.text
    assert "Go through the 4 skipped" in done.text
    assert card_of(lea.get("/queue?state=skipped&order=reading")) == 1
    assert card_of(lea.get("/queue?state=flagged")) == 2


def test_a_hidden_suggestion_is_nowhere_on_the_page(tmp_path):
    make(tmp_path, hidden_share=1.0).close()
    path = tmp_path / "review.db"
    with visiting(path) as lea:
        lea.let_in(1)
        card = lea.get("/queue?item=1").text
        assert "The suggestion is hidden" in card
        assert "90 %" not in card
        assert 'value="accept"' not in card
        form = card[card.index('<form class="decide') :]
        assert " checked" not in form[: form.index("</form>")]
        report = lea.get("/report/1").text
        assert report.count("to decide without a suggestion") == 5
        assert 'data-label="strength"' not in report
        page = lea.get("/queue?item=1")
        assert lea.post("/item/1/decide", part=True, seen=seen(page), finding="accept").status_code == 422
        decide(lea, 1, finding="strength", standard="1.2")
        with Project.open(path, read_only=True) as project:
            assert log.entries(project, item=1)[0].shown is False


def test_the_reading_view_shows_the_whole_report_in_order(lea):
    text = lea.get("/report/1").text
    with_tags = re.sub(r"<[^>]+>", "", text[text.index('<article class="report"') :])
    places = [with_tags.index(part) for part in ("1.2 Staff", "Officers in Tolby", "Too many posts", "2.1 Assessment")]
    assert places == sorted(places)
    assert text.count('class="s ') == 5
    assert "△" in text
    assert 'data-state="open"' in text


def test_deciding_in_the_reading_view_brings_the_sentence_and_the_contents_as_they_are_now(lea):
    panel = lea.get("/item/2", headers={"hx-request": "true"})
    assert card_of(panel) == 2
    answer = lea.post("/item/2/decide", part=True, view="reading", seen=seen(panel), finding="strength", standard="1.1")
    assert answer.headers["hx-trigger-after-settle"] == "decided"
    assert re.search(r'hx-swap-oob="true" class="s strength decided" id="s2"', answer.text)
    assert 'id="contents-list" hx-swap-oob="true"' in answer.text
    assert lea.get("/item/2").headers["location"] == "/report/1?item=2#s2"  # a whole page without the script


def test_a_mixed_sentence_is_split_into_parts(lea, path):
    form = lea.get("/item/3/split", headers={"hx-request": "true"})
    assert 'name="at-3"' in form.text  # "but" is proposed
    assert "Assessments are prompt,</p>" in form.text
    toggled = lea.get("/item/3/split?toggle=3&at-3=1", headers={"hx-request": "true"}).text
    assert "Assessments are prompt, but half of them are thin.</p>" in toggled
    fields = {"at-3": "1", "finding-0": "strength", "standard-0": "2.1", "finding-3": "area_for_improvement"}
    missing = lea.post("/item/3/split", part=True, seen=seen(form), **fields)
    assert missing.status_code == 422
    done = lea.post("/item/3/split", part=True, seen=seen(form), **fields, **{"standard-3": "2.2"})
    assert "in 2 parts" in done.text
    item = item_of(path, 3)
    with Project.open(path, read_only=True) as project:
        text = reports.text(project, 1)
    parts = [(text[span.start : span.end], span.finding, span.standard) for span in item.standing.choice.spans]
    assert parts == [
        ("Assessments are prompt,", FindingLabel.STRENGTH, "2.1"),
        ("but half of them are thin.", FindingLabel.AREA_FOR_IMPROVEMENT, "2.2"),
    ]


def test_boundaries_are_mended_and_undone(lea, path):
    form = lea.get("/item/3/boundaries", headers={"hx-request": "true"})
    offset = re.search(r'value="(\d+)"[^>]*>but<', form.text)[1]
    done = lea.post("/item/3/boundaries", part=True, seen=seen(form), way="divide", offset=offset)
    assert "These are two sentences now." in done.text
    assert "The model is being asked what it suggests" in done.text or "The model cannot be asked" in done.text
    with Project.open(path, read_only=True) as project:
        assert [item.text for item in items.items(project, 1, 1)][2:4] == [
            "Assessments are prompt,",
            "but half of them are thin.",
        ]
    assert "Undone: the mended boundary" in lea.post("/undo", part=True).text
    form = lea.get("/item/4/boundaries", headers={"hx-request": "true"})
    before = re.search(r'name="before-seen" value="(\d+)"', form.text)[1]
    lea.post("/item/4/boundaries", part=True, seen=seen(form), way="join-before", before="3", **{"before-seen": before})
    with Project.open(path, read_only=True) as project:
        assert len(items.items(project, 1, 1)) == 4


def test_notes_and_history(lea, path):
    form = lea.get("/item/1/note", headers={"hx-request": "true"})
    answer = lea.post("/item/1/note", part=True, seen=seen(form), note="  Ask Tolby.  ")
    assert card_of(answer) == 1
    assert item_of(path).standing.note == "Ask Tolby."
    assert "Lea wrote a note" in lea.get("/item/1/history", headers={"hx-request": "true"}).text


def test_in_a_blind_project_nobody_sees_what_the_others_said(tmp_path):
    with make(tmp_path, people=3, blind=True) as project:
        for person, label in ((2, FindingLabel.STRENGTH), (3, FindingLabel.NONE)):
            version = items.item(project, 1, person).version
            choice = Choice(label, "1.2" if label.is_finding else None)
            decisions.decide(project, person, 1, choice, seen=version, note=f"secret {person}")
    with visiting(tmp_path / "review.db") as ann:
        ann.let_in(2)
        for address in ("/queue?item=1", "/report/1?item=1", "/disagreements", "/agreement", "/item/1/history"):
            text = ann.get(address).text
            assert "secret 3" not in text
            assert "Bob" not in text
        ann.post("/people/choose", person=1)  # the lead settles it
        page = ann.get("/disagreements")
        assert "secret 2" in page.text
        assert "Bob" in page.text
        settled = ann.post("/disagreements/1", seen=seen(page), finding="strength", standard="1.2")
        assert settled.status_code == 303
        assert "nobody differs" in ann.get("/disagreements").text
        assert "Cohen" in ann.get("/agreement").text


def test_a_lead_follows_one_of_the_people_with_the_parts_and_can_undo_it(tmp_path):
    with make(tmp_path, people=3, blind=True) as project:
        texts = reports.text(project, 1)
        start = texts.index("Assessments are prompt")
        parts = (
            Span(start, start + 22, FindingLabel.STRENGTH, "2.1"),
            Span(start + 24, start + 50, FindingLabel.AREA_FOR_IMPROVEMENT, "2.2"),
        )
        split = Choice(FindingLabel.MIXED, "2.1", parts)
        for person, choice in ((2, split), (3, Choice(FindingLabel.MIXED, "2.1"))):
            version = items.item(project, 3, person).version
            decisions.decide(project, person, 3, choice, seen=version)
    with visiting(tmp_path / "review.db") as lea:
        page = lea.let_in(1).get("/disagreements")
        assert "“Assessments are prompt”" in page.text  # they differ in nothing else
        assert "Undo" not in page.text
        assert lea.post("/disagreements/3", seen=seen(page), **{"as": "1"}).status_code == 422
        assert lea.post("/disagreements/3", seen=seen(page), **{"as": "2"}).status_code == 303
        assert item_of(tmp_path / "review.db", 3).adjudicated == split
        assert "nobody differs" in lea.get("/disagreements").text
        undone = lea.post("/disagreements/undo")
        assert "Undone: the settled disagreement." in undone.text
        assert "As Ann says" in undone.text
        assert "nothing left to undo" in lea.post("/disagreements/undo").text
        lea.post("/people/choose", person=2)
        assert lea.post("/disagreements/undo").status_code == 422


def test_the_reading_view_filters_by_domain_too(lea):
    page = lea.get("/report/1").text
    options = re.findall(r'<option value="([^"]+)" data-codes="([^"]+)">(.*?)</option>', page)
    assert [(code, codes) for code, codes, _ in options] == [
        ("1", "1 1.1 1.2 1.3 1.4"),
        ("1.2", "1.2"),
        ("2", "2 2.1 2.2 2.3 2.4"),
        ("2.1", "2.1"),
    ]
    assert options[0][2].endswith("(and all below)")


def test_signing_off_freezes_the_report_and_reopening_thaws_it(lea, path):
    refused = lea.post("/report/1/sign-off")
    assert refused.status_code == 422
    lea.post("/report/1/sign-off", undecided="1")
    assert "Signed off by Lea" in lea.get("/report/1/sign-off").text
    assert "signed off" in lea.get("/").text
    assert "Go through" not in lea.get("/").text
    assert "Go through" not in lea.get("/report/1/sign-off").text
    card = lea.get("/queue?item=1").text
    assert 'name="finding"' not in card
    assert "/item/1/skip" not in card
    assert "/item/1/history" in card
    assert "accept or change" not in lea.get("/report/1").text
    answer = lea.post("/item/1/decide", part=True, seen=str(item_of(path).version), finding="none")
    assert answer.status_code == 422
    assert "signed off by Lea" in answer.text
    lea.post("/report/1/reopen")
    assert decide(lea, 1, finding="none").status_code == 200


def test_the_queue_counts_what_is_signed_off_as_no_work(tmp_path):
    make(tmp_path, reports=2).close()
    with visiting(tmp_path / "review.db") as lea:
        lea.let_in(1)
        decide(lea, 1, finding="none")
        lea.post("/report/1/sign-off", undecided="1")
        text = lea.get("/queue").text
        assert "<strong>5</strong> to do of 6<" in text
        assert '<rect class="decided" x="0" y="0" width="16.67"' in text
        done = lea.get("/queue?report=1").text
        assert "<strong>0</strong> to do of 1<" in done
        assert "There is nothing to do here" in done
        assert "4 sentences that are not decided stand in a report that is signed off. A lead can reopen it." in done
        assert "Go through the" not in done
        assert "No sentence is skipped" in lea.get("/queue?state=skipped").text
        assert "5 sentences, 1 decided" in lea.get("/report/1").text  # a report of its own tells all of it
        assert "4 not decided" in lea.get("/").text
        lea.post("/report/2/sign-off", undecided="1")
        done = lea.get("/queue").text
        assert "9 sentences that are not decided stand in reports that are signed off. A lead can reopen them." in done
        assert "Every sentence has been looked at" not in done


def test_the_start_offers_the_sentences_of_reports_that_are_not_signed_off(tmp_path):
    make(tmp_path, reports=2).close()
    with visiting(tmp_path / "review.db") as lea:
        lea.let_in(1)
        assert "Go through 10 sentences" in lea.get("/").text
        lea.post("/report/1/sign-off", undecided="1")
        assert "Go through 5 sentences" in lea.get("/").text


def import_book(lea, book, **fields):
    from io import BytesIO

    kept = BytesIO()
    book.save(kept)
    data = {"csrf": lea.session.csrf, **fields}
    headers = {"origin": "http://127.0.0.1:8480"}
    return lea.client.post("/files/import", data=data, files={"file": ("tolby.xlsx", kept.getvalue())}, headers=headers)


def test_spoiled_rows_are_told_in_the_order_of_the_sheet_and_sorted_ones_read_when_asked(lea, path):
    from io import BytesIO

    import openpyxl

    book = openpyxl.load_workbook(BytesIO(lea.get("/files/export?format=excel&report=1").content))
    page = book.worksheets[0]
    column = {str(cell.value): cell.column for cell in page[1]}
    third, fifth = ([cell.value for cell in page[row]] for row in (3, 5))
    for place, (one, other) in enumerate(zip(third, fifth, strict=True), 1):
        page.cell(3, place).value, page.cell(5, place).value = other, one
    page.cell(2, column["decision"]).value = "none"
    moved = import_book(lea, book)
    assert "the row was moved" in moved.text
    assert "--any-order" not in moved.text
    page.cell(2, column["text"]).value = "Nobody wrote this."
    page.cell(6, column["decision"]).value = "splendid"
    page.cell(4, column["decision"]).value = "strength"
    page.cell(4, column["standard"]).value = "9.9"
    told = re.findall(r"<li>Review!([A-Z]+\d+): ", import_book(lea, book, any_order="1").text)
    assert [cell[-1] for cell in told] == ["2", "4", "6"]
    assert item_of(path).standing.state is State.OPEN
    page.cell(2, column["text"]).value = item_of(path).text
    page.cell(4, column["decision"]).value = page.cell(4, column["standard"]).value = None
    page.cell(6, column["decision"]).value = None
    assert "1 decision was taken over" in import_book(lea, book, any_order="1").text


def test_a_model_that_waits_is_told_with_its_scores(lea, path):
    from classifier.review import retraining
    from classifier.review.comparing import Change

    folder = retraining.models_folder(path) / "new"
    folder.mkdir(parents=True)
    scores = (
        Change("macro_f1", "findings (macro-F1)", "corpus", 0.871, 0.868, (-0.0071, 0.0012)),
        Change("finding_accuracy", "findings that are right", "reviewed", None, 0.9),
    )
    made = retraining.now()
    facts = {"log_entries": 0}
    retraining.keep_candidate(
        path, retraining.Candidate("new", folder, 1, 1, made, scores, ("they say little",), facts)
    )
    page = lea.get("/training").text
    minus = chr(0x2212)
    parts = (
        "Findings (macro-F1)",
        f"{minus}0.003",
        f"({minus}0.007 to +0.001)",
        "1 decision of 1 report.",
        "They say little.",
    )
    for part in parts:
        assert part in page
    assert "Take it into use" in page
    lea.post("/people/choose", person=2)
    assert "Take it into use" not in lea.get("/training").text


def test_an_excel_sheet_goes_out_and_comes_back(lea, path):
    from io import BytesIO

    import openpyxl

    sheet = lea.get("/files/export?format=excel&report=1")
    assert sheet.headers["content-disposition"] == "attachment; filename*=UTF-8''tolby.xlsx"
    book = openpyxl.load_workbook(BytesIO(sheet.content))
    page = book.worksheets[0]
    head = [str(cell.value).lower() for cell in page[1]]
    column = next(place for place, name in enumerate(head, 1) if "decision" in name)
    page.cell(row=5, column=column, value="none")
    answer = import_book(lea, book)
    assert "1 decision was taken over" in answer.text
    with Project.open(path, read_only=True) as project:
        assert [item.standing.state for item in items.items(project, 1, 1)].count(State.DECIDED) == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.exe", b"MZ", "no file to import"),
        ("x.xlsx", b"not a sheet", "x.xlsx"),
        ("x.json", b"{", "x.json"),
        ("../../x.jsonl", b"\xff\xfe", "x.jsonl"),
        ("x.xlsx", b"", "No file was chosen"),
    ],
)
def test_a_file_that_is_none_is_told_with_its_name_only(lea, name, content, said):
    headers = {"origin": "http://127.0.0.1:8480"}
    answer = lea.client.post(
        "/files/import", data={"csrf": lea.session.csrf}, files={"file": (name, content)}, headers=headers
    )
    assert answer.status_code in (200, 422)
    assert said in answer.text
    assert "findings-import" not in answer.text


def test_training_is_offered_once_there_are_decisions(lea, tmp_path):
    assert re.search(r"disabled>\s*Train a new model", lea.get("/training").text)
    decide(lea, 1, finding="none")
    text = lea.get("/training").text
    assert "1</span> decision since the last training" in text
    answer = lea.post("/training/start", corpus=str(tmp_path / "nowhere"))
    assert answer.status_code == 422
    assert "there is no corpus" in answer.text


def test_a_project_that_is_none_is_told_before_anything_is_served(tmp_path):
    from classifier.review.errors import ProjectError
    from classifier.review.web import serve

    with pytest.raises(ProjectError, match="no such project"):
        serve(tmp_path / "none.db", announce=print, open_browser=False)


def test_a_port_that_is_taken_is_told(path):
    import socket

    from classifier.errors import ClassifierError
    from classifier.review.web import serve

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(ClassifierError, match="port is taken"):
            serve(path, announce=print, port=taken.getsockname()[1], open_browser=False)


def test_two_projects_are_served_side_by_side_and_stop_cleanly(tmp_path):
    import urllib.request

    from classifier.review.web import running

    make(tmp_path, name="one.db").close()
    make(tmp_path, name="two.db").close()
    with running(tmp_path / "one.db") as one, running(tmp_path / "two.db") as two:
        assert one.port != two.port
        assert one.cookie_name != two.cookie_name
        for session in (one, two):
            with urllib.request.urlopen(session.first_address) as answer:
                assert answer.status == 200
    with Project.open(tmp_path / "one.db") as project:
        assert reports.reports(project)


def test_the_history_says_what_was_decided_and_what_an_undo_left(lea):
    decide(lea, 1, finding="area_for_improvement", standard="2.2", seconds="0.4")
    lea.post("/undo", part=True)
    text = lea.get("/item/1/history").text
    assert "Lea decided: <strong>area for improvement, 2.2 Planning</strong>" in text
    assert "after less than a second" in text
    assert "Lea undid a step: <strong>to do again</strong>" in text
    assert 'aria-label="Pages"' in text  # the way back to all else


def test_an_order_that_is_empty_says_why_and_leads_to_what_is_to_do(lea):
    text = lea.get("/queue?order=disagreement").text
    assert "decisions of yours that differ from what the model suggests" in text
    assert re.search(r'href="/queue\?state=open">Go through the 5 that are to do', text)
    assert "Every sentence has been looked at" not in text


def test_training_tells_the_name_that_the_model_itself_has(path, model_folder, tmp_path):
    from classifier.persistence import find_model, read_manifest
    from classifier.review.models import keep_first

    fast = read_manifest(find_model("fast"))["name"]
    assert fast.startswith("hmip-nps-2018-fast")

    def told(model):
        with visiting(path, model=model) as lea:
            page = lea.let_in(1).get("/training")
        assert page.status_code == 200
        return re.search("In use: ([^<]*)<", page.text)[1]

    assert told("fast") == fast
    assert told(str(model_folder)) == read_manifest(model_folder)["name"]
    assert told("gone") == "gone"
    assert told(str(tmp_path)) == str(tmp_path)  # a folder without a model
    keep_first(path, "fast")
    assert told(None) == fast


def test_training_keeps_the_folder_that_was_written(lea, tmp_path):
    answer = lea.post("/training/start", corpus=str(tmp_path / "nowhere"))
    assert answer.status_code == 422
    assert f'value="{tmp_path / "nowhere"}"' in answer.text
    assert "write where it stands" in answer.text
