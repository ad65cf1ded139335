"""What must not get through, on every server. Servers that end locked or stuffed are started for one test alone."""

import os
import socket
import stat
import time

import pytest

from client import connected, exchange
from servers import eventually


def test_without_the_token_nothing_is_said(client, visitor):
    browser, id = visitor(a=1)
    tries = [{}, {"Authorization": "Bearer "}, {"Authorization": f"Basic {client.tokens['rw']}"},
             {"Authorization": f"Bearer {client.tokens['rw']}x"}, {"Authorization": f"Bearer {client.tokens['rw'][:-1]}"}]
    for number, headers in enumerate(tries):
        answer = client.call("GET", ["/v1/info", "/v1/sessions", f"/v1/sessions/{id}", "/v1/events", "/none"][number], headers=headers, token="")
        assert (answer.status, answer.code) == (401, "unauthorized"), headers
        assert client.tokens["rw"] not in str(answer) and id not in str(answer.body)
    assert client.call("GET", f"/v1/info?token={client.tokens['rw']}", token="").status == 401, "never from a URL"


def test_a_thousand_wrong_tokens_lock_everybody_out(fresh):
    server = fresh()
    client = server.client()
    statuses = [client.call("GET", "/v1/info", token=f"guess-{number}").status for number in range(1000)]
    assert statuses[:10] == [401] * 10 and set(statuses[10:]) == {429}
    refused = client.call("GET", "/v1/info")
    assert (refused.status, refused.code) == (429, "locked-out"), "the right token too"
    assert server.browser().set().status == 200, "the app goes on"
    assert client.tokens["rw"] not in server.output and "guess-" not in server.output


@pytest.mark.parametrize("name, value", [
    ("Origin", "http://localhost:3000"), ("Origin", "null"), ("Referer", "http://localhost/"), ("Sec-Fetch-Site", "same-origin"),
    ("Sec-Fetch-Mode", "cors"), ("Forwarded", "for=1.2.3.4"), ("X-Forwarded-For", "1.2.3.4"), ("X-Forwarded-Host", "x"),
    ("X-Real-IP", "1.2.3.4"), ("Via", "1.1 proxy"), ("ORIGIN", "http://evil.example"),
])
def test_browsers_and_proxies_are_refused(client, name, value):
    answer = client.call("GET", "/v1/info", headers={name: value})
    browser = name.lower() in ("origin", "referer") or name.lower().startswith("sec-fetch")
    assert (answer.status, answer.code) == (403, "browser-request" if browser else "proxied-request")
    assert not any(header.startswith("access-control") for header in answer.headers)
    preflight = client.call("OPTIONS", "/v1/sessions", headers={name: value, "Access-Control-Request-Method": "DELETE"})
    assert preflight.status == 403


def test_files_and_socket_are_the_users_own(server, client):
    directory = server.directory
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    discovery, = [p for p in directory.glob("*.json")]
    assert stat.S_IMODE(discovery.stat().st_mode) == 0o600
    path = client.discovery["socket"]
    assert stat.S_IMODE(os.stat(path).st_mode) & 0o177 == 0 and os.path.basename(path).startswith(str(client.pid))
    assert {"protocol", "tokens", "pid", "parent", "app", "instance", "started"} <= client.discovery.keys()
    assert client.discovery["protocol"] == 1 and client.tokens["ro"] != client.tokens["rw"] and len(client.tokens["rw"]) >= 43


def test_an_oversized_head_is_refused(client):
    for headers in ({"X-Large": "x" * 200_000}, {f"X-{n}": "x" * 1000 for n in range(200)}):
        try:
            answer = client.call("GET", "/v1/info", headers=headers)
        except (ConnectionResetError, BrokenPipeError):
            continue  # closed at once is as good
        assert answer is None or answer.status in (400, 413, 431), answer
    assert client.call("GET", "/v1/info").status == 200


def test_an_oversized_body_is_refused(client, visitor):
    browser, id = visitor(a=1)
    body = b'{"x":"' + b"y" * (2 << 20) + b'"}'
    answer = client.put(id, body, If_Match="*")
    assert (answer.status, answer.code) == (413, "too-large"), answer
    lying = exchange(client.address, "PUT", f"/v1/sessions/{id}", {
        "Authorization": f"Bearer {client.tokens['rw']}", "Content-Length": str(1 << 40), "Content-Type": "application/json"}, b"{}", timeout=15)
    assert lying is None or lying.status == 413
    assert browser.session() == {"a": 1}


@pytest.mark.parametrize("raw", [
    b"\r\n\r\n", b"GET\r\n\r\n", b"GET /v1/info\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"GET /v1/info HTTP/9.9\r\n\r\n",
    b"GET /v1/info HTTP/1.1\r\nContent-Length: x\r\n\r\n", b"GET /v1/info HTTP/1.1\r\nContent-Length: -5\r\n\r\n", b"\x00" * 100 + b"\r\n\r\n",
])
def test_garbage_gets_no_sessions(client, raw):
    with connected(client.address, 15) as connection:
        connection.sendall(raw)
        connection.shutdown(socket.SHUT_WR)
        said = b""
        try:
            while piece := connection.recv(65536):
                said += piece
        except ConnectionResetError:
            pass
    assert b" 200 " not in said.split(b"\r\n")[0]
    assert client.call("GET", "/v1/info").status == 200


def test_a_slow_head_is_dropped_after_ten_seconds(client, patient):
    started = time.monotonic()
    with connected(client.address, 16) as connection:
        connection.sendall(b"GET /v1/info HTTP/1.1\r\nHost: localhost\r\n")
        while connection.recv(65536):
            pass
    assert 5 < time.monotonic() - started < 15


def test_a_fifth_stream_is_refused(client):
    streams = [client.events() for _ in range(4)]
    try:
        assert all(stream.status == 200 and stream.next()["event"] == "hello" for stream in streams)
        answer = client.call("GET", "/v1/events")
        assert (answer.status, answer.code) == (429, "too-many-streams")
        assert client.call("GET", "/v1/info").status == 200
    finally:
        for stream in streams:
            stream.close()
    def room():
        with client.events() as stream:
            return stream.status == 200
    eventually(room, what="room for another stream")


@pytest.fixture
def tcp(fresh, kind):
    if not kind.startswith("starlette"):
        pytest.skip("only the adapter offers loopback TCP by an argument of attach")
    return fresh({"ENDPOINT_TCP": "1"})


def test_over_tcp_only_its_own_host_is_answered(tcp):
    client = tcp.client()
    assert client.address.startswith("http://127.0.0.1:")
    port = client.address.rpartition(":")[2]
    for host in (f"127.0.0.1:{port}", f"localhost:{port}", f"[::1]:{port}"):
        assert client.call("GET", "/v1/info", headers={"Host": host}).status == 200, host
    for host in ("evil.example", f"evil.example:{port}", "127.0.0.1", "localhost", f"localhost6:{port}", f"localhost.evil.example:{port}",
                 f"127.0.0.1.evil.example:{port}", f"127.0.0.1:{int(port) + 1}", ""):
        answer = client.call("GET", "/v1/info", headers={"Host": host})
        assert (answer.status, answer.code) == (421, "host-not-allowed"), host
    assert client.call("GET", "/v1/info", headers={"Origin": "http://localhost"}).status == 403
    assert client.call("GET", "/v1/info", token="").status == 401
