"""The demo as its reader plays it: a shop in a real browser, and its session changed in the terminal beside it."""

import json
import re
import socket
import subprocess

import pytest

import chromium
from conftest import SESSPECT
from running_app import cursor, delete_session, step_down_to, undo, wait_row
from terminal import Terminal

MODES = ("cookie", "sqlite")


@pytest.fixture(params=MODES)
def demo(request, tmp_path, home):
    """`sesspect demo` in a terminal; `url` is the shop's."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    with Terminal(
            [SESSPECT, "demo", "--mode", request.param, "--visitors", "3"], 160, 40, {**home, "TMPDIR": str(folder)}
    ) as terminal:
        terminal.wait_for("● live", seconds=20)
        terminal.mode = request.param
        terminal.url = re.search(r"http://127\.0\.0\.1:\d+", terminal.text).group()
        yield terminal
        terminal.press("Q")
        assert terminal.wait_exit() == 0
    assert list(folder.iterdir()) == []


@pytest.fixture
def browser(tmp_path):
    if chromium.PROGRAM is None:
        pytest.skip("no chromium is installed: apt install chromium")
    with chromium.Chromium(tmp_path) as browser:
        yield browser


def find(terminal, name):
    """Shows the one session of a user, without the other visitors."""
    terminal.press("1", "/")
    terminal.wait_for("Esc as before")
    terminal.press(f"user.name={name}")
    terminal.wait_for("1 shown")
    terminal.press("enter")
    terminal.wait_gone("Esc as before")
    wait_row(terminal, "user", name)


def unfold(terminal, *keys):
    """Opens nested values one in the other, and ends on the last key."""
    terminal.press("2", "g")
    terminal.read(0.5)
    for depth, key in enumerate(keys):
        step_down_to(terminal, key)
        if depth < len(keys) - 1:
            terminal.press("enter")
            terminal.wait_until(lambda: cursor(terminal)[0], f"{key!r} to open")


def set_quantity(terminal, quantity):
    unfold(terminal, "cart", "items", "[0]", "qty")
    terminal.press("e")
    terminal.wait_for("leave as it is")
    terminal.press("ctrl-u", str(quantity), "enter")
    terminal.wait_for("Set cart.items[0].qty")


def quantity(browser):
    return browser.text("#cart .qty")


def test_a_cart_changed_in_the_terminal_is_in_the_browsers_page(demo, browser):
    browser.open(demo.url)
    assert browser.text("#cart") == "Empty."
    browser.fill("input[name=name]", "zoe9")
    browser.click("#login")
    assert browser.text("#user") == "zoe9" and browser.text("#flash") == "Welcome, zoe9."
    browser.click("#add-kettle")
    assert quantity(browser) == "1"
    find(demo, "zoe9")
    wait_row(demo, "cart", "← POST /cart")
    set_quantity(demo, 7)
    if demo.mode == "cookie":
        demo.wait_for("edit waits")
    browser.reload()
    assert quantity(browser) == "7"
    browser.reload()
    assert quantity(browser) == "7"
    demo.wait_gone("edit waits")
    shown = json.loads(browser.text("#session"))
    assert shown["cart"]["items"] == [{"sku": "kettle", "qty": 7, "price": 54.5}]
    # The page's own script cannot read the cookie.
    assert browser.run("document.cookie") == "" and browser.cookies()["session"]["httpOnly"]
    undo(demo)
    browser.reload()
    assert quantity(browser) == "1"


def test_a_session_deleted_in_the_terminal_is_logged_out_in_the_browser(demo, browser):
    browser.open(demo.url)
    browser.fill("input[name=name]", "zoe9")
    browser.click("#login")
    browser.click("#add-mug")
    find(demo, "zoe9")
    delete_session(demo)
    browser.reload()
    assert browser.text("#user") is None and browser.text("#cart") == "Empty."
    browser.reload()
    assert browser.text("#user") is None and browser.text("#session") == "{}"
    if demo.mode == "cookie":  # what lived in the cookie is gone from the browser
        assert "session" not in browser.cookies()
    # A new visit of the same browser begins a session of its own.
    browser.fill("input[name=name]", "zoe10")
    browser.click("#login")
    assert browser.text("#user") == "zoe10" and browser.text("#cart") == "Empty."


def test_the_same_with_curl(demo, tmp_path):
    jar = tmp_path / "jar"

    def curl(*arguments):
        done = subprocess.run(
            ["curl", "--silent", "--show-error", "--fail", "--noproxy", "*", "--location", "-b", jar, "-c", jar,
             *arguments[:-1], demo.url + arguments[-1]], capture_output=True, text=True, timeout=20, check=True)
        return done.stdout

    assert curl("-d", "name=zoe9", "/login").count("zoe9")
    curl("-d", "sku=tray", "-d", "qty=2", "/cart")
    assert json.loads(curl("/session"))["cart"]["total"] == 42.0
    find(demo, "zoe9")
    wait_row(demo, "cart", "← POST /cart 303")
    set_quantity(demo, 5)
    assert json.loads(curl("/session"))["cart"]["items"][0]["qty"] == 5
    assert '<td class="qty">5</td>' in curl("/")
    assert json.loads(curl("/set-session?key=note&value=%3Cb%3E")) == {"message": "Session data set"}
    assert json.loads(curl("/get-session?key=note")) == {"note": "<b>"}
    wait_row(demo, "note", '"<b>"', "← GET /set-session")
    assert "<b>" not in curl("/")
    delete_session(demo)
    assert json.loads(curl("/session")) == {}
    assert 'id="login"' in curl("/")


def test_a_port_that_is_taken_is_said_in_words(sesspect, home):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        refused = sesspect("serve", "--port", port, code=1)
        assert f"port {port}: Address already in use." in refused.err and "--port 0" in refused.err
        assert refused.out == "" and "errno" not in refused.err
        with Terminal([SESSPECT, "demo", "--port", str(port)], 100, 30, home) as terminal:
            assert terminal.wait_exit(20) == 1
            assert "Address already in use" in terminal.text
