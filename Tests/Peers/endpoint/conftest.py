"""The servers of the suite: every test that asks for `server` runs against each of them.

`ENDPOINT_SERVERS=starlette,swift-cookie` chooses some; `STARLETTE_PYTHONS=/path/to/venv/bin/python:…` adds plain
Starlette apps on the Pythons given (Tests/run makes one for each supported Starlette, `.venv-starlette-*`).
"""

import os
import pathlib
import secrets
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import servers  # noqa: E402

PYTHONS = [p for p in os.environ.get("STARLETTE_PYTHONS", "").split(":") if p] or [
    str(p) for p in sorted(servers.ROOT.glob(".venv-starlette-*/bin/python"))]
KINDS = {"starlette": {}, "starsessions": {}, "swift-cookie": {}, "swift-sqlite": {}}
KINDS.update({"starlette-" + pathlib.Path(p).parent.parent.name.rpartition("-")[2]: {"python": p} for p in PYTHONS})
CHOSEN = os.environ.get("ENDPOINT_SERVERS", ",".join(KINDS)).split(",")


def launch(kind, tmp_path, env=None, arguments=()):
    if kind.startswith("swift"):
        obstacle = servers.swift_obstacle()
        if obstacle:
            pytest.skip(obstacle)
        server = servers.serve_swift(tmp_path, kind.partition("-")[2], env, arguments)
    elif kind == "starsessions":
        server = servers.serve_python(tmp_path, env={"SESSION_STORE": "memory", **(env or {})}, arguments=arguments)
    elif kind == "starlette":
        server = servers.serve_python(tmp_path, env=env, arguments=arguments)
    else:
        server = servers.serve_python(tmp_path, "starlette_demo", KINDS[kind]["python"], env, arguments)
    server.kind = kind
    server.mode = "store" if kind in ("starsessions", "swift-sqlite") else "cookie"
    return server


@pytest.fixture(scope="session", params=CHOSEN)
def kind(request):
    return request.param


@pytest.fixture(scope="session")
def shared(kind, tmp_path_factory):
    """One server of a kind for all tests that leave it usable."""
    server = launch(kind, tmp_path_factory.mktemp(kind))
    server.cookie_name = server.client().info()["cookie"]["name"]
    yield server
    server.stop()


@pytest.fixture
def server(shared):
    shared.browsers.clear()
    yield shared
    client = shared.client()
    client.clear()
    for browser in shared.browsers:  # a deleted session is listed until its browser was told
        if browser.cookie:
            browser.session()
    left = [item["id"] for item in client.list(all=1)["items"]]
    assert left == [], left


@pytest.fixture
def cookie_server(server):
    if server.mode != "cookie":
        pytest.skip("only signed-cookie sessions wait for the browser")
    return server


@pytest.fixture
def store_server(server):
    if server.mode != "store":
        pytest.skip("only a store is written at once")
    return server


@pytest.fixture
def client(server):
    return server.client()


@pytest.fixture
def patient(kind):
    """For tests that wait ten seconds or more: not again on every version of one framework."""
    if kind.startswith("starlette-") or kind == "starsessions":
        pytest.skip("waited for on the newest Starlette")


@pytest.fixture
def fresh(kind, tmp_path):
    """Starts a server of the kind for this test alone: `fresh(env=…)`."""
    started = []

    def start(env=None, arguments=()):
        server = launch(kind, tmp_path, env, arguments)
        started.append(server)
        return server

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def visitor(server, client):
    """A browser with a session, and its id."""
    def make(**entries):
        browser = server.browser()
        before = set(client.ids(all=1))
        # Two browsers given the same payload in the same second look like one, so each begins with something of its own.
        browser.set("visitor", secrets.token_hex(8))
        answer = browser.request("PUT", "/session", entries or {"key": "value"})
        assert answer.status == 200, answer
        fresh_ids = set(client.ids(all=1)) - before
        assert len(fresh_ids) == 1, fresh_ids
        return browser, fresh_ids.pop()
    return make
