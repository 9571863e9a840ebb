"""The model card: what a model is, what it learned from, how far to trust it, in words for its users.

Its sections follow Mitchell and others 2019, "Model cards for model reporting".
"""

from __future__ import annotations

import json
from string import Template
from typing import TYPE_CHECKING

from classifier.model_card.tables import counts, metric_table, percent, slice_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifier.model_card.facts import CardFacts

DIAGRAM, RECORD, FACTS = "reliability.svg", "TRANSPARENCY.md", "card.json"

_CARD = Template("""\
# Model $name

Labels each sentence of an inspection report as strength, area for improvement, mixed or none, and names the standard
of the framework `$framework` that it is most about. Made by `findings train`; every figure here comes from `$facts`.

## What it is for
It suggests tags for a person to check, and counts findings over many reports. It is meant for people who read
inspection reports of probation services in England and Wales: inspectors, analysts, researchers and the inspected.

## What it is not for
- Judging a provider, a team or a person. It reads what a report says; it does not know whether that is so.
- Deciding anything without a reader, or rating by counting: a report's rating is not a sum of its sentences.
- Other fields or languages. It says something there too, and is often wrong.
- Texts that are no reports, such as case records. It has never seen one, and they hold personal data.

## How it works
$parts
$base
## What it learned from
$documents annotated documents with $sentences sentences (sha256 of the corpus: `$sha256`). They were written for
this project in the manner of published reports; no published text is among them. The data card of the corpus tells
how they were annotated.

| what | how many |
|---|---|
$corpus

## How good it is
$split All $held_out sentences are
counted; intervals are bootstrapped over documents (over sentences where there are fewer than ten documents).

$metrics$published
## How sure it is
A confidence of 0.8 should be right in 8 cases of 10. Below, each dot is a group of sentences with about the same
confidence; the nearer to the dashed line, the better. Hollow dots are groups of fewer than 20.

![How often the model is right, by how sure it is]($diagram)

| decision | expected calibration error (15 bins) | Brier score |
|---|---:|---:|
$calibration

A sentence is marked for review where the confidence of its finding is below $review_below. On held-out documents
$accepted of the sentences are above that, and of those
$accepted_error are wrong. The aim: at most $target, for all of them together and for each genre
with ten documents or more. That holds for reports like the held-out ones.
On reports of other authors more may be wrong.

## Where it errs
$errors## Known limits
$limits

## Versions
$versions. Settings: $settings.

A draft for the UK Algorithmic Transparency Recording Standard is in [$record]($record).
""")

_KINDS = {
    "label": "By label that the annotators gave",
    "standard": "By standard that the annotators gave",
    "genre": "By genre",
    "programme": "By inspection programme",
}


def card(facts: CardFacts) -> str:
    """The card in Markdown."""
    model, corpus = facts.model, facts.corpus
    rows = {"documents by genre": corpus.genres, "documents by programme": corpus.programmes}
    rows |= {"sentences by label": corpus.labels, "findings by standard": corpus.standards}
    return _CARD.substitute(
        name=model.name,
        framework=model.framework,
        facts=FACTS,
        parts="\n".join(f"- {part}" for part in model.parts),
        base=f"\nTuned from {model.base_model}.\n" if model.base_model else "",
        documents=f"{corpus.documents:,}",
        sentences=f"{corpus.sentences:,}",
        sha256=corpus.sha256,
        corpus="\n".join(f"| {name} | {counts(numbers)} |" for name, numbers in rows.items() if numbers),
        split=facts.split,
        held_out=f"{facts.held_out:,}",
        metrics=metric_table(facts.metrics),
        published="".join(_published(facts)),
        diagram=DIAGRAM,
        calibration="\n".join(f"| {one.decision} | {one.error:.4f} | {one.brier:.4f} |" for one in facts.calibration),
        review_below=f"{model.review_below:.2f}",
        accepted=percent(facts.accepted),
        accepted_error=percent(facts.accepted_error),
        target=f"{100 * model.target_error:g} %",
        errors="".join(_errors(facts)),
        limits="\n".join(f"- {limit}" for limit in limits(facts)),
        versions=", ".join(f"{name} {number}" for name, number in model.versions.items()),
        settings=", ".join(f"{name} {json.dumps(value)}" for name, value in model.settings.items()) or "none",
        record=RECORD,
    )


def limits(facts: CardFacts) -> Iterator[str]:
    """What to keep in mind, a sentence each; some only where the facts call for it."""
    yield "It learned from invented documents. Published reports differ in ways that these do not show."
    if facts.published:
        yield "The published reports that it was measured on are few; measure on your own with `findings evaluate`."
    else:
        yield "It was not measured on published reports for this card; measure on yours with `findings evaluate`."
    yield "It sees a sentence, the headings above and the sentence before: what a later sentence takes back, it misses."
    yield "The standard leans on headings. Where a report's headings are unlike the corpus's, it is right less often."
    rare = sorted(code for code, number in facts.corpus.standards.items() if number < 100)
    if rare:
        yield f"Standards with fewer than 100 findings in the corpus are little known to it: {', '.join(rare)}."
    if facts.corpus.programmes:
        yield "Programmes with few documents (see the table above) are little known to it."
    yield (
        "The balance of labels is the corpus's. In a report that leans far to one side, the confidences of the rarer "
        "label are too high."
    )
    yield "Its evidence (`--explain`) says what moved the model, not why the inspectorate wrote the sentence."


def _published(facts: CardFacts) -> Iterator[str]:
    for one in facts.published:
        reports = "report" if one.documents == 1 else "reports"
        held = f"{one.documents:,} {reports}, {one.sentences:,} sentences; never used in training"
        yield f"\n**{one.title}** ({held})\n\n"
        yield metric_table(one.figures)


def _errors(facts: CardFacts) -> Iterator[str]:
    yield 'On the same held-out sentences. "Too few" stands where there are fewer than 20.\n\n'
    for by, title in _KINDS.items():
        some = [one for one in facts.slices if one.by == by]
        if some:
            yield f"### {title}\n\n{slice_table(some)}\n"
