"""Small projects to review."""

import pytest
from reviewing import make


@pytest.fixture
def project(tmp_path):
    """Everybody on one state: the lead Lea (1), the annotator Ann (2), five sentences."""
    with make(tmp_path) as made:
        yield made


@pytest.fixture
def blind(tmp_path):
    """Lea (1, lead), Ann (2) and Bob (3), each for themselves."""
    with make(tmp_path, people=3, blind=True, name="blind.db") as made:
        yield made
