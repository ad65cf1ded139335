"""The commands attached to running apps: Starlette with the adapter, and our own server, with sessions in cookies and stores."""

import functools
import json
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "endpoint"))

import servers  # noqa: E402
from client import Client  # noqa: E402
from servers import eventually  # noqa: E402

from conftest import SESSPECT  # noqa: E402

KINDS = ("starlette", "starsessions", "swift-cookie", "swift-sqlite")


def start(kind, tmp_path, directory=None):
    """A server of the kind; `directory` is the runtime directory of another one, to start it beside that or again."""
    env = {"SESSPECT_DIR": str(directory)} if directory else {}
    before = {path.name for path in directory.glob("*.json")} if directory else set()
    tmp_path.mkdir(exist_ok=True)
    if kind.startswith("swift"):
        obstacle = servers.swift_obstacle()
        if obstacle:
            pytest.skip(obstacle)
        server = servers.serve_swift(tmp_path, kind.partition("-")[2], env)
    else:
        server = servers.serve_python(
            tmp_path, env={**env, **({"SESSION_STORE": "memory"} if kind == "starsessions" else {})})
    server.directory = directory or server.directory
    server.sort = kind
    server.mode = "store" if kind in ("starsessions", "swift-sqlite") else "cookie"
    file = eventually(
        lambda: [path for path in server.directory.glob("*.json") if path.name not in before], what="a discovery file")
    server.found = json.loads(file[0].read_text())
    server.client = lambda: Client(server.found)
    server.cookie_name = server.client().info()["cookie"]["name"]
    server.target = f"pid:{server.found['pid']}"
    return server


@pytest.fixture(params=KINDS)
def server(request, tmp_path):
    server = start(request.param, tmp_path)
    yield server
    server.stop()


@pytest.fixture
def attached(server, sesspect):
    """`sesspect` with the server's runtime directory."""
    def run(*arguments, **options):
        env = {"SESSPECT_DIR": str(server.directory), **options.pop("env", {})}
        return sesspect(*arguments, env=env, **options)
    return run


def visit(server, **entries):
    """A browser with these entries in its session, and the session's id."""
    before = {item["id"] for item in server.client().list(all=1)["items"]}
    browser = server.browser()
    browser.set("visitor", os.urandom(8).hex())
    browser.request("PUT", "/session", entries)
    (found,) = {item["id"] for item in server.client().list(all=1)["items"]} - before
    return browser, found


def data(attached, server, id):
    return attached("show", server.target, id, "--json").json["data"]


def test_the_list_is_what_the_server_knows(server, attached):
    assert attached("list", server.target, "--json").json["sessions"] == []
    ids = [visit(server, n=n, word="w" * 9 * n)[1] for n in range(5)]
    listed = attached("list", server.target, "--json", "--sort=-size").json
    assert [s["id"] for s in listed["sessions"]] == ids
    assert listed["total"] == 5 and listed["exact"] and listed["dialect"] == server.mode
    first = attached("list", server.target, "--json", "--sort=-size", "--limit", "2").json
    rest = attached("list", server.target, "--json", "--sort=-size", "--cursor", first["next_cursor"]).json
    assert [s["id"] for s in first["sessions"] + rest["sessions"]] == ids
    found = attached("list", server.target, "--json", "--filter", "n>2").json
    assert {s["id"] for s in found["sessions"]} == set(ids[3:])
    count = attached("count", server.target, "--json", "--filter", "n>2").json
    assert (count["matched"], count["active"], count["total"]) == (2, 5, 5)


def test_the_newest_request_is_shown_with_the_session(server, attached):
    _, id = visit(server, n=1)
    shown = attached("show", server.target, id, "--json").json
    assert shown["last"] == {"method": "PUT", "path": "/session", "status": 200}
    text = attached("show", server.target, id).out
    assert f"Last     PUT /session 200, {shown['hits']} request" in text and "in all" in text


