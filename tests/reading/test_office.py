"""A Word document of ours that LibreOffice prints to PDF reads to the same sentences; skipped without LibreOffice."""

import pytest
from office import SOFFICE, check

pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")


def test_word_and_its_print_read_to_the_same_sentences(tmp_path):
    found = check(["alderhope-pdu"], tmp_path, ["styled", "formatted"])
    assert len(found) == 2
    for same in found.values():
        assert same.word == same.pdf == same.common > 100
