"""The model card: what a model is, what it learned from, how far to trust it, in words for its users."""

from __future__ import annotations

from string import Template
from typing import Any

_CARD = Template("""\
# Model $name

Labels each sentence of an inspection report as strength, area for improvement, mixed or none, and names the
standard of the framework `$framework` that it is most about.

## What it learned from
$documents annotated documents with $sentences sentences (sha256 of the corpus: `$sha256`). They were written for
this project in the manner of published reports; no published text is among them. The data card in `corpus/README.md`
tells more.

## How it works
Two linear support vector machines over sparse features of the sentence (words with negation and proportions marked,
characters, form), its section path and the sentence before. Probabilities come from logistic regression on the
decision values of folds grouped by document. In training the context is withheld from part of the sentences.

## How good it is
On the training documents, each judged by the fold that had not seen it (sentence boundaries of our reader):

| figure | value |
|---|---|
| accuracy of the finding | $finding_accuracy |
| expected calibration error (15 bins) | $calibration_error |
| sentences not marked for review | $accepted |

**Published reports are harder than our own documents.** Measure on yours with `findings evaluate`; the figures that
we measured on two published reports are in the project's README.

A sentence is marked for review where the confidence of its finding is below $review_below. On held-out documents of
the corpus at most $target of the sentences above that are wrong; on reports of other authors more are.

## What it is for, and what not
It suggests tags for a person to check, and counts over many reports. It is not for judging a provider or a person,
nor for deciding anything without a reader. It knows English reports on probation in England and Wales; in other
fields and languages it says something, and is often wrong.

## Versions
$versions; settings: $settings.
""")


def model_card(manifest: dict[str, Any]) -> str:
    """The card of a model, in Markdown, from the facts of its manifest."""
    corpus, held_out = manifest["corpus"], manifest["held_out"]
    return _CARD.substitute(
        name=manifest["name"],
        framework=manifest["framework"],
        documents=corpus["documents"],
        sentences=f"{corpus['sentences']:,}",
        sha256=corpus["sha256"],
        finding_accuracy=held_out["finding_accuracy"],
        calibration_error=held_out["calibration_error"],
        accepted=f"{held_out['accepted']:.0%}",
        review_below=f"{manifest['review_below']:.2f}",
        target=f"{held_out['target_error']:.0%}",
        versions=", ".join(f"{name} {number}" for name, number in manifest["versions"].items()),
        settings=", ".join(f"{name} {value}" for name, value in manifest["settings"].items()),
    )
