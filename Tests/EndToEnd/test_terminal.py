"""The real program in a real terminal: what it leaves behind, whatever ends it; hostile content; idling."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from conftest import ROOT, SESSPECT
from terminal import Terminal

HOSTILE = [
    "\x1b]0;pwned\x07", "\x1b[2J\x1b[H", "\x1b]52;c;cHduZWQ=\x07", "\x1b[6n", "\x1bP$qm\x1b\\", "\u009b31m", "\u009d0;x\u009c",
    "a\x08\x08b", "line\r\nbreak\ttab", "\u202eevil\u2066x", "zero\u200bwidth\u00ad", "\U000e0041\U000e0042", "\ufeffbom",
    "e" + "\u0301" * 30, "👨‍👩‍👧‍👦❤️🇩🇪", "漢字" * 400, "x" * 5000, "\ud7ff\ue000\uffff",
]


@pytest.fixture
def store(tmp_path):
    """Forty sessions in sesspect's own schema, some with hostile ids, keys and values."""
    path = tmp_path / "store.db"
    subprocess.run(
        [sys.executable, ROOT / "Tests" / "Benchmarks" / "make_store.py", path, "40", "--schema", "sesspect"], check=True)
    connection = sqlite3.connect(path)
    future = int((time.time() + 9000) * 1000)
    for number, text in enumerate(HOSTILE):
        data = json.dumps({text: text, "nested": {"list": [text]}})
        connection.execute(
            "INSERT INTO sesspect_sessions VALUES (?,?,?,?,?,?,?)",
            (f"{text}{number}", data, future, future + number, future, text, text))
    connection.commit()
    connection.close()
    return path


def open_terminal(store, home, columns=100, rows=30, *arguments, **environment):
    return Terminal([SESSPECT, store, "--dialect", "sesspect", *arguments], columns, rows, {**home, **environment})


def test_q_leaves_the_terminal_as_it_was(store, home):
    with open_terminal(store, home) as terminal:
        terminal.wait_for("READ-WRITE")
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert terminal.modes_restored


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGHUP])
def test_a_signal_leaves_the_terminal_as_it_was(store, home, number):
    with open_terminal(store, home) as terminal:
        terminal.wait_for("READ-WRITE")
        terminal.signal(number)
        assert terminal.wait_exit() in (128 + number, 130)
        assert terminal.modes_restored


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT, signal.SIGILL])
def test_a_crash_leaves_the_terminal_as_it_was(store, home, number):
    with open_terminal(store, home, SWIFT_BACKTRACE="enable=no") as terminal:
        terminal.wait_for("READ-WRITE")
        terminal.signal(number)
        assert terminal.wait_exit() == -number
        assert terminal.modes_restored


def test_ctrl_z_gives_the_terminal_back_and_fg_draws_again(store, home):
    with Terminal(["bash", "--norc", "-i"], 100, 30, {**home, "PS1": "shell> "}) as terminal:
        terminal.wait_for("shell>")
        terminal.press(f"'{SESSPECT}' '{store}' --dialect sesspect\r")
        terminal.wait_for("READ-WRITE")
        terminal.press("ctrl-z")
        terminal.wait_for("Stopped")
        terminal.press("fg\r")
        terminal.wait_for("READ-WRITE")
        terminal.press("q")
        # pyte has no alternate screen: the shell's prompt comes over what was there.
        terminal.wait_until(lambda: terminal.text.rstrip().splitlines()[-1].startswith("shell>"), "the prompt")
        terminal.press("echo $?-and-out\r")
        terminal.wait_for("0-and-out")


def test_every_size_down_to_one_cell_and_back_is_survived(store, home):
    with open_terminal(store, home) as terminal:
        terminal.wait_for("READ-WRITE")
        for columns, rows in [(80, 24), (40, 12), (20, 5), (1, 1), (2, 1), (1, 40), (300, 2), (300, 90), (120, 40)]:
            terminal.resize(columns, rows)
            terminal.read(0.2)
        terminal.wait_for("READ-WRITE")


def test_no_colour_means_no_colour_codes(store, home):
    with open_terminal(store, home, NO_COLOR="1") as terminal:
        terminal.wait_for("READ-WRITE")
        terminal.press("down", "enter", "?")
        terminal.read(0.5)
        assert terminal.colour_codes == set()


def test_nothing_hostile_reaches_the_terminal(store, home):
    with open_terminal(store, home, 120, 40) as terminal:
        terminal.wait_for("READ-WRITE")
        for _ in range(len(HOSTILE) + 2):
            terminal.press("enter")
            terminal.read(0.15)
            terminal.press("down", "down", "enter")
            terminal.read(0.1)
            terminal.press("escape", "escape", "escape")
            terminal.read(0.1)
            terminal.press("down")
            terminal.read(0.05)
        seen = bytes(terminal.bytes)
        assert b"pwned\x07" not in seen and b"\x1b]52" not in seen and b"\x1b]0;" not in seen and b"\x1b[6n" not in seen
        text = seen.decode("utf-8")  # and it is all valid UTF-8
        for character in "\u202e\u2066\u200b\u00ad\ufeff\u009b\u009d\U000e0041\u200d\ufe0f\ue000":
            assert character not in text, hex(ord(character))
        assert "pwned" in text  # shown, made harmless


def test_it_is_quiet_when_nothing_happens(store, home):
    with open_terminal(store, home) as terminal:
        terminal.wait_for("READ-WRITE")
        terminal.press("z")
        while terminal.read(1):
            pass
        before = terminal.voluntary_switches()
        assert terminal.read(2) == 0
        assert terminal.voluntary_switches() - before <= 1


@pytest.mark.parametrize("environment", [{"TERM": "dumb"}, {"TERM": "no-such-terminal"}])
def test_a_terminal_that_cannot_show_it_gets_a_sentence(store, home, environment):
    with open_terminal(store, home, **environment) as terminal:
        assert terminal.wait_exit() == 2
        assert "sesspect:" in terminal.text and "list, show" in terminal.text.replace("\n", " ")


def test_without_a_terminal_it_names_the_commands_instead(store, sesspect):
    result = sesspect(store, code=2)
    assert result.out == "" and "list" in result.err and "\x1b" not in result.err


def test_a_change_by_another_process_appears(store, home):
    with open_terminal(store, home, 120, 40) as terminal:
        terminal.wait_for("READ-WRITE")
        connection = sqlite3.connect(store)
        later = int((time.time() + 10000) * 1000)
        connection.execute("INSERT INTO sesspect_sessions VALUES ('fresh-one','{\"a\":1}',?,?,?,'zoe-the-new',NULL)", (later, later, later))
        connection.commit()
        terminal.wait_for("zoe-the-new", seconds=5)


def test_the_demo_shows_visitors_and_leaves_nothing_behind(tmp_path, home):
    folder = tmp_path / "tmp"
    folder.mkdir()
    with Terminal([SESSPECT, "demo"], 120, 40, {**home, "TMPDIR": str(folder)}) as terminal:
        terminal.wait_for("changed in 10s", seconds=20)
        assert len(list(folder.iterdir())) == 1
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert terminal.modes_restored
    assert list(folder.iterdir()) == []