def test_more_sessions_than_a_page_of_the_protocol(server, attached):
    client = server.client()
    for n in range(230):
        assert client.call("POST", "/v1/sessions", {"data": {"n": n, "salt": os.urandom(4).hex()}}).status == 201
    lines = attached("list", server.target, "--ndjson").out.splitlines()
    assert len({json.loads(line)["id"] for line in lines}) == 230


def test_secrets_stay_at_the_server(server, attached):
    _, id = visit(server, user={"name": "ann", "api_token": "hunter2secret"})
    shown = attached("show", server.target, id, "--json")
    assert "hunter2" not in shown.out and "$masked" in shown.out
    assert "hunter2" not in attached("show", server.target, id).out
    assert not server.client().past(kind="audit")
    assert data(attached, server, id)["user"]["name"] == "ann"


def test_a_secret_is_revealed_on_demand_and_that_is_noted(server, attached):
    _, id = visit(server, user={"name": "ann", "api_token": "hunter2secret"})
    shown = attached("show", server.target, id, "--json", "--reveal").json
    assert shown["data"]["user"]["api_token"] == "hunter2secret"
    assert [e["action"] for e in server.client().past(kind="audit")] == ["reveal"]
    refused = attached("show", server.target, id, "--reveal", "--read-only")
    assert "hunter2" not in refused.out and "does not give out its secrets" in refused.err
    exported = attached("export", server.target, "--reveal")
    assert "hunter2secret" in exported.out and "masked" not in exported.err
    assert "hunter2" not in attached("export", server.target).out


def test_an_edit_reaches_the_browser_and_can_be_undone(server, attached):
    browser, id = visit(server, cart={"qty": 1, "total": 39.9}, last=None)
    changed = attached("set", server.target, id, "cart.qty", "2")
    assert ("waits for the browser" in changed.out) == (server.mode == "cookie"), changed
    assert browser.session() == {"cart": {"qty": 2, "total": 39.9}, "last": None}
    assert data(attached, server, id)["cart"]["qty"] == 2
    attached("undo", server.target)
    assert browser.session() == {"cart": {"qty": 1, "total": 39.9}, "last": None}
    attached("undo", "--redo")
    assert browser.session()["cart"]["qty"] == 2


def test_an_edit_that_waits_is_taken_back_by_undo(server, attached):
    browser, id = visit(server, key="old", other=1)
    attached("set", server.target, id, "other", "5")
    attached("set", server.target, id, "key", '"new"')
    attached("undo")
    assert browser.session() == {"key": "old", "other": 5}
    attached("undo")
    assert browser.session() == {"key": "old", "other": 1}


def test_a_secret_is_replaced_and_put_back_though_it_is_never_shown(server, attached):
    browser, id = visit(server, api_token="first", n=1)
    for after_request in (False, True):
        changed = attached("set", server.target, id, "api_token", '"second"')
        assert "first" not in changed.out and "second" not in changed.out
        if after_request:
            assert browser.session() == {"api_token": "second", "n": 1}
        attached("undo")
        assert browser.session() == {"api_token": "first", "n": 1}


def test_keys_come_and_go_in_their_place(server, attached):
    browser, id = visit(server, a=1, b={"c": [1, 2, 3]}, d=4)
    attached("unset", server.target, id, "b.c[1]")
    attached("set", server.target, id, "e.f", "true", "--create")
    assert browser.session() == {"a": 1, "b": {"c": [1, 3]}, "d": 4, "e": {"f": True}}
    attached("unset", server.target, id, "a")
    browser.session()
    attached("undo")
    assert list(browser.session()) == ["a", "b", "d", "e"]


def test_a_stale_revision_is_a_conflict(server, attached):
    browser, id = visit(server, n=1)
    revision = attached("show", server.target, id, "--json").json["revision"]
    browser.set("n", "2")
    refused = attached("set", server.target, id, "n", "3", "--if-revision", revision, "--json", code=4)
    assert json.loads(refused.err)["error"]["code"] == "conflict"
    assert browser.session()["n"] == "2"


