"""Evidence for any estimator: what the log-odds of the label lose when a word or a piece of context is taken away.

One word, number or phrase of proportion ("well over half") at a time (Li, Monroe and Jurafsky 2016, "Understanding
neural networks through representation erasure"). Taking two neighbours away as well was measured and is less faithful.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from classifier.evidence.places import units
from classifier.records import Context, ContextKind, Reasons, Word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from classifier.evidence.places import Unit
    from classifier.records import Sentence

_LEAST = 1e-9  # a probability, so that log-odds stay finite


@dataclass(frozen=True, slots=True)
class Plan:
    """What to ask the estimator of one sentence.

    `variants` are the sentence as it is, then without each of `words`, then without each piece of `context`.
    """

    sentence: Sentence
    words: tuple[Unit, ...]
    context: tuple[tuple[ContextKind, str], ...]
    variants: tuple[Sentence, ...]


def plan(sentence: Sentence) -> Plan:
    """The variants of a sentence that tell what its words and its context are worth."""
    words = tuple(unit for unit in units(sentence.text) if unit.is_word)
    variants = [sentence, *(without(sentence, [word]) for word in words)]
    context: list[tuple[ContextKind, str]] = []
    for index, heading in enumerate(sentence.section):
        context.append(("heading", heading))
        variants.append(replace(sentence, section=sentence.section[:index] + sentence.section[index + 1 :]))
    if sentence.before:
        context.append(("before", sentence.before))
        variants.append(replace(sentence, before=""))
    return Plan(sentence, words, tuple(context), tuple(variants))


def without(sentence: Sentence, gone: Sequence[Unit]) -> Sentence:
    """The sentence without some of its units and the blanks before them; a full stop where nothing would be left.

    A sentence that began with a capital still does.
    """
    text, at = "", 0
    for unit in sorted(gone, key=lambda unit: unit.start):
        text += sentence.text[at : unit.start].rstrip()
        at = unit.end
    text = (text + sentence.text[at:]).strip()
    if sentence.text[:1].isupper():
        text = text[:1].upper() + text[1:]
    return replace(sentence, text=text or ".")


def occlusion_reasons(plan: Plan, probabilities: NDArray[Any], labels: Sequence[str], label: str) -> Reasons:
    """The reasons for `label`, from the probabilities (variants, labels) of a plan's variants."""
    odds = log_odds(probabilities, list(labels).index(label))
    lost = (odds[0] - odds[1:]).tolist()
    text, count = plan.sentence.text, len(plan.words)
    return Reasons(
        label=label,
        log_odds=float(odds[0]),
        base=0.0,
        words=tuple(
            Word(unit.start, unit.end, text[unit.start : unit.end], loss, unit.note)
            for unit, loss in zip(plan.words, lost[:count], strict=True)
        ),
        context=tuple(Context(kind, said, loss) for (kind, said), loss in zip(plan.context, lost[count:], strict=True)),
        method="occlusion",
    )


def log_odds(probabilities: NDArray[Any], chosen: int) -> NDArray[np.float64]:
    """The log-odds (n,) of one label against all others, from probabilities (n, labels)."""
    apart = np.clip(np.asarray(probabilities, dtype=np.float64), _LEAST, None)
    found: NDArray[np.float64] = np.log(apart[:, chosen]) - np.log(np.delete(apart, chosen, axis=1).sum(axis=1))
    return found
