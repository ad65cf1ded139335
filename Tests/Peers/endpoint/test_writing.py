"""Every call that writes, and every way it is refused, on every server."""

import pytest


def read(browser):
    """What the app has, after the browser's next request."""
    browser.session()
    return browser.session()


def test_json_patch_changes_the_session_and_keeps_the_order_of_keys(server, client, visitor):
    browser, id = visitor(a=1, b={"x": [1, 2, 3]}, c="old", d=None)
    answer = client.patch(id, [
        {"op": "test", "path": "/a", "value": 1}, {"op": "replace", "path": "/a", "value": 1.5}, {"op": "remove", "path": "/c"},
        {"op": "add", "path": "/b/x/1", "value": "in"}, {"op": "add", "path": "/e~1f~0", "value": {"deep": []}},
        {"op": "add", "path": "/first", "value": 0, "position": 0},
    ], client.get(id).headers["etag"])
    assert answer.status == (202 if server.mode == "cookie" else 200), answer
    assert "etag" in answer.headers
    after = read(browser)
    assert after == {"first": 0, "a": 1.5, "b": {"x": [1, "in", 2, 3]}, "d": None, "e/f~": {"deep": []}}
    assert list(client.get(id).json["data"])[:2] == ["first", "a"]
    assert client.get(id).json["data"] == after


def test_after_an_edit_the_list_says_whose_session_it_is_now(server, client, visitor):
    browser, id = visitor(user="ada", n=1)
    assert [item["user"] for item in client.list("@user=ada")["items"]] == ["ada"]
    edited = client.patch(id, [{"op": "replace", "path": "/user", "value": "grace"}], client.get(id).headers["etag"])
    assert edited.status == (202 if server.mode == "cookie" else 200), edited
    again = client.patch(id, [{"op": "replace", "path": "/n", "value": 2}], edited.headers["etag"])  # the tag is the new one
    assert again.status == edited.status, again
    assert read(browser) == {"user": "grace", "n": 2}
    assert [item["user"] for item in client.list("@user=grace")["items"]] == ["grace"]
    assert client.list("@user=ada")["items"] == []


def test_merge_patch(client, visitor):
    browser, id = visitor(a={"b": 1, "c": 2}, d=1)
    assert client.patch(id, {"a": {"b": None, "x": 9}, "d": None, "n": [1]}).status in (200, 202)
    assert read(browser) == {"a": {"c": 2, "x": 9}, "n": [1]}


def test_put_replaces_the_whole(client, visitor):
    browser, id = visitor(a=1, b=2)
    etag = client.get(id).headers["etag"]
    assert client.put(id, {"b": 3, "z": [None]}, If_Match=etag).status in (200, 202)
    assert read(browser) == {"b": 3, "z": [None]}


def test_an_emptied_session_stays(client, visitor):
    browser, id = visitor(a=1, b=2)
    assert client.put(id, {}, If_Match="*").status in (200, 202)
    assert read(browser) == {}


def test_if_match_is_required_and_checked(client, visitor):
    browser, id = visitor(a=1)
    stale = client.get(id).headers["etag"]
    browser.set("a", "2")
    current = client.get(id).headers["etag"]
    assert current != stale
    ops = [{"op": "replace", "path": "/a", "value": 3}]
    missing = client.call("PATCH", f"/v1/sessions/{id}", ops, {"Content-Type": "application/json-patch+json"})
    assert (missing.status, missing.code) == (428, "if-match-required")
    assert client.put(id, {}).code == "if-match-required"
    for refused in (client.patch(id, ops, stale), client.put(id, {}, If_Match=stale), client.delete(id, If_Match=stale)):
        assert (refused.status, refused.code) == (412, "stale")
        assert refused.headers["etag"] == current and refused.json["etag"] == current
    assert browser.session()["a"] == "2"


