"""The encoder in use: a small language model, fine-tuned on the corpus (`fine_tuning`), reads a sentence as a whole."""
