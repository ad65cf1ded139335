"""Changes of a session that no cookie carries: each is named, with the reason and the request."""

import asyncio
import sys

import pytest

import servers

PYTHONS = [sys.executable, *map(str, sorted(servers.ROOT.glob(".venv-starlette-*/bin/python")))]


@pytest.fixture(params=PYTHONS, ids=lambda p: p.split("/")[-3].rpartition("-")[2] if ".venv-starlette" in p else "newest")
def late(request, serve):
    server = serve("written_late", python=request.param)
    server.before_1_0 = "starlette/0." in server.client().info()["server"]
    return server


async def open_websocket(server, browser):
    import websockets

    async with websockets.connect(
            server.url.replace("http", "ws") + "/ws", additional_headers={"Cookie": f"session={browser.cookie}"}) as socket:
        assert await socket.recv() == "ok"


def test_each_way_is_named_and_nothing_else(late):
    client, browser = late.client(), late.browser()
    browser.get("/start")
    expected = [
        ("/background", "after-response"), ("/stream", "after-response"), ("/error", "unhandled-error"), ("/outer", "after-response"),
        ("/sub/background", "after-response"), *([] if late.before_1_0 else [("/nested", "nested-in-place")]),
    ]
    for path, reason in expected:
        last = client.info()["last_event"]
        assert browser.get(path).status == (500 if path == "/error" else 200)
        event = client.await_event("session.unsaved_change", last)
        assert event["reason"] == reason, path
        assert event["request"]["path"] == path and event["request"]["method"] == "GET" and event["session"] == client.ids()[0]
        change, = event["diff"]
        if path == "/nested":
            assert (change["op"], change["path"], change["value"]) == ("add", "/cart/1", 2)
        else:
            assert (change["op"], change["path"]) == ("add", "/late")
        assert browser.get("/read").json == {"cart": [1]}, "it was lost indeed"
    last = client.info()["last_event"]
    asyncio.run(open_websocket(late, browser))
    assert client.await_event("session.unsaved_change", last)["reason"] == "websocket"
    last = client.info()["last_event"]
    for path in ("/nested-saved", "/refused", "/read", "/nested-saved"):
        browser.get(path)
    assert client.past(last, "session.unsaved_change") == []
    assert browser.get("/read").json == {"cart": [1, 2, 2], "tries": 1}


def test_a_session_begun_too_late(late):
    client, browser = late.client(), late.browser()
    browser.get("/background")
    event = client.await_event("session.unsaved_change")
    assert event["reason"] == "after-response" and "session" not in event and event["diff"][0]["value"] == "background"


def test_teardown_of_a_yield_dependency(serve):
    server = serve("yield_dependency")
    client, browser = server.client(), server.browser()
    browser.get("/page")
    event = client.await_event("session.unsaved_change")
    assert event["reason"] == "after-response" and event["diff"][0]["path"] == "/last_visit"
