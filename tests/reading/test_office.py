"""A Word document of ours that LibreOffice prints to PDF reads to the same sentences; skipped without LibreOffice."""

import pytest
from office import PRINTED, SOFFICE, check

pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")


def test_word_and_its_print_read_to_the_same_sentences(tmp_path):
    found = check(["alderhope-pdu"], tmp_path)
    assert len(found) == len(PRINTED) == 5
    for same in found.values():
        assert same.word == same.pdf == same.common > 100, (same.only_word, same.only_pdf)
