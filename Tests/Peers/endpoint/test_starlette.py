"""What only the Starlette adapter has: WebSockets, workers, reload, other servers, starsessions, the app seen through attach."""

import asyncio
import hashlib
import shutil
import signal
import subprocess
import sys
import time
from base64 import b64encode

import itsdangerous
import pytest
import servers
from client import Browser, Client
from servers import eventually


@pytest.fixture
def serve(tmp_path):
    started = []

    def start(**options):
        server = servers.serve_python(tmp_path, **options)
        started.append(server)
        return server
    yield start
    for server in started:
        server.stop()


@pytest.fixture
def running(serve):
    server = serve()
    browser = server.browser()
    browser.set("a", "1")
    return server.client(), browser


# -- identity

def digest(cookie):
    return hashlib.sha256(cookie.encode()).hexdigest()[:32]


def test_the_id_is_the_hash_of_the_first_cookie_and_any_of_the_chain_names_the_session(running):
    client, browser = running
    chain = [digest(browser.cookie)]
    for value in "23":
        browser.set("a", value)
        chain.append(digest(browser.cookie))
    item, = client.list()["items"]
    assert item["id"] == chain[0] and item["cookie"] == chain[-1]
    for hash in chain:
        found = client.get(hash).json
        assert found["id"] == chain[0] and found["cookies"] == chain
    assert client.patch(chain[1], {"a": "4"}).status == 202 and browser.session() == {"a": "4"}
    assert client.delete(chain[2]).status == 202 and browser.session() == {}


def test_the_chain_keeps_sixty_four_cookies(running):
    client, browser = running
    first = browser.cookie
    for number in range(70):
        browser.set("n", str(number))
    item, = client.list()["items"]
    assert item["id"] == digest(first) and item["rev"] == 71
    cookies = client.get(item["id"]).json["cookies"]
    assert len(cookies) == 64 and cookies[-1] == digest(browser.cookie) and item["id"] not in cookies


def test_at_most_five_thousand_sessions_are_kept(running):
    client, browser = running
    for number in range(20):
        Browser(browser.url).set("n", str(number))
    for number in range(4990):
        client.call("POST", "/v1/sessions", {"data": {"n": number}})
    assert 5000 - 5000 // 16 <= client.info()["sessions"] <= 5000, "some at once make room for those that come"
    assert browser.session() == {"a": "1"}, "a forgotten session works as ever"


def test_an_observed_session_of_an_earlier_process(serve):
    server = serve()
    browser = server.browser()
    browser.set("a", "1")
    server.stop()
    again = serve()
    browser.url = again.url
    client = again.client()
    assert browser.session() == {"a": "1"}
    event = client.await_event("session.created")
    assert event["source"] == "observed" and client.get(digest(browser.cookie)).json["data"] == {"a": "1"}


def test_clear_all_kills_cookies_that_were_never_seen(running):
    import itsdangerous
    from base64 import b64encode

    client, browser = running
    unseen = itsdangerous.TimestampSigner("a-secret-key-for-tests-only-0123456789").sign(b64encode(b'{"never": "seen"}')).decode()
    client.clear()
    browser.jar["session"] = unseen
    assert browser.session() == {} and browser.jar == {}, "the browser is told"
    browser.jar["session"] = unseen
    assert browser.session() == {}, "and a copy of the cookie stays dead"
    assert digest(unseen) not in client.ids(all=1)


# -- several workers

