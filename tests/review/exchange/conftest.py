"""A small project made up for the tests, with and without decisions (see `tests/fixtures/exchange_project.py`)."""

import pytest
from exchange_project import decide_some, make


@pytest.fixture
def project(tmp_path):
    with make(tmp_path / "made.db") as found:
        yield found


@pytest.fixture
def decided(project):
    decide_some(project)
    return project


@pytest.fixture
def fresh(tmp_path):
    """Another project with the same reports and people, and no decision."""
    with make(tmp_path / "fresh.db") as found:
        yield found


@pytest.fixture
def blind(tmp_path):
    with make(tmp_path / "blind.db", blind=True) as found:
        yield found
