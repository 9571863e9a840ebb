"""The way in: evidence for sentences or findings, exact where the estimator is linear, else by occlusion."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Literal, Protocol

from classifier.errors import ClassifierError
from classifier.records import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from classifier.evidence.sparse import LinearPart
    from classifier.records import Finding, Sentence

METHODS = ("auto", "exact", "occlusion")
_BATCH = 256
_MOST_VARIANTS = 2048
_TOLERANCE = 1e-4  # of a probability, between an estimator and its linear part


class Estimator(Protocol):
    """What explaining needs of an estimator: its labels, and probabilities of findings and of standards."""

    classes_: Any
    standards_: Any

    def probabilities(self, X: Sequence[Sentence]) -> tuple[NDArray[Any], NDArray[Any]]:  # noqa: N803
        """Probabilities of the findings, (n, `classes_`), and of the standards, (n, `standards_`)."""


class Model(Protocol):
    """What explaining needs of a model: to give its findings, and its estimator."""

    @property
    def estimator(self) -> Estimator:
        """What decides."""

    def predict(self, sentences: Iterable[Sentence]) -> Iterator[Finding]:
        """One finding a sentence, in order."""


Choice = Literal["auto", "exact", "occlusion"]


def explain(model: Model, sentences: Iterable[Sentence], *, method: Choice = "auto") -> Iterator[Evidence]:
    """Evidence for what the model says of each sentence, in order; see `explain_findings`."""
    return explain_findings(model.estimator, model.predict(sentences), method=method)


def explain_findings(
    estimator: Estimator, findings: Iterable[Finding], *, method: Choice = "auto"
) -> Iterator[Evidence]:
    """Evidence for the label and the standard of each finding, in order.

    `method` "exact" shares out the log-odds of a linear estimator, "occlusion" takes words and context away and asks
    again (for any estimator; about a question a word), "auto" is exact where linear parts give the estimator's own
    probabilities. Raises `ClassifierError` for "exact" where they do not, and for another method.
    """
    if method not in METHODS:
        raise ClassifierError(f"there is no method {method!r} of explaining", mend=f"Use one of {', '.join(METHODS)}")
    parts = None if method == "occlusion" else _linear_parts(estimator)
    waiting = iter(findings)
    while batch := list(islice(waiting, _BATCH)):
        exact = _exact(estimator, parts, batch) if parts else None
        if exact is None and method == "exact":
            raise ClassifierError(
                "this model is not linear in words, so exact contributions do not exist", mend="Explain it by occlusion"
            )
        yield from exact or _by_occlusion(estimator, batch)


def _linear_parts(estimator: Estimator) -> tuple[LinearPart, LinearPart] | None:
    from classifier.evidence.sparse import linear_part

    finding, standard = linear_part(estimator, "finding"), linear_part(estimator, "standard")
    if finding is None or standard is None:
        return None
    same = finding.labels == tuple(map(str, estimator.classes_))
    return (finding, standard) if same and standard.labels == tuple(map(str, estimator.standards_)) else None


def _exact(
    estimator: Estimator, parts: tuple[LinearPart, LinearPart], batch: Sequence[Finding]
) -> list[Evidence] | None:
    """Exact evidence for a batch; None where the parts do not give the estimator's probabilities."""
    import numpy as np

    sentences = [finding.sentence for finding in batch]
    rows = parts[0].features.transform(sentences).tocsr()
    for part, said in zip(parts, estimator.probabilities(sentences), strict=True):
        if not np.allclose(part.probabilities(rows), said, rtol=0, atol=_TOLERANCE):
            return None
    return [_shared_out(parts, finding, rows[place]) for place, finding in enumerate(batch)]


def _shared_out(parts: tuple[LinearPart, LinearPart], finding: Finding, row: Any) -> Evidence:
    from classifier.evidence.sparse import exact_reasons, placed_terms

    sentence = finding.sentence
    placed = placed_terms(parts[0], sentence)
    return Evidence(
        sentence,
        exact_reasons(parts[0], sentence, placed, row, finding.finding.value),
        exact_reasons(parts[1], sentence, placed, row, finding.standard),
    )


def _by_occlusion(estimator: Estimator, batch: Sequence[Finding]) -> Iterator[Evidence]:
    from classifier.evidence.occlusion import occlusion_reasons, plan

    labels, codes = [str(label) for label in estimator.classes_], [str(code) for code in estimator.standards_]
    plans = [(finding, plan(finding.sentence)) for finding in batch]
    while plans:
        taken, count = 0, 0
        while taken < len(plans) and (not taken or count + len(plans[taken][1].variants) <= _MOST_VARIANTS):
            count += len(plans[taken][1].variants)
            taken += 1
        now, plans = plans[:taken], plans[taken:]
        found = estimator.probabilities([variant for _, asked in now for variant in asked.variants])
        at = 0
        for finding, asked in now:
            rows = slice(at, at + len(asked.variants))
            at = rows.stop
            yield Evidence(
                finding.sentence,
                occlusion_reasons(asked, found[0][rows], labels, finding.finding.value),
                occlusion_reasons(asked, found[1][rows], codes, finding.standard),
            )
