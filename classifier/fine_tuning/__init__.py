"""Fine-tuning an encoder on the corpus: the only room that needs PyTorch, from the extra `encoder`.

`learning.learn_encoder` is the way in; `run` learns and keeps checkpoints, `network` is what learns, `lessons` what it
learns from, `base_weights` where it starts, and `exporting` makes the file that `classifier.encoder` reads.
"""
