"""The event stream, on every server."""

import re


def test_hello_comes_first_and_events_follow_in_order(client, visitor, server):
    with client.events() as stream:
        assert "text/event-stream" in stream.head and "no-store" in stream.head
        hello = stream.next()
        assert hello["event"] == "hello" and hello["id"] is None
        assert hello["data"] == {"instance": client.discovery["instance"], "last_event": client.info()["last_event"]}
        browser, id = visitor(a=1)
        browser.request("PUT", "/session", {"a": 2, "b": [1]})
        browser.request("DELETE", "/session/a")
        frames = [stream.next() for _ in range(4)]
    assert [frame["event"] for frame in frames] == ["session.created", "session.updated", "session.updated", "session.updated"]
    assert [int(frame["id"]) for frame in frames] == [hello["data"]["last_event"] + n for n in (1, 2, 3, 4)]
    for frame in frames:
        data = frame["data"]
        assert data["type"] == frame["event"] and data["id"] == int(frame["id"]) and data["session"] == id
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", data["at"])
        assert data["source"] == "app" and data["size"] > 5
    assert [frame["data"]["rev"] for frame in frames] == [1, 2, 3, 4]
    request = frames[2]["data"]["request"]
    assert {"method": "PUT", "path": "/session", "status": 200, "client": "127.0.0.1"}.items() <= request.items()
    assert 0 <= request["ms"] < 10_000
    replaced, added = frames[2]["data"]["diff"]
    assert {"op": "replace", "path": "/a", "value": 2, "old": 1}.items() <= replaced.items()
    assert {"op": "add", "path": "/b", "value": [1]}.items() <= added.items()
    removed, = frames[3]["data"]["diff"]
    assert {"op": "remove", "path": "/a", "old": 2}.items() <= removed.items()


def test_the_query_string_is_never_recorded(client, server):
    server.browser().get("/set-session", key="a", value="b", token="in-the-query")
    assert "in-the-query" not in str(client.past()) and "in-the-query" not in str(client.list())


def test_a_read_makes_no_event(client, visitor):
    browser, id = visitor(a=1)
    before = client.info()["last_event"]
    for _ in range(5):
        browser.session()
    assert client.past(before) == []


def test_since_continues_where_the_client_was(client, visitor):
    browser, id = visitor(a=0)
    start = client.info()["last_event"]
    for number in range(5):
        browser.set("a", str(number))
    with client.events(since=start + 2) as stream:
        assert stream.next()["event"] == "hello"
        assert [int(stream.next()["id"]) for _ in range(3)] == [start + 3, start + 4, start + 5]
        assert stream.next(0.3) is None
    with client.events(headers={"Last-Event-ID": str(start + 4)}) as stream:
        assert [stream.next()["id"] for _ in range(2)] == [None, str(start + 5)]


def test_a_client_from_the_future_is_told_of_a_gap(client):
    last = client.info()["last_event"]
    with client.events(since=last + 1000) as stream:
        assert stream.next()["event"] == "hello"
        gap = stream.next()
        assert gap["event"] == "gap" and gap["id"] is None and gap["data"]["from"] == last + 1000
    assert client.call("GET", "/v1/events?since=x").code == "bad-request"


def test_what_the_ring_no_longer_holds_is_a_gap(fresh):
    server = fresh()
    client, browser = server.client(), server.browser()
    for number in range(1100):
        browser.set("n", str(number))
    with client.events(since=5) as stream:
        assert stream.next()["event"] == "hello"
        gap = stream.next()
        assert gap["event"] == "gap" and gap["data"] == {"from": 5, "oldest": 101}
        assert stream.next()["id"] == "101"
    with client.events(since=0) as stream:
        stream.next()
        frames = [frame for frame in iter(lambda: stream.next(3), None) if frame["id"]]
    assert [int(frame["id"]) for frame in frames] == list(range(101, 1101))


def test_a_quiet_stream_pings(client, patient):
    with client.events() as stream:
        stream.next()
        assert stream.next(16) is None
        assert stream.comments >= 1


def test_diffs_are_patches_whose_inverse_leads_back(client, visitor):
    before = {"list": [1, 2, 3, {"deep": "x"}], "o": {"k": None, "~/": 1}, "gone": True}
    after = {"new": {}, "list": [2, 3, {"deep": "y"}, 4], "o": {"k": 0}}
    browser, id = visitor(**before)
    start = client.info()["last_event"]
    browser.request("PUT", "/session", after)
    ops = client.await_event("session.updated", start)["diff"]
    inverse = []
    for op in reversed(ops):
        inverse.append({"op": "test", "path": op["path"], "value": op["value"]} if "value" in op else None)
        inverse.append({"add": {"op": "remove", "path": op["path"]}, "remove": {"op": "add", "path": op["path"], "value": op.get("old"),
                        **({"position": op["position"]} if "position" in op else {})},
                        "replace": {"op": "replace", "path": op["path"], "value": op.get("old")}}[op["op"]])
    assert client.patch(id, [op for op in inverse if op]).status in (200, 202)
    browser.session()
    assert browser.session() == before
    assert list(client.get(id).json["data"]) == list(before)
