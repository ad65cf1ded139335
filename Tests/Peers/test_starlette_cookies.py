"""The same cookies as the installed Starlette: what either signs the other loads, and both write the same bytes."""

import asyncio
import http.client
import json
import pathlib
import random
import sys
import time
import urllib.parse
from base64 import b64decode, b64encode

import httpx
import itsdangerous
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.responses import Response
from starlette.routing import Route

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "endpoint"))

import servers  # noqa: E402

SECRET = "zażółć-gęślą-jaźń-0123456789abcdef"
MAX_AGE = 1800  # the demo server's
COUNT = 1000

TEXTS = [
    "", " ", "key", "value", "ünïcödé", "漢字", "🦜👨‍👩‍👧", "\x00\x1f\x7f", "\u2028\u2029", '"\\/\b\f\n\r\t', "</script>",
    "__proto__", "null", "\ud800", "x\udfffy", "\udc00\ud800", "e\u0301", "\ufeff", "\uffff", "a.b.c", "%41;,= ", "a" * 200,
]
NUMBERS = [
    0, -1, 2**31, 2**53 + 1, 2**63, 2**64 - 1, -(2**63) - 1, 10**40, 0.0, -0.0, 1.0, 0.1, 1e22, 1e16, 123456789012345680.0,
    5e-324, 1.7976931348623157e308, -2.2250738585072014e-308, 1e-7, 3.141592653589793,
]


def payloads(seed, count=COUNT):
    """Sessions of every sort that fits a cookie, the same for the same seed."""
    chance = random.Random(seed)

    def text():
        return "".join(chance.choice(TEXTS) for _ in range(chance.choice((1, 1, 1, 2, 3))))

    def value(depth):
        kind = chance.randrange(9 if depth else 6)
        if kind == 0:
            return chance.choice((None, True, False))
        if kind in (1, 2):
            return chance.choice(NUMBERS)
        if kind == 3:
            return chance.choice((chance.uniform(-1e6, 1e6), chance.getrandbits(80), chance.random() * 10 ** chance.randint(-300, 300)))
        if kind < 6:
            return text()
        if kind == 6:
            return [value(depth - 1) for _ in range(chance.randrange(4))]
        return {text(): value(depth - 1) for _ in range(chance.randrange(4))}

    made = 0
    while made < count:
        data = {text(): value(4) for _ in range(chance.randrange(1, 7))}
        if len(json.dumps(data)) <= 2700:
            made += 1
            yield data


def meaning(data):
    """JSON to the last digit, with the order of keys; two values that differ in anything differ here."""
    return json.dumps(data)


def signed(data, age=0, secret=SECRET):
    """The cookie as Starlette's own signer makes it, of a time ago."""
    signer = itsdangerous.TimestampSigner(secret)
    signer.get_timestamp = lambda: int(time.time()) - age
    return signer.sign(b64encode(json.dumps(data).encode())).decode()


class StarletteApp:
    """The installed Starlette's middleware around two routes: read the session, replace it."""

    def __init__(self):
        async def session(request):
            if request.method == "PUT":
                request.session.clear()
                request.session.update(json.loads(await request.body()))
            return Response(json.dumps(dict(request.session)), media_type="application/json")

        app = Starlette(
            routes=[Route("/session", session, methods=["GET", "PUT"])],
            middleware=[Middleware(SessionMiddleware, secret_key=SECRET, max_age=MAX_AGE)])
        self.transport = httpx.ASGITransport(app=app)

    def many(self, requests):
        """The answers to `(method, cookie, body)`, in order."""
        async def run():
            async with httpx.AsyncClient(transport=self.transport, base_url="http://app") as client:
                answers = []
                for method, cookie, body in requests:
                    headers = {"cookie": f"session={cookie}"} if cookie is not None else {}
                    answer = await client.request(method, "/session", headers=headers, content=body)
                    client.cookies.clear()
                    assert answer.status_code == 200, answer.text
                    answers.append((json.loads(answer.content), answer.headers.get("set-cookie")))
                return answers
        return asyncio.run(run())

    def one(self, method, cookie=None, body=None):
        return self.many([(method, cookie, body)])[0]


