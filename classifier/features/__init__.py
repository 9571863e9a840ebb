"""What the sparse model sees of a sentence and its context: numbers, made by array from the hashes of tokens.

Two ideas of the field are built in. Words after a negator are marked up to the end of the clause, so that "not
sufficient" and "sufficient" share nothing (Das and Chen 2001; Pang, Lee and Vaithyanathan 2002). Proportions of
cases are turned into the bands by which the inspectorate judges them, so that "83 per cent", "well over
three-quarters" and "15 of the 18 cases" are one feature.

A feature is a 64-bit key, the hash of what it stands for. All that is asked of a word is looked up once for each
distinct word (`lexicon`); what depends on its neighbours is arithmetic on arrays of keys.
"""

from classifier.features.scoring import Scorer
from classifier.features.transformer import SentenceFeatures
from classifier.features.views import CONTEXT_VIEWS, VIEWS

__all__ = ["CONTEXT_VIEWS", "VIEWS", "Scorer", "SentenceFeatures"]