def test_undo_leaves_alone_what_changed_since(server, attached):
    browser, id = visit(server, n="1")
    attached("set", server.target, id, "n", '"2"')
    browser.session()
    browser.set("n", "3")
    attached("undo", code=4)
    assert browser.session() == {"n": "3"}


def test_a_deleted_session_is_gone_and_comes_back(server, attached):
    browser, id = visit(server, n=1, secret="s")
    attached("delete", server.target, id)
    assert attached("list", server.target, "--json").json["sessions"] == []
    attached("show", server.target, id, code=3)
    attached("undo")
    assert data(attached, server, id)["n"] == 1
    assert browser.session() == {"n": 1, "secret": "s"}
    attached("delete", server.target, id)
    assert browser.session() == {}


def test_a_browser_that_was_told_cannot_get_its_session_back(server, attached):
    if server.mode == "store":
        pytest.skip("only a signed-cookie session lives in its browser")
    browser, id = visit(server, n=1)
    attached("delete", server.target, id)
    browser.session()
    refused = attached("undo", code=None)
    assert refused.code in (3, 4) and "Traceback" not in refused.err, refused


def test_many_are_deleted_by_a_filter_and_brought_back(server, attached):
    visitors = [visit(server, group="even" if n % 2 == 0 else "odd", n=n) for n in range(14)]
    preview = attached("delete", server.target, "--filter", "group=even", "--dry-run")
    assert "7 sessions" in preview.err
    assert "POST /v1/sessions:delete" in preview.out
    done = attached("delete", server.target, "--filter", "group=even", "--yes", "--json").json
    assert done["done"] == 7
    left = attached("list", server.target, "--json").json["sessions"]
    assert {s["id"] for s in left} == {id for n, (_, id) in enumerate(visitors) if n % 2}
    attached("undo")
    for n, (browser, _) in enumerate(visitors):
        assert browser.session()["n"] == n


def test_clearing_keeps_the_session(server, attached):
    visitors = [visit(server, n=n) for n in range(3)]
    attached("clear", server.target, "--filter", "n>=1", "--yes")
    # One of them comes by; were both to, they would have the same cookie of the same second, which looks like one browser.
    assert [browser.session() for browser, _ in visitors[:2]] == [{"n": 0}, {}]
    assert len(attached("list", server.target, "--json").json["sessions"]) == 3
    attached("undo")
    assert [browser.session() for browser, _ in visitors] == [{"n": 0}, {"n": 1}, {"n": 2}]


def test_a_read_only_target_refuses_every_change(server, attached):
    browser, id = visit(server, n=1)
    for change in (("set", server.target, id, "n", "2"), ("delete", server.target, id), ("clear", server.target, id)):
        refused = attached(*change, "--read-only", code=5)
        assert "read-only" in refused.err
    assert browser.session() == {"n": 1}
    assert not server.client().past(kind="audit")


def test_every_spelling_of_a_target_is_the_same_app(server, attached):
    _, id = visit(server, n=1)
    socket = server.found["socket"]
    for target in (f"unix:{socket}", server.target, f"app:{server.found['app']}"):
        assert [s["id"] for s in attached("list", target, "--json").json["sessions"]] == [id]
    attached("set", f"unix:{socket}", id, "n", "2")
    listed = attached("undo", server.target, "--list", "--json")
    assert f"app:{server.found['app']}" in listed.out


