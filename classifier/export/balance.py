"""The ratings that a report gives against what its sentences say: strengths and areas for improvement by standard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from classifier import metadata
from classifier.export.tally import Tally, tally, total
from classifier.records import FindingLabel

if TYPE_CHECKING:
    from classifier.framework import Framework
    from classifier.metadata import Fact, Metadata
    from classifier.records import TaggedReport

_HIGH = ("good", "outstanding", "excellent")


@dataclass(frozen=True, slots=True)
class Balance:
    """A standard with the findings on it, and its rating where the report gives one."""

    tally: Tally
    rating: Fact | None

    @property
    def contrast(self) -> str:
        """What of the findings is at odds with the rating, in words; empty where nothing is."""
        if self.rating is None:
            return ""
        strengths, areas = (self.tally.labels[label] for label in (_STRENGTH, _AREA))
        if self.rating.value in _HIGH and areas > strengths:
            return "more areas for improvement than strengths"
        if self.rating.value not in _HIGH and strengths > areas:
            return "more strengths than areas for improvement"
        return ""

    def as_dict(self) -> dict[str, Any]:
        """The balance as JSON knows it."""
        counts = {_PLURALS[label]: self.tally.labels[label] for label in FindingLabel if label.is_finding}
        rating = self.rating.value if self.rating else None
        return {"standard": self.tally.standard.code, "rating": rating, **counts, "contrast": self.contrast or None}


_STRENGTH, _AREA = FindingLabel.STRENGTH, FindingLabel.AREA_FOR_IMPROVEMENT
_PLURALS = {_STRENGTH: "strengths", _AREA: "areas_for_improvement", FindingLabel.MIXED: "mixed"}


def balances(tagged: TaggedReport, said: Metadata, framework: Framework) -> tuple[Balance, ...]:
    """One `Balance` for each standard of the framework with findings or a rating, in its order, unknown codes last.

    The overall rating stands against all findings of the report, as those on the provider as a whole are few.
    """
    tallies = tally(tagged, framework)
    found = {each.standard.code: each for each in tallies}
    order = [standard.code for standard in framework.standards if standard.domain is not None]
    order += [code for code in found if code not in order and code != framework.standards[0].code]
    made = [Balance(total(tallies, framework.standards[0]), said.overall)] if said.overall else []
    for code in order:
        rating = said.rating_of(code)
        counted = found.get(code)
        if rating is not None or (counted is not None and counted.findings):
            made.append(Balance(counted or Tally(framework.standard(code)), rating))
    return tuple(made)


def entry(tagged: TaggedReport, framework: Framework) -> dict[str, Any]:
    """What `NAME.metadata.jsonl` says of a report: its metadata (`Metadata.as_dict`) and the balance by standard."""
    said = metadata.of(tagged.report, framework)
    return {**said.as_dict(), "balance": [each.as_dict() for each in balances(tagged, said, framework)]}
