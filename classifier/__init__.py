"""Label every sentence of an inspection report: strength or area for improvement, domain and standard."""

__version__ = "0.1.0"
