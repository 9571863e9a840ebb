"""Scores what was said of sentences against gold annotations, with intervals and the worst errors."""

from classifier.evaluation.evaluating import Evaluation, evaluate
from classifier.evaluation.intervals import Interval
from classifier.evaluation.matching import Match, Spurious, count_spurious, match
from classifier.evaluation.scoring import LabelScores, Scores, StandardScores, score
from classifier.evaluation.worst import WorstError, worst_errors

__all__ = [
    "Evaluation",
    "Interval",
    "LabelScores",
    "Match",
    "Scores",
    "Spurious",
    "StandardScores",
    "WorstError",
    "count_spurious",
    "evaluate",
    "match",
    "score",
    "worst_errors",
]
