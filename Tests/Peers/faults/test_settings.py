"""Faults of how sessions are set up: each is a warning of /v1/info, a line on standard error, or an event."""

import json
import signal
import time
from base64 import b64encode

import pytest

GOOD = "a-long-secret-key-for-this-app-only"


def codes(client):
    return [warning["code"] for warning in client.info()["warnings"]]


def test_no_session_middleware(serve):
    server = serve("no_middleware", wait=False)
    server.wait_for("Uvicorn running")
    server.browser().get("/page")
    server.wait_for("sesspect: no SessionMiddleware found in 'no_middleware'")
    assert server.discoveries() == []


def test_the_middleware_that_reads_is_outside(serve):
    server = serve("wrong_order")
    assert server.browser().get("/page").status == 500
    server.wait_for("sesspect: GET /page reads request.session outside of SessionMiddleware: .*add SessionMiddleware after the one that reads")


def test_only_a_sub_app_has_sessions(serve):
    server = serve("only_in_sub_app")
    client, browser = server.client(), server.browser()
    assert client.info()["cookie"]["name"] == "admin_session", "it is found there"
    browser.name = "admin_session"
    browser.get("/admin/login")
    assert client.list()["items"][0]["user"] == "admin"
    assert browser.get("/page").status == 500
    server.wait_for("sesspect: GET /page reads request.session outside of SessionMiddleware")


def test_two_middlewares_with_one_cookie_name(serve):
    server = serve("two_middlewares")
    client, browser = server.client(), server.browser()
    assert codes(client) == ["duplicate-cookie-name"]
    browser.get("/page")
    last = client.info()["last_event"]
    browser.get("/admin/login")  # both write the cookie, with the admin app's session
    assert [op["op"] + op["path"] for op in client.await_event("session.updated", last)["diff"]] == ["remove/page", "add/user"]


@pytest.mark.parametrize("secret, detail", [
    (None, "None"), ("changeme", "well-known"), ("Secret", "well-known"), ("your-secret-key-here", "well-known"), ("short-key-12345", "15 characters"),
])
def test_weak_secrets(serve, secret, detail):
    server = serve("options", env={"SECRET": secret} if secret else {})
    warning, = server.client().info()["warnings"]
    assert warning["code"] == "weak-secret" and detail in warning["detail"]
    assert secret is None or secret not in warning["detail"], "it says nothing of the key itself"


def test_secure_on_http(serve):
    server = serve("options", env={"SECRET": GOOD, "OPTIONS": json.dumps({"https_only": True})})
    assert codes(server.client()) == []
    server.browser().get("/set")
    assert codes(server.client()) == ["secure-on-http"]


def test_samesite_none_without_secure(serve):
    server = serve("options", env={"SECRET": GOOD, "OPTIONS": json.dumps({"same_site": "none"})})
    assert codes(server.client()) == ["samesite-none-without-secure"]


def test_a_cookie_browsers_drop(serve):
    server = serve("options", env={"SECRET": GOOD})
    client, browser = server.client(), server.browser()
    browser.get("/set", size=2000)
    assert client.past(kind="cookie.too_large") == []
    browser.get("/set", size=4000)
    event = client.await_event("cookie.too_large")
    assert event["size"] > 4096 and event["request"]["path"] == "/set"
    time.sleep(2.1)
    browser.get("/read")
    assert client.get(client.ids()[0]).json["data"]["x"] == "x" * 2000, "what the browser still has"


def test_cookie_name_shared_with_another_app(serve, tmp_path):
    one = serve("options", env={"SECRET": GOOD, "NAME": "shop"})
    two = serve("options", env={"SECRET": GOOD, "NAME": "blog"}, directory=one.directory)
    serve("options", env={"SECRET": GOOD, "NAME": "other", "OPTIONS": json.dumps({"session_cookie": "other"})}, directory=one.directory)
    from client import Client

    clients = {d["app"]: Client(d) for d in one.discoveries()}
    for name, other in (("shop", "blog"), ("blog", "shop")):
        warning, = clients[name].info()["warnings"]
        assert warning["code"] == "cookie-name-shared-on-localhost" and other in warning["detail"]
    assert codes(clients["other"]) == []
    two.stop()
    assert codes(clients["shop"]) == []


# -- rejected cookies

def signed(secret, data, age=0):
    import itsdangerous

    class Signer(itsdangerous.TimestampSigner):
        def get_timestamp(self):
            return int(time.time()) - age
    return Signer(secret).sign(b64encode(data if isinstance(data, bytes) else json.dumps(data).encode())).decode()


@pytest.mark.parametrize("cookie, reason, detail", [
    (lambda: signed(GOOD, {"a": 1}, age=90), "expired", None),
    (lambda: signed(GOOD, {"a": 1}, age=-30), "clock-skew", None),
    (lambda: signed(GOOD, b"no json"), "undecodable", None),
    (lambda: signed(GOOD, [1, 2]), "undecodable", None),
    (lambda: signed("None", {"a": 1}), "wrong-secret", "None"),
    (lambda: signed("the-key-before-it-was-changed", {"a": 1}, age=50), "wrong-secret", "before this process"),
    (lambda: signed("the-key-of-somebody-else", {"a": 1}, age=-5), "bad-signature", None),
    (lambda: signed(GOOD, {"a": 1})[:-4] + "AAAA", "bad-signature", None),
    (lambda: "garbage", "bad-signature", None),
    (lambda: "..", "bad-signature", None),
])
def test_why_a_cookie_is_rejected(serve, cookie, reason, detail):
    server = serve("options", env={"SECRET": GOOD, "OPTIONS": json.dumps({"max_age": 60})})
    client, browser = server.client(), server.browser()
    browser.jar["session"] = cookie()
    browser.get("/read")
    event, = client.past(kind="cookie.rejected")
    assert event["reason"] == reason
    assert detail is None or detail in event["detail"]
    assert client.ids(all=1) == []


