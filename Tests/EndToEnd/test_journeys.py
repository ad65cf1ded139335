"""What an operator does in the inspector, on a database made by the installed Django, checked in the database."""

import sqlite3

import pytest

from conftest import SESSPECT, peer
from django_app import SECRET_KEY
from terminal import Terminal


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "db.sqlite3"
    return path, peer("django_app.py", path, "make", 8)


@pytest.fixture
def terminal(database, tmp_path, home):
    secret = tmp_path / "secret"
    secret.write_text(SECRET_KEY)
    with Terminal([SESSPECT, database[0], "--secret-file", secret], 120, 40, home) as terminal:
        terminal.wait_for("READ-WRITE")
        terminal.wait_for("6 sessions")
        yield terminal


def stored(path):
    with sqlite3.connect(path) as connection:
        return dict(connection.execute("SELECT session_key, session_data || expire_date FROM django_session"))


def filter_to(terminal, text):
    terminal.press("/")
    terminal.wait_for("Esc as before")
    terminal.press(text)
    terminal.wait_for("1 of 6")
    terminal.press("enter")
    terminal.wait_gone("Esc as before")


def test_an_edited_value_is_what_django_reads(database, terminal):
    path, keys = database
    filter_to(terminal, "user=user2")
    terminal.press("enter")
    terminal.wait_for("cart")
    terminal.press("g", "e")
    terminal.wait_for("Stays a string")
    terminal.press("ctrl-u", "renamed", "enter")
    terminal.wait_for("Set user")
    data = peer("django_app.py", path, "read", keys[2])["data"]
    assert data["user"] == "renamed" and data["cart"]["total"] == 21.0


def test_enter_never_deletes_and_y_does_and_u_brings_back(database, terminal):
    path, keys = database
    before = stored(path)
    filter_to(terminal, "user=user1")
    terminal.press("d")
    terminal.wait_for("y delete")
    terminal.press("enter")
    terminal.wait_gone("y delete")
    assert stored(path) == before
    terminal.press("d")
    terminal.wait_for("y delete")
    terminal.press("y")
    terminal.wait_for("Deleted session")
    assert set(before) - set(stored(path)) == {keys[1]}
    terminal.press("u")
    terminal.wait_for("Taken back")
    assert stored(path) == before


def test_undo_still_works_after_a_restart(database, terminal, tmp_path, home):
    path, keys = database
    before = stored(path)
    terminal.press("d")
    terminal.wait_for("y delete")
    terminal.press("y")
    terminal.wait_for("Deleted session")
    terminal.press("q")
    assert terminal.wait_exit() == 0
    with Terminal([SESSPECT, path], 120, 40, home) as again:
        again.wait_for("5 sessions")
        again.press("u")
        again.wait_for("Taken back")
    assert stored(path) == before


def test_a_session_the_app_saved_meanwhile_is_not_overwritten(database, terminal):
    path, keys = database
    filter_to(terminal, "user=user0")
    terminal.press("enter")
    terminal.wait_for("cart")
    terminal.press("g", "e")
    terminal.wait_for("Stays a string")
    terminal.press("ctrl-u", "mine")
    peer("django_app.py", path, "write", keys[0], '{"user": "theirs"}')
    terminal.wait_for("not in the filter now")
    terminal.press("enter")
    terminal.wait_for('"theirs"', '"mine"')
    assert peer("django_app.py", path, "read", keys[0])["data"]["user"] == "theirs"


def test_the_cursor_stays_with_its_session_while_others_come(database, terminal):
    path, _ = database


    def cursor():
        return next((line[2:12] for line in terminal.text.splitlines() if line.startswith(">")), None)

    first = cursor()
    session = terminal.text.splitlines()[6][2:12]
    terminal.press("down", "down")
    terminal.wait_until(lambda: cursor() == session, "the cursor on the third row")
    assert session != first
    peer("django_app.py", path, "make", 3)
    terminal.wait_for("9 sessions")
    terminal.wait_until(lambda: cursor() == session, "the cursor on its session")


def test_help_and_palette_list_the_commands(terminal):
    terminal.press("?")
    terminal.wait_for("mark-range")
    terminal.press("escape")
    terminal.read(0.2)
    terminal.press(":")
    terminal.press("delete-ex", "tab")
    terminal.wait_for("delete-expired")
