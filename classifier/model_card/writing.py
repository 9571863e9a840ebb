"""The files of a card, from its facts: the same facts give the same bytes."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from classifier.errors import OutputError
from classifier.model_card.card import DIAGRAM, FACTS, RECORD, card
from classifier.model_card.reliability import reliability_svg
from classifier.model_card.transparency import transparency_record

if TYPE_CHECKING:
    from pathlib import Path

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


def write_card(folder: Path, facts: CardFacts) -> dict[str, str]:
    """Write the files into a folder, which is made where it is not there, and return the sha256 of each by name.

    Raises `OutputError` where that is not possible.
    """
    files = card_files(facts)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            beside = folder / f"{name}.partial"
            beside.write_bytes(content)
            beside.replace(folder / name)
    except OSError as error:
        raise OutputError(
            folder, f"the model card cannot be written ({error.strerror})", "Choose another folder"
        ) from error
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
