"""A draft of a UK Algorithmic Transparency Record for the model.

`transparency.md` has the sections and fields of the Algorithmic Transparency Recording Standard, version 4, with words
for what is known; what only the organisation that uses the tool can say is left open there and marked so.
"""

from __future__ import annotations

from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING

from classifier.model_card.card import limits
from classifier.model_card.tables import counts, metric_table, percent

if TYPE_CHECKING:
    from classifier.model_card.facts import CardFacts


def transparency_record(facts: CardFacts) -> str:
    """The record in Markdown."""
    model, corpus = facts.model, facts.corpus
    base = [f"Tuned from {model.base_model}."] if model.base_model else []
    calibration = [f"{one.error:.3f} for the {one.decision}" for one in facts.calibration]
    template = files("classifier.model_card").joinpath("transparency.md").read_text(encoding="utf-8")
    return Template(template).substitute(
        name=model.name,
        framework=model.framework,
        parts=" ".join([*model.parts, *base]),
        versions=", ".join(f"{name} {number}" for name, number in model.versions.items()),
        review_below=f"{model.review_below:.2f}",
        accepted=percent(facts.accepted),
        accepted_error=percent(facts.accepted_error),
        split=facts.split,
        held_out=f"{facts.held_out:,}",
        metrics=metric_table(facts.metrics),
        calibration=", ".join(calibration) or "not measured",
        published="".join(f"\n{one.title}:\n\n{metric_table(one.figures)}" for one in facts.published),
        documents=f"{corpus.documents:,}",
        sentences=f"{corpus.sentences:,}",
        labels=counts(corpus.labels),
        genres=counts(corpus.genres),
        programmes=f" Documents by programme: {counts(corpus.programmes)}." if corpus.programmes else "",
        standards=counts(corpus.standards),
        sha256=corpus.sha256,
        limits="\n".join(f"    - {limit}" for limit in limits(facts)),
    )
