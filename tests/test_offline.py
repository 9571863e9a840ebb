"""Tagging needs neither PyTorch nor a network."""

import json
import subprocess
import sys

SCRIPT = """
import builtins, socket, sys

real = builtins.__import__

def guarded(name, *arguments, **named):
    if name.partition(".")[0] in ("torch", "transformers", "sentence_transformers", "onnx"):
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    return real(name, *arguments, **named)

def refused(*arguments, **named):
    raise AssertionError("a socket was opened")

class Refused(socket.socket):
    __init__ = refused

builtins.__import__ = guarded
socket.socket, socket.create_connection, socket.getaddrinfo = Refused, refused, refused
from classifier.cli import main
sys.argv = ["findings", "tag", sys.argv[1], "--format", "jsonl", "--explain"]
main()
"""


def test_a_report_is_tagged_and_explained_without_pytorch_and_sockets(tmp_path, environment):
    report = tmp_path / "report.txt"
    report.write_text("1.2 Staff\n\nOfficers are well trained. Too few of them have time for it.\n")
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(report)], capture_output=True, text=True, env=environment, timeout=120
    )
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["finding"] for row in rows] == ["strength", "area_for_improvement"]
    assert rows[0]["evidence"]
