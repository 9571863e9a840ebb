"""Evidence on the HTML page: the words that spoke for a label underlined, the rest of the reasons in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifier.export.html_counts import escaped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from classifier.records import Context, Evidence, Reasons, TaggedReport, Word

    Reasoned = Mapping[tuple[int, int], Evidence]
    """The evidence of a report's findings, by the start and end of the sentence."""

NOTE = """\
<p class="why"><u>Words with a heavy line</u> spoke most for the label, <u class="against">words with a dotted line</u>
against it. They say what moved the model, not whether it is right. Rest on a finding to read what spoke for its
standard.</p>
"""
_LEAST = 0.25  # log-odds; what weighs less is not worth a line
_SHARE = 0.4  # of the weightiest word
_MOST_FOR, _MOST_AGAINST, _MOST_CONTEXT = 4, 2, 2


def reasoned(tagged: TaggedReport) -> Reasoned:
    """The evidence that a report brings, by the place of the sentence."""
    return {(one.sentence.start, one.sentence.end): one for one in tagged.evidence if one is not None}


def words_marked(text: str, evidence: Evidence | None) -> str:
    """The text of a sentence as HTML, with the words that spoke for and against its label marked."""
    if evidence is None or evidence.sentence.text != text:
        return escaped(text)
    parts, at = [], 0
    for word in sorted(_worth_telling(evidence.finding), key=lambda word: word.start):
        looks = "" if word.weight > 0 else ' class="against"'
        parts.append(f"{escaped(text[at : word.start])}<u{looks}>{escaped(text[word.start : word.end])}</u>")
        at = word.end
    return "".join([*parts, escaped(text[at:])])


def reasons_in_words(evidence: Evidence | None) -> list[str]:
    """What else spoke for the finding, and what for the standard, as HTML text."""
    if evidence is None:
        return []
    said = []
    context = _context(evidence.finding)
    if context:
        said.append(f"for the finding spoke also {', '.join(map(_in_words, context))}")
    words = [f"“{word.text}”" for word in _worth_telling(evidence.standard) if word.weight > 0]
    reasons = [*map(_in_words, _context(evidence.standard)), *words]
    if reasons:
        said.append(f"for {evidence.standard.label} spoke {', '.join(reasons)}")
    return [escaped(each) for each in said]


def _worth_telling(reasons: Reasons) -> list[Word]:
    """The words that spoke most for a label, then those against, the strongest first."""
    heaviest = max((abs(word.weight) for word in reasons.words), default=0.0)
    least = max(_LEAST, _SHARE * heaviest)
    telling = [word for word in reasons.words if any(map(str.isalnum, word.text))]
    spoke = sorted((word for word in telling if word.weight >= least), key=lambda word: -word.weight)
    against = sorted((word for word in telling if word.weight <= -least), key=lambda word: word.weight)
    return [*spoke[:_MOST_FOR], *against[:_MOST_AGAINST]]


def _context(reasons: Reasons) -> list[Context]:
    telling = [one for one in reasons.context if one.weight >= _LEAST and one.kind != "other"]
    telling.sort(key=lambda one: -one.weight)
    forms = [one for one in telling if one.kind == "form"]
    return [one for one in telling if one not in forms[1:]][:_MOST_CONTEXT]


def _in_words(context: Context) -> str:
    if context.kind == "before":
        return "the sentence before"
    return f"the heading “{context.text}”" if context.kind == "heading" else f"its form ({context.text})"