@pytest.mark.parametrize("ops, pointer", [
    ([{"op": "test", "path": "/a", "value": 2}], "/a"), ([{"op": "remove", "path": "/none"}], "/none"),
    ([{"op": "replace", "path": "/l/5", "value": 1}], "/l/5"), ([{"op": "add", "path": "/x/y", "value": 1}], "/x/y"),
    ([{"op": "replace", "path": "/a/b", "value": 1}], "/a/b"), ([{"op": "add", "path": "/l/9", "value": 1}], "/l/9"),
    ([{"op": "test", "path": "/a", "value": True}], "/a"), ([{"op": "test", "path": "/l/01", "value": 2}], "/l/01"),
    ([{"op": "add", "path": "/new", "value": 1}, {"op": "test", "path": "/a", "value": 0}], "/a"),
])
def test_a_patch_that_does_not_fit_changes_nothing(client, visitor, ops, pointer):
    browser, id = visitor(a=1, l=[1, 2])
    answer = client.patch(id, ops)
    assert (answer.status, answer.code) == (409, "patch-conflict"), answer
    assert answer.json["pointer"] == pointer
    assert read(browser) == {"a": 1, "l": [1, 2]} and client.get(id).json["pending"] is False


@pytest.mark.parametrize("body", [
    [{"op": "move", "from": "/a", "path": "/b"}], [{"op": "copy", "from": "/a", "path": "/b"}], [{"op": "add", "path": "a", "value": 1}],
    [{"op": "add", "path": "/a~2", "value": 1}], [{"op": "add", "path": "/x"}], [{"path": "/a", "value": 1}], [{"op": "add", "value": 1}],
    [1], ["x"], [{"op": "add", "path": 5, "value": 1}],
])
def test_a_malformed_patch_is_refused(client, visitor, body):
    browser, id = visitor(a=1)
    answer = client.patch(id, body)
    assert (answer.status, answer.code) == (400, "bad-request"), answer
    assert read(browser) == {"a": 1}


@pytest.mark.parametrize("text", [b"", b"{", b"[1,]", b"\xff\xfe", b'{"a":1}{', b"nul", b'"' + b"\\ud8" * 3 + b'"', b"[" * 100_000])
def test_malformed_json_is_refused(client, visitor, text):
    browser, id = visitor(a=1)
    for method, path, kind in [("PATCH", f"/v1/sessions/{id}", "application/json-patch+json"), ("PUT", f"/v1/sessions/{id}", "application/json"),
                               ("POST", "/v1/sessions", "application/json"), ("POST", "/v1/sessions:delete", "application/json")]:
        answer = client.call(method, path, text, {"Content-Type": kind, "If-Match": "*"})
        assert (answer.status, answer.code) == (400, "bad-request"), answer
    assert read(browser) == {"a": 1}


def test_only_an_object_is_a_session(client, visitor):
    browser, id = visitor(a=1)
    for answer in (client.put(id, [1], If_Match="*"), client.patch(id, [{"op": "replace", "path": "", "value": [1]}]),
                   client.call("POST", "/v1/sessions", {"data": [1]})):
        assert (answer.status, answer.code) == (422, "not-an-object"), answer
    assert client.patch(id, [{"op": "replace", "path": "", "value": {"whole": 1}}]).status in (200, 202)
    assert read(browser) == {"whole": 1}


def test_a_placeholder_never_overwrites_a_secret(client, visitor):
    browser, id = visitor(password="hunter2", a=1)
    shown = client.get(id).json["data"]
    for answer in (client.put(id, {**shown, "a": 2}, If_Match="*"), client.patch(id, {"nested": {"list": [shown["password"]]}}),
                   client.patch(id, [{"op": "replace", "path": "/password", "value": shown["password"]}]),
                   client.call("POST", "/v1/sessions", {"data": shown})):
        assert (answer.status, answer.code) == (422, "masked-placeholder"), answer
    assert read(browser) == {"password": "hunter2", "a": 1}


