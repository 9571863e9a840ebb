"""Tagged output as one HTML page that needs nothing else: the report in reading order, findings marked."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from importlib.resources import files
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from classifier import metadata
from classifier.export.balance import balances
from classifier.export.html_blocks import report_text
from classifier.export.html_counts import counts_table, escaped, name_of
from classifier.export.html_evidence import NOTE, reasoned
from classifier.export.html_metadata import facts_list
from classifier.export.tally import FINDING_LABELS, SIGNS, Tally, in_words, tally, total
from classifier.framework import Framework, load_framework

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from classifier.framework import Standard
    from classifier.records import TaggedReport

POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
"""What the page may load: nothing but its own style and script."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """What the top of the page says of a report further down."""

    document: str
    sums: Tally
    framework: Framework


def write(reports: Iterable[TaggedReport], path: Path) -> int:
    """Write one page with every report, and return the number of sentences.

    One report at a time is in memory: its markup goes through a temporary file, since the table of contents
    and the filter, which stand above, are known last. Where a report brings evidence for its findings, the words that
    spoke for them are underlined. Raises `OSError`, and `FrameworkError`.
    """
    entries: list[_Entry] = []
    count, explained = 0, False
    with path.open("w", encoding="utf-8") as page, TemporaryFile("w+", encoding="utf-8") as articles:
        for number, tagged in enumerate(reports, 1):
            framework = load_framework(tagged.framework)
            tallies = tally(tagged, framework)
            entries.append(_Entry(tagged.report.document, total(tallies), framework))
            articles.writelines(_article(tagged, framework, tallies, number))
            explained = explained or bool(tagged.evidence)
            count += len(tagged.findings)
        page.writelines(_top(entries, explained=explained))
        articles.seek(0)
        shutil.copyfileobj(articles, page)
        page.write(f"</main>\n<script>\n{_own_file('report.js')}</script>\n</body>\n</html>\n")
    return count


def _article(tagged: TaggedReport, framework: Framework, tallies: Sequence[Tally], number: int) -> Iterator[str]:
    sentences = len(tagged.findings)
    yield f'<article id="report-{number}" aria-labelledby="report-{number}-name">\n'
    yield f'<h2 id="report-{number}-name">{escaped(tagged.report.document)}</h2>\n'
    yield f'<p class="sums">{sentences:,} sentences: {in_words(total(tallies))}.</p>\n'
    yield f'<p class="made">Framework: {escaped(framework.title)}. Model: {escaped(tagged.model)}.</p>\n'
    said = metadata.of(tagged.report, framework)
    yield from facts_list(said, number)
    yield from counts_table(framework, tallies, balances(tagged, said, framework))
    yield '<div class="text">\n'
    yield from report_text(tagged, framework, number, reasoned(tagged))
    yield "</div>\n</article>\n"


def _top(entries: Sequence[_Entry], *, explained: bool) -> Iterator[str]:
    title = f"Findings: {entries[0].document}" if len(entries) == 1 else f"Findings of {len(entries)} reports"
    yield f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escaped(title)}</title>
<style>
{_own_file("report.css")}{_own_file("evidence.css") if explained else ""}</style>
</head>
<body>
<a class="skip" href="#reports">Skip to the reports</a>
<header>
<h1>Findings</h1>
<p>What a model reads in each sentence: a strength, an area for improvement, both, or neither. The chip after
a finding gives the code of its standard and how sure the model is of the finding. A model errs: where it
says “needs a look”, read before you rely on it.</p>
{_legend()}{NOTE if explained else ""}</header>
"""
    if len(entries) > 1:
        yield from _contents(entries)
    yield from _filter(entries)
    yield '<main id="reports" tabindex="-1">\n'


def _legend() -> str:
    items = "".join(
        f'<li><mark class="{label}"><span class="sign" aria-hidden="true">{SIGNS[label]}&nbsp;</span>'
        f"{label.words.capitalize()}</mark></li>\n"
        for label in FINDING_LABELS
    )
    look = '<li><mark class="none"><span class="chip look">? needs a look</span></mark></li>\n'
    return f'<ul class="legend" aria-label="Legend">\n{items}{look}</ul>\n'


def _contents(entries: Sequence[_Entry]) -> Iterator[str]:
    yield '<nav aria-label="Reports">\n<h2>Reports</h2>\n<ol>\n'
    for number, entry in enumerate(entries, 1):
        counts = " ".join(
            f'<span class="{label}">{SIGNS[label]} {entry.sums.labels[label]:,}'
            f'<span class="unseen"> {label.words}</span></span>'
            for label in FINDING_LABELS
        )
        name = escaped(entry.document)
        yield f'<li><a href="#report-{number}">{name}</a> <span class="tally">{counts}</span></li>\n'
    yield "</ol>\n</nav>\n"


def _filter(entries: Sequence[_Entry]) -> Iterator[str]:
    # Hidden until the script, without which it would do nothing, shows it.
    yield '<form id="filter" role="search" aria-label="Filter the findings" hidden>\n<fieldset>\n'
    yield "<legend>Mark</legend>\n"
    for label in FINDING_LABELS:
        yield (
            f'<label class="{label}"><input type="checkbox" name="label" value="{label}" checked>'
            f'<span aria-hidden="true">{SIGNS[label]}</span> {label.words.capitalize()}</label>\n'
        )
    yield "</fieldset>\n"
    yield '<label>Standard <select name="standard">\n<option value="">all</option>\n'
    yield from _options(entries)
    yield "</select></label>\n"
    for name, said in (
        ("review", "needs a look"),
        ("recommendation", "recommendations"),
        ("alone", "hide the rest"),
    ):
        yield f'<label><input type="checkbox" name="{name}"> {said}</label>\n'
    yield '<button type="reset">Reset</button>\n<output aria-live="polite"></output>\n</form>\n'


def _options(entries: Sequence[_Entry]) -> Iterator[str]:
    standards: dict[str, Standard] = {}
    for entry in entries:
        for standard in entry.framework.standards:
            standards.setdefault(standard.code, standard)
    for code, standard in standards.items():
        if code == standard.domain:
            name = name_of(standard)
            yield f'<option value="domain {escaped(code)}">{name}: all</option>\n'
            yield f'<option value="{escaped(code)}">\u2003{name}: as a whole</option>\n'
        else:
            indent = "\u2003" if standard.domain else ""
            yield f'<option value="{escaped(code)}">{indent}{name_of(standard)}</option>\n'


def _own_file(name: str) -> str:
    return files("classifier.export").joinpath(name).read_text(encoding="utf-8")
