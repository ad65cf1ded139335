"""A database made by the installed Django: opened with no option, and what sesspect writes Django reads back."""

import sqlite3

import pytest

from conftest import peer
from django_app import SECRET_KEY


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "db.sqlite3"
    return path, peer("django_app.py", path, "make", 8)


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "secret"
    path.write_text(SECRET_KEY + "\n")
    return path


def read(path, key):
    return peer("django_app.py", path, "read", key)


def payload(path, key):
    with sqlite3.connect(path) as connection:
        return connection.execute("SELECT session_data, expire_date FROM django_session WHERE session_key = ?", (key,)).fetchone()


def test_it_is_recognised_and_lists_the_active_sessions(database, sesspect):
    path, keys = database
    listing = sesspect("list", path, "--json").json
    assert listing["schema"] == 1 and listing["dialect"] == "django"
    active = [key for number, key in enumerate(keys) if number % 4 != 3]
    assert sorted(row["id"] for row in listing["sessions"]) == sorted(active)
    assert sesspect("count", path, "--json").json == {
        "schema": 1, "matched": 6, "active": 6, "expired": 2, "total": 8, "exact": True}
    assert len(sesspect("list", path, "--all", "--json").json["sessions"]) == 8


def test_values_are_shown_as_django_has_them(database, sesspect):
    path, keys = database
    shown = sesspect("show", path, keys[1], "--json").json
    assert shown["data"] == read(path, keys[1])["data"]


def test_an_edit_is_read_back_by_django_and_nothing_else_changes(database, secret, sesspect):
    path, keys = database
    before = read(path, keys[2])["data"]
    expiry = payload(path, keys[2])[1]
    done = sesspect("set", path, keys[2], "cart.items[0].qty", "41", "--secret-file", secret, "--json").json
    assert done["done"] == 1 and done["sessions"] == [keys[2]]
    after = read(path, keys[2])["data"]
    before["cart"]["items"][0]["qty"] = 41
    assert after == before
    assert list(after) == list(before)
    assert payload(path, keys[2])[1] == expiry


def test_clear_empties_the_session_and_keeps_it(database, secret, sesspect):
    path, keys = database
    sesspect("clear", path, keys[0], "--secret-file", secret)
    assert read(path, keys[0]) == {"exists": True, "data": {}}


def test_delete_removes_it_and_undo_brings_it_back_exactly(database, sesspect):
    path, keys = database
    before = payload(path, keys[0])
    sesspect("delete", path, keys[0])
    assert read(path, keys[0])["exists"] is False
    sesspect("undo", path)
    assert payload(path, keys[0]) == before


def test_without_the_secret_key_an_edit_is_refused(database, sesspect):
    path, keys = database
    before = payload(path, keys[0])
    result = sesspect("set", path, keys[0], "user", '"x"', code=5)
    assert "--secret-file" in result.err
    assert payload(path, keys[0]) == before


def test_a_wrong_secret_key_is_refused_and_nothing_is_written(database, tmp_path, sesspect):
    path, keys = database
    wrong = tmp_path / "wrong"
    wrong.write_text("not-the-key")
    before = payload(path, keys[0])
    for command in (["set", path, keys[0], "user", '"x"'], ["clear", path, keys[0]]):
        result = sesspect(*command, "--secret-file", wrong, code=5)
        assert "secret" in result.err.lower()
        assert payload(path, keys[0]) == before


def test_a_session_django_saved_meanwhile_is_not_overwritten(database, secret, sesspect):
    path, keys = database
    revision = sesspect("show", path, keys[0], "--json").json["revision"]
    peer("django_app.py", path, "write", keys[0], '{"user": "changed"}')
    sesspect("set", path, keys[0], "user", '"mine"', "--if-revision", revision, "--secret-file", secret, code=4)
    assert read(path, keys[0])["data"]["user"] == "changed"


@pytest.mark.parametrize("mode", ["wal", "delete"])
def test_django_and_sesspect_write_at_once_without_a_lock_error(database, secret, sesspect, mode):
    import json, subprocess, sys
    from conftest import PEERS

    path, keys = database
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA journal_mode={mode}")
    connection.close()
    hammer = subprocess.Popen(
        [sys.executable, str(PEERS / "django_app.py"), str(path), "hammer", "4"], stdout=subprocess.PIPE, text=True)
    edits = 0
    while hammer.poll() is None:
        result = sesspect("set", path, keys[2], "note", f'"{edits}"', "--secret-file", secret, code=None)
        assert result.code in (0, 4), result
        edits += result.code == 0
    assert hammer.returncode == 0
    report = json.loads(hammer.stdout.read())
    assert report["errors"] == [] and report["commits"] > 50 and edits > 3
