"""The model card, the reliability diagram and the transparency record of a model, all from one record of facts."""

from classifier.model_card.facts import CardFacts, CorpusFacts, Judged, Metric, ModelFacts, Published, Slice
from classifier.model_card.measuring import card_facts
from classifier.model_card.writing import card_files

__all__ = [
    "CardFacts",
    "CorpusFacts",
    "Judged",
    "Metric",
    "ModelFacts",
    "Published",
    "Slice",
    "card_facts",
    "card_files",
]
