"""Stand-off annotation files: read, check, write, count, compare.

A file `NAME.jsonl` holds a JSON object a line: first the document that it annotates, with the sha256 of the
document's bytes, then one unit (a sentence or a piece of structure) a line, in order. Offsets are characters
of the document's text, half-open. The document lies beside the annotation file or in a folder of its own, so
that a report that cannot be copied can still be annotated.
"""

from classifier.annotations.agreement import Agreement, Comparison, agreement
from classifier.annotations.checking import check_annotations, check_corpus
from classifier.annotations.files import annotation_files, read_annotations, read_corpus, write_annotations
from classifier.annotations.statistics import CorpusStatistics, corpus_hash, statistics
from classifier.annotations.units import AnnotatedDocument, Unit, UnitKind

__all__ = [
    "Agreement",
    "AnnotatedDocument",
    "Comparison",
    "CorpusStatistics",
    "Unit",
    "UnitKind",
    "agreement",
    "annotation_files",
    "check_annotations",
    "check_corpus",
    "corpus_hash",
    "read_annotations",
    "read_corpus",
    "statistics",
    "write_annotations",
]