def test_a_worker_edits_and_ends_what_another_one_issued(serve):
    server = serve()
    client, browser = server.client(), server.browser()
    value = itsdangerous.TimestampSigner("a-secret-key-for-tests-only-0123456789").sign(b64encode(b'{"n": 1}')).decode()
    assert client.delete(digest(value)).code == "no-such-session"
    assert client.delete("not-a-hash", Sesspect_Merged="1").status == 404
    assert client.delete(digest(value), Sesspect_Merged="1").status == 202
    browser.jar["session"] = value
    assert browser.session() == {} and browser.jar == {}
    signer = itsdangerous.TimestampSigner("a-secret-key-for-tests-only-0123456789")
    for n, ops, seen in [
        (2, [{"op": "test", "path": "/n", "value": 2}, {"op": "replace", "path": "/n", "value": "new"}], {"n": "new"}),
        (3, [{"op": "test", "path": "/n", "value": 9}, {"op": "replace", "path": "/n", "value": "new"}], {"n": 3}),
    ]:
        value = signer.sign(b64encode(b'{"n": %d}' % n)).decode()
        assert client.patch(digest(value), ops).code == "no-such-session"
        assert client.patch(digest(value), ops, **{"Sesspect-Merged": "1"}).status == 202
        visitor = server.browser()
        visitor.jar["session"] = value
        assert visitor.session() == seen


def test_each_worker_has_its_endpoint_and_warns(serve):
    server = serve(arguments=["--workers", "3"])
    found = eventually(lambda: len(server.discoveries()) == 3 and server.discoveries(), 30, "three endpoints")
    assert len({d["parent"] for d in found}) == 1 and found[0]["parent"] == server.process.pid
    assert len({d["pid"] for d in found}) == len({d["instance"] for d in found}) == 3
    clients = [Client(d) for d in found]
    assert all("several-workers" in [w["code"] for w in c.info()["warnings"]] for c in clients)
    assert not any("cookie-name-shared-on-localhost" in [w["code"] for w in c.info()["warnings"]] for c in clients)
    browser = server.browser()
    browser.set("a", "1")
    for number in range(60):  # whichever worker the connection reaches
        browser.session()
    owners = [c for c in clients if c.ids()]
    assert owners and {id for c in owners for id in c.ids()} == {digest(browser.cookie)}, "every worker gives it the same id"
    for c in owners:
        assert c.delete(digest(browser.cookie)).status == 202
    old = dict(browser.jar)
    for _ in range(20):
        browser.jar = dict(old)
        assert browser.session() == {}


def test_reload_brings_a_new_endpoint(serve, tmp_path):
    server = serve(arguments=["--reload"])
    first = server.client()
    browser = server.browser()
    browser.set("a", "1")
    while "Reloading" not in server.output:  # the reloader's first look only remembers
        (tmp_path / "app" / "fastapi_demo.py").touch()
        time.sleep(0.2)
    eventually(lambda: [d for d in server.discoveries() if d["instance"] != first.discovery["instance"]], 20, "a new endpoint")
    second = server.client()
    eventually(lambda: server.browser().get("/session").status == 200)
    assert len(server.discoveries()) == 1
    assert browser.session() == {"a": "1"} and second.ids() == [digest(browser.cookie)]
    assert second.info()["warnings"] == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_endpoint_does_not_hold_the_server_at_its_end(serve, number):
    server = serve()
    client = server.client()
    with client.events() as stream:
        stream.next()
        started = time.monotonic()
        server.process.send_signal(number)
        server.process.wait(10)
        assert time.monotonic() - started < 5
    assert list(server.directory.iterdir()) == []
    assert "Traceback" not in server.output and "Task was destroyed" not in server.output


def test_without_lifespan_it_starts_at_the_first_request(serve):
    server = serve(arguments=["--lifespan", "off"], wait=False)
    server.wait_for("Uvicorn running")
    assert server.discoveries() == []
    browser = server.browser()
    browser.set("a", "1")
    assert server.client().list()["items"][0]["keys"] == 1
    server.stop(signal.SIGINT)
    assert list(server.directory.iterdir()) == []


def test_hypercorn(serve):
    server = serve(runner="hypercorn")
    client, browser = server.client(), server.browser()
    browser.set("a", "1")
    id, = client.ids()
    client.patch(id, {"a": "2"})
    assert browser.session() == browser.session() == {"a": "2"}
    client.await_event("edit.confirmed")
    client.delete(id)
    assert browser.session() == {}
    server.stop(signal.SIGINT)
    assert list(server.directory.iterdir()) == []


