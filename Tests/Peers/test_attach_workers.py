"""One app in several processes, as one list."""

import json
import os
import signal
import time

import pytest

from test_attach import watches  # noqa: F401  (the fixture; and it makes `servers` importable)

import servers
from client import Client
from servers import eventually


@pytest.fixture
def workers(tmp_path, sesspect):
    server = servers.serve_python(tmp_path, arguments=["--workers", "3"])
    found = eventually(lambda: len(server.discoveries()) == 3 and server.discoveries(), 30, "three endpoints")
    server.clients = [Client(d) for d in found]
    server.target = f"app:{found[0]['app']}"

    def run(*arguments, **options):
        return sesspect(*arguments, env={"SESSPECT_DIR": str(server.directory), **options.pop("env", {})}, **options)
    run.server = server
    yield run
    server.stop()


def roam(browser, requests=40):
    """Requests on connections of their own, so that every worker gets some; what each saw."""
    return [browser.session() for _ in range(requests)]


def listed(workers):
    return workers("list", workers.server.target, "--json").json["sessions"]


def test_a_browser_is_one_session_whoever_has_seen_it(workers):
    browsers = [workers.server.browser() for _ in range(3)]
    for number, browser in enumerate(browsers):
        browser.set("visitor", os.urandom(8).hex())
        for step in range(8):
            browser.set("step", str(step))
            roam(browser, 2)
    # Which worker takes a connection is the kernel's choice.
    eventually(
        lambda: roam(browsers[0], 10) and sum(len(c.ids()) for c in workers.server.clients) > 3, 30,
        "several workers' knowing one browser")
    assert len(listed(workers)) == 3
    assert workers("count", workers.server.target, "--json").json["total"] == 3
    by_filter = workers("list", workers.server.target, "--json", "--filter", "step=7").json["sessions"]
    assert len(by_filter) == 3
    assert workers("list", workers.server.target, "--json", "--filter", "step=3").json["sessions"] == []
    info = workers("list", workers.server.target)
    assert "several" not in info.err


def test_an_edit_reaches_the_browser_at_whichever_worker_it_comes_to(workers):
    for number in range(4):
        browser = workers.server.browser()
        browser.set("n", f"old{number}")
        (id,) = {s["id"] for s in workers(
            "list", workers.server.target, "--json", "--filter", f"n=old{number}").json["sessions"]}
        workers("set", workers.server.target, id, "n", f'"new{number}"')
        assert {json.dumps(s) for s in roam(browser)} == {json.dumps({"n": f"new{number}"})}
        # In the second it was made in, the same payload is the same cookie: the one that waits for the edit elsewhere.
        second = int(time.time())
        eventually(lambda: int(time.time()) > second)
        workers("undo")
        assert {json.dumps(s) for s in roam(browser)} == {json.dumps({"n": f"old{number}"})}


def test_an_edit_taken_back_in_time_is_never_made(workers):
    browser = workers.server.browser()
    browser.set("n", "old")
    (session,) = listed(workers)
    workers("set", workers.server.target, session["id"], "n", '"new"')
    workers("undo")
    assert {json.dumps(s) for s in roam(browser)} == {'{"n": "old"}'}


def test_a_deleted_session_is_dead_at_every_worker(workers):
    browser = workers.server.browser()
    browser.set("n", "1")
    old = dict(browser.jar)
    (session,) = listed(workers)
    workers("delete", workers.server.target, session["id"])
    assert listed(workers) == []
    for _ in range(20):
        browser.jar = dict(old)
        assert browser.session() == {}


def test_a_worker_that_dies_takes_nothing_else_with_it(workers):
    browser = workers.server.browser()
    browser.set("n", "1")
    roam(browser)
    knowing = [c for c in workers.server.clients if c.ids()]
    assert len(knowing) > 1
    os.kill(knowing[0].pid, signal.SIGKILL)
    assert len(listed(workers)) == 1


def said(process, text):
    return eventually(lambda: [line for line in process.talk if text in line], 30, text)


def test_a_worker_that_starts_later_joins_the_list(workers, watches):  # noqa: F811
    server = workers.server
    process = watches(server)
    said(process, "(3 processes)")
    os.kill(server.process.pid, signal.SIGTTIN)  # uvicorn's way to ask for one more
    said(process, "Another process of the app has come: demo (4 processes).")
    (new,) = [d for d in server.discoveries() if d["pid"] not in [c.pid for c in server.clients]]
    server.clients.append(Client(new))
    browser = server.browser()
    for step in range(200):
        if server.clients[-1].ids():
            break
        browser.set("step", str(step))
    else:
        raise AssertionError("the new worker was never met")
    eventually(lambda: [line for line in process.lines if f'"{step - 1}"' in line], what="what the new worker reports")
    assert len(listed(workers)) == 1


def test_an_app_that_comes_back_with_more_processes_is_followed_in_all(tmp_path, watches):  # noqa: F811
    alone = servers.serve_python(tmp_path)
    alone.target = f"app:{alone.discoveries()[0]['app']}"
    process = watches(alone)
    alone.stop(signal.SIGKILL)
    said(process, "does not answer")
    server = servers.serve_python(tmp_path, arguments=["--workers", "3"], directory=alone.directory)
    try:
        said(process, "(3 processes)")
        for visitor in range(12):
            server.browser().set("visitor", f"number {visitor}")
        eventually(lambda: all(
            any(f'"number {visitor}"' in line for line in process.lines) for visitor in range(12)), what="every visitor")
    finally:
        server.stop()