class SwiftApp:
    """`sesspect serve --mode cookie` with the same secret."""

    def __init__(self, server):
        self.server = server
        self.connection = http.client.HTTPConnection(urllib.parse.urlsplit(server.url).netloc, timeout=20)

    def one(self, method, cookie=None, body=None):
        headers = {"Cookie": f"session={cookie}"} if cookie is not None else {}
        self.connection.request(method, "/session", body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        assert answer.status == 200, content
        return json.loads(content), answer.getheader("Set-Cookie")


@pytest.fixture(scope="module")
def secret_file(tmp_path_factory):
    file = tmp_path_factory.mktemp("secret") / "key"
    file.write_text(SECRET + "\n")  # as an editor leaves it
    return file


@pytest.fixture(scope="module")
def swift(tmp_path_factory, secret_file):
    obstacle = servers.swift_obstacle()
    if obstacle:
        pytest.skip(obstacle)
    server = servers.serve_swift(tmp_path_factory.mktemp("swift"), arguments=["--secret-file", str(secret_file)])
    yield SwiftApp(server)
    server.stop()


@pytest.fixture(scope="module")
def starlette():
    return StarletteApp()


def value_of(header):
    return header.partition("=")[2].partition(";")[0]


def test_a_thousand_sessions_of_starlette_are_loaded_by_the_swift_server(starlette, swift):
    sessions = list(payloads(1))
    made = starlette.many([("PUT", None, json.dumps(data)) for data in sessions])
    for data, (_, header) in zip(sessions, made):
        loaded, again = swift.one("GET", value_of(header))
        assert meaning(loaded) == meaning(data)
        assert again is None  # looked at, not changed


def test_a_thousand_sessions_of_the_swift_server_are_loaded_by_starlette(starlette, swift):
    sessions = list(payloads(2))
    headers = [swift.one("PUT", None, json.dumps(data))[1] for data in sessions]
    loaded = starlette.many([("GET", value_of(header), None) for header in headers])
    for data, (there, _) in zip(sessions, loaded):
        assert meaning(there) == meaning(data)


def test_both_write_the_same_bytes_for_the_same_data_and_second(starlette, swift):
    for data in payloads(3, 300):
        _, header = swift.one("PUT", None, json.dumps(data))
        cookie = value_of(header)
        signer = itsdangerous.TimestampSigner(SECRET)
        _, at = signer.unsign(cookie, return_timestamp=True)
        signer.get_timestamp = lambda: int(at.timestamp())
        assert cookie == signer.sign(b64encode(json.dumps(data).encode())).decode()


def test_a_body_in_utf8_is_signed_as_starlette_would(starlette, swift):
    for data in ({"ü": "漢字 🦜", "n": 1.50}, {"control": "\x7f\x80\u2028"}):
        _, header = swift.one("PUT", None, json.dumps(data, ensure_ascii=False).encode())
        assert b64decode(value_of(header).split(".")[0]).decode() == json.dumps(data)
        assert starlette.one("GET", value_of(header))[0] == data


def test_the_whole_set_cookie_header_is_starlettes(starlette, swift):
    body = json.dumps({"user": "ann"})
    for _ in range(5):  # until both signed within one second
        theirs, ours = starlette.one("PUT", None, body)[1], swift.one("PUT", None, body)[1]
        if theirs == ours:
            break
    assert ours == theirs
    cookie = value_of(ours)
    assert swift.one("PUT", cookie, "{}")[1] == starlette.one("PUT", cookie, "{}")[1]
    assert swift.one("PUT", None, "{}")[1] is starlette.one("PUT", None, "{}")[1] is None


def test_both_refuse_and_accept_the_same_cookies(starlette, swift):
    good = signed({"user": "ann"})
    payload, stamp, signature = good.split(".")
    cookies = {
        good: {"user": "ann"}, signed({"user": "ann"}, MAX_AGE - 30): {"user": "ann"},
        signed({"user": "ann"}, MAX_AGE + 30): {}, signed({"user": "ann"}, secret=SECRET + "x"): {}, good[:-2]: {}, "null": {},
        "": {}, "..": {}, f"{payload}.{signature}": {}, f"{payload}..{signature}": {},
        f"{b64encode(b'{}').decode()}.{stamp}.{signature}": {}, signed({}): {},
    }
    for cookie, data in cookies.items():
        assert swift.one("GET", cookie)[0] == starlette.one("GET", cookie)[0] == data, cookie


def test_the_command_signs_and_reads_as_starlette_does(starlette, sesspect, secret_file):
    for data in payloads(4, 12):
        given = ("--secret-file", secret_file, "--format", "starlette", "--json")
        made = sesspect("cookie", "sign", "-", *given, stdin=json.dumps(data)).json
        assert b64decode(made["cookie"].split(".")[0]).decode() == json.dumps(data)
        assert meaning(starlette.one("GET", made["cookie"])[0]) == meaning(data)
        theirs = value_of(starlette.one("PUT", None, json.dumps(data))[1])
        read = sesspect("cookie", "verify", "-", *given, "--reveal", stdin=theirs).json
        assert read["valid"] and meaning(read["data"]) == meaning(data)