def test_other_media_types_are_refused(client, visitor):
    browser, id = visitor(a=1)
    for kind in ("application/json", "text/plain", "application/x-www-form-urlencoded"):
        answer = client.call("PATCH", f"/v1/sessions/{id}", b"[]", {"Content-Type": kind, "If-Match": "*"})
        assert (answer.status, answer.code) == (415, "unsupported-media-type"), answer
    answer = client.call("PUT", f"/v1/sessions/{id}", b"{}", {"Content-Type": "text/plain", "If-Match": "*"})
    assert (answer.status, answer.code) == (415, "unsupported-media-type"), answer


def test_the_ro_token_changes_nothing(client, visitor):
    browser, id = visitor(a=1)
    for method, path, body in [("PATCH", f"/v1/sessions/{id}", []), ("PUT", f"/v1/sessions/{id}", {}), ("DELETE", f"/v1/sessions/{id}", None),
                               ("DELETE", f"/v1/sessions/{id}/pending", None), ("POST", "/v1/sessions", {"data": {}}),
                               ("POST", "/v1/sessions:delete", {"q": None})]:
        headers = {"If-Match": "*"} | ({"Content-Type": "application/json-patch+json"} if method == "PATCH" else {})
        answer = client.call(method, path, body, headers, token="ro")
        assert (answer.status, answer.code) == (403, "read-only"), (method, path, answer)
    assert read(browser) == {"a": 1}


def test_writing_to_what_is_not_there(client):
    for answer in (client.patch("none", []), client.put("none", {}, If_Match="*"), client.delete("none")):
        assert (answer.status, answer.code) == (404, "no-such-session"), answer
    assert client.call("DELETE", "/v1/sessions/none/pending").status == 404


# -- delete

def test_a_deleted_session_is_gone_and_stays_gone(server, client, visitor):
    browser, id = visitor(a=1)
    old = dict(browser.jar)
    answer = client.delete(id, If_Match=client.get(id).headers["etag"])
    assert answer.status == (202 if server.mode == "cookie" else 204), answer
    again = client.delete(id)
    assert (again.status, again.code) == (404, "no-such-session")
    assert browser.session() == {}
    assert client.ids(all=1) == []
    if server.mode == "cookie":
        assert browser.jar == {}, "the response clears the cookie"
    for _ in range(3):  # the old cookie, from a copy of the jar
        browser.jar = dict(old)
        assert browser.session() == {}
    browser.set("a", "again")
    assert browser.session() == {"a": "again"} and len(client.ids()) == 1


def test_bulk_delete_previews_and_asks_to_confirm(client, visitor):
    kept, kept_id = visitor(role="admin")
    gone = [visitor(role="guest", n=n) for n in range(12)]
    preview = client.call("POST", "/v1/sessions:delete", {"q": "role=guest"})
    assert preview.status == 200 and preview.json["matched"] == 12 and len(preview.json["sample"]) == 10
    assert set(preview.json["sample"]) <= {id for _, id in gone}
    assert len(client.ids()) == 13, "a preview deletes nothing"
    done = client.call("POST", "/v1/sessions:delete", {"q": "role=guest", "confirm": preview.json["confirm"]})
    assert done.status == 200 and done.json == {"deleted": 12}
    assert all(browser.session() == {} for browser, _ in gone) and kept.session() == {"role": "admin"}
    assert client.ids() == [kept_id]
    again = client.call("POST", "/v1/sessions:delete", {"q": "role=guest", "confirm": preview.json["confirm"]})
    assert (again.status, again.code) == (409, "selection-changed"), "a confirmation is good once"


