"""From annotated documents to a model: learn, calibrate, choose the threshold for review, cross-validate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from classifier.annotations import corpus_hash, statistics
from classifier.calibration import TARGET_ERROR, calibration_error, review_threshold
from classifier.errors import TrainingError
from classifier.evaluation import evaluate
from classifier.examples import TRAINING_LAYOUTS, Example, examples
from classifier.framework import load_framework
from classifier.layouts import render
from classifier.model import TrainedModel, make_model
from classifier.reading import parse_report
from classifier.sentences import split_report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from classifier.annotations import AnnotatedDocument
    from classifier.estimator import SentenceClassifier
    from classifier.evaluation import Evaluation
    from classifier.records import Finding

    Progress = Callable[[str], None]

MIN_DOCUMENTS = 5
_SCORED_LAYOUT = "wrapped"


def _silent(message: str) -> None:
    """Say nothing; the default where nobody looks."""


def train(
    documents: Sequence[AnnotatedDocument], *, name: str, seed: int = 0, progress: Progress = _silent
) -> TrainedModel:
    """Train a model on annotated documents; the same documents, versions and seed give the same model.

    Raises `TrainingError` where there are fewer than 5 documents, several frameworks, or a label is missing.
    """
    framework = _framework_of(documents)
    progress(f"Reading {len(documents)} documents in {len(TRAINING_LAYOUTS)} layouts")
    known = list(examples(documents))
    progress(f"Learning from {len(known):,} sentences")
    estimator = _learn(known, seed)
    confidence, right = _held_out(estimator, known)
    threshold = review_threshold(confidence, right)
    digest = corpus_hash(documents)
    counts = statistics(documents)
    return TrainedModel(
        model=make_model(f"{name}@{digest[:8]}", estimator, framework, threshold),
        framework=framework,
        corpus={"sha256": digest, "documents": counts.documents, "sentences": counts.sentences},
        settings={"seed": seed, "layouts": list(TRAINING_LAYOUTS), **estimator.get_params()},
        held_out={
            "finding_accuracy": round(float(right.mean()), 4),
            "calibration_error": round(calibration_error(confidence, right), 4),
            "accepted": round(float((confidence >= threshold).mean()), 4),
            "target_error": TARGET_ERROR,
        },
    )


def cross_validate(
    documents: Sequence[AnnotatedDocument], *, folds: int = 5, seed: int = 0, progress: Progress = _silent
) -> Evaluation:
    """Score tagging from raw text to findings on documents that the model of their fold has not seen.

    Every document is rendered as hard-wrapped text and goes through the reader, as a published export would.
    """
    if not 2 <= folds <= len(documents):
        raise TrainingError(
            f"{folds} folds do not fit {len(documents)} documents", mend="Choose from 2 up to that number"
        )
    return evaluate(_fold_pairs(documents, folds, seed, progress), seed=seed)


def _fold_pairs(
    documents: Sequence[AnnotatedDocument], folds: int, seed: int, progress: Progress
) -> Iterator[tuple[AnnotatedDocument, Sequence[Finding]]]:
    from dataclasses import replace

    import numpy as np

    order = np.random.default_rng(seed).permutation(len(documents))
    for fold in range(folds):
        held = order[fold::folds]
        progress(f"Fold {fold + 1} of {folds}: learning without {len(held)} documents")
        chosen = set(held.tolist())
        framework = _framework_of(documents)
        known = list(examples([document for place, document in enumerate(documents) if place not in chosen]))
        model = make_model("fold", _learn(known, seed), framework, 0.0)
        for place in sorted(chosen):
            document = documents[place]
            rendered = render(document.text, document.units, _SCORED_LAYOUT, seed=place)
            report = parse_report(rendered.text, document.document, rendered.format)
            shown = replace(document, text=rendered.text, units=rendered.units)
            yield shown, list(model.predict(split_report(report)))


def _framework_of(documents: Sequence[AnnotatedDocument]) -> str:
    if len(documents) < MIN_DOCUMENTS:
        raise TrainingError(
            f"{len(documents)} annotated documents are too few to train on",
            mend=f"Annotate {MIN_DOCUMENTS} or more; a useful model needs about 50",
        )
    names = sorted({document.framework for document in documents})
    if len(names) > 1:
        raise TrainingError(
            f"the documents follow several frameworks: {', '.join(names)}", mend="Train on one at a time"
        )
    return load_framework(names[0]).name


def _learn(known: Sequence[Example], seed: int) -> SentenceClassifier:
    from classifier.estimator import SentenceClassifier

    findings = {example.finding for example in known}
    if len(findings) < 2:
        raise TrainingError("the corpus has sentences of one label only", mend="Annotate other sentences too")
    if len({example.standard for example in known if example.standard}) < 2:
        raise TrainingError("the corpus has findings of one standard only", mend="Annotate findings of other standards")
    estimator = SentenceClassifier(random_state=seed)
    judged = len({example.document for example in known if example.standard})
    if judged < estimator.folds:
        raise TrainingError(
            f"only {judged} documents to learn from have findings, {estimator.folds} are needed",
            mend="Annotate findings in more documents",
        )
    try:
        return estimator.fit(
            [example.sentence for example in known],
            [(example.finding.value, example.standard) for example in known],
            [example.document for example in known],
        )
    except ValueError as error:  # a vocabulary without a word, a fold with one label
        raise TrainingError(
            f"the corpus is too small to learn from ({error})", mend="Annotate more documents"
        ) from error


def _held_out(estimator: SentenceClassifier, known: Sequence[Example]) -> tuple[NDArray[Any], NDArray[Any]]:
    import numpy as np

    gold = np.array([example.finding.value for example in known])
    said = estimator.classes_[estimator.held_out_.argmax(axis=1)]
    return estimator.held_out_.max(axis=1), said == gold
