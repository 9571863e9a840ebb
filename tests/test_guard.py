import json
import os
import subprocess
import sys

from measuring import ROOT, benchmark

guard = benchmark("guard")


def test_what_is_dearer_than_allowed_is_named():
    known = {"calls": {"rows": 20.0, "reading": 50.0}, "ratio": {"rows": 1.0}}
    assert guard.too_dear({"calls": {"rows": 20.9, "reading": 10.0}, "ratio": {"rows": 1.3}}, known) == []
    (line,) = guard.too_dear({"calls": {"rows": 24.0, "new": 9.0}, "instructions": {"all": 5}}, known)
    assert line == "rows, calls: 24, recorded are 20 (1.20 times)"


def test_calls_are_the_same_each_time_and_grow_with_the_work():
    def work(number):
        return lambda: [len(str(each)) for each in range(number)]

    assert guard.calls(work(100)) == guard.calls(work(100))
    assert guard.calls(work(200)) - guard.calls(work(100)) == 100  # of `len`


def test_reading_and_splitting_call_no_more_functions_than_recorded():
    """In a process of its own: what other tests have made the tokenizer remember changes the count."""
    code = "import guard, json; print(json.dumps(guard.counted(guard.cheap_parts(guard.Path('corpus')))))"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "benchmarks")}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    known = {"calls": {part: guard.known()["calls"][part] for part in found}}
    assert found
    assert guard.too_dear({"calls": found}, known) == []
