"""The blocks of a report as HTML in reading order, the findings marked by sign, line, colour and words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifier.export.html_counts import escaped, name_of
from classifier.export.html_evidence import reasons_in_words, words_marked
from classifier.export.placing import by_block, runs
from classifier.export.tally import SIGNS, standard_of
from classifier.records import BlockKind, FindingLabel, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from classifier.export.html_evidence import Reasoned
    from classifier.framework import Framework
    from classifier.records import Block, Evidence, Finding, TaggedReport

_HEADINGS = (Role.BODY, Role.STATEMENT, Role.TITLE, Role.KEY_QUESTION)
_LESSER = {Role.TITLE: "title", Role.KEY_QUESTION: "question", Role.RATING: "rating"}


def report_text(
    tagged: TaggedReport, framework: Framework, number: int, reasoned: Reasoned | None = None
) -> Iterator[str]:
    """The markup of a report's blocks, every one with all its text.

    `number` counts the reports of the page from 1 and makes the ids of page marks unique. Findings of a
    report without any block that holds sentences follow its other blocks. `reasoned` is the evidence to show.
    """
    report = tagged.report
    placed = by_block(report, tagged.findings)
    page, listing = None, False
    for block, findings in zip(report.blocks, placed, strict=True):
        if block.kind is not BlockKind.LIST_ITEM or block.page != page:
            yield "</ul>\n" if listing else ""
            listing = False
        if block.page is not None and block.page != page:
            page = block.page
            yield f'<p class="page" id="report-{number}-page-{page}">Page {page}</p>\n'
        if block.kind is BlockKind.LIST_ITEM and not listing:
            yield "<ul>\n"
            listing = True
        yield _block(block, findings, framework, reasoned or {})
    yield "</ul>\n" if listing else ""
    if not any(placed):
        for finding in tagged.findings:
            yield f"<p>{_sentence(finding.sentence.text, finding, framework, reasoned or {})}</p>\n"


def _block(block: Block, findings: Sequence[Finding], framework: Framework, reasoned: Reasoned) -> str:
    if not block.text.strip() and not findings:
        return ""
    body = "".join(_sentence(text, finding, framework, reasoned) for text, finding in runs(block, findings))
    if block.kind is BlockKind.HEADING and block.role in _HEADINGS:
        depth = min(max(block.level, 1) + 2, 6)  # the page has the first level, the document the second
        return f"<h{depth}>{body}</h{depth}>\n"
    looks = f' class="{_LESSER.get(block.role, f"aside {block.role}")}"' if block.is_structure else ""
    if block.kind is BlockKind.LIST_ITEM:
        return f'<li style="--level:{max(block.level, 1)}"{looks}>{body}</li>\n'
    return f"<p{looks}>{body}</p>\n"


def _sentence(text: str, finding: Finding | None, framework: Framework, reasoned: Reasoned) -> str:
    if finding is None or not (finding.finding.is_finding or finding.review or finding.recommendation):
        return escaped(text)
    label = finding.finding
    evidence = reasoned.get((finding.sentence.start, finding.sentence.end))
    sign = f'<span class="sign" aria-hidden="true">{SIGNS[label]}&nbsp;</span>' if label.is_finding else ""
    said = f'<span class="unseen">{_said(finding)}: </span>'
    codes = f'data-standard="{escaped(finding.standard)}" data-domain="{escaped(finding.domain or "")}"'
    title = _title(finding, framework, evidence)
    return (
        f'<mark class="{label}" data-label="{label}" {codes}{_flags(finding)} title="{title}">'
        f"{sign}{said}{words_marked(text, evidence)}{_chips(finding)}</mark>"
    )


def _said(finding: Finding) -> str:
    if finding.finding.is_finding:
        return finding.finding.words.capitalize()
    return "Recommendation" if finding.recommendation else "Needs a look"


def _flags(finding: Finding) -> str:
    flags = (" data-review", finding.review), (" data-recommendation", finding.recommendation)
    return "".join(flag for flag, is_set in flags if is_set)


def _chips(finding: Finding) -> str:
    chips = []
    if finding.finding is not FindingLabel.NONE:
        chips.append(f'<span class="chip">{escaped(finding.standard)} · {finding.finding_confidence:.0%}</span>')
    if finding.recommendation:
        chips.append('<span class="chip">→ recommendation</span>')
    if finding.review:
        chips.append('<span class="chip look">? needs a look</span>')
    return "".join(f" {chip}" for chip in chips)


def _title(finding: Finding, framework: Framework, evidence: Evidence | None) -> str:
    said = [
        f"{(finding.finding.words if finding.finding.is_finding else 'no finding').capitalize()}, "
        f"{finding.finding_confidence:.0%} sure",
        f"{name_of(standard_of(finding, framework))}, {finding.standard_confidence:.0%} sure",
    ]
    said += ["recommendation"] if finding.recommendation else []
    said += ["needs a look"] if finding.review else []
    return "; ".join([*said, *reasons_in_words(evidence)])
