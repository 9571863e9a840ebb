"""How quick the review page is, measured through Chromium from the key that is pressed to the picture on the screen.

Run it with: python benchmarks/review_page.py corpus

Makes a project of 100,000 sentences (those of the corpus, again and again, with suggestions drawn at random) and
decides sentences of the queue by keyboard; a decision counts from the press of the key until the next sentence has
been drawn, stored on the disk in between. Then opens a report of 900 sentences in the reading view, until its scripts
have run and a sentence that is chosen by key has its panel. Needs the extras `review` and `browser-tests`, and
Chromium.
"""

from __future__ import annotations

import argparse
import itertools
import random
import shutil
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

from classifier.annotations import read_corpus
from classifier.framework import load_framework
from classifier.reading import parse_report
from classifier.records import Finding, FindingLabel, TaggedReport
from classifier.review import people, reports
from classifier.review.records import PersonRole, Settings
from classifier.review.store import Project
from classifier.review.web import running
from classifier.sentences import split_report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Page

    from classifier.records import Report, Sentence

FRAMEWORK = "hmip-nps-2018"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
ARGUMENTS += ["--disable-component-update", "--disable-sync"]
KEYS = ("a", "s", "i", "m", "n", "a", "a", "k", "f", "u")
"""What is pressed in turn: mostly decisions, with a skip, a flag and an undo."""

PAUSE = 0.1
"""Seconds between a sentence on the screen and the next key: nobody reads faster, and asking the browser meanwhile
whether it is done would take the time that is to be measured."""

WATCH = """() => {
  window.taken = [];
  let pressed = null;
  document.addEventListener("keydown", (event) => { pressed = event.timeStamp; }, true);
  document.addEventListener("htmx:afterSettle", () => {
    if (pressed === null) return;
    const from = pressed;
    pressed = null;
    requestAnimationFrame(() => setTimeout(() => window.taken.push(performance.now() - from)));
  });
}"""


def main() -> None:
    """Measure both views and print the figures."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("corpus", type=Path, nargs="?", default=Path("corpus"))
    arguments.add_argument("--sentences", type=int, default=100_000)
    arguments.add_argument("--decisions", type=int, default=500)
    options = arguments.parse_args()
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "large.db"
        began = time.perf_counter()
        make_project(path, options.corpus, options.sentences)
        print(f"project of {options.sentences:,} sentences made in {time.perf_counter() - began:.0f} s")
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        with running(path) as session:
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(session.first_address)
            page.get_by_role("button", name="Ama").click()
            page.wait_for_url(lambda address: address.endswith("/"))
            home = f"http://127.0.0.1:{session.port}"
            for order in ("uncertain", "reading", "audit"):
                told(f"queue, {order}", queue(page, f"{home}/queue?order={order}", options.decisions))
            told("reading view, ready", reading(page, f"{home}/report/1", "ready"))
            told("reading view, panel open", reading(page, f"{home}/report/1", "panel"))
        browser.close()


def make_project(path: Path, corpus: Path, sentences: int) -> None:
    """A project whose first report has 900 sentences, and others of about 1,000 until there are enough."""
    chance, codes = random.Random(0), load_framework(FRAMEWORK).codes
    report, split = report_of(corpus, 1000)
    with Project.create(path, Settings(FRAMEWORK, title="Benchmark")) as project:
        people.add_person(project, "Ama", PersonRole.LEAD)
        made = 0
        while made < sentences:
            size = min(900 if made == 0 else 1000, sentences - made)
            name = f"report-{made}.md"
            findings = tuple(drawn(sentence, chance, codes) for sentence in split[:size])
            tagged = TaggedReport(replace(report, document=name), findings, "drawn at random", FRAMEWORK)
            reports.add_report(project, tagged, data=name.encode())
            made += size


def report_of(corpus: Path, size: int) -> tuple[Report, list[Sentence]]:
    """Documents of the corpus one after the other as one report, with the first `size` sentences."""
    text, count = "", 0
    for document in read_corpus(corpus):
        text += f"{document.text}\n\n"
        count += len(document.units)
        if count > 1.5 * size:
            break
    report = parse_report(text, "report.md")
    split = list(split_report(report))[:size]
    end = split[-1].end
    return replace(report, blocks=tuple(block for block in report.blocks if block.start < end)), split


def drawn(sentence: Sentence, chance: random.Random, codes: Sequence[str]) -> Finding:
    """A finding drawn at random."""
    label, code = chance.choice(list(FindingLabel)), chance.choice(codes)
    return Finding(sentence, label, chance.uniform(0.25, 1.0), "1", code, chance.random())


def queue(page: Page, address: str, decisions: int) -> list[float]:
    """Milliseconds from each press of a key until the next sentence was drawn."""
    page.goto(address)
    page.locator(".card").wait_for()
    page.evaluate(WATCH)
    keys = itertools.cycle(KEYS)
    for done in range(1, decisions + 1):
        key = next(keys)
        if key == "a" and not page.locator(".accept").count():  # the suggestion is hidden or missing
            key = "n"
        if key in "sim" and not page.locator("input[name=standard]:checked").count():
            page.keyboard.press("1")
            page.keyboard.press("1")
        page.keyboard.press(key)
        time.sleep(PAUSE)
        until(page, f"window.taken.length >= {done}")
    return list(page.evaluate("window.taken"))


def reading(page: Page, address: str, moment: str, runs: int = 15) -> list[float]:
    """Milliseconds from the request of the report until it is ready, or until a chosen sentence has its panel."""
    taken = []
    for _ in range(runs):
        page.goto("about:blank")
        page.goto(address, wait_until="commit")
        if moment == "ready":
            until(page, "document.querySelector('#filter output')?.textContent")
            timing: Any = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
        else:
            page.wait_for_load_state("domcontentloaded")
            page.keyboard.press("j")
            page.locator("#reading-target .card").wait_for()
            timing = page.evaluate("performance.now()")
        taken.append(float(timing))
    return taken


def until(page: Page, expression: str) -> None:
    """Wait until an expression is true: the page's policy forbids what Playwright itself would wait with."""
    while not page.evaluate(expression):
        time.sleep(0.002)


def told(name: str, taken: Sequence[float]) -> None:
    """Print the median and the 99th percentile (of few: the largest) of milliseconds."""
    ordered = sorted(taken)
    high = ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))]
    print(f"{name}: median {statistics.median(taken):.0f} ms, p99 {high:.0f} ms, n = {len(taken)}")


if __name__ == "__main__":
    main()