def test_a_confirmation_is_bound_to_what_was_shown(client, visitor):
    one, id = visitor(role="guest")
    confirm = client.call("POST", "/v1/sessions:delete", {"q": "role=guest"}).json["confirm"]
    two, _ = visitor(role="guest", n=2)
    for body in ({"q": "role=guest", "confirm": confirm}, {"q": None, "confirm": "made-up"}):
        answer = client.call("POST", "/v1/sessions:delete", body)
        assert (answer.status, answer.code) == (409, "selection-changed"), answer
    fresh = client.call("POST", "/v1/sessions:delete", {"q": "role=guest"}).json["confirm"]
    other = client.call("POST", "/v1/sessions:delete", {"q": None, "confirm": fresh})
    assert (other.status, other.code) == (409, "selection-changed"), "not for another filter"
    assert one.session() == {"role": "guest"} and two.session() == {"role": "guest", "n": 2}


def test_bulk_delete_checks_its_body(client):
    bad = client.call("POST", "/v1/sessions:delete", {"q": "@exipred"})
    assert (bad.status, bad.code, bad.json["column"]) == (400, "bad-filter", 0)
    for body in ({}, [], {"q": 5}, "x"):
        assert client.call("POST", "/v1/sessions:delete", body if not isinstance(body, str) else b'"x"').code == "bad-request"


def test_clear_all(client, visitor):
    browsers = [visitor(n=n)[0] for n in range(3)]
    before = client.info()["last_event"]
    assert client.clear().json == {"deleted": 3}
    assert all(browser.session() == {} for browser in browsers)
    assert client.ids(all=1) == []
    types = [event["type"] for event in client.past(before)]
    assert "sessions.cleared" in types and "audit" in types


# -- forge and restore

def test_a_forged_session_works_as_a_cookie(server, client):
    made = client.call("POST", "/v1/sessions", {"data": {"user": "demo", "cart": [1, {"é": None}]}})
    assert made.status == 201, made
    name, _, value = made.json["cookie"].partition("=")
    assert name == client.info()["cookie"]["name"] and made.json["set_cookie"].startswith(made.json["cookie"] + ";")
    browser = server.browser()
    browser.jar[name] = value
    assert browser.session() == {"user": "demo", "cart": [1, {"é": None}]}
    assert client.ids() == [made.json["id"]]
    browser.set("user", "changed")
    assert client.get(made.json["id"]).json["data"]["user"] == "changed"
    assert client.call("POST", "/v1/sessions", {}).code == "bad-request"


def test_a_deleted_session_can_be_brought_back(server, client, visitor):
    browser, id = visitor(a=1, b=[2])
    exists = client.put(id, {}, If_None_Match="*")
    assert (exists.status, exists.code) == (412, "stale")
    client.delete(id)
    back = client.put(id, {"a": 1, "b": [2]}, If_None_Match="*")
    assert back.status == (200 if server.mode == "cookie" else 201), back
    assert browser.session() == {"a": 1, "b": [2]} and client.ids() == [id]
    client.delete(id)
    browser.session()
    late = client.put(id, {"a": 1}, If_None_Match="*")
    if server.mode == "cookie":
        assert (late.status, late.code) == (409, "already-cleared"), "the browser was told to drop its cookie"
    else:
        assert late.status == 201


# -- sizes

def test_an_edit_over_the_cookie_limit_is_refused(cookie_server, client, visitor):
    browser, id = visitor(a=1)
    for answer in (client.patch(id, {"big": "x" * 4000}), client.put(id, {"big": "x" * 4000}, If_Match="*"),
                   client.call("POST", "/v1/sessions", {"data": {"big": "x" * 4000}})):
        assert (answer.status, answer.code) == (422, "cookie-too-large"), answer
    assert client.patch(id, {"big": "x" * 2500}).status == 202
    assert len(read(browser)["big"]) == 2500


def test_a_store_takes_large_sessions_and_cuts_what_it_shows(store_server, client, visitor):
    browser, id = visitor(a=1)
    assert client.patch(id, {"big": "x" * 100_000}).status == 200
    assert browser.session()["big"] == "x" * 100_000
    assert len(client.get(id).body) < 80_000