NASTY = [
    "", ".", "..", "a.b", "a.b.c", "=", "\xff\xfe.x.y", "%3D.x.y", '"quoted.x.y"', '"\\\\377.x.y', "null", "''", "x" * 30_000, "." * 5000,
    "W" * 8000 + ".aaaa.bbbb", b64encode(b"[" * 6000).decode() + ".ZVPxAA.AAAA", b64encode(b'{"a":' * 3000).decode() + ".ZVPxAA.AAAA",
    "e30=.____________.AAAA", "e30=..AAAA", "e30=.ZVPxAA.", "; session=; session",
]


def test_no_cookie_disturbs_the_app(serve):
    server = serve("options", env={"SECRET": GOOD})
    for cookie in NASTY:
        answer = server.browser().request("GET", "/read", headers=[("Cookie", f"session={cookie}")])
        assert answer.status == 200 and answer.json == {}, cookie
    assert "internal error" not in server.output and server.client().ids(all=1) == []


def test_sessions_loaded_by_hand(serve):
    server = serve("loaded_by_hand")
    client, browser = server.client(), server.browser()
    assert browser.get("/without").status == 200 and client.ids() == []
    assert browser.get("/unloaded").status == 500, "as without the adapter"
    assert browser.get("/with").status == browser.get("/with").status == browser.get("/without").status == 200
    assert client.get(client.ids()[0]).json["data"] == {"a": 2}
    assert client.past(kind="session.unsaved_change") == []


# -- attach

def test_off_without_the_environment_variable_and_in_production(serve):
    for env, said in [({"SESSPECT_DEBUG": "0"}, None), ({"SESSPECT_DEBUG": "true"}, None), ({"APP_ENV": "production"}, "APP_ENV=production"),
                      ({"FASTAPI_ENV": "Prod"}, "FASTAPI_ENV=Prod"), ({"ENV": "prod-eu"}, "ENV=prod-eu")]:
        server = serve("options", env={"SECRET": GOOD, **env}, wait=False)
        server.wait_for("Uvicorn running")
        assert server.browser().get("/set").status == 200
        assert server.discoveries() == []
        if said:
            assert f"sesspect: the debug endpoint stays off: {said}" in server.output
        else:
            assert "sesspect" not in server.output


def test_arguments_of_attach(serve):
    attach = {"name": "mine", "mask": ["nickname"], "reveal": False, "read_only": True}
    server = serve("options", env={"SECRET": GOOD, "ATTACH": json.dumps(attach)})
    client = server.client()
    assert client.discovery["app"] == "mine" and set(client.discovery["tokens"]) == {"ro"}
    client.tokens["rw"] = client.tokens["ro"]
    info = client.info()
    assert info["reveal"] is False and info["read_only"] is True and "reveal" not in info["capabilities"]
    server.browser().get("/set")
    assert client.delete(client.ids()[0]).code == "read-only"


def test_explicit_settings_override(serve):
    server = serve("options", env={"SECRET": GOOD, "ATTACH": json.dumps({"max_age": 77, "path": "/x"})})
    cookie = server.client().info()["cookie"]
    assert cookie["max_age"] == 77 and cookie["path"] == "/x" and cookie["flags"] == ["httponly", "samesite=lax"]


@pytest.mark.parametrize("spoil", ["open", "link", "file"])
def test_an_unsafe_directory_is_refused_and_the_app_goes_on(serve, tmp_path, spoil):
    directory = tmp_path / "run"
    if spoil == "open":
        directory.mkdir(mode=0o755)
    elif spoil == "link":
        (tmp_path / "real").mkdir(mode=0o700)
        directory.symlink_to(tmp_path / "real")
    else:
        directory.write_text("")
    server = serve("options", env={"SECRET": GOOD}, directory=directory)
    assert "sesspect: the debug endpoint stays off" in server.output
    assert server.browser().get("/set").status == 200
    assert spoil == "file" or server.discoveries() == []


def test_a_too_long_path_is_said(serve, tmp_path):
    directory = tmp_path / ("x" * 120)
    server = serve("options", env={"SECRET": GOOD}, directory=directory)
    assert "the path of the socket is too long" in server.output
    assert server.browser().get("/set").status == 200


def test_files_are_removed_at_the_end(serve):
    server = serve("options", env={"SECRET": GOOD})
    assert len(list(server.directory.iterdir())) == 2
    server.stop()
    assert list(server.directory.iterdir()) == []


def test_files_of_a_killed_process_disturb_nobody(serve):
    server = serve("options", env={"SECRET": GOOD})
    server.stop(signal.SIGKILL)
    assert len(list(server.directory.iterdir())) == 2
    again = serve("options", env={"SECRET": GOOD}, directory=server.directory)
    client = again.client()
    assert client.pid == again.process.pid and codes(client) == []
    again.browser().get("/set")
    assert len(client.ids()) == 1
