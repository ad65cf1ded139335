"""Killed in the middle (SIGKILL): the store is whole, and what was done can be taken back."""

import os
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from conftest import ROOT, SESSPECT

ROWS = 20_000


def rows(path):
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return connection.execute("SELECT rowid, * FROM sessions ORDER BY rowid").fetchall()


@pytest.fixture(params=["wal", "delete"])
def store(request, tmp_path):
    path = tmp_path / "store.db"
    make = ROOT / "Tests" / "Benchmarks" / "make_store.py"
    subprocess.run([sys.executable, make, path, str(ROWS), "--journal", request.param], check=True)
    return path


def kill_when(process, condition, seconds=30):
    """SIGKILL as soon as `condition` holds; True when the process was still running."""
    end = time.monotonic() + seconds
    while process.poll() is None and not condition():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.002)
    alive = process.poll() is None
    if alive:
        process.send_signal(signal.SIGKILL)
    process.wait()
    return alive


def start(home, *arguments):
    return subprocess.Popen([SESSPECT, *map(str, arguments)], env=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def count(path):
    with sqlite3.connect(path, timeout=10) as connection:
        return connection.execute("SELECT count(*) FROM sessions").fetchone()[0]


def test_a_batch_delete_killed_half_way_is_taken_back_exactly(store, home, sesspect):
    before = rows(store)
    process = start(home, "delete", store, "--filter", "@expired", "--yes")
    assert kill_when(process, lambda: count(store) < ROWS - 500)
    left = rows(store)
    assert len(left) < ROWS and set(left) <= set(before)
    sesspect("undo", store)
    assert rows(store) == before


def test_an_undo_killed_half_way_can_be_finished(store, home, sesspect):
    before = rows(store)
    sesspect("delete", store, "--filter", "@expired", "--yes")
    deleted = count(store)
    process = start(home, "undo", store)
    kill_when(process, lambda: count(store) > deleted + 500)
    assert set(rows(store)) <= set(before)
    for _ in range(3):  # what the killed undo put back is undone and made again, whichever step comes first
        sesspect("undo", store, code=None)
        if rows(store) == before:
            break
    assert rows(store) == before


def test_an_edit_killed_at_any_moment_is_made_or_not_made(store, home, sesspect):
    key, before = rows(store)[-1][1], rows(store)
    for number in range(12):
        process = start(home, "set", store, "--", key, "locale", f'"v{number}"')
        time.sleep(number * 0.004)
        process.kill()
        process.wait()
        now = rows(store)
        assert now[:-1] == before[:-1] and now[-1][1:3] == before[-1][1:3]
    result = sesspect("undo", store, code=None)
    assert result.code in (0, 1, 3), result
