"""The review page on small projects, asked by requests and by a browser."""

import shutil
import time
from pathlib import Path

import pytest
from reviewing import make
from web_visits import NO_MODEL, TOLBY, visiting

from classifier.review.reports import add_file

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = """--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
--disable-component-update --disable-sync""".split()
PATIENCE = 60  # seconds; a busy machine is no fault of the page
GET_PLAYWRIGHT = "no playwright: pip install 'findings-classifier[browser-tests]'"
GET_CHROMIUM = "no Chromium: on Debian, apt-get install chromium"


@pytest.fixture
def path(tmp_path):
    """A project on disk: the lead Lea (1), the annotator Ann (2), five sentences."""
    make(tmp_path).close()
    return tmp_path / "review.db"


@pytest.fixture
def asked(tmp_path, model_folder):
    """A project of two sentences that the small model has tagged; nothing is hidden."""
    from classifier.persistence import load_model

    (tmp_path / "tolby.md").write_text(TOLBY, encoding="utf-8")
    with make(tmp_path, people=1, reports=0, name="asked.db") as project:
        add_file(project, tmp_path / "tolby.md", load_model(model_folder))
        return project.path


@pytest.fixture
def stranger(path):
    """Somebody who was not let in."""
    with visiting(path) as visitor:
        yield visitor


@pytest.fixture
def lea(stranger):
    """The lead at the page."""
    return stranger.let_in(1)


@pytest.fixture(scope="session")
def chromium():
    """A browser; tests that need it are skipped where there is none."""
    sync = pytest.importorskip("playwright.sync_api", reason=GET_PLAYWRIGHT)
    if CHROMIUM is None:
        pytest.skip(GET_CHROMIUM)
    with sync.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


class Window:
    """A window of the browser with a person at the page; `requests` are all addresses that it asked for."""

    def __init__(self, context, session, name):
        self.page = context.new_page()
        self.page.set_default_timeout(PATIENCE * 1000)
        self.home = f"http://127.0.0.1:{session.port}"
        self.requests, self._errors, self._left = [], [], 0
        context.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self._errors.append(str(error)))
        self.page.on("requestfailed", self._failed)
        self.page.on("console", lambda message: self._told(message))
        self.page.goto(session.first_address)
        self.page.get_by_role("button", name=name).click()
        self.page.wait_for_url(f"{self.home}/")

    def _told(self, message):
        if message.type == "error" and "status of 4" not in message.text:
            self._errors.append(message.text)

    def _failed(self, request):
        self._left += "ERR_ABORTED" in (request.failure or "")

    @property
    def errors(self):
        """What went wrong in the page; that htmx tells of a question left behind with its page is nothing wrong."""
        left = {"htmx:afterRequest": self._left, "htmx:sendError": self._left}
        found = []
        for said in self._errors:
            event = said.partition(",")[0]
            if left.get(event):
                left[event] -= 1
            else:
                found.append(said)
        return found

    def open(self, address):
        self.page.goto(f"{self.home}{address}")

    def until(self, expression):
        """Wait until an expression is true: the page's policy forbids what Playwright itself would wait with."""
        end = time.monotonic() + PATIENCE
        while not self._holds(expression):
            assert time.monotonic() < end, f"never came true: {expression}"
            time.sleep(0.005)

    def _holds(self, expression):
        from playwright.sync_api import Error

        try:
            return self.page.evaluate(expression)
        except Error as error:
            if "context was destroyed" in str(error):  # the next page is on its way
                return False
            raise

    def press(self, *keys):
        """Press keys one by one, each after the page has answered to the one before."""
        for key in keys:
            self.page.keyboard.press(key)
            self.until("!document.querySelector('.htmx-request')")

    def decide(self, key):
        """Press a key, and wait until another sentence, or none, is there."""
        before = self.item
        self.press(key)
        self.until(f"document.querySelector('.card')?.dataset.item !== '{before}'")

    @property
    def item(self):
        """The number of the sentence on the card."""
        card = self.page.locator(".card")
        return card.get_attribute("data-item") if card.count() else None

    @property
    def said(self):
        return self.page.locator("#said").inner_text()


@pytest.fixture
def served(path):
    """The page of a small project, on a port of its own."""
    from classifier.review.web import running

    with running(path, model=NO_MODEL) as session:
        yield session


@pytest.fixture
def window(chromium, served):
    """A function that opens a window for a person, by name, with a look (light or dark)."""
    contexts = []

    def opened(name="Lea", look="light", width=1440, height=900, session=served):
        context = chromium.new_context(color_scheme=look, viewport={"width": width, "height": height})
        contexts.append(context)
        return Window(context, session, name)

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def axe():
    """The script of axe-core."""
    return (Path(__file__).parent / "axe" / "axe.min.js").read_text(encoding="utf-8")
