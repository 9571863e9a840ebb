"""Evidence and the aim of the model go with the report, through every way of tagging."""

import json

import pytest

from classifier.errors import ClassifierError
from classifier.export.packing import pack, unpack
from classifier.tagging import tag
from classifier.tagging.items import Item, Setup
from classifier.tagging.work import work_on

TEXT = "# Tolby\n\n## 1.2 Staff\n\nOfficers in Tolby are well trained. The Tolby office has a staff of thirty.\n"


def test_findings_come_with_evidence_and_the_rest_without(model):
    tagged = tag(TEXT, model, format="markdown", explain=True)
    assert len(tagged.evidence) == len(tagged.findings) == 2
    for finding, evidence in zip(tagged.findings, tagged.evidence, strict=True):
        wanted = finding.finding.is_finding or finding.review or finding.recommendation
        assert (evidence is not None) == wanted
        if evidence is not None:
            assert evidence.finding.label == finding.finding.value
            assert evidence.standard.label == finding.standard
    assert tagged.evidence[0] is not None
    assert tag(TEXT, model, format="markdown").evidence == ()


def test_evidence_is_the_last_key_of_a_json_line(model):
    tagged = tag(TEXT, model, format="markdown", explain=True)
    rows = [json.loads(line) for line in pack(tagged, "rows").splitlines()]
    assert list(rows[0])[-1] == "evidence"
    words = [entry for entry in rows[0]["evidence"] if "start" in entry]
    assert words
    assert all(rows[0]["text"][word["start"] : word["end"]] == word["text"] for word in words)
    assert {entry["for"] for entry in rows[0]["evidence"]} == {"finding", "standard"}


def test_a_report_with_evidence_comes_through_the_packing_whole(model):
    tagged = tag(TEXT, model, format="markdown", explain=True)
    back = unpack(pack(tagged, "whole"), "whole")
    assert back.evidence == tagged.evidence
    assert back.findings == tagged.findings


def test_a_worker_explains_and_aims_as_it_is_told(model_folder):
    plain = Setup(str(model_folder), "rows")
    rows = rows_of(plain)
    assert "evidence" not in rows[0]
    strict = Setup(str(model_folder), "rows", explain=True, target_error=0.05)
    rows = rows_of(strict)
    assert rows[0]["evidence"]
    assert plain.digest() != strict.digest()
    with pytest.raises(ClassifierError, match="its strictest aim is"):
        rows_of(Setup(str(model_folder), "rows", target_error=0.0001))


def rows_of(setup):
    (done,) = work_on([Item(0, "a", TEXT)], setup)
    return [json.loads(line) for line in done.data.splitlines()]
