"""Exact contributions for linear models over the sparse features.

The calibrated log-odds of a label are linear in the features but for one term. With z the logits of the calibrator and
q the probabilities of the other labels among themselves,

    log(p_j / (1 - p_j)) = z_j - log sum_{k != j} exp(z_k) = z_j - sum_{k != j} q_k z_k - H(q),

where H(q) is the entropy of q (the variational form of the logarithm of a sum of exponentials, Wainwright and Jordan
2008, section 3.6). So each feature's value times its weight in z_j - sum q_k z_k is its contribution, and contributions
and a base add up to the log-odds. The same weights are the gradient of the log-odds at this sentence.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from classifier.evidence.places import Place, terms, units
from classifier.features.transformer import places_of
from classifier.records import Context, Reasons, Word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from classifier.records import Sentence

_BLOCKS = {
    "heading": "in a heading",
    "paragraph": "in a paragraph",
    "list_item": "a list item",
    "other": "another block",
}


@dataclass(frozen=True, slots=True)
class View:
    """One view's part of the features: `start` is its first column, `keys` are those of the columns from there on."""

    name: str
    start: int
    keys: NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class LinearPart:
    """A linear machine over the features and its calibrator, for one decision.

    `coefficients` (k, features) and `intercepts` (k,) give the decision values; `scale` (labels, k) and `shift`
    (labels,) turn them into logits, whose softmax are the probabilities of `labels`.
    """

    features: Any
    views: tuple[View, ...]
    coefficients: NDArray[Any]
    intercepts: NDArray[np.float64]
    scale: NDArray[np.float64]
    shift: NDArray[np.float64]
    labels: tuple[str, ...]

    def values(self, rows: Any) -> NDArray[np.float64]:
        """Decision values (n, k) of feature rows (n, features)."""
        return np.asarray(rows @ self.coefficients.T, dtype=np.float64) + self.intercepts

    def logits(self, rows: Any) -> NDArray[np.float64]:
        """Logits (n, labels) of feature rows (n, features)."""
        found: NDArray[np.float64] = self.values(rows) @ self.scale.T + self.shift
        return found

    def probabilities(self, rows: Any) -> NDArray[np.float64]:
        """Probabilities (n, labels) of feature rows (n, features)."""
        logits = self.logits(rows)
        raised = np.exp(logits - logits.max(axis=1, keepdims=True))
        found: NDArray[np.float64] = raised / raised.sum(axis=1, keepdims=True)
        return found


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the terms of a sentence stand.

    `columns` are those of the features that it has. `text` has the column, its share for each character, and the
    characters from start to end; `context` the column, its share, and the piece of context.
    """

    columns: frozenset[int]
    text: tuple[tuple[int, float, int, int], ...]
    context: tuple[tuple[int, float, Place], ...]


@dataclass(frozen=True, slots=True)
class Contributions:
    """What each place adds to a linear function of the features: per character of the text, and per context."""

    characters: NDArray[np.float64]
    context: dict[Place, float]

    @property
    def total(self) -> float:
        """All of it together."""
        return float(self.characters.sum() + sum(self.context.values()))


def linear_part(estimator: Any, target: str) -> LinearPart | None:
    """The linear part behind the decision `target` ("finding" or "standard"); None where the estimator has none."""
    machine: Any = getattr(estimator, f"{target}_", None)
    calibrator: Any = getattr(estimator, f"{target}_calibrator_", None)
    features: Any = getattr(estimator, "features_", None)
    if not (hasattr(machine, "coef_") and hasattr(calibrator, "coef_") and hasattr(features, "keys_")):
        return None
    weights, intercepts = machine.coef_, np.atleast_1d(machine.intercept_).astype(np.float64)
    if len(weights) == 1:  # two labels: one value, and its opposite for the other label
        weights, intercepts = np.vstack([-weights, weights]), np.array([-intercepts[0], intercepts[0]])
    scale, shift = calibrator.coef_.astype(np.float64), np.asarray(calibrator.intercept_, dtype=np.float64)
    if scale.shape[1] != len(weights):
        return None
    labels = tuple(str(label) for label in calibrator.classes_)
    views = tuple(View(name, columns.start, features.keys_[name]) for name, columns in features.columns().items())
    return LinearPart(features, views, weights, intercepts, scale, shift, labels)


def exact_reasons(part: LinearPart, sentence: Sentence, placed: Placed, row: Any, label: str) -> Reasons:
    """The reasons for `label`, exact, from where the terms of the sentence stand and its feature row (1, features)."""
    logits = part.logits(row)[0]
    direction, entropy = _against_the_rest(logits, part.labels.index(label))
    along = direction @ part.scale
    found = contributions(part, len(sentence.text), placed, row, along)
    base = float(direction @ part.shift + along @ part.intercepts - entropy)
    return Reasons(
        label=label,
        log_odds=base + found.total,
        base=base,
        words=tuple(_words(sentence.text, found.characters)),
        context=tuple(_context(sentence, found.context)),
        method="exact",
    )


def _against_the_rest(logits: NDArray[np.float64], chosen: int) -> tuple[NDArray[np.float64], float]:
    """The weights of the logits in the log-odds of the chosen label, and the entropy of the others."""
    others = np.delete(logits, chosen)
    shares = np.exp(others - others.max())
    shares /= shares.sum()
    entropy = float(-np.sum(shares * np.log(np.maximum(shares, np.finfo(float).tiny))))
    return np.insert(-shares, chosen, 1.0), entropy


def placed_terms(part: LinearPart, sentence: Sentence) -> Placed:
    """Where the terms of a sentence stand, whichever decision the features are for."""
    found: defaultdict[int, list[list[Place]]] = defaultdict(list)
    for view in part.views:
        occurrences = list(terms(view.name, sentence))
        columns = places_of(np.array([key for key, _ in occurrences], dtype=np.uint64), view.keys)
        for column, (_, places) in zip(columns.tolist(), occurrences, strict=True):
            if column >= 0:
                found[view.start + column].append(places)
    in_text: list[tuple[int, float, int, int]] = []
    in_context: list[tuple[int, float, Place]] = []
    for column, counted in found.items():
        for places in counted:
            share = 1 / (len(counted) * len(places))
            for place in places:
                if place.kind == "text":
                    in_text.append((column, share / (place.end - place.start), place.start, place.end))
                else:
                    in_context.append((column, share, place))
    return Placed(frozenset(found), tuple(in_text), tuple(in_context))


def contributions(part: LinearPart, length: int, placed: Placed, row: Any, along: NDArray[np.float64]) -> Contributions:
    """Where the value of `along` (k,) times the decision values comes from, but for the intercepts.

    A term's contribution is shared by its occurrences, and by the tokens (or characters) of each. A feature that no
    place answers to would stand in the context as "other". `length` is that of the sentence's text.
    """
    row = row.tocsr()
    each = row.data.astype(np.float64) * (along @ part.coefficients[:, row.indices].astype(np.float64))
    by_column = dict(zip(row.indices.tolist(), each.tolist(), strict=True))
    steps = np.zeros(length + 1)
    if placed.text:
        columns, shares, starts, ends = zip(*placed.text, strict=True)
        added = np.array([by_column.get(column, 0.0) for column in columns]) * np.array(shares)
        np.add.at(steps, np.array(starts), added)
        np.subtract.at(steps, np.array(ends), added)
    context: defaultdict[Place, float] = defaultdict(float)
    for column, share, place in placed.context:
        context[place] += by_column.get(column, 0.0) * share
    if left := by_column.keys() - placed.columns:
        context[Place("other")] += sum(by_column[column] for column in left)
    return Contributions(np.cumsum(steps)[:length], dict(context))


def _words(text: str, characters: NDArray[np.float64]) -> Iterator[Word]:
    for unit in units(text):
        weight = float(characters[unit.start : unit.end].sum())
        yield Word(unit.start, unit.end, text[unit.start : unit.end], weight, unit.note)


def _context(sentence: Sentence, found: dict[Place, float]) -> Iterator[Context]:
    for index, heading in enumerate(sentence.section):
        if (place := Place("heading", index=index)) in found:
            yield Context("heading", heading, found[place])
    if (place := Place("before")) in found:
        yield Context("before", sentence.before, found[place])
    for place, weight in found.items():
        if place.kind == "form":
            yield Context("form", form_in_words(place.token), weight)
        elif place.kind == "other":
            yield Context("other", "features that stand nowhere", weight)


def form_in_words(token: str) -> str:
    """A feature of the view "form" as a person reads it."""
    name, _, value = token.partition("=")
    match name:
        case "kind":
            return _BLOCKS.get(value, value)
        case "length":
            least = int(value) * 5
            return "40 words or more" if least >= 40 else f"{max(least, 1)} to {least + 4} words"
        case "ends":
            return "ends without a mark" if value == "word" else f"ends with “{value}”"
        case "opens":
            return f"opens with “{value}”"
        case "quote":
            return "opens with a quotation mark"
        case "lower":
            return "opens with a small letter"
    return token
