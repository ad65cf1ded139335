"""What the tests around the real binary share: where it is, how to call it, a home of its own for every test."""

import json
import os
import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent
SESSPECT = pathlib.Path(os.environ.get("SESSPECT", ROOT / ".build" / "debug" / "sesspect"))
PEERS = ROOT / "Tests" / "Peers"
for folder in ("EndToEnd", "Peers"):
    sys.path.insert(0, str(ROOT / "Tests" / folder))


@pytest.fixture
def home(tmp_path):
    """An environment whose configuration and state live under the test's own directory."""
    return {
        "PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8", "TERM": "xterm-256color",
        "XDG_STATE_HOME": str(tmp_path / "state"), "XDG_CONFIG_HOME": str(tmp_path / "config"),
    }


class Result:
    def __init__(self, completed):
        self.code, self.out, self.err = completed.returncode, completed.stdout, completed.stderr

    @property
    def json(self):
        return json.loads(self.out)

    def __repr__(self):
        return f"exit {self.code}\nstdout: {self.out}\nstderr: {self.err}"


@pytest.fixture
def sesspect(home):
    """Runs the binary to its end: `sesspect("list", path, "--json").json`."""

    def run(*arguments, code=0, stdin="", env=None):
        completed = subprocess.run(
            [SESSPECT, *map(str, arguments)], input=stdin, capture_output=True, text=True, timeout=120,
            env={**home, **(env or {})})
        result = Result(completed)
        assert code is None or result.code == code, result
        return result

    return run


def peer(script, *arguments):
    """Runs one of the programs in Tests/Peers with the Python that has the frameworks; its answer as JSON."""
    completed = subprocess.run(
        [sys.executable, str(PEERS / script), *map(str, arguments)], capture_output=True, text=True, timeout=120)
    assert completed.returncode == 0, completed.stderr
    return json.loads(completed.stdout)
