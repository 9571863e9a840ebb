"""The recipe of pxtextmining, which labels comments of patients for the NHS: TF-IDF, support vectors, Platt, 0.3.

The settings are those of the multi-label model that the project published as its final one (TF-IDF as scikit-learn has
it, radial SVC with C 15, balanced classes and at most 1,000 iterations); text is prepared as it prepares it. A label is
given where its machine says so or its Platt probability is above 0.3, and the likeliest where none is. The linear
variant has `LinearSVC` in the place of `SVC`.

Its labels may come together, so a mixed sentence has two here, strength and area for improvement, if none is not
likelier than both. Else the likeliest label is the answer. Its probability is the confidence (of two, the smaller).
"""

from __future__ import annotations

import string
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from rivals.answers import Answers, finding_lessons, standard_lessons

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from classifier.examples import Example
    from classifier.records import Sentence
    from rivals.answers import Lessons, Read

LEAST = 0.3
_PLATT_FOLDS = 5
_FINDINGS = np.array(["strength", "area_for_improvement", "none"])
_BOTH = {"mixed": ["strength", "area_for_improvement"]}
_SPACES = str.maketrans(",.-\n\r", "     ")
_GONE = str.maketrans("", "", string.punctuation + string.digits)


def fit(known: Sequence[Example], read: Read, work: Path, linear: bool = False, least: float = LEAST) -> _Recipe:  # noqa: ARG001
    """Learn both decisions; nothing is kept in `work`."""
    finding = _machines(finding_lessons(known, read), _FINDINGS, linear)
    lessons = standard_lessons(known, read)
    standards, counts = np.unique(lessons.labels, return_counts=True)
    standards = standards[counts >= _PLATT_FOLDS]
    return _Recipe(finding, _machines(lessons, standards, linear), standards, read, least)


class _Recipe:
    def __init__(self, finding: Any, standard: Any, standards: NDArray[np.str_], read: Read, least: float) -> None:
        self.finding, self.standard, self.standards = finding, standard, standards
        self.read, self.least = read, least

    def answer(self, sentences: Sequence[Sentence]) -> Answers:
        """Finding and standard of each sentence."""
        texts = [_prepared(self.read(sentence)) for sentence in sentences]
        findings, confidence = decide(_positive(self.finding, texts), self.least)
        return Answers(findings, confidence, self.standards[_positive(self.standard, texts).argmax(axis=1)])

    def save(self, folder: Path) -> None:
        """Write both pipelines, as the project does, by pickling."""
        import joblib

        for name in ("finding", "standard"):
            joblib.dump(getattr(self, name), folder / f"{name}.sav")


def decide(probabilities: NDArray[np.float64], least: float = LEAST) -> tuple[NDArray[np.str_], NDArray[np.float64]]:
    """Findings and confidences from the probabilities, (n, 3), of strength, area for improvement and none.

    A label is given from `least` on, and the likeliest where none is; strength and area for improvement together make
    mixed. With 1 it is always the likeliest.
    """
    likeliest = probabilities.argmax(axis=1)
    findings, confidence = _FINDINGS[likeliest].astype(object), probabilities.max(axis=1)
    two = (probabilities[:, :2] > least).all(axis=1) & (likeliest != 2)
    findings[two] = "mixed"
    confidence[two] = probabilities[two, :2].min(axis=1)
    return findings.astype(str), confidence


def _machines(lessons: Lessons, labels: NDArray[np.str_], linear: bool) -> Any:
    """A pipeline with a machine for each label."""
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.multioutput import MultiOutputClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import SVC, LinearSVC

    if linear:
        machine = LinearSVC(class_weight="balanced", max_iter=1000, random_state=0)
    else:
        machine = SVC(C=15, class_weight="balanced", max_iter=1000, cache_size=1000, random_state=0)
    # What SVC(probability=True) did before scikit-learn 1.9.
    platt = CalibratedClassifierCV(machine, method="sigmoid", cv=_PLATT_FOLDS, ensemble=False)
    wanted = np.array([[label in _BOTH.get(own, [own]) for label in labels] for own in lessons.labels], dtype=int)
    pipeline = make_pipeline(TfidfVectorizer(), MultiOutputClassifier(platt))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the recipe stops at 1,000 iterations
        return pipeline.fit([_prepared(text) for text in lessons.texts], wanted)


def _positive(pipeline: Any, texts: Sequence[str]) -> NDArray[np.float64]:
    """The probability of each label, (n, labels)."""
    return np.column_stack([each[:, 1] for each in pipeline.predict_proba(texts)])


def _prepared(text: str) -> str:
    """Lower case without punctuation and digits."""
    return " ".join(text.translate(_SPACES).translate(_GONE).lower().split())
