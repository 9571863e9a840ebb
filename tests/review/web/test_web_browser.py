"""The page as people use it: through Chromium, by keyboard."""

from io import BytesIO

import openpyxl
import pytest

pytest.importorskip("starlette", reason="the review page needs: pip install 'findings-classifier[review]'")

from classifier.records import FindingLabel
from classifier.review import adjudication, decisions, items, log, reports, retraining
from classifier.review.comparing import Change
from classifier.review.records import Choice, State
from classifier.review.store import Project

VIEWS = ["/", "/people", "/queue", "/queue?state=skipped", "/report/1", "/report/1?item=3", "/report/1/sign-off"]
VIEWS += ["/item/3/split", "/item/3/boundaries", "/item/3/note", "/agreement", "/disagreements", "/training", "/files"]


def states(path):
    with Project.open(path, read_only=True) as project:
        return [item.standing.state for item in items.items(project, 1, 1)]


def test_a_whole_report_is_reviewed_and_signed_off_by_keyboard(window, path):
    lea = window()
    lea.page.keyboard.press("q")  # from the first page to the queue
    lea.page.wait_for_selector(".card")
    assert lea.item == "3"
    lea.decide("a")
    assert lea.said == "Stored: mixed, 2.1 Assessment."
    lea.press("2", "2")
    assert "Planning" in lea.said
    lea.decide("i")
    assert lea.said == "Stored: area for improvement, 2.2 Planning."
    lea.decide("n")
    lea.decide("k")  # skipped
    lea.decide("s")
    assert "Every sentence has been looked at" in lea.page.inner_text("main")
    lea.open("/queue?state=skipped")
    lea.decide("a")
    assert states(path) == [State.DECIDED] * 5
    with Project.open(path, read_only=True) as project:
        assert items.item(project, 5, 1).standing.choice == Choice(FindingLabel.AREA_FOR_IMPROVEMENT, "2.2")
        seconds = [entry.seconds for entry in log.entries(project, item=3)]
    assert 0 < seconds[0] < 120
    lea.open("/report/1/sign-off")
    button = lea.page.get_by_role("button", name="Sign off as Lea")
    for _ in range(40):  # by the tab key alone
        lea.page.keyboard.press("Tab")
        if button.evaluate("each => each === document.activeElement"):
            break
    lea.page.keyboard.press("Enter")
    lea.page.get_by_role("heading", name="Signed off by Lea").wait_for()
    with Project.open(path, read_only=True) as project:
        assert reports.report(project, 1).is_frozen
    assert lea.errors == []


def test_undo_and_redo_by_keys_of_the_page_and_of_other_programs(window, path):
    lea = window()
    lea.open("/queue?order=reading")
    lea.decide("n")
    lea.decide("n")
    lea.decide("u")
    assert (lea.item, lea.said) == ("2", "Undone: the label.")
    lea.decide("Control+z")
    assert (lea.item, states(path)[:2]) == ("1", [State.OPEN] * 2)
    lea.press("Control+Shift+Z")
    lea.until("document.getElementById('said').innerText.startsWith('Done again')")
    lea.decide("r")
    assert states(path)[:2] == [State.DECIDED] * 2
    assert lea.errors == []


def test_the_second_of_two_browsers_is_told_and_decides_anew(window, path):
    lea, ann = window("Lea"), window("Ann")
    for person in (lea, ann):
        person.open("/queue?order=reading")
    lea.decide("n")
    ann.press("s")
    ann.until("document.querySelector('[role=alert]')")
    assert "by Lea" in ann.page.get_by_role("alert").inner_text()
    with Project.open(path, read_only=True) as project:
        assert items.item(project, 1, 1).standing.choice == Choice(FindingLabel.NONE)
    ann.decide("s")
    with Project.open(path, read_only=True) as project:
        assert items.item(project, 1, 1).standing.by == "Ann"


def test_keys_are_listed_and_can_be_switched_off(window, path):
    lea = window()
    lea.open("/queue")
    lea.press("?")
    listed = lea.page.locator("#keys").inner_text()
    for words in ("accept the suggestion", "undo", "two digits", "split a mixed sentence"):
        assert words in listed
    lea.page.get_by_label("Single keys are on").uncheck()
    lea.press("Escape", "a")
    assert states(path) == [State.OPEN] * 5
    lea.open("/queue")
    lea.press("a")
    assert states(path) == [State.OPEN] * 5  # remembered


