"""What a report says of itself: its title, whom it is about, when, how it was rated, and by whom it is signed.

`of` reads all of it from the blocks of a report, whatever its format. What is not found, or not clear, is None: a
wrong fact is worse than none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifier.metadata.dates import find_fieldwork, find_published
from classifier.metadata.facts import FACTS, Fact, Metadata, Rating
from classifier.metadata.passages import Passages
from classifier.metadata.people import find_chief_inspector
from classifier.metadata.programmes import MANY_PROVIDERS, PROGRAMMES, find_programme
from classifier.metadata.providers import find_provider
from classifier.metadata.ratings import find_ratings
from classifier.metadata.titles import find_title

if TYPE_CHECKING:
    from classifier.framework import Framework
    from classifier.records import Report

__all__ = ["FACTS", "PROGRAMMES", "Fact", "Metadata", "Rating", "of"]


def of(report: Report, framework: Framework | None = None) -> Metadata:
    """The metadata of a report; with a framework, its ratings carry the codes of the standards."""
    passages = Passages(report)
    title = find_title(report)
    fieldwork = find_fieldwork(passages)
    programme = find_programme(passages, title)
    about_many = programme is not None and programme.value in MANY_PROVIDERS
    overall, ratings = (None, ()) if about_many else find_ratings(passages, framework)
    return Metadata(
        document=report.document,
        title=title,
        provider=None if about_many else find_provider(passages, title),
        programme=programme,
        published=find_published(passages, fieldwork),
        fieldwork=fieldwork,
        overall=overall,
        ratings=ratings,
        chief_inspector=find_chief_inspector(passages),
    )
