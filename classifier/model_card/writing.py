"""The files of a card, from its facts: the same facts give the same bytes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from classifier.model_card.card import DIAGRAM, FACTS, RECORD, card
from classifier.model_card.reliability import reliability_svg
from classifier.model_card.transparency import transparency_record

if TYPE_CHECKING:
    from classifier.model_card.facts import CardFacts

CARD = "README.md"


def card_files(facts: CardFacts) -> dict[str, bytes]:
    """The content of each file by its name: the card, its diagram, the transparency record, and the facts."""
    data = json.dumps(facts.to_dict(), indent=2, ensure_ascii=False)
    return {
        CARD: card(facts).encode(),
        DIAGRAM: reliability_svg(facts.calibration).encode(),
        RECORD: transparency_record(facts).encode(),
        FACTS: f"{data}\n".encode(),
    }