def test_a_key_in_a_text_is_a_letter(window, path):
    lea = window()
    lea.open("/queue")
    lea.press("w")
    lea.page.locator("#note").wait_for()
    lea.page.keyboard.type("as in number 21?")
    lea.press("Control+Enter")
    lea.page.get_by_text("Note: as in number 21?").wait_for()
    assert states(path) == [State.OPEN] * 5


def test_a_sentence_is_split_by_keyboard(window, path):
    lea = window()
    lea.open("/queue?item=3")
    lea.press("p")
    lea.page.get_by_role("heading", name="Parts of a mixed sentence").wait_for()
    assert lea.page.evaluate("document.activeElement.innerText") == "but"
    lea.press("ArrowLeft", "Enter")  # one word earlier, too
    lea.page.locator(".part").nth(2).wait_for()
    assert lea.page.evaluate("document.activeElement.innerText") == "prompt,"
    lea.press("Enter")
    lea.until("document.querySelectorAll('.part').length === 2")
    lea.page.get_by_role("radio", name="strength").first.check()
    lea.page.get_by_role("radio", name="area for improvement").nth(1).check()
    lea.press("s")
    lea.page.wait_for_selector(".card")
    with Project.open(path, read_only=True) as project:
        assert len(items.item(project, 3, 1).standing.choice.spans) == 2
    assert lea.errors == []


def test_the_reading_view_decides_steps_on_and_filters(window, path):
    lea = window()
    lea.open("/report/1")
    lea.press("j")
    lea.page.wait_for_selector("#reading-target [data-item='1']")
    lea.press("a")
    lea.page.wait_for_selector("#reading-target [data-item='2']")
    assert "decided" in lea.page.locator("#s1").get_attribute("class")
    assert lea.page.locator("[aria-current=true]").get_attribute("id") == "s2"
    lea.page.get_by_label("State").select_option("decided")
    assert lea.page.locator("#filter output").inner_text() == "1 of 5 sentences"
    lea.page.get_by_label("Hide the rest").check()
    assert not lea.page.locator("#s2").is_visible()
    assert lea.page.locator("#s1").is_visible()
    lea.open("/report/1?item=3")
    lea.page.wait_for_selector("#s3[aria-current]")
    lea.press("b")
    lea.page.get_by_role("button", name="Join with the next").click()
    lea.page.wait_for_selector(".s >> nth=3")
    lea.until("document.querySelectorAll('.s').length === 4")
    assert lea.errors == []


def test_every_sentence_is_tall_enough_to_be_hit(window):
    lea = window()
    lea.open("/report/1")
    heights = "[...document.querySelectorAll('.s')].map((each) => each.getClientRects()[0].height)"
    assert min(lea.page.evaluate(heights)) >= 24  # as WCAG 2.2 asks of what can be pressed


def test_nothing_is_taken_as_stored_when_the_program_has_gone(window):
    lea = window()
    lea.open("/queue")
    lea.page.route("**/decide", lambda route: route.abort())
    lea.page.keyboard.press("a")
    lea.until("document.getElementById('said').innerText.startsWith('Not stored')")
    assert lea.item == "3"


def test_a_page_asks_for_nothing_but_its_own_address(window):
    lea = window()
    for view in VIEWS:
        lea.open(view)
    assert len(lea.requests) > len(VIEWS)
    assert {address for address in lea.requests if not address.startswith(f"{lea.home}/")} == set()
    assert lea.errors == []


def violations(lea, axe):
    """What axe finds on the page as it is now."""
    lea.page.wait_for_load_state()
    lea.page.evaluate(axe)
    result = lea.page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
    )
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in result["violations"]]


LOOKS = pytest.mark.parametrize("look", ["light", "dark"])


@LOOKS
def test_axe_finds_nothing_on_any_view(window, axe, look):
    lea = window(look=look)
    found = {}
    for view in VIEWS:
        lea.open(view)
        if told := violations(lea, axe):
            found[view] = told
    assert found == {}


