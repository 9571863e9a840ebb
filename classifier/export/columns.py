"""The columns of tagged output: the same in every format, one row a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifier.records import Finding, TaggedReport

SCHEMA_VERSION = "1.0"
"""Of the columns below, as `docs/output.md` describes them: the first number changes when a column goes, or changes its
type or meaning; the second when one is added at the end."""

TYPES = ("text", "integer", "number", "boolean", "list")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, the type of its values (one of `TYPES`), and what it holds."""

    name: str
    type: str
    about: str


COLUMNS = (
    Column("document", "text", "the file, as it was named to the command"),
    Column("page", "integer", "the page from 1; empty where the format has none"),
    Column("section", "list", "the headings above the sentence, outermost first"),
    Column("start", "integer", "offset of the first character in the text that `findings text` prints"),
    Column("end", "integer", "offset after the last character"),
    Column("text", "text", "the sentence, with broken lines joined"),
    Column("finding", "text", "strength, area_for_improvement, mixed or none"),
    Column("finding_confidence", "number", "probability of the finding, 0 to 1"),
    Column("domain", "text", "code of the domain; empty for the provider as a whole"),
    Column("standard", "text", "code of the standard that the sentence is most about"),
    Column("standard_confidence", "number", "probability of the standard, 0 to 1"),
    Column("recommendation", "boolean", "whether the sentence is a recommendation"),
    Column("review", "boolean", "whether a person should look: the model is not sure enough"),
    Column("model", "text", "name and version of the model"),
    Column("framework", "text", "name of the inspection framework"),
)


def row(tagged: TaggedReport, finding: Finding) -> dict[str, object]:
    """The values of one finding by column name, in the order of `COLUMNS`; confidences to 4 decimals."""
    sentence = finding.sentence
    return {
        "document": tagged.report.document,
        "page": sentence.page,
        "section": list(sentence.section),
        "start": sentence.start,
        "end": sentence.end,
        "text": sentence.text,
        "finding": finding.finding.value,
        "finding_confidence": round(finding.finding_confidence, 4),
        "domain": finding.domain,
        "standard": finding.standard,
        "standard_confidence": round(finding.standard_confidence, 4),
        "recommendation": finding.recommendation,
        "review": finding.review,
        "model": tagged.model,
        "framework": tagged.framework,
    }


def rows(tagged: TaggedReport) -> Iterator[dict[str, object]]:
    """One row a sentence, in reading order."""
    for finding in tagged.findings:
        yield row(tagged, finding)
