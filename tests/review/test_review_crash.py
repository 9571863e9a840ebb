"""A process that is killed in the middle of a hundred decisions: what it was told is stored is stored."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from reviewing import make, make_tagged

from classifier.records import FindingLabel
from classifier.review.chain import verify, witness_path
from classifier.review.history import undo
from classifier.review.items import items
from classifier.review.log import entries
from classifier.review.records import Kind, State
from classifier.review.replay import differences
from classifier.review.reports import add_report
from classifier.review.store import Project

ANN = 2
# Decides a hundred sentences, and says each when the store has said that it is stored.
DECIDING = """
import sys
from classifier.records import FindingLabel
from classifier.review.decisions import decide
from classifier.review.queue import next_item
from classifier.review.records import Choice
from classifier.review.store import Project

project = Project.open(sys.argv[1])
choices = [Choice(FindingLabel.NONE), Choice(FindingLabel.STRENGTH, "1.2")]
for number in range(100):
    one = next_item(project, 2)
    decide(project, 2, one.id, choices[number % 2], seen=one.version, note=f"Decision {number}.")
    print(one.id, number, flush=True)
"""


@pytest.mark.parametrize("kept", [7, 50, 93])
def test_nothing_is_lost_when_the_process_is_killed(tmp_path, kept):
    with make(tmp_path, reports=0) as project:
        sentences = [f"The office in Tolby has {number} desks." for number in range(120)]
        add_report(project, make_tagged("desks.txt", [("1.4 Facilities", sentences)]), data=b"desks")
    path = tmp_path / "review.db"
    told = killed_after(path, kept)
    assert len(told) >= kept
    with Project.open(path) as project:
        stored = [entry for entry in entries(project, person=ANN) if entry.kind in (Kind.ACCEPT, Kind.CHANGE)]
        # One more may have been stored than the process came to say.
        assert len(stored) - len(told) in (0, 1)
        assert [(entry.item, entry.after["note"]) for entry in stored][: len(told)] == [
            (item, f"Decision {number}.") for item, number in told
        ]
        verified = verify(project)
        assert verified.ok
        assert differences(project) == ()
        decided = {one.id: one.standing for one in items(project, 1, ANN) if one.standing.state is State.DECIDED}
        assert set(decided) == {entry.item for entry in stored}
        for item, number in told:
            label = FindingLabel.STRENGTH if number % 2 else FindingLabel.NONE
            assert decided[item].choice.finding is label
        for _ in stored:  # and the work goes on, from the first step on
            assert undo(project, ANN) is not None
        assert undo(project, ANN) is None
    assert witness_path(path).read_text().startswith(f"{verified.entries + len(stored):012d} ")


def killed_after(path, count):
    """What a deciding process said before it was killed, which happened once it had said `count` decisions."""
    import classifier

    folder = str(Path(classifier.__file__).parents[1])
    process = subprocess.Popen(
        [sys.executable, "-c", DECIDING, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": folder},
    )
    with process:
        said = [process.stdout.readline() for _ in range(count)]
        process.send_signal(signal.SIGKILL)
        said += process.stdout.readlines()
    assert process.returncode == -signal.SIGKILL
    whole = [line for line in said if line.endswith("\n")]
    return [tuple(int(word) for word in line.split()) for line in whole]
