"""A running app of each kind, a browser that visits it, and the inspector attached to it in a real terminal."""

import os
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "Peers" / "endpoint"))

import servers  # noqa: E402
from client import Client  # noqa: E402
from servers import eventually  # noqa: E402

from conftest import SESSPECT  # noqa: E402
from terminal import Terminal  # noqa: E402

KINDS = ("swift-cookie", "swift-sqlite", "fastapi")


class RunningApp:
    """An app with its debug endpoint. `directory` is where endpoints are found; None for one of its own."""

    def __init__(self, kind, folder, home, directory=None, env=None):
        self.kind, self.home, self.mode = kind, home, "store" if kind.endswith("sqlite") else "cookie"
        self.directory = directory or servers.runtime_directory(folder)
        before = set(self.directory.glob("*.json"))
        env = {"SESSPECT_DIR": str(self.directory), **(env or {})}
        folder.mkdir(exist_ok=True)
        if kind == "fastapi":
            self.server = servers.serve_python(folder, env=env, directory=self.directory)
        else:
            self.server = servers.serve_swift(folder, kind.partition("-")[2], env)
        self.client = Client(eventually(
            lambda: [d for d in self.discoveries() if d["pid"] == self.server.process.pid], what="a discovery file")[0])
        assert set(self.directory.glob("*.json")) - before
        self.url, self.socket, self.pid = self.server.url, self.client.discovery["socket"], self.client.pid

    def discoveries(self):
        self.server.directory = self.directory
        return self.server.discoveries()

    def attach(self, *arguments, target=None, columns=140, rows=40):
        terminal = Terminal(
            [SESSPECT, target or f"unix:{self.socket}", *arguments], columns, rows,
            {**self.home, "SESSPECT_DIR": str(self.directory)})
        terminal.wait_for("● live")
        return terminal

    def visit(self, **entries):
        """A browser with these entries in its session, and the session's id."""
        before = set(self.client.ids(all=1))
        browser = self.server.browser()
        browser.set("visitor", os.urandom(8).hex())  # two browsers with the same payload in one second look like one
        assert browser.request("PUT", "/session", entries).status == 200
        (id,) = set(self.client.ids(all=1)) - before
        return browser, id

    def kill(self):
        """As `kill -9`."""
        self.server.process.kill()
        self.server.process.wait(10)

    def stop(self):
        self.server.stop()


@pytest.fixture
def apps(tmp_path, home):
    """Starts apps: `apps("fastapi")`, `apps("fastapi", directory=first.directory)`."""
    started = []

    def start(kind, **options):
        obstacle = None if kind == "fastapi" else servers.swift_obstacle()
        if obstacle:
            pytest.skip(obstacle)
        app = RunningApp(kind, tmp_path / f"app{len(started)}", home, **options)
        started.append(app)
        return app

    yield start
    for app in started:
        app.stop()


def row(terminal, key):
    """The line of the keys pane that shows a key of the session; empty when there is none."""
    for line in terminal.text.splitlines():
        cells = line.partition("│")[2]
        if cells[2:].lstrip("▸▾ ").startswith(key + " "):
            return cells
    return ""


def wait_row(terminal, key, *words, seconds=10):
    """Waits until the key's line holds all the words; a word that begins with `!` must not be in it."""
    def there():
        line = row(terminal, key)
        return line and all(w[1:] not in line if w.startswith("!") else w in line for w in words)
    terminal.wait_until(there, f"{words} beside {key!r}", seconds)
    return row(terminal, key)


def select(terminal, id):
    """Puts the cursor of the list on a session; the rows of those that went are still there for a while."""
    terminal.wait_until(lambda: id[:4] + "…" in terminal.text, "the session in the list")
    terminal.press("1", "g")
    terminal.read(0.5)

    def chosen():
        return next((line[2:6] for line in terminal.text.splitlines() if line.startswith(">")), "")

    while chosen() != id[:4]:
        before = chosen()
        terminal.press("down")
        terminal.wait_until(lambda: chosen() != before, f"the row after {before}, on the way to {id[:4]}")


def open_key(terminal, key):
    """Puts the cursor of the keys pane on a key of the session that is selected."""
    terminal.press("2", "g")
    terminal.read(0.5)
    step_down_to(terminal, key)


def cursor(terminal):
    """(whether it is open, the key) of the keys pane's row with the cursor; not its age, which changes by itself."""
    cells = (line.partition("│")[2] for line in terminal.text.splitlines())
    line = next((cell[2:].strip() for cell in cells if cell.startswith(">")), "")
    return line.startswith("▾"), line.lstrip("▸▾ ").split(" ")[0]


def step_down_to(terminal, key):
    """A row at a time, each waited for: a busy machine shows the step later than the next key would be pressed."""
    while True:
        while terminal.read(0.1):  # the rest of a screen of which a part has come
            pass
        before = cursor(terminal)
        if before[1] == key:
            return
        terminal.press("down")
        terminal.wait_until(lambda: cursor(terminal) != before, f"the row after {before}, on the way to {key!r}")


def type_value(terminal, key, text):
    """Opens the prompt of a key and types a value, without Enter."""
    open_key(terminal, key)
    terminal.press("e")
    terminal.wait_for("leave as it is")
    terminal.press("ctrl-u", text)
    terminal.wait_until(lambda: text in row(terminal, key), "what was typed")


def edit(terminal, key, text):
    type_value(terminal, key, text)
    terminal.press("enter")
    terminal.wait_for(f"Set {key}")


def delete_session(terminal):
    """Asks until the question is about the session as it is now: one that changed meanwhile is left alone."""
    terminal.press("1")
    for _ in range(5):
        terminal.press("d")
        terminal.wait_for("n keep (default)")
        terminal.read(0.2)
        if "y delete" in terminal.text:
            break
        terminal.press("n")
        terminal.wait_gone("n keep (default)")
    terminal.press("y")
    terminal.wait_for("Deleted session")


def undo(terminal):
    """Takes back the one change that was made; the header counts what can be taken back."""
    terminal.wait_for("1 undo step")
    terminal.press("u")
    terminal.wait_gone("undo step")
