"""The parts of the PDF reader: opening, words, lines, reading order, page furniture, headings and blocks."""