# -- WebSockets

def test_a_websocket_sees_the_edit_and_leaves_it_waiting(running):
    import websockets

    client, browser = running
    id, = client.ids()
    client.patch(id, {"a": "2"})

    async def talk():
        async with websockets.connect(
                browser.url.replace("http", "ws") + "/ws", additional_headers={"Cookie": f"other=1; session={browser.cookie}"}) as socket:
            import json
            return json.loads(await socket.recv())
    assert asyncio.run(talk()) == {"a": "2"}
    assert client.get(id).json["pending"] is True
    assert browser.session() == {"a": "2"} and client.get(id).json["edit"]["state"] == "applied"
    client.delete(id)
    assert asyncio.run(talk()) == {}
    assert client.get(id).json["deleted"] is True, "a WebSocket cannot tell the browser"


# -- cookies

def test_other_cookies_are_left_alone(running):
    client, browser = running
    id, = client.ids()
    browser.jar = {"first": "1", **browser.jar, "last": "x=y"}
    client.patch(id, {"a": "2"})
    answer = browser.get("/other-cookie")
    assert [line.split("=")[0] for line in answer.headers["set-cookie"]] == ["other", "session"]
    assert browser.session() == {"a": "2"}
    client.delete(id)
    answer = browser.get("/other-cookie")
    assert answer.headers["set-cookie"][-1] == (
        "session=null; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT; httponly; samesite=lax")
    assert set(browser.jar) == {"first", "last", "other"}


def test_a_cookie_an_edit_delivers_has_the_attributes_of_the_apps_own(running):
    client, browser = running
    own = browser.set("a", "2").headers["set-cookie"][0].partition(";")[2]
    client.patch(client.ids()[0], {"a": "3"})
    edited = browser.get("/session").headers["set-cookie"][0].partition(";")[2]
    assert own == edited == " path=/; Max-Age=3600; httponly; samesite=lax"


# -- the app behind attach

def test_the_app_is_still_the_app(tmp_path):
    program = """
import sys; sys.path.insert(0, sys.argv[1])
import sesspect_debug
from fastapi import FastAPI
from starlette.middleware.sessions import SessionMiddleware
from starlette.applications import Starlette
plain = FastAPI()
app = sesspect_debug.attach(plain)
assert isinstance(app, FastAPI) and isinstance(app, Starlette)
@app.get("/later")
async def later(): return {}
app.state.x = 1; app.title = "renamed"
app.add_middleware(SessionMiddleware, secret_key="added after attach, found at the first request")
assert plain.state.x == 1 and plain.title == "renamed" and plain.routes[-1].path == "/later" and app.routes is plain.routes
wrapped = sesspect_debug.attach(SessionMiddleware(Starlette(), secret_key="wrapped directly", session_cookie="direct"))
found = list(sesspect_debug.middlewares(app._app)) + list(sesspect_debug.middlewares(wrapped._app))
assert [m.session_cookie for m in found] == ["session", "direct"], found
from starlette.testclient import TestClient
with TestClient(app) as client:
    assert client.get("/later").status_code == 200 and app._endpoint.sessions is not None
for _ in range(2):
    assert TestClient(app).get("/later").status_code == 200
print("fine")
"""
    import shutil

    shutil.copy(servers.ADAPTER, tmp_path / "sesspect_debug.py")
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path], capture_output=True, text=True, timeout=60,
        env={"SESSPECT_DEBUG": "1", "SESSPECT_DIR": str(servers.runtime_directory(tmp_path)), "PATH": "/usr/bin:/bin"})
    assert done.stdout == "fine\n", done.stderr


