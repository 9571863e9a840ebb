"""What a corpus holds, counted, and one hash for all of it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from classifier.records import FindingLabel

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from classifier.annotations.units import AnnotatedDocument


@dataclass(frozen=True, slots=True)
class CorpusStatistics:
    """Counts of a corpus.

    `words` are the runs of characters between white space in its sentences. `findings` counts sentences by
    label. `standards` and `genres` count them by standard (findings only) or genre and then by label;
    `genre_documents` counts documents by genre. Every label is there, with 0 where there is none; standards
    and genres are sorted.
    """

    documents: int
    sentences: int
    structure: int
    words: int
    findings: Mapping[FindingLabel, int]
    standards: Mapping[str, Mapping[FindingLabel, int]]
    genres: Mapping[str, Mapping[FindingLabel, int]]
    genre_documents: Mapping[str, int]

    def to_dict(self) -> dict[str, object]:
        """The counts for JSON."""
        return {
            "documents": self.documents,
            "sentences": self.sentences,
            "structure": self.structure,
            "words": self.words,
            "findings": _plain(self.findings),
            "standards": {code: _plain(counts) for code, counts in self.standards.items()},
            "genres": {genre: _plain(counts) for genre, counts in self.genres.items()},
            "genre_documents": dict(self.genre_documents),
        }


def statistics(documents: Iterable[AnnotatedDocument]) -> CorpusStatistics:
    """Counts what the documents hold; goes over them once."""
    structure = words = 0
    standards: Counter[tuple[str, FindingLabel]] = Counter()
    genres: Counter[tuple[str, FindingLabel]] = Counter()
    genre_documents: Counter[str] = Counter()
    for document in documents:
        genre_documents[document.genre] += 1
        structure += len(document.structure)
        for unit in document.sentences:
            words += len(document.text_of(unit).split())
            genres[document.genre, unit.finding] += 1
            if unit.standard is not None:
                standards[unit.standard, unit.finding] += 1
    findings = {label: sum(genres[genre, label] for genre in genre_documents) for label in FindingLabel}
    return CorpusStatistics(
        documents=genre_documents.total(),
        sentences=genres.total(),
        structure=structure,
        words=words,
        findings=findings,
        standards=_nested(standards, {code for code, _ in standards}),
        genres=_nested(genres, set(genre_documents)),
        genre_documents=dict(sorted(genre_documents.items())),
    )


def corpus_hash(documents: Iterable[AnnotatedDocument]) -> str:
    """A sha256 (64 hexadecimal digits) of all that a model can learn from the documents, in any order.

    It covers each document's name, hash and framework and its units; not titles, genres or paths.
    """
    digests = sorted(_digest(document) for document in documents)
    return hashlib.sha256("\n".join(digests).encode("ascii")).hexdigest()


def _digest(document: AnnotatedDocument) -> str:
    units = [[unit.start, unit.end, unit.kind, unit.finding, unit.standard] for unit in document.units]
    whole = [document.document, document.sha256, document.framework, units]
    return hashlib.sha256(json.dumps(whole).encode("ascii")).hexdigest()


def _nested(counts: Counter[tuple[str, FindingLabel]], keys: set[str]) -> dict[str, dict[FindingLabel, int]]:
    return {key: {label: counts[key, label] for label in FindingLabel} for key in sorted(keys)}


def _plain(counts: Mapping[FindingLabel, int]) -> dict[str, int]:
    return {label.value: count for label, count in counts.items()}
