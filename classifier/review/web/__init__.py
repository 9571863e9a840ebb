"""The review page: a local web application on top of a review project."""

from classifier.review.web.serving import running, serve

__all__ = ["running", "serve"]
