"""Why a sentence has the tags it has: which words, headings and other context spoke for them, and which against."""

from classifier.evidence.explain import explain, explain_findings
from classifier.evidence.rows import evidence_row
from classifier.records import Context, Evidence, Reasons, Word

__all__ = ["Context", "Evidence", "Reasons", "Word", "evidence_row", "explain", "explain_findings"]
