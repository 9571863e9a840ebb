"""The parts of the reader for web pages."""
