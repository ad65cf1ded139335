"""The inspector attached to running apps: what an operator does there, and what the browsers then see."""

import threading

import pytest

from running_app import (  # noqa: F401
    KINDS, apps, delete_session, edit, eventually, open_key, row, select, type_value, undo, wait_row)


@pytest.fixture(params=KINDS)
def app(request, apps):
    return apps(request.param)


# Where a session lives in its browser, an edit waits for the browser's next request.
waiting = pytest.mark.parametrize("app", ("swift-cookie", "fastapi"), indirect=True)


@pytest.fixture
def terminal(app):
    with app.attach() as terminal:
        yield terminal


def later(request, *arguments):
    """A request under way in another thread: `join()` is its answer."""
    answers = []
    thread = threading.Thread(target=lambda: answers.append(request(*arguments)), daemon=True)
    thread.start()

    def join():
        thread.join(20)
        assert answers, "the request did not end"
        return answers[0]
    return join


def test_the_request_that_changed_a_key_is_beside_it(app, terminal):
    terminal.wait_for("Open the app in a browser")
    browser, id = app.visit(color="red", cart={"qty": 1})
    wait_row(terminal, "cart", "← PUT /session 200")
    browser.set("color", "blue")
    wait_row(terminal, "color", '"blue"', 'was "red"', "← GET /set-session 200")
    wait_row(terminal, "cart", "← PUT /session 200")  # its own cause stays beside the key that did not change
    for value in browser.jar.values():
        assert value[:24] not in terminal.text or app.mode == "store"
    terminal.press("4", "R")
    terminal.wait_for("[requests]")
    terminal.wait_until(lambda: "/set-session" in terminal.text.split("[requests]")[1], "the request in the list")


@waiting
def test_an_edit_of_a_cookie_waits_then_is_given_then_is_confirmed(app, terminal):
    browser, id = app.visit(color="red", n=1)
    wait_row(terminal, "color", '"red"')
    edit(terminal, "color", "blue")
    wait_row(terminal, "color", '"red"', '"blue"', "waits for")
    terminal.wait_for("edit waits")
    assert "secrets were shown" not in terminal.text  # there are none
    assert browser.session() == {"color": "blue", "n": 1}
    wait_row(terminal, "color", '"blue"', "given to the browser")
    terminal.wait_for("its next request will show it")
    assert browser.session() == {"color": "blue", "n": 1}
    wait_row(terminal, "color", '"blue"', "← edit, GET", "!given", "!waits")
    terminal.wait_gone("edit waits")
    # The browser's own cookie holds it now: it is there without the inspector's help, from another browser's jar too.
    other = app.server.browser()
    other.jar = dict(browser.jar)
    assert other.session() == {"color": "blue", "n": 1}


def test_an_edit_of_a_store_is_there_at_once(apps):
    app = apps("swift-sqlite")
    with app.attach() as terminal:
        browser, id = app.visit(color="red", n=1)
        wait_row(terminal, "color", '"red"')
        edit(terminal, "color", "blue")
        terminal.wait_for("Set color.")
        wait_row(terminal, "color", '"blue"', "!waits", "!given")
        assert browser.session() == {"color": "blue", "n": 1}


def test_undo_takes_back_an_edit_that_waits(app, terminal):
    browser, id = app.visit(color="red")
    wait_row(terminal, "color", '"red"')
    edit(terminal, "color", "blue")
    wait_row(terminal, "color", "blue")
    undo(terminal)
    wait_row(terminal, "color", '"red"', "!waits")
    terminal.wait_gone("edit waits")
    assert browser.session() == {"color": "red"}
    terminal.press("ctrl-r")
    terminal.wait_for("1 undo step")
    assert browser.session() == {"color": "blue"}


def test_undo_of_an_edit_the_browser_has_gives_it_the_old_value(app, terminal):
    browser, id = app.visit(color="red")
    wait_row(terminal, "color", '"red"')
    edit(terminal, "color", "blue")
    browser.session()
    assert browser.session() == {"color": "blue"}
    wait_row(terminal, "color", '"blue"', "!given", "!waits")
    undo(terminal)
    assert browser.session() == {"color": "red"}
    browser.session()
    wait_row(terminal, "color", '"red"', "!given", "!waits")


def test_a_deleted_session_stays_dead_though_a_response_comes_late(app, terminal):
    browser, id = app.visit(user="ann")
    wait_row(terminal, "user", '"ann"')
    slow = later(lambda: browser.get("/slow", ms=1500, key="late", value="zombie"))
    terminal.read(0.3)  # the request is under way
    delete_session(terminal)
    assert slow().status in (200, 409)
    assert browser.session() == {}
    assert browser.session() == {}
    terminal.wait_until(lambda: "1 session " not in terminal.text.splitlines()[1], "the session to go")
    assert not [i for i in app.client.list(all=1)["items"] if not i["deleted"] and i["keys"]]
    if app.mode == "cookie":
        terminal.wait_for("a late res")


