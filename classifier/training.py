"""From annotated documents to a model: learn, calibrate, choose the threshold for review, cross-validate."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from classifier import metadata
from classifier.annotations import corpus_hash, statistics
from classifier.calibration import TARGET_ERROR, review_thresholds
from classifier.errors import TrainingError
from classifier.evaluation import evaluate
from classifier.examples import TRAINING_LAYOUTS, Example, examples
from classifier.fine_tuning.base_weights import SOURCE
from classifier.framework import load_framework
from classifier.layouts import render
from classifier.model import TrainedModel, make_model
from classifier.model_card import CorpusFacts, Judged, ModelFacts, card_facts
from classifier.persistence import versions_here
from classifier.reading import parse_report
from classifier.sentences import split_report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from classifier.annotations import AnnotatedDocument
    from classifier.evaluation import Evaluation
    from classifier.fine_tuning.learning import LearnedEncoder
    from classifier.model import Estimator
    from classifier.records import Finding

    Progress = Callable[[str], None]

MIN_DOCUMENTS = 5
SPARSE_PARTS = (
    "Two linear support vector machines, one for the finding and one for the standard, over sparse features of the "
    "sentence (words with negation and proportions marked, characters, form), its section path and the sentence "
    "before.",
    "In training the context is withheld from part of the sentences, so that it does not lean on headings.",
    "Probabilities come from logistic regression on the decision values of folds grouped by document.",
)
ENCODER_PARTS = (
    *SPARSE_PARTS,
    "A small language model (six layers), fine-tuned on both decisions at once, reads the sentence and the "
    "headings above it; its weights are stored as integers of eight bits.",
    "A third machine tells the standard from the words of the sentence alone.",
    "Chains of the sentences of a report tell what the machines and the language model say of the other sentences, of "
    "their standard by the third machine: subjects and praise come in runs, and in an order.",
    "Logarithmic opinion pools weigh all of this; they were fitted on what was said of documents that had not been "
    "seen, which also calibrates the probabilities.",
)
SPARSE_SPLIT = "Each document was judged by the model of five folds, grouped by document, that had not seen it."
ENCODER_SPLIT = (
    "Each document was judged by sparse models of five folds and by the one of two encoders that had not seen it (each "
    "learned from half of the documents), weighed by chains and pools that had not seen it either."
)
_SCORED_LAYOUT = "wrapped"


def _silent(message: str) -> None:
    """Say nothing; the default where nobody looks."""


def train(
    documents: Sequence[AnnotatedDocument],
    *,
    name: str,
    seed: int = 0,
    encoder: Path | None = None,
    progress: Progress = _silent,
) -> TrainedModel:
    """Train a model on annotated documents; the same documents, versions and seed give the same model.

    Without `encoder` that is the sparse model, which takes about two minutes for 200 documents. `encoder` is a folder
    for the checkpoints of fine-tuning, which takes hours, goes on where it was stopped, and gives the same model up to
    the last digits on another machine.

    Raises `TrainingError` where there are fewer than 5 documents, several frameworks, or a label is missing, and
    `MissingExtraError` where fine-tuning is asked for without the extra `encoder`.
    """
    framework = _framework_of(documents)
    progress(f"Reading {len(documents)} documents in {len(TRAINING_LAYOUTS)} layouts")
    known = list(examples(documents))
    _check(known)
    learned = None
    if encoder is not None:
        from classifier.fine_tuning.learning import learn_encoder

        learned = learn_encoder(known, encoder, progress=progress)
    progress(f"Learning from {len(known):,} sentences")
    estimator = _learn(known, seed, learned)
    programmes = _programmes(documents)
    gold = held_out_of(estimator, known, {document.document: document.genre for document in documents}, programmes)
    confidence = np.array([one.confidence for one in gold])
    right = np.array([one.gold == one.said for one in gold])
    names, genres = (np.array(values) for values in zip(*((one.document, one.genre) for one in gold), strict=True))
    thresholds = review_thresholds(confidence, right, names, genres)
    digest = corpus_hash(documents)
    facts = ModelFacts(
        name=f"{name}@{digest[:8]}",
        framework=framework,
        parts=SPARSE_PARTS if learned is None else ENCODER_PARTS,
        versions=versions_here(),
        settings={"seed": seed, "layouts": list(TRAINING_LAYOUTS), **_settings_of(estimator, learned)},
        review_below=thresholds[TARGET_ERROR],
        target_error=TARGET_ERROR,
        base_model="" if learned is None else SOURCE,
    )
    progress("Measuring")
    told = dict(sorted(Counter(programmes.values()).items(), key=lambda item: (-item[1], item[0])))
    counts = CorpusFacts.from_counts(digest, statistics(documents).to_dict(), told)
    return TrainedModel(
        model=make_model(facts.name, estimator, framework, facts.review_below, thresholds),
        facts=card_facts(facts, counts, gold, split=SPARSE_SPLIT if learned is None else ENCODER_SPLIT, seed=seed),
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


def _check(known: Sequence[Example]) -> None:
    """Raise `TrainingError` where there is too little to learn from."""
    if len({example.finding for example in known}) < 2:
        raise TrainingError("the corpus has sentences of one label only", mend="Annotate other sentences too")
    if len({example.standard for example in known if example.standard}) < 2:
        raise TrainingError("the corpus has findings of one standard only", mend="Annotate findings of other standards")
    judged = len({example.document for example in known if example.standard})
    if judged < MIN_DOCUMENTS:
        raise TrainingError(
            f"only {judged} documents to learn from have findings, {MIN_DOCUMENTS} are needed",
            mend="Annotate findings in more documents",
        )


def _learn(known: Sequence[Example], seed: int, learned: LearnedEncoder | None = None) -> Estimator:
    from classifier.estimator import SentenceClassifier

    _check(known)
    sentences = [example.sentence for example in known]
    answers = [(example.finding.value, example.standard) for example in known]
    names = [example.document for example in known]
    try:
        if learned is None:
            return SentenceClassifier(random_state=seed).fit(sentences, answers, names)
        from classifier.combined import CombinedClassifier

        combined = CombinedClassifier(random_state=seed).fit(sentences, answers, names, learned.held_out)
        combined.encoder_ = learned.encoder
        return combined
    except ValueError as error:  # a vocabulary without a word, a fold with one label
        raise TrainingError(
            f"the corpus is too small to learn from ({error})", mend="Annotate more documents"
        ) from error


def _programmes(documents: Sequence[AnnotatedDocument]) -> dict[str, str]:
    """The programme of inspections of each document, where its words tell it (`metadata.PROGRAMMES`)."""
    found = {}
    for document in documents:
        kind = "markdown" if document.document.endswith(".md") else "text"
        fact = metadata.of(parse_report(document.text, document.document, kind)).programme
        if fact is not None:
            found[document.document] = fact.value
    return found


def held_out_of(
    estimator: Estimator,
    known: Sequence[Example],
    genres: Mapping[str, str],
    programmes: Mapping[str, str] | None = None,
) -> list[Judged]:
    """What was said of each training sentence by models that had not seen its document.

    `genres` and `programmes` are those of documents, the latter where they are known. A sentence that comes in
    two layouts counts once, as it stands in the last of them, hard-wrapped text.
    """
    last = {(example.document, example.sentence.text): place for place, example in enumerate(known)}
    findings, standards = estimator.held_out_, estimator.held_out_standards_
    found = []
    for place in sorted(last.values()):
        example = known[place]
        has_standard = bool(example.standard)
        code = int(standards[place].argmax()) if has_standard else 0
        label = int(findings[place].argmax())
        found.append(
            Judged(
                document=example.document,
                gold=example.finding.value,
                said=str(estimator.classes_[label]),
                confidence=float(findings[place, label]),
                gold_standard=example.standard,
                said_standard=str(estimator.standards_[code]) if has_standard else "",
                standard_confidence=float(standards[place, code]) if has_standard else 0.0,
                genre=genres[example.document],
                programme=(programmes or {}).get(example.document, ""),
            )
        )
    return found


def _settings_of(estimator: Estimator, learned: LearnedEncoder | None) -> dict[str, object]:
    found = {name: value for name, value in estimator.get_params(deep=False).items() if name != "sparse"}
    return found if learned is None else {**found, "encoder": dict(learned.settings)}
