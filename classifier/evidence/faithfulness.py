"""Whether evidence is true of the model: taking the words away that it names must lower the label's probability.

The measure is comprehensiveness (DeYoung and others 2020, "ERASER", section 4.2), against as many random words.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Literal

import numpy as np

from classifier.errors import ClassifierError
from classifier.evidence.occlusion import without
from classifier.evidence.places import units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from classifier.evidence.explain import Estimator
    from classifier.records import Evidence, Sentence


@dataclass(frozen=True, slots=True)
class Faithfulness:
    """What the label's probability loses, sentence by sentence, by words taken away.

    `named` are the losses without the words that spoke most for the label, `random` those without as many random
    words (a mean over draws). Both are differences of probability from -1 to 1.
    """

    named: tuple[float, ...]
    random: tuple[float, ...]

    @property
    def gap(self) -> float:
        """How much more the named words count than random ones, on average."""
        return float(np.mean(self.named) - np.mean(self.random))


def faithfulness(
    estimator: Estimator,
    evidence: Sequence[Evidence],
    *,
    target: Literal["finding", "standard"] = "finding",
    share: float = 0.2,
    draws: int = 5,
    seed: int = 0,
) -> Faithfulness:
    """Take away the `share` (above 0, to 1) of each sentence's words that spoke most, and as many random ones.

    Raises `ClassifierError` where there is no evidence or a share out of range.
    """
    if not evidence or not 0 < share <= 1:
        raise ClassifierError(
            f"{len(evidence)} sentences and a share of {share} tell nothing",
            mend="Give one sentence or more, and a share above 0 and up to 1",
        )
    chance = np.random.default_rng(seed)
    asked: list[Sentence] = []
    for one in evidence:
        asked.append(one.sentence)
        asked += _deleted(one, target, share, draws, chance)
    found = estimator.probabilities(asked)[0 if target == "finding" else 1]
    labels = [str(label) for label in (estimator.classes_ if target == "finding" else estimator.standards_)]
    columns = np.repeat([labels.index(getattr(one, target).label) for one in evidence], draws + 2)
    held = found[np.arange(len(asked)), columns].reshape(len(evidence), draws + 2)
    lost = held[:, :1] - held[:, 1:]
    return Faithfulness(tuple(lost[:, 0].tolist()), tuple(lost[:, 1:].mean(axis=1).tolist()))


def _deleted(one: Evidence, target: str, share: float, draws: int, chance: np.random.Generator) -> list[Sentence]:
    """The sentence without its strongest words, then without random ones, `draws` times."""
    words = [unit for unit in units(one.sentence.text) if unit.is_word]
    weights = {word.start: word.weight for word in getattr(one, target).words}
    count = ceil(share * len(words))
    ranked = sorted(words, key=lambda unit: -weights.get(unit.start, 0.0))
    chosen = [ranked[:count]]
    chosen += [[words[place] for place in chance.permutation(len(words))[:count]] for _ in range(draws)]
    return [without(one.sentence, gone) for gone in chosen]
