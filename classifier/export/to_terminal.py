"""Tagged output for a person at a terminal: a table a domain, signs and words as well as colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifier.export.cells import printable
from classifier.export.tally import SIGNS, domains, in_words, standard_of, tally, total
from classifier.records import FindingLabel

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from classifier.framework import Framework, Standard
    from classifier.records import Finding, TaggedReport

_STYLES = {
    FindingLabel.STRENGTH: "bold green",
    FindingLabel.AREA_FOR_IMPROVEMENT: "bold red",
    FindingLabel.MIXED: "bold magenta",
    FindingLabel.NONE: "",
}


def render(tagged: TaggedReport, framework: Framework) -> RenderableType:
    """What rich prints of a report: its findings by domain and standard, then a line of counts.

    Within a standard the sentences stand in reading order. Sentences that are no finding are left out, and
    counted in the last line. Text wraps, and is readable from 60 columns; no meaning hangs on colour.
    """
    from rich.console import Group
    from rich.text import Text

    tallies = tally(tagged, framework)
    parts: list[RenderableType] = [Text(printable(tagged.report.document), style="bold")]
    for head, group in domains(framework, tallies):
        codes = [each.standard.code for each in group]
        found = [each for each in tagged.findings if each.finding.is_finding and each.standard in codes]
        if found:
            title = head.title if head.domain is None else f"{head.code} {head.title}"
            parts += [Text(""), Text(title, style="bold underline")]
            parts.append(_table(sorted(found, key=lambda finding: codes.index(finding.standard)), framework))
    parts += [Text(""), Text(f"In all: {in_words(total(tallies))}.")]
    return Group(*parts)


def _table(findings: list[Finding], framework: Framework) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, expand=True, pad_edge=False, padding=(0, 1), show_lines=False)
    table.add_column("Standard", ratio=2, overflow="fold")
    table.add_column("Finding", ratio=2)
    table.add_column("Sure", justify="right", width=4)
    table.add_column("Sentence", ratio=5, overflow="fold")
    last = ""
    for finding in findings:
        code = finding.standard
        # A standard is named once: what changes is what should catch the eye.
        name = _name(standard_of(finding, framework)) if code != last else ""
        table.add_row(name, _label(finding), f"{finding.finding_confidence:.0%}", _sentence(finding))
        last = code
    return table


def _name(standard: Standard) -> str:
    from rich.markup import escape

    return escape(printable(f"{standard.code} {standard.title}".strip()))


def _label(finding: Finding) -> RenderableType:
    from rich.text import Text

    return Text(f"{SIGNS[finding.finding]} {finding.finding.words}", style=_STYLES[finding.finding])


def _sentence(finding: Finding) -> RenderableType:
    from rich.text import Text

    text = Text(printable(finding.sentence.text))
    if finding.recommendation:
        text.append(" [recommendation]", style="cyan")
    if finding.review:
        text.append(" [? needs a look]", style="bold yellow")
    return text
