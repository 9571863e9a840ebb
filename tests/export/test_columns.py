"""The schema is what its page says, and does not change without its version."""

import hashlib
from pathlib import Path

from classifier.export.columns import COLUMNS, SCHEMA_VERSION

PAGE = Path(__file__).parents[2] / "docs" / "output.md"
VERSIONS = {"1.0": "491da3eba56a5a2a"}


def digest():
    said = "\n".join(f"{column.name} {column.type}" for column in COLUMNS)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def test_a_change_of_the_columns_is_a_new_version():
    assert VERSIONS[SCHEMA_VERSION] == digest()


def test_the_page_describes_the_version_and_every_column():
    page = PAGE.read_text(encoding="utf-8")
    assert f"Schema version **{SCHEMA_VERSION}**" in page
    listed = [f"| `{column.name}` | {column.type} | {column.about} |" for column in COLUMNS]
    assert "\n".join(listed) in page