@LOOKS
def test_axe_finds_nothing_where_a_report_is_signed_off(window, axe, path, look):
    with Project.open(path) as project:
        first = items.item(project, 1, 1)
        decisions.accept(project, 1, 1, seen=first.version)
        adjudication.sign_off(project, 1, 1, allow_undecided=True)
    lea = window(look=look)
    found = {}
    views = {
        "/": "signed off by Lea",
        "/report/1": "signed off by Lea",
        "/report/1?item=1": "signed off by Lea",
        "/queue?item=1": "signed off",  # decided
        "/queue?item=3": "signed off",  # not decided
        "/queue": "4 sentences that are not decided stand in reports that are signed off",
        "/report/1/sign-off": "Signed off by Lea",
    }
    for view, words in views.items():
        lea.open(view)
        assert words in lea.page.inner_text("main")
        if told := violations(lea, axe):
            found[view] = told
    assert found == {}


@LOOKS
def test_axe_finds_nothing_on_what_came_of_an_import(window, axe, tmp_path, look):
    lea = window(look=look)
    sheet = lea.page.request.get(f"{lea.home}/files/export?format=excel&report=1").body()
    names = ("tolby.xlsx", "spoiled.xlsx", "none.xlsx")
    for name, content in zip(names, (filled(sheet, "none"), filled(sheet, "splendid"), b"no sheet"), strict=True):
        (tmp_path / name).write_bytes(content)
    found = {}
    told = ("1 decision was taken over", "1 problem was found, so nothing was imported", "none.xlsx: ")
    for name, words in zip(names, told, strict=True):
        lea.open("/files")
        lea.page.get_by_label("File (.xlsx").set_input_files(tmp_path / name)
        lea.page.get_by_role("button", name="Check and import").click()
        lea.page.locator(".notice").get_by_text(words).wait_for()
        if seen := violations(lea, axe):
            found[name] = seen
    assert found == {}


def filled(sheet, decision):
    """An exported sheet with a decision in its first row."""
    book = openpyxl.load_workbook(BytesIO(sheet))
    page = book.worksheets[0]
    column = next(cell.column for cell in page[1] if str(cell.value).lower() == "decision")
    page.cell(2, column).value = decision
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


@LOOKS
@pytest.mark.parametrize("name", ["Lea", "Ann"])
def test_axe_finds_nothing_where_a_new_model_waits(window, axe, path, name, look):
    waits(path)
    person = window(name, look=look)
    person.open("/training")
    person.page.get_by_role("heading", name="A new model is waiting").wait_for()
    assert violations(person, axe) == []


def waits(path):
    """Let a new model wait: better in one thing, worse in another, the same in a third, not measured in a fourth."""
    folder = retraining.models_folder(path) / "new"
    folder.mkdir(parents=True)
    scores = (
        Change("macro_f1", "findings (macro-F1)", "corpus", 0.871, 0.868, (-0.0071, 0.0012)),
        Change("standard_accuracy", "standards that are right", "corpus", 0.7, 0.75, (0.01, 0.09)),
        Change("f1.none", "neither (F1)", "corpus", 0.5, 0.5),
        Change("finding_accuracy", "findings that are right", "reviewed", None, 0.9),
    )
    remarks = ("the scores on reviewed reports come from one report only, so they say little",)
    made, facts = retraining.now(), {"log_entries": 0}
    retraining.keep_candidate(path, retraining.Candidate("new", folder, 5, 2, made, scores, remarks, facts))


def test_at_twice_the_size_nothing_runs_out_of_the_window(window):
    lea = window(width=640, height=400)  # a window of 1280 by 800 at 200 %
    for view in VIEWS:
        lea.open(view)
        too_wide = lea.page.evaluate("document.documentElement.scrollWidth > innerWidth + 1")
        assert not too_wide, view


def test_at_twice_the_size_the_contents_are_folded_and_the_report_comes_first(window):
    small = window(width=640, height=450)
    small.open("/report/1")
    link = small.page.get_by_role("link", name="2.1 Assessment")
    small.page.get_by_role("heading", name="tolby.txt").wait_for()
    assert not link.is_visible()
    small.page.locator(".contents summary").click()
    assert link.is_visible()
    wide = window()
    wide.open("/report/1")
    assert wide.page.get_by_role("link", name="2.1 Assessment").is_visible()
