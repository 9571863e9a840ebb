"""What a model card tells, as frozen records that go to JSON and come back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from classifier.reliability import Bin

if TYPE_CHECKING:
    from collections.abc import Iterable

LEAST_SUPPORT = 20
"""With fewer examples than that, no F1 is told."""

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Judged:
    """One sentence of a held-out document: what the annotators said, and what a model said that had not seen it.

    `gold` and `said` are finding labels; `confidence` is the probability of `said`, calibrated without that document.
    `gold_standard` is empty where the gold label is none. `programme` may be empty where it is not known.
    """

    document: str
    gold: str
    said: str
    confidence: float
    gold_standard: str = ""
    said_standard: str = ""
    standard_confidence: float = 0.0
    genre: str = ""
    programme: str = ""


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """The model. `parts` are sentences on how it works, one a component; `base_model` says what it was tuned from.

    `review_below` is the confidence below which a finding is marked for review, chosen so that at most `target_error`
    of the others are wrong.
    """

    name: str
    framework: str
    parts: tuple[str, ...]
    versions: Mapping[str, str]
    settings: Mapping[str, Any]
    review_below: float
    target_error: float
    base_model: str = ""


@dataclass(frozen=True, slots=True)
class CorpusFacts:
    """What the model learned from. `genres` and `programmes` count documents, `labels` and `standards` sentences."""

    sha256: str
    documents: int
    sentences: int
    genres: Counts
    labels: Counts
    standards: Counts
    programmes: Counts = field(default_factory=dict)

    @classmethod
    def from_counts(
        cls, sha256: str, counts: Mapping[str, Any], programmes: Mapping[str, int] | None = None
    ) -> CorpusFacts:
        """The facts from `CorpusStatistics.to_dict()`."""
        return cls(
            sha256=sha256,
            documents=counts["documents"],
            sentences=counts["sentences"],
            genres=dict(counts["genre_documents"]),
            labels=dict(counts["findings"]),
            standards={code: sum(by_label.values()) for code, by_label in counts["standards"].items()},
            programmes=dict(programmes or {}),
        )


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure from 0 to 1 with its 95 % interval, and the number of sentences it is over.

    `value` is None where there are too few sentences to tell one.
    """

    name: str
    value: float | None
    low: float | None
    high: float | None
    support: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """How well the confidences of one decision ("finding" or "standard") fit.

    `error` is the expected calibration error over `bins`, `brier` the Brier score of the confidence (0 to 1).
    """

    decision: str
    error: float
    brier: float
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Slice:
    """The errors among some of the sentences: those of one label, standard, genre or programme (`by`).

    `right` is the share whose finding is right (for a standard, whose standard is). `confused` is what was said most
    often instead, and how often.
    """

    by: str
    name: str
    documents: int
    right: Metric
    confused: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """Figures measured on published reports, once, after every choice was made."""

    title: str
    documents: int
    sentences: int
    figures: tuple[Metric, ...]


@dataclass(frozen=True, slots=True)
class CardFacts:
    """All that the card, the diagram and the transparency record tell.

    `split` says in a sentence how held-out predictions came about. `metrics`, `calibration` and `slices` are over
    them. `accepted` is the share of sentences not marked for review, `accepted_error` the share of wrong findings
    among those.
    """

    model: ModelFacts
    corpus: CorpusFacts
    split: str
    held_out: int
    metrics: tuple[Metric, ...]
    calibration: tuple[Calibration, ...]
    accepted: Metric
    accepted_error: Metric
    slices: tuple[Slice, ...]
    published: tuple[Published, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The facts for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> CardFacts:
        """The facts from what `to_dict` gave, also after JSON; raises `KeyError` or `TypeError` for anything else."""
        model = {**data["model"], "parts": tuple(data["model"]["parts"])}
        return cls(
            model=ModelFacts(**model),
            corpus=CorpusFacts(**data["corpus"]),
            split=data["split"],
            held_out=data["held_out"],
            metrics=_metrics(data["metrics"]),
            calibration=tuple(
                Calibration(**{**each, "bins": tuple(Bin(**one) for one in each["bins"])})
                for each in data["calibration"]
            ),
            accepted=Metric(**data["accepted"]),
            accepted_error=Metric(**data["accepted_error"]),
            slices=tuple(_slice(each) for each in data["slices"]),
            published=tuple(Published(**{**each, "figures": _metrics(each["figures"])}) for each in data["published"]),
        )


def _metrics(data: Iterable[Mapping[str, Any]]) -> tuple[Metric, ...]:
    return tuple(Metric(**each) for each in data)


def _slice(data: Mapping[str, Any]) -> Slice:
    confused = data["confused"]
    return Slice(
        data["by"], data["name"], data["documents"], Metric(**data["right"]), tuple(confused) if confused else None
    )