def test_a_token_can_be_given(server, attached, tmp_path):
    socket, tokens = server.found["socket"], server.found["tokens"]
    hidden = tmp_path / "elsewhere.sock"
    hidden.symlink_to(socket)
    refused = attached("list", f"unix:{hidden}", code=5)
    assert "--token-file" in refused.err or "open to other users" in refused.err
    assert attached("list", f"unix:{hidden}", env={"SESSPECT_TOKEN": tokens["ro"]}).code == 0
    file = tmp_path / "token"
    file.write_text(tokens["rw"] + "\n")
    assert attached("list", f"unix:{hidden}", "--token-file", file).code == 0
    wrong = attached("list", f"unix:{socket}", code=5, env={"SESSPECT_TOKEN": "0" * 64})
    assert "token" in wrong.err and "0000" not in wrong.err


def test_the_apps_own_address_is_answered_with_the_endpoints(server, attached):
    refused = attached("list", server.url, code=5)
    assert f"app:{server.found['app']}" in refused.err and "--token-file" in refused.err


def watch(server, home, *arguments):
    """`sesspect watch` under way: its lines as they come."""
    process = subprocess.Popen(
        [SESSPECT, "watch", server.target, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**home, "SESSPECT_DIR": str(server.directory)})
    process.lines, process.talk = [], []
    for stream, into in ((process.stdout, process.lines), (process.stderr, process.talk)):
        threading.Thread(target=lambda s=stream, i=into: i.extend(iter(s.readline, "")), daemon=True).start()
    eventually(lambda: process.talk, what="the watch")
    return process


@pytest.fixture
def watches(home):
    """Begins a `sesspect watch` of a server; it ends with the test."""
    started = []

    def begin(server, *arguments):
        started.append(watch(server, home, *arguments))
        return started[-1]
    yield begin
    for process in started:
        process.send_signal(signal.SIGINT)
        process.wait(10)


@pytest.fixture
def watching(server, watches):
    return functools.partial(watches, server)


def test_watch_names_the_request_of_each_change(server, watching):
    browser, id = visit(server, n="1")
    text, objects = watching(), watching("--ndjson")
    time.sleep(0.3)
    browser.set("n", "2")
    line = eventually(lambda: [line for line in text.lines if "/set-session" in line])[-1]
    assert id[:4] in line and "GET /set-session 200" in line and '~n "1" → "2"' in line
    event = eventually(lambda: [json.loads(line) for line in objects.lines if "session.updated" in line])[-1]
    assert event["id"] == id and event["request"]["path"] == "/set-session"
    assert event["changes"] == [{"op": "replace", "path": "/n", "old": "1", "new": "2"}]


def test_watch_can_begin_with_what_was(server, watching):
    _, id = visit(server, n="1")
    objects = watching("--ndjson", "--history")
    kinds = eventually(lambda: [json.loads(line)["event"] for line in objects.lines], what="history")
    assert kinds[0] == "session.created"
    text = watching()
    time.sleep(0.3)
    assert text.lines == []


def test_watch_keeps_to_its_filter(server, watching):
    one, _ = visit(server, group="a")
    other, _ = visit(server, group="b")
    text = watching("--filter", "group=a")
    time.sleep(0.3)
    other.set("x", "1")
    one.set("y", "2")
    lines = eventually(lambda: list(text.lines))
    assert "+y" in lines[0] and not [line for line in text.lines if "+x" in line]


def test_watch_explains_a_finding(server, watching):
    if server.mode == "store":
        pytest.skip("a store's cookie holds no more than an id")
    text, objects = watching(), watching("--ndjson")
    time.sleep(0.3)
    browser = server.browser()
    browser.jar[server.cookie_name] = "eyJhIjogMX0=.aR0000.AAAAAAAAAAAAAAAAAAAAAAAAAAA"
    browser.get("/session")
    eventually(lambda: [line for line in text.lines if "COOKIE REJECTED" in line])
    eventually(lambda: len(text.lines) >= 3)
    event = eventually(lambda: [json.loads(line) for line in objects.lines if "cookie.rejected" in line])[-1]
    assert event["reason"] and event["cause"] and event["fix"]
    assert any(event["fix"] in line for line in text.lines)


