"""Databases made by the installed Flask-Session, in both of its serialisations."""

import sqlite3

import pytest

from conftest import peer


@pytest.fixture(params=["msgpack", "json"])
def app(request, tmp_path):
    path = tmp_path / "flask.sqlite3"
    return path, request.param, peer("flask_app.py", path, request.param, "make", 4)


def read(app, cookie):
    return peer("flask_app.py", app[0], app[1], "read", cookie)


def test_it_is_recognised_and_shows_the_values(app, sesspect):
    path, _, cookies = app
    listing = sesspect("list", path, "--json").json
    assert listing["dialect"] == "flask-session" and len(listing["sessions"]) == 4
    shown = sesspect("show", path, cookies[1], "--json").json["data"]
    assert shown.pop("_permanent") is True
    assert shown == read(app, cookies[1])


def test_edit_delete_and_clear_are_read_back_by_flask(app, sesspect):
    path, _, cookies = app
    before = read(app, cookies[0])
    sesspect("set", path, cookies[0], "cart[0].qty", "7")
    before["cart"][0]["qty"] = 7
    assert read(app, cookies[0]) == before
    sesspect("clear", path, cookies[1])
    assert read(app, cookies[1]) == {}
    sesspect("delete", path, cookies[2])
    assert read(app, cookies[2]) == {}
    sesspect("undo", path)
    assert read(app, cookies[2])["user"] == "user2"
    sesspect("undo", path)
    assert read(app, cookies[1])["user"] == "user1"


def test_an_id_that_begins_with_a_dash_needs_no_escaping(app, sesspect):
    path, _, cookies = app
    dashed = "-IJ2" + cookies[3][4:]  # one in 64 begins so
    with sqlite3.connect(path) as database:
        database.execute("update sessions set session_id = ? where session_id = ?", (f"session:{dashed}", f"session:{cookies[3]}"))
    assert sesspect("show", path, dashed[:12], "--json").json["data"]["user"] == "user3"
    sesspect("set", path, dashed, "cart[0].qty", "-5", "--json")
    assert read(app, dashed)["cart"][0]["qty"] == -5
    sesspect("delete", path, dashed)
    assert read(app, dashed) == {}