def test_two_endpoints_of_one_process(tmp_path):
    program = """
import sys; sys.path.insert(0, sys.argv[1])
import json, os, pathlib, sesspect_debug
from starlette.applications import Starlette
from starlette.middleware.sessions import SessionMiddleware
from starlette.testclient import TestClient
def make(name):
    app = Starlette(); app.add_middleware(SessionMiddleware, secret_key="a-long-enough-secret", session_cookie=name)
    return sesspect_debug.attach(app, name=name)
with TestClient(make("one")), TestClient(make("two")):
    files = sorted(pathlib.Path(os.environ["SESSPECT_DIR"]).iterdir())
    print([f.name.replace(str(os.getpid()), "PID") for f in files])
    print([json.loads(f.read_text())["app"] for f in files if f.suffix == ".json"])
"""
    import shutil

    shutil.copy(servers.ADAPTER, tmp_path / "sesspect_debug.py")
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path], capture_output=True, text=True, timeout=60,
        env={"SESSPECT_DEBUG": "1", "SESSPECT_DIR": str(servers.runtime_directory(tmp_path)), "PATH": "/usr/bin:/bin"})
    assert done.stdout == "['PID-2.json', 'PID-2.sock', 'PID.json', 'PID.sock']\n['two', 'one']\n", done.stderr


def test_it_reads_on_python_3_9(tmp_path):
    """Syntax and names that 3.9 lacks, as far as the grammar can tell."""
    import ast

    ast.parse(servers.ADAPTER.read_text(), feature_version=(3, 9))


# -- starsessions

def test_a_store_is_written_at_once_and_read_back(serve):
    server = serve(env={"SESSION_STORE": "memory"})
    client, browser = server.client(), server.browser()
    browser.set("a", "1")
    info = client.info()
    assert info["mode"] == "store" and info["cookie"]["format"] == "starsessions"
    item, = client.list()["items"]
    assert item["id"] == digest(browser.cookie), "the store's key is a credential and is not shown"
    answer = client.patch(item["id"], {"a": "2"}, item["etag"])
    assert answer.status == 200 and answer.json["data"] == {"a": "2"} and answer.json["rev"] == item["rev"] + 1
    assert "__metadata__" not in answer.json["data"]
    assert browser.session() == {"a": "2"}
    assert client.await_event("session.updated")["source"] == "user"
    assert client.call("DELETE", f"/v1/sessions/{item['id']}/pending").status == 404


@pytest.fixture
def redis(tmp_path):
    """A Redis of its own, on a socket. One program under two names: so no package is needed that starts a service."""
    socket = tmp_path / "redis.sock"
    process = subprocess.Popen(
        ["redis-server", "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(tmp_path)],
        executable=shutil.which("redis-check-rdb"), stdout=subprocess.DEVNULL)
    servers.eventually(socket.exists, what="Redis")
    yield process, f"unix://{socket}"
    process.kill()
    process.wait()


def test_sessions_in_redis_are_written_there_and_a_redis_that_went_is_said(serve, redis):
    process, address = redis
    server = serve(env={"SESSION_STORE": address})
    client, browser = server.client(), server.browser()
    browser.set("user", "ada")
    item, = client.list()["items"]
    before = client.get(item["id"])
    assert client.patch(item["id"], {"user": "grace"}, before.headers["etag"]).status == 200
    assert browser.session() == {"user": "grace"}
    assert client.delete(item["id"]).status == 204
    assert browser.session() == {}
    assert client.put(item["id"], {"user": "grace"}, If_None_Match="*").status == 201
    assert browser.session() == {"user": "grace"}
    process.kill()
    process.wait()
    for refused in (client.get(item["id"]), client.patch(item["id"], {"user": "x"}), client.delete(item["id"])):
        assert (refused.status, refused.code) == (500, "failed")
        assert "ConnectionError" in refused.json["detail"]
    assert "internal error" not in server.output and client.info()["sessions"] == 1


def test_a_store_that_is_the_cookie_after_all_is_left_alone_and_said(serve):
    server = serve(env={"SESSION_STORE": "cookie"}, wait=False)
    server.wait_for("Application startup complete")
    browser = server.browser()
    browser.set("a", "1")
    assert browser.session() == {"a": "1"}
    server.wait_for("starsessions' CookieStore is not supported.*: the debug endpoint stays off")
    assert server.discoveries() == []
