"""The parts of the reader for Word documents."""