def test_an_old_cookie_of_a_deleted_session_stays_dead(app, terminal):
    browser, id = app.visit(user="ann")
    old = dict(browser.jar)
    wait_row(terminal, "user", '"ann"')
    delete_session(terminal)
    assert browser.session() == {} and browser.session() == {}
    browser.jar = old
    assert browser.session() == {}


def test_a_cleared_session_stays_and_is_empty(app, terminal):
    browser, id = app.visit(user="ann", n=1)
    wait_row(terminal, "user", '"ann"')
    terminal.press("1", "D")
    terminal.wait_for("The session stays.")
    terminal.press("enter")  # never confirms
    terminal.wait_gone("The session stays.")
    assert browser.session() == {"user": "ann", "n": 1}
    terminal.read(0.3)
    terminal.press("1", "D")
    terminal.wait_for("The session stays.")
    terminal.press("y")
    terminal.wait_for("takes it back")
    assert browser.session() == {}
    undo(terminal)
    assert browser.session() == {"user": "ann", "n": 1}


def test_a_key_the_app_changed_while_another_was_typed_clashes_and_nothing_is_lost(app, terminal):
    browser, id = app.visit(color="red", n=1)
    wait_row(terminal, "color", '"red"')
    type_value(terminal, "color", "mine")
    browser.set("color", "theirs")
    terminal.wait_for("changed meanwhile")
    terminal.press("enter")
    terminal.wait_for("nothing is written yet")
    # What is stored now is read first.
    terminal.wait_for("BEFORE", '"red"', "THEIRS", '"theirs"', "MINE", '"mine"')
    assert browser.session() == {"color": "theirs", "n": 1}
    terminal.press("e")
    terminal.wait_for("leave as it is", "mine")
    terminal.press("enter")
    terminal.read(0.3)
    if "nothing is written yet" in terminal.text:
        terminal.press("m")
    terminal.wait_gone("leave as it is")
    eventually(lambda: browser.session() == {"color": "mine", "n": 1}, what="my value in the browser")


@waiting
def test_an_edit_that_waits_is_not_applied_over_what_the_app_wrote_first(app, terminal):
    browser, id = app.visit(color="red", n=1)
    wait_row(terminal, "color", '"red"')
    slow = later(lambda: browser.get("/slow", ms=1500, key="color", value="theirs"))
    terminal.read(0.3)  # the request is under way, with the cookie from before the edit
    edit(terminal, "color", "mine")
    wait_row(terminal, "color", "mine", "waits")
    assert slow().status == 200
    assert browser.session() == {"color": "theirs", "n": 1}
    terminal.wait_for("Not applied: the app changed color", "yours: ", "mine")
    wait_row(terminal, "color", '"theirs"', "!waits")
    assert browser.session() == {"color": "theirs", "n": 1}


def test_what_is_being_typed_survives_the_apps_restart(app, apps):
    with app.attach(target=f"pid:{app.pid}") as terminal:
        browser, id = app.visit(color="red")
        wait_row(terminal, "color", '"red"')
        type_value(terminal, "color", "typed before")
        app.kill()
        terminal.wait_for("reconnecting", "typed before")
        second = apps(app.kind, directory=app.directory)
        terminal.wait_for("● live", "typed before", seconds=20)
        terminal.press(" and after")
        terminal.wait_for("typed before and after")
        terminal.press("escape")
        terminal.wait_gone("leave as it is")
        # It is the new process that is shown now, and it can be changed.
        visitor, fresh = second.visit(shade="green")
        select(terminal, fresh)
        wait_row(terminal, "shade", '"green"', "← PUT /session 200")
        edit(terminal, "shade", "dark green")
        eventually(lambda: visitor.session() == {"shade": "dark green"}, what="the edit in the new process")


@waiting
def test_a_rejected_cookie_is_a_finding_with_cause_and_fix(app, terminal):
    browser, id = app.visit(color="red")
    wait_row(terminal, "color", '"red"')
    assert "[findings" not in terminal.text
    browser.jar["session"] = browser.jar["session"][:-4] + "AAAA"
    assert browser.session() == {}
    terminal.wait_for("findings 1")
    terminal.wait_for_header("! 1")
    terminal.press("!")
    terminal.wait_for("[findings 1]")
    terminal.press("enter")
    terminal.wait_for("GET /session", "sign")