def test_watch_goes_on_after_the_app_was_restarted(server, watching, tmp_path):
    text = watching()
    time.sleep(0.3)
    server.stop(signal.SIGKILL)
    eventually(lambda: [line for line in text.talk if "does not answer" in line])
    second = start(server.sort, tmp_path / "again", server.directory)
    try:
        eventually(lambda: [line for line in text.talk if "back" in line], what="the way back")
        browser = second.browser()
        browser.set("after", "restart")
        eventually(lambda: [line for line in text.lines if '"restart"' in line])
    finally:
        second.stop()


# Discovery


def test_what_a_dead_process_left_is_removed(server, attached):
    server.stop(signal.SIGKILL)
    left = list(server.directory.glob("*.json"))
    assert left, "a killed server leaves its file"
    refused = attached("list", server.target, code=6)
    assert "SESSPECT_DEBUG=1" in refused.err
    assert not list(server.directory.glob("*.json")) and not list(server.directory.glob("*.sock"))


def test_two_apps_at_once_are_told_apart(server, attached, tmp_path):
    second = start(server.sort, tmp_path / "second", server.directory)
    try:
        _, first_id = visit(server, n=1)
        assert attached("list", second.target, "--json").json["sessions"] == []
        assert [s["id"] for s in attached("list", server.target, "--json").json["sessions"]] == [first_id]
        both = attached("list", f"app:{server.found['app']}", code=2)
        assert both.err.count("unix:") == 2
    finally:
        second.stop()


def test_a_folder_open_to_others_is_refused(server, attached):
    os.chmod(server.directory, 0o755)
    try:
        refused = attached("list", server.target, code=5)
        assert "open to other users" in refused.err and "chmod" in refused.err
    finally:
        os.chmod(server.directory, 0o700)
    file = next(server.directory.glob("*.json"))
    os.chmod(file, 0o644)
    refused = attached("list", server.target, code=6)
    assert "open to other users" in refused.err
    os.chmod(file, 0o600)
    assert attached("list", server.target).code == 0


def test_a_folder_of_another_user_is_refused(server, attached):
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder away")
    os.chown(server.directory, 65534, 65534)
    try:
        assert "belongs to another user" in attached("list", server.target, code=5).err
    finally:
        os.chown(server.directory, 0, 0)


def test_a_socket_path_longer_than_the_system_takes(sesspect, tmp_path):
    path = tmp_path / ("d" * 60) / ("e" * 60)
    path.mkdir(parents=True, mode=0o700)
    (path / "1.sock").touch()
    refused = sesspect("list", f"unix:{path}/1.sock", code=6, env={"SESSPECT_TOKEN": "0" * 64})
    assert "too long" in refused.err


def test_an_endpoint_on_a_port_of_this_machine(tmp_path, sesspect):
    server = servers.serve_python(tmp_path, env={"ENDPOINT_TCP": "1"})
    try:
        found = eventually(server.discoveries)[-1]
        browser = server.browser()
        browser.set("n", "1")
        env = {"SESSPECT_DIR": str(server.directory)}
        for target in (found["url"], found["url"] + "/", found["url"].replace("127.0.0.1", "localhost")):
            (session,) = sesspect("list", target, "--json", env=env).json["sessions"]
        sesspect("set", found["url"], session["id"], "n", '"2"', env=env)
        assert browser.session() == {"n": "2"}
        assert sesspect("list", "http://192.0.2.1:80", code=None, env={"SESSPECT_TOKEN": "0" * 64}).code == 6
    finally:
        server.stop()


def test_nothing_that_answers_is_said_to_be_unreachable(sesspect, tmp_path):
    assert sesspect("list", f"unix:{tmp_path}/none.sock", code=6).err.startswith("sesspect: ")
    port = servers.free_port()
    assert sesspect("list", f"http://127.0.0.1:{port}", code=6, env={"SESSPECT_TOKEN": "0" * 64}).code == 6
