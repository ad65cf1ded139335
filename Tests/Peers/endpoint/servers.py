"""Starts the servers the endpoint suite runs against: real ones, on ports and sockets of their own."""

import atexit
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

from client import Browser, Client

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent.parent
ADAPTER = ROOT / "Sources" / "Adapters" / "starlette.py"
SESSPECT = pathlib.Path(os.environ.get("SESSPECT", ROOT / ".build" / "debug" / "sesspect"))


def eventually(check, seconds=10, what="it"):
    """The first true answer of `check`, waiting for it."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = check()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"{what} did not happen within {seconds} s")


class Server:
    """A running app with a debug endpoint."""

    def __init__(self, command, directory, env=None, url=None, cwd=None, kind="starlette"):
        self.kind, self.directory, self.log = kind, pathlib.Path(directory), []
        self.browsers = []
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=cwd, start_new_session=True,
            env={**os.environ, "SESSPECT_DEBUG": "1", "SESSPECT_DIR": str(directory), "PYTHONUNBUFFERED": "1", **(env or {})})
        threading.Thread(target=self._read, daemon=True).start()
        self.url = url

    def _read(self):
        for line in self.process.stdout:
            self.log.append(line)

    @property
    def output(self):
        return "".join(self.log)

    def wait_for(self, pattern, seconds=30):
        def check():
            assert self.process.poll() is None or re.search(pattern, self.output), f"it ended:\n{self.output}"
            return re.search(pattern, self.output)
        try:
            return eventually(check, seconds, pattern)
        except AssertionError as problem:
            raise AssertionError(f"{problem}\n{self.output}") from None

    def discoveries(self):
        """The discovery files of processes that live."""
        found = []
        for path in sorted(self.directory.glob("*.json")):
            try:
                content = json.loads(path.read_text())
                os.kill(content["pid"], 0)
                found.append(content)
            except (OSError, ValueError):
                pass
        return found

    def client(self):
        return Client(eventually(self.discoveries, what="a discovery file")[-1])

    def browser(self):
        browser = Browser(self.url, getattr(self, "cookie_name", "session"))
        self.browsers.append(browser)
        return browser

    def stop(self, number=signal.SIGTERM):
        assert "internal error" not in self.output, self.output
        if self.process.poll() is None:
            os.killpg(self.process.pid, number)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def serve_python(tmp_path, app="fastapi_demo", python=sys.executable, env=None, arguments=(), apps=HERE / "apps", wait=True,
                 runner="uvicorn", directory=None):
    """uvicorn with an app of a folder of apps, the adapter beside it as a user would have saved it."""
    folder = tmp_path / "app"
    folder.mkdir(exist_ok=True)
    for file in apps.glob("*.py"):
        shutil.copy(file, folder)
    shutil.copy(ADAPTER, folder / "sesspect_debug.py")
    directory = directory or runtime_directory(tmp_path)
    port = free_port()
    if runner == "uvicorn":
        command = [python, "-m", "uvicorn", f"{app}:app", "--port", str(port), "--no-access-log", *arguments]
    else:
        command = [python, "-m", runner, f"{app}:app", "--bind", f"127.0.0.1:{port}", *arguments]
    server = Server(command, directory, env, f"http://127.0.0.1:{port}", folder)
    if wait:
        server.wait_for("sesspect: ")
        eventually(lambda: is_open(port), what="the app's port")
    return server


def is_open(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def runtime_directory(tmp_path):
    """A short path: a socket's may have 104 to 108 bytes."""
    path = tempfile.mkdtemp(prefix="sd", dir="/tmp")
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return pathlib.Path(path)


def swift_obstacle():
    """Why the Swift demo server cannot be started; None where it can."""
    if not SESSPECT.exists():
        return f"{SESSPECT} is not built"
    asked = subprocess.run([SESSPECT, "serve", "--help"], capture_output=True, text=True, timeout=60)
    if asked.returncode != 0 or "--debug" not in asked.stdout:
        return "this sesspect has no `serve --debug` yet"
    return None


def serve_swift(tmp_path, mode="cookie", env=None, arguments=()):
    server = Server(
        [SESSPECT, "serve", "--mode", mode, "--port", "0", "--debug", *arguments], runtime_directory(tmp_path), env,
        kind="swift", cwd=tmp_path)
    found = server.wait_for(r"(http://127\.0\.0\.1:\d+)")
    server.url = found.group(1)
    return server
