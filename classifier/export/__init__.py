"""Tagged output, one file a format; `columns.py` is what they share."""
