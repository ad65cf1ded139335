"""sesspect_debug: see, edit and end the sessions of a running Starlette or FastAPI app with `sesspect`.

Install: save this file as `sesspect_debug.py` beside the app (`sesspect adapter starlette > sesspect_debug.py`), then

    import sesspect_debug
    app = sesspect_debug.attach(app)            # the last line of main.py; decorators and app.state work as before

run `SESSPECT_DEBUG=1 uvicorn main:app` and, in another terminal, `sesspect`. Without `SESSPECT_DEBUG=1` attach returns
the app itself and costs nothing. It never starts where APP_ENV, ENV, FASTAPI_ENV or HB_ENV begins with "prod".

It finds the app's own SessionMiddleware (Starlette's, or that of starsessions with any of its stores), also in mounted
sub-apps; give `secret_key=`, `session_cookie=`, `max_age=` … to override. Other arguments: `name`, `mask` (more words
that make a key a secret), `reveal=False`, `read_only=True`, `host="127.0.0.1", port=0` (loopback TCP instead of a
unix-domain socket). Needs Python 3.9 and Starlette 0.40 or later; nothing else.

Signed-cookie sessions live in the browsers. A session is known here by a chain of cookie hashes: its id is the first 32
hex digits of the SHA-256 of the first cookie value seen, `cookie` in a summary is the current one, `cookies` in a full
session the whole chain, and any of them is taken for {id}. An edit waits for the browser's next request, is applied to
what the browser then presents if the values it was made against are still there, and repeated until the browser returns
it. A deleted session's cookies are refused and cleared. All of that lives in this process's memory: it is a development
tool, not a logout feature; a browser that never returns is never changed; two browsers given the same payload in the
same second look like one.

Several workers: each has its own endpoint and discovery file, with the same `parent`. A client that merges them sends
each change to all of them, with the header `Sesspect-Merged: 1`: then a hash this worker has never seen is revoked
(DELETE), or given a pending edit guarded by its `old` members and `test` operations (PATCH, PUT), answered with 202.
"""
from __future__ import annotations

import asyncio, atexit, copy, hashlib, hmac, inspect, json, math, multiprocessing, os, re, secrets  # noqa: E401
import socket, stat, struct, sys, time, traceback  # noqa: E401
from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from binascii import a2b_base64
from collections import OrderedDict, deque
from datetime import datetime, timezone
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from http import HTTPStatus
from http.cookies import _unquote  # type: ignore[attr-defined]  # the one Starlette itself uses
from itertools import islice
from typing import Any, Callable, Iterator, Optional
from urllib.parse import parse_qsl, unquote

import itsdangerous
import starlette
from starlette.middleware.sessions import SessionMiddleware

EDIT_SECONDS, COOKIE_LIMIT, BODY_LIMIT, HEAD_LIMIT, SESSIONS, CHAIN, STREAMS = 900, 4096, 1 << 20, 16384, 5000, 64, 4
PATCH_TYPES = ("application/json-patch+json", "application/merge-patch+json")
EPOCH = "expires=Thu, 01 Jan 1970 00:00:00 GMT; "
WEAK = set("""none null undefined secret secretkey secret-key secret_key your-secret-key your_secret_key
    your-secret-key-here changeme change-me change_me changeit dev development test testing password key mysecret
    mysecretkey supersecret super-secret super-secret-key insecure default admin example my-secret-key
    some-random-string !secret""".split())
Json = Any


class Problem(Exception):
    """What an endpoint call answers when it is refused: RFC 9457, `urn:sesspect:<code>`."""

    def __init__(self, status: int, code: str, detail: str = "", headers: tuple = (), **members: Json) -> None:
        super().__init__(detail)
        self.status, self.headers = status, headers
        self.body = {"type": f"urn:sesspect:{code}", "code": code, "status": status, "detail": detail, **members}


def attach(app: Any, *, name: str = "", mask: tuple = (), reveal: bool = True, read_only: bool = False, host: str = "",
           port: int = 0, allow_production: bool = False, **settings: Any) -> Any:
    """The app with a debug endpoint around it; the app itself where SESSPECT_DEBUG is not 1, and in production."""
    if os.environ.get("SESSPECT_DEBUG") != "1":
        return app
    for variable in ("APP_ENV", "ENV", "FASTAPI_ENV", "HB_ENV"):
        if os.environ.get(variable, "").lower().startswith("prod") and not allow_production:
            say(f"the debug endpoint stays off: {variable}={os.environ[variable]}")
            return app
    caller = sys._getframe(1).f_globals
    module = caller.get("__name__", "app")
    if module == "__main__":
        module = os.path.splitext(os.path.basename(caller.get("__file__", "app")))[0]
    title = getattr(app, "title", "FastAPI")
    name = name or (title if isinstance(title, str) and title != "FastAPI" else module)
    return Attached(app, Endpoint(app, settings, name, tuple(mask), reveal, read_only, host, port))


def say(text: str) -> None:
    print(f"sesspect: {text}", file=sys.stderr, flush=True)


class Attached:
    """The app as ASGI callable with the endpoint outermost; every attribute is the app's own (also its class)."""

    def __init__(self, app: Any, endpoint: Endpoint) -> None:
        self.__dict__.update(_app=app, _endpoint=endpoint)

    __class__ = property(lambda self: type(self._app))  # type: ignore[assignment]  # `fastapi dev` asks isinstance

    def __getattr__(self, name: str) -> Any:
        return getattr(self._app, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._app, name, value)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        endpoint = self._endpoint
        if scope["type"] == "lifespan":
            async def watched(message: Any) -> None:
                if message["type"] == "lifespan.startup.complete":
                    await endpoint.start()
                elif message["type"].startswith("lifespan.shutdown"):
                    endpoint.stop()
                await send(message)
            try:
                return await self._app(scope, receive, watched)
            finally:
                endpoint.stop()
        if not endpoint.running:
            await endpoint.start()  # the server runs no lifespan
        if endpoint.sessions is None or scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
        else:
            await endpoint.sessions.exchange(self._app, scope, receive, send)


# ---- the app's own session middleware ----

def middlewares(app: Any, visited: Optional[set] = None) -> Iterator[Any]:
    """Instances of all session middlewares in an app, outermost first: added, built, wrapped directly or mounted."""
    visited = set() if visited is None else visited
    if app is None or id(app) in visited:
        return
    visited.add(id(app))
    if is_session_middleware(type(app)):
        yield app
    if getattr(app, "middleware_stack", None) is not None:
        yield from middlewares(app.middleware_stack, visited)
    else:
        for entry in getattr(app, "user_middleware", None) or ():
            if inspect.isclass(entry.cls) and is_session_middleware(entry.cls):
                yield entry.cls(None, *entry.args, **entry.kwargs)
    for inner in (getattr(app, "app", None), getattr(app, "router", None), *(getattr(app, "routes", None) or ())):
        yield from middlewares(inner, visited)


def is_session_middleware(cls: type) -> bool:
    return any(c is SessionMiddleware or (c.__name__ == "SessionMiddleware" and c.__module__.startswith("starsessions"))
               for c in cls.__mro__)


# ---- JSON: pointers, patches, diffs, masking ----

dumps = json.dumps


def same(a: Json, b: Json) -> bool:
    """Equal as JSON: 1, 1.0 and true are three things."""
    return a is b or dumps(a, sort_keys=True, default=str) == dumps(b, sort_keys=True, default=str)


def step(path: str, key: Any) -> str:
    return f"{path}/{str(key).replace('~', '~0').replace('/', '~1')}"


def steps(pointer: Json) -> list:
    if not isinstance(pointer, str) or (pointer and pointer[0] != "/") or re.search("~(?![01])", pointer):
        raise Problem(400, "bad-request", f"not a JSON Pointer: {pointer!r}")
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def diff(old: Json, new: Json, path: str = "", whole: bool = False) -> list:
    """JSON Patch operations, each with the `old` value. `whole`: those of an edit, where an array's element is one
    value, and an array of another length too, so that they can be checked against another base."""
    if isinstance(old, dict) and isinstance(new, dict):
        keys = list(old)
        ops = [{"op": "remove", "path": step(path, k), "old": old[k], "position": keys.index(k)}
               for k in reversed(keys) if k not in new]
        for place, (k, value) in enumerate(new.items()):
            if k in old:
                ops += diff(old[k], value, step(path, k), whole)
            else:
                ops.append({"op": "add", "path": step(path, k), "value": value, "position": place})
        return ops
    if isinstance(old, list) and isinstance(new, list) and not (whole and len(old) != len(new)):
        head = tail = 0
        shorter = min(len(old), len(new))
        while head < shorter and same(old[head], new[head]):
            head += 1
        while tail < shorter - head and same(old[-1 - tail], new[-1 - tail]):
            tail += 1
        both, ops = shorter - tail, []
        for i in range(head, both):
            ops += [{"op": "replace", "path": step(path, i), "value": new[i], "old": old[i]}] if whole else diff(
                old[i], new[i], step(path, i))
        ops += [{"op": "remove", "path": step(path, i), "old": old[i]} for i in reversed(range(both, len(old) - tail))]
        return ops + [{"op": "add", "path": step(path, i), "value": new[i]} for i in range(both, len(new) - tail)]
    return [] if same(old, new) else [{"op": "replace", "path": path, "value": new, "old": old}]


def locate(document: Json, pointer: Json) -> tuple:
    """(holder, key, whether something is there) of a pointer; the holder of the root is a one-element list."""
    holder: Any = [document]
    key: Any = 0
    for name in steps(pointer):
        holder = holder[key] if present(holder, key) else None
        key = name
        if isinstance(holder, list):
            key = len(holder) if name == "-" else int(name) if re.fullmatch("0|[1-9][0-9]{0,8}", name) else -1
    return holder, key, present(holder, key)


def present(holder: Json, key: Any) -> bool:
    return key in holder if isinstance(holder, dict) else isinstance(holder, list) and 0 <= key < len(holder)


def patched(document: Json, ops: Json) -> Json:
    """The document with JSON Patch operations applied (RFC 6902: add, remove, replace, test)."""
    root = [copy.deepcopy(document)]
    for op in ops if isinstance(ops, list) else [ops]:
        kind = op.get("op") if isinstance(op, dict) else None
        if kind not in ("add", "remove", "replace", "test"):
            raise Problem(400, "bad-request", f"operation not supported: {kind}")
        if "path" not in op or (kind != "remove" and "value" not in op):
            raise Problem(400, "bad-request", f"{kind} lacks its path or value")
        (holder, key, there), value = locate(root[0], op["path"]), copy.deepcopy(op.get("value"))
        if op["path"] == "":
            holder = root
        fits = there
        if kind == "add":
            fits = isinstance(holder, dict) or isinstance(holder, list) and 0 <= key <= len(holder)
        if not fits or (kind == "test" and not same(holder[key], value)):
            raise Problem(409, "patch-conflict", f"{kind} does not fit what is there", pointer=op["path"])
        if kind == "remove" and op["path"] == "":
            root = [None]
        elif kind == "remove":
            del holder[key]
        elif kind == "add" and isinstance(holder, list) and holder is not root:
            holder.insert(key, value)
        elif kind != "test":
            place, moved = op.get("position"), []
            if kind == "add" and isinstance(place, int) and not there:
                moved = list(holder.items())[max(0, place):]
            holder[key] = value
            for later, kept in moved:  # a dict keeps the order of insertion
                del holder[later]
                holder[later] = kept
    return root[0]


def rebased(document: Json, ops: list) -> Json:
    """The document with an edit's operations; a conflict where a value is neither the old one nor already the new."""
    for op in ops:
        holder, key, there = locate(document, op["path"])
        if there == (op["op"] != "remove") and (not there or same(holder[key], op["value"])):
            continue
        if op["op"] == "add" and there or op["op"] != "add" and not (there and same(holder[key], op["old"])):
            raise Problem(409, "patch-conflict", f"{op['path']} is no longer what the change was made against")
        document = patched(document, [op])
    return document


def merged(target: Json, patch: Json) -> Json:
    """JSON Merge Patch, RFC 7396."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), value)
    return result


ANYWHERE = re.compile("password|passwd|passphrase|passcode|secret|token|csrf|xsrf|apikey|otpauth")
ALONE = set("pass pwd otp totp pin cvv cvc ssn auth oauth authorization".split())
HARMLESS = set("""id ids user backend method methods type provider time at date level name email guard status required
    expires expiry attempts""".split())


@lru_cache(4096)
def is_secret(key: str, more: tuple) -> bool:
    """`login_pin`, `apiKey` and `csrf_token` are secrets; `shipping`, `author` and `_auth_user_id` are not."""
    if any(word.lower() in key.lower() for word in more):
        return True
    words = [w.lower() for w in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z\d]+|[^\W_A-Za-z\d]+", key)]
    alone = ALONE.intersection(words)
    return bool(ANYWHERE.search("".join(words)) or alone and not (
        alone <= {"auth", "oauth"} and len(words) > 1 and words[-1] in HARMLESS))


def masked(value: Json, more: tuple = (), hidden: bool = False, reveal: bool = False) -> Json:
    """What may be shown of a value: secrets as `$masked`, texts over 64 KiB as `$cut`, no NaN (it is not JSON)."""
    if hidden and not reveal and value is not None:
        text = spelled(value, (",", ":")).encode("utf-8", "surrogatepass")
        return {"$masked": {"len": len(text), "sha256": hashlib.sha256(text).hexdigest()[:8]}}
    if isinstance(value, dict):
        return {k: masked(v, more, not reveal and is_secret(k, more), reveal) for k, v in value.items()}
    if isinstance(value, list):
        return [masked(v, more, False, reveal) for v in value]
    if isinstance(value, str) and len(value) > 65536:
        return {"$cut": {"len": len(value), "head": value[:1024]}}
    return repr(value) if isinstance(value, float) and not math.isfinite(value) else value


def masked_ops(ops: list, more: tuple) -> list:
    def hidden(op: dict) -> bool:
        return any(is_secret(name, more) for name in steps(op["path"]))
    return [{k: masked(v, more, hidden(op)) if k in ("value", "old") else v for k, v in op.items()} for op in ops]


def holds_placeholder(value: Json) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return isinstance(value, dict) and bool({"$masked", "$cut"} & value.keys()) or any(map(holds_placeholder, inner))


# ---- the filter language ----

class BadFilter(Exception):
    """Why a text is no filter; `args` are the sentence and the column, from 0."""


OPERATOR = re.compile("!=|>=|<=|[=~<>]")
UNITS = {"w": 604800.0, "d": 86400.0, "h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}


def parse_filter(text: str) -> tuple:
    """(test of a session and its data, whether it speaks of expiry); terms are AND-ed, see sesspect's documentation."""
    tests: list = []
    i, expiry = 0, False
    while True:
        while i < len(text) and text[i].isspace():
            i += 1
        if i == len(text):
            return (lambda row, data: all(test(row, data) for test in tests)), expiry
        start, negated = i, text[i] == "!"
        i += negated
        if i == len(text) or text[i].isspace():
            raise BadFilter("nothing to negate", start)
        head, i = piece(text, i, OPERATOR)
        operator = OPERATOR.match(text, i)
        op, i = (operator.group(), operator.end()) if operator else ("", i)
        values, value_at = [], i
        while op:
            at = i
            value, i = piece(text, i, None if head.startswith(("@id", "@size", "@keys")) else re.compile(r"\|"))
            if i == at:
                raise BadFilter("a value is missing", at)
            values.append(value)
            if not text.startswith("|", i):
                break
            i += 1
        quoted = text[start + negated] == '"'
        if head.startswith("@") and not quoted:
            test = attribute_test(head[1:], op, values, start + negated, value_at)
            expiry = expiry or head[1:] in ("expired", "active", "ttl")
        elif head.startswith("has:") and not quoted:
            if op:
                raise BadFilter("has: takes no comparison", operator.start())  # type: ignore[union-attr]
            test = path_test(parse_path(head[4:], start + negated + 4), "has", [])
        elif op:
            if op[0] in "<>" and not all(number(v) is not None or moment(v) for v in values):
                raise BadFilter("a number or a date is needed", value_at)
            test = path_test(parse_path(head, start + negated), op, values)
        elif head:
            test = word_test(head.casefold())
        else:
            raise BadFilter("an empty term", start)
        tests.append((lambda test: lambda row, data: not test(row, data))(test) if negated else test)


def piece(text: str, i: int, stop: Any) -> tuple:
    """(the text up to a space or `stop` without its quotes, where it ends); a bracketed key keeps its quotes."""
    out = ""
    while i < len(text) and not text[i].isspace() and not (stop and stop.match(text, i)):
        bracketed = stop is OPERATOR and text.startswith('["', i)
        if text[i] != '"' and not bracketed:
            out, i = out + text[i], i + 1
            continue
        found = re.compile(r'\[?"((?:[^"\\]|\\.)*)"', re.S).match(text, i)
        if not found:
            raise BadFilter("a quote is not closed", i + bracketed)
        out += found.group() if bracketed else re.sub(r"\\(.)", r"\1", found.group(1), flags=re.S)
        i = found.end()
    return out, i


def parse_path(text: str, column: int) -> list:
    path: list = []
    i = 0
    while i < len(text) or not path:
        bracket = text.startswith("[", i)
        i += bool(path) and not bracket and text[i] == "."
        found = re.compile(r'\[(?:(\d+)|("(?:[^"\\]|\\.)*"))\]' if bracket else r"([^.\[]+)").match(text, i)
        if not found or (path and not bracket and text[i - 1] != "."):
            raise BadFilter("not a path", column + i + bracket)
        path.append(found.group() if not bracket else json.loads(found.group(1) or found.group(2)))
        i = found.end()
    return path


def number(text: str) -> Optional[Decimal]:
    try:
        return Decimal(text) if re.fullmatch(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", text) else None
    except InvalidOperation:
        return None


def moment(text: str) -> Optional[float]:
    try:
        when = datetime.fromisoformat(re.sub(r"[zZ]$", "+00:00", text)) if text[:1].isdigit() else None
    except ValueError:
        return None
    return (when if when.tzinfo else when.replace(tzinfo=timezone.utc)).timestamp() if when else None


def compare(a: Any, op: str, b: Any) -> bool:
    return {"=": a == b, "!=": a != b}[op] if op in ("=", "!=") else {
        "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[op]


def spelled(value: Json, separators: Any = None) -> str:
    return value if isinstance(value, str) else dumps(value, separators=separators)


def word_test(word: str) -> Callable:
    def inside(value: Json) -> bool:
        if isinstance(value, dict):
            return any(word in k.casefold() or inside(v) for k, v in value.items())
        return any(map(inside, value)) if isinstance(value, list) else word in spelled(value).casefold()
    return lambda row, data: inside(data) or any(
        word in text.casefold() for text in (row.id, row.client, user_of(data)) if text)


def path_test(path: list, op: str, values: list) -> Callable:
    def find(data: Json, keys: list) -> tuple:
        for key in keys:
            if not present(data, key) or isinstance(data, list) != isinstance(key, int):
                return False, None
            data = data[key]
        return True, data

    def test(row: Any, data: Json) -> bool:
        there, found = find(data, path)
        for n in range(2, len(path) + 1):  # a literal key "a.b", which some frameworks write
            if not there and all(isinstance(k, str) for k in path[:n]):
                there, found = find(data, [".".join(path[:n]), *path[n:]])
        if op == "has" or not there or isinstance(found, (dict, list)):
            return op == "!=" or op == "has" and there
        text, is_number = spelled(found), isinstance(found, (int, float)) and not isinstance(found, bool)
        if op == "~":
            return any(v.casefold() in text.casefold() for v in values)
        if op in ("=", "!="):
            hit = any(v == text or is_number and number(v) is not None and number(v) == number(text) for v in values)
            return hit == (op == "=")
        pairs = [(number(text), number(v)) if is_number else (isinstance(found, str) and moment(text), moment(v))
                 for v in values]
        return any(a not in (None, False) and b is not None and compare(a, op, b) for a, b in pairs)
    return test


def attribute_test(name: str, op: str, values: list, column: int, value_at: int) -> Callable:
    allowed = {"user": ("=", "!="), "client": ("=", "!="), "id": ("=", "!="), "size": ("=", "!=", "<", "<=", ">", ">="),
               "keys": ("=", "!=", "<", "<=", ">", ">="), "expired": (), "active": (), "pending": ()}
    if name not in allowed and name not in ("idle", "age", "ttl", "changed"):
        raise BadFilter(f"no such attribute: @{name}", column)
    if not op and allowed.get(name) != ():
        raise BadFilter("a value is missing", column + 1 + len(name))
    if op and op not in allowed.get(name, ("<", "<=", ">", ">=")):
        raise BadFilter(f"@{name} cannot be compared with {op}", column + 1 + len(name))
    if name in ("expired", "active", "pending"):
        return lambda row, data: row.pending if name == "pending" else row.expired() == (name == "expired")
    if name in ("user", "client"):
        return lambda row, data: ((user_of(data) if name == "user" else row.client) in values) == (op == "=")
    if name == "id":
        return lambda row, data: row.id.startswith(values[0]) == (op == "=")
    if name in ("size", "keys"):
        found = re.fullmatch(r"(\d+(?:\.\d+)?) ?([kmgtpe]?)b?" if name == "size" else r"(\d+)()", values[0], re.I)
        if not found:
            raise BadFilter("not a size" if name == "size" else "not a number", value_at)
        size = float(found.group(1)) * 1024 ** " kmgtpe".index(found.group(2).lower() or " ")
        return lambda row, data: compare(row.size if name == "size" else len(data), op, size)
    if not re.fullmatch(r"(\d+(\.\d+)?(ms|[smhdw]))+", values[0]):
        raise BadFilter("not a duration", value_at)
    seconds = sum(float(n) * UNITS[unit] for n, unit in re.findall(r"(\d+(?:\.\d+)?)(ms|[smhdw])", values[0]))

    def duration(row: Any, data: Json) -> bool:
        if name == "ttl":
            return compare(math.inf if row.expires is None else row.expires - time.time(), op, seconds)
        since = {"idle": row.seen, "age": row.created, "changed": row.changed}[name]
        return since is not None and compare(time.time() - since, op, seconds)
    return duration


def user_of(data: Json) -> Optional[str]:
    for path in ("user_id", "_user_id", "user.id", "user.username", "user.name", "user.email", "user", "username"):
        value: Json = data
        for key in path.split("."):
            value = value.get(key) if isinstance(value, dict) else None
        if isinstance(value, (str, int)) and not isinstance(value, bool):
            return str(value)[:200]
    return None


# ---- sessions ----

def decoded(payload: Any) -> Json:
    """The data of a cookie's payload, which is kept as text until somebody asks; data stays as it is."""
    return json.loads(a2b_base64(payload)) if isinstance(payload, str) else payload


class Node:
    """One cookie value a browser may hold, known by its hash."""

    __slots__ = ("hash", "record", "payload", "kept", "ts", "size", "parent", "forked", "seq", "base", "request")

    def __init__(self, hash: str, record: Record, value: str, parent: str = "", seq: int = 0) -> None:
        self.payload, ts, _ = value.rsplit(".", 2)
        self.hash, self.record, self.parent, self.seq = hash, record, parent, seq
        self.ts, self.size = timestamp(ts), len(value)
        self.kept: Json = None
        self.base: Any = None  # what the app saw, and the request that issued it
        self.request: Json = None
        self.forked = False

    @property
    def data(self) -> Json:
        if self.kept is None:
            self.kept = decoded(self.payload)
        return self.kept


class Edit:
    """Operations that wait for the browser. `seq`: cookies with a lower one have not had it."""

    def __init__(self, seq: int, ops: list) -> None:
        self.seq, self.ops, self.state, self.since = seq, ops, "pending", time.time()
        self.until = self.since + EDIT_SECONDS


class Record:
    """One session."""

    def __init__(self, id: str) -> None:
        self.id, self.nodes, self.node = id, OrderedDict(), None  # type: str, OrderedDict[str, Node], Optional[Node]
        self.created = self.seen = self.changed = time.time()
        self.hits, self.rev, self.version, self.seq, self.told = 0, 1, 0, 0, 0.0
        self.client: Optional[str] = None
        self.expires: Optional[float] = None
        self.last: Json = None
        self.deleted = self.gone = self.said_expired = False
        self.edits: list = []
        self.fork: list = []  # nodes issued from one parent, until a request shows which of them the browser kept
        self.size = 0
        self.stored: dict = {}  # of a store, with its key, its metadata and who wrote it last
        self.sid, self.meta, self.writer = "", {}, None  # type: str, dict, Json

    @property
    def data(self) -> Json:
        return self.node.data if self.node else self.stored

    @property
    def pending(self) -> bool:
        return any(edit.state in ("pending", "applied") for edit in self.edits)

    def expired(self) -> bool:
        return self.expires is not None and self.expires <= time.time()


class Exchange:
    """What is remembered of a request until its end."""

    record: Any = None
    node: Any = None
    dead: Any = None  # the revoked session whose cookie it brought
    issued: Any = None
    edited: Any = None
    flat: Any = None
    client: Any = None
    applied: Any = ()
    value, method, seq, rev = "", "WEBSOCKET", 0, 0
    status: Optional[int] = 101  # an HTTP request has none before its response begins
    head = differs = cleared = False

    def __init__(self, scope: Any) -> None:
        self.scope, self.path, self.started = scope, scope["path"], time.perf_counter()
        self.ws = scope["type"] == "websocket"
        if not self.ws:
            self.method, self.status = scope["method"], None
        if scope.get("client"):
            self.client = scope["client"][0]

    @property
    def raw(self) -> Any:
        """What the app sees, as data or as an undecoded payload."""
        return self.edited if self.edited is not None else self.node.payload if self.node else {}

    @property
    def shown(self) -> Json:
        return self.edited if self.edited is not None else self.node.data if self.node else {}

    def request(self) -> dict:
        return {"method": self.method, "path": self.path, "status": self.status, "client": self.client,
                "ms": round((time.perf_counter() - self.started) * 1000, 1)}


def digest(value: str) -> str:
    return hashlib.sha256(value.encode("latin-1", "replace")).hexdigest()[:32]


def timestamp(text: str) -> int:
    return int.from_bytes(a2b_base64(text.replace("-", "+").replace("_", "/") + "=="), "big")


def cookies_in(headers: Any) -> list:
    """(name, raw value) of all Cookie headers, as Starlette splits them."""
    text = ";".join(value.decode("latin-1") for name, value in headers if name == b"cookie")
    pairs = (part.split("=", 1) if "=" in part else ("", part) for part in text.split(";"))
    return [(name.strip(), value.strip()) for name, value in pairs]


async def one_after_the_other(saving: Any, send: Any, message: Any) -> None:
    await saving
    await send(message)


class Sessions:
    """What both kinds of sessions share: the records, and the course of a request around the app."""

    mode = "cookie"

    def __init__(self, middleware: Any, endpoint: Endpoint, cookie: str) -> None:
        self.middleware, self.endpoint, self.emit, self.cookie = middleware, endpoint, endpoint.emit, cookie
        self.start = f"{cookie}=".encode()
        self.records: OrderedDict[str, Record] = OrderedDict()
        self.nodes: dict[str, Node] = {}
        self.flags: str = middleware.security_flags
        self.seen_http, self.hinted = False, set()  # type: bool, set[str]

    def requested(self, x: Exchange) -> None:
        """A request comes in, with a cookie."""
        raise NotImplementedError

    def responded(self, x: Exchange, message: Any) -> Any:
        """A response's head goes out; what must be awaited before it does."""
        raise NotImplementedError

    async def exchange(self, app: Any, scope: Any, receive: Any, send: Any) -> None:
        x = Exchange(scope)
        for name, header in scope["headers"]:
            if name == b"cookie" and self.start in header:
                if header.startswith(self.start) and b";" not in header and b'"' not in header:  # nearly always
                    x.value = header[len(self.start):].strip().decode("latin-1")
                else:
                    x.value = _unquote(dict(cookies_in(scope["headers"])).get(self.cookie, "")) or ""
                if x.value:
                    self.safely(self.requested, x)
                break
        if not self.seen_http:
            self.seen_http = scope.get("scheme") == "http"

        def responding(message: Any) -> Any:
            if message["type"] == "http.response.start" and not x.head:
                x.head, x.status = True, message["status"]
                saving = self.safely(self.responded, x, message)
                if saving is not None:
                    return one_after_the_other(saving, send, message)
            return send(message)

        failed = True
        try:
            await app(x.scope, receive, responding)
            failed = False
        except AssertionError as problem:
            if "SessionMiddleware must be installed" in str(problem) and x.path not in self.hinted:
                self.hinted.add(x.path)
                say(f"{x.method} {x.path} reads request.session outside of SessionMiddleware: the middleware added "
                    "last is the outermost, so add SessionMiddleware after the one that reads, and to the app that reads")
            raise
        finally:
            record = x.record
            if record is not None:
                record.last = {"method": x.method, "path": x.path, "status": x.status}
            if self.endpoint.single and not (x.dead and x.issued is None):
                self.safely(self.look_for_unsaved, x, failed)

    @staticmethod
    def safely(part: Callable, *arguments: Any) -> Any:
        """A mistake in this file is said and never becomes the app's."""
        try:
            return part(*arguments)
        except Exception:
            say(f"internal error, please report it: {traceback.format_exc(limit=-3)}")
            return None

    def look_for_unsaved(self, x: Exchange, failed: bool) -> None:
        session = x.scope.get("session")
        # By type: a session of starsessions that is not loaded raises at whatever it is asked.
        if not issubclass(type(session), dict) or (x.flat is not None and session == x.flat):
            return
        saved = {} if x.cleared else x.issued.data if x.issued else x.shown
        if session == saved:
            return
        final = json.loads(dumps({k: v for k, v in session.items() if k != "__metadata__"}, default=str))
        left = failed and not x.head and not x.ws and sys.exc_info()[0] is asyncio.CancelledError
        if not left and not same(final, saved):
            tracked = getattr(session, "modified", True)  # Starlette from 1.0 on saves what it saw being set
            reason = ("websocket" if x.ws else "unhandled-error" if failed and (x.differs or not x.head)
                      else "nested-in-place" if x.differs and not tracked else "after-response")
            self.emit("session.unsaved_change", x.record, (saved, final), reason=reason, request=x.request())

    def known(self, id: str) -> Optional[Record]:
        """A listed session by its id, or by any hash of its chain."""
        record = self.records.get(id)
        if record is None and id in self.nodes:
            record = self.nodes[id].record
        return None if record is None or record.gone or (record.deleted and self.mode == "store") else record

    def listed(self) -> list:
        return [r for r in self.records.values() if not r.gone and not (r.deleted and self.mode == "store")]

    def add(self, id: str) -> Record:
        record = self.records[id] = Record(id)
        if len(self.records) > SESSIONS:
            for node in self.records.popitem(last=False)[1].nodes:
                self.nodes.pop(node, None)
        return record

    def touch(self, x: Exchange, record: Record) -> None:
        x.record = record
        record.hits += 1
        record.seen, record.client = time.time(), x.client
        self.records.move_to_end(record.id)

    def sweep(self) -> None:
        for record in self.records.values():
            if record.expired() and not record.gone and not record.deleted:
                record.gone = self.mode == "store"
                if not record.said_expired:
                    record.said_expired = True
                    self.emit("session.expired", record)
            for edit in record.edits:
                if edit.until <= time.time():
                    if edit.state == "pending":
                        self.emit("edit.expired", record, ops=edit.ops)
                        record.version += 1
                    edit.state = edit.state if edit.state == "conflicted" else "expired"

    def set_cookie(self, value: str, age: str) -> str:
        return f"{self.cookie}={value}; path={getattr(self.middleware, 'path', '/')}; {age}{self.flags}"


class CookieSessions(Sessions):
    """Sessions signed into the cookie: the registry of hashes, pending edits, revocations."""

    def __init__(self, middleware: Any, endpoint: Endpoint) -> None:
        super().__init__(middleware, endpoint, middleware.session_cookie)
        self.signer, self.max_age = middleware.signer, middleware.max_age
        self.dead: OrderedDict[str, Record] = OrderedDict()  # revoked hashes
        self.orphans: dict[str, Callable] = {}  # edits for hashes that only another worker has seen
        self.revoke_before, self.reported = -1, OrderedDict()  # type: int, OrderedDict[str, float]

    @property
    def clear(self) -> str:
        return self.set_cookie("null", EPOCH)

    def deliver(self, value: str) -> str:
        return self.set_cookie(value, f"Max-Age={self.max_age}; " if self.max_age else "")

    def sign(self, data: Json) -> str:
        return self.signer.sign(b64encode(dumps(data).encode())).decode()

    def fits(self, data: Json) -> bool:
        return len(self.deliver(self.sign(data))) <= COOKIE_LIMIT

    @staticmethod
    def read(value: str) -> tuple:
        """(data, timestamp) without looking at the signature."""
        payload, ts, _ = value.rsplit(".", 2)
        return decoded(payload), timestamp(ts)

    # -- a request comes in

    def requested(self, x: Exchange) -> None:
        hash, now = digest(x.value), int(time.time())
        node = self.nodes.get(hash)
        if node is None:
            record = self.dead.get(hash)
            node = None if record else self.first_sight(x, hash)
            if node is not None and node.ts <= self.revoke_before:
                record = self.bury(Record(hash), hash)
            if record is not None:
                x.dead = record
                return self.rewrite(x, None)
            if node is None:
                return
            self.adopt(node)
            self.emit("session.created", node.record, ({}, node.payload), source="observed", request=x.request())
            if hash in self.orphans:
                self.take_orphan(node.record, self.orphans.pop(hash))
        elif self.max_age is not None and not 0 <= now - node.ts <= self.max_age:
            return self.reject(x, hash, "expired" if now > node.ts else "clock-skew")
        record = node.record
        if not node.payload:
            node.payload = x.value.rsplit(".", 2)[0]
        if record.fork or node is not record.node:
            self.moved(record, node, x)
        record.gone = False
        self.touch(x, record)
        x.node, x.seq = node, node.seq
        if record.edits:
            self.apply(x, record)

    def first_sight(self, x: Exchange, hash: str) -> Optional[Node]:
        """The node of a cookie never seen before, or nothing, and the reason as an event."""
        value = x.value
        try:
            payload = self.signer.unsign(value.encode("utf-8", "replace"))
        except itsdangerous.BadSignature:
            if value not in ("null", "''"):
                self.reject(x, hash, *self.why(value))
            return None
        try:
            ts = timestamp(value.rsplit(".", 2)[1])
            data = json.loads(b64decode(payload))
            if not isinstance(data, dict):
                raise ValueError
        except ValueError:
            self.reject(x, hash, "undecodable")
            return None
        age = int(time.time()) - ts
        if self.max_age is not None and not 0 <= age <= self.max_age:
            self.reject(x, hash, "expired" if age > 0 else "clock-skew")
            return None
        return Node(hash, Record(hash), value)

    def why(self, value: str) -> tuple:
        try:
            data, ts = self.read(value)
            signature = urlsafe_b64decode(value.rsplit(".", 1)[1] + "=")
        except (ValueError, IndexError, RecursionError):
            return ("bad-signature",)
        for word in sorted(WEAK) + ["None", "!secret"]:
            if itsdangerous.TimestampSigner(word).validate(value):
                return "wrong-secret", f"signed with the well-known word {word}"
        if isinstance(data, dict) and len(signature) == 20 and ts < int(self.endpoint.started):
            return "wrong-secret", "intact, and issued before this process started"
        return ("bad-signature",)

    def reject(self, x: Exchange, hash: str, reason: str, detail: str = "") -> None:
        if time.time() - self.reported.get(hash, 0) >= 60:
            self.reported[hash] = time.time()
            if len(self.reported) > 1000:
                self.reported.popitem(last=False)
            self.emit("cookie.rejected", self.nodes[hash].record if hash in self.nodes else None, reason=reason,
                      request=x.request(), **({"detail": detail} if detail else {}))

    def adopt(self, node: Node) -> None:
        """Makes a cookie the session's current one."""
        record = node.record
        kept = self.records.get(record.id)
        if kept is None or kept.deleted:
            kept = self.add(record.id)
            if record is not kept:
                node.record = record = kept
            record.created = float(node.ts)
        self.nodes[node.hash] = record.nodes[node.hash] = record.node = node  # type: ignore[assignment]
        record.size = node.size
        record.expires = None if self.max_age is None else float(node.ts + self.max_age)
        if len(record.nodes) > CHAIN:
            self.nodes.pop(record.nodes.popitem(last=False)[0], None)
        if len(record.nodes) > 16:  # an older one brings its payload along, should it come back
            old = next(islice(reversed(record.nodes.values()), 16, None))
            old.payload, old.kept, old.base = "", None, None

    def ancestors(self, node: Optional[Node]) -> Iterator[Node]:
        while node is not None:
            yield node
            node = node.record.nodes.get(node.parent)

    def moved(self, record: Record, node: Node, x: Exchange) -> None:
        """The browser presents another cookie than the newest: a fork is decided, or the newest one never arrived."""
        winner = next((n for n in self.ancestors(node) if n in record.fork), None)
        if winner is not None:
            losers, record.fork = [n for n in record.fork if n is not winner], []
            for loser in losers:
                ops = diff(decoded(loser.base), loser.data) if loser.payload and loser.base is not None else []
                lost = [op for op in ops if not obtains(op, node.data)]
                if lost:
                    self.emit("session.lost_update", record, ops=lost, request=loser.request,
                              other={"request": winner.request})
        old = record.node
        if old is None or node is old or node.payload == old.payload:
            return
        if winner is None and node in self.ancestors(old) and time.time() - record.changed < 2:
            return  # it was sent before the newest cookie reached the browser
        record.node, record.size = node, node.size
        record.expires = None if self.max_age is None else float(node.ts + self.max_age)
        record.version += 1
        self.changed(record, old.payload, node.payload, "observed", x.request())

    def changed(self, record: Record, old: Any, new: Any, source: str, request: Json) -> None:
        if old != new if type(old) is type(new) else decoded(old) != decoded(new):
            record.rev += 1
            record.changed = time.time()
            self.emit("session.updated", record, (old, new), source=source, request=request)

    # -- edits

    def apply(self, x: Exchange, record: Record) -> None:
        """The pending edits that the presented cookie has not had, into the Cookie header the app will read."""
        for edit in record.edits:
            if edit.state == "applied" and edit.seq <= x.node.seq:
                edit.state = "confirmed"
                record.version += 1
                self.emit("edit.confirmed", record, ops=edit.ops, request=x.request())
            if edit.seq <= x.node.seq or edit.state in ("conflicted", "expired") or edit.until <= time.time():
                continue
            try:
                result = rebased(x.shown, edit.ops)
                if not self.fits(result):
                    raise Problem(422, "too-large", "over 4096 bytes")
            except Problem as problem:
                edit.state = "conflicted"
                record.version += 1
                self.emit("edit.conflicted", record, ops=edit.ops, reason=problem.body["detail"], request=x.request())
                continue
            x.edited = result
            x.applied = [*x.applied, edit]
        record.edits = [e for e in record.edits if e.until > time.time()]
        x.seq = max(x.seq, record.seq)
        if x.applied:
            self.rewrite(x, self.sign(x.shown))

    def rewrite(self, x: Exchange, value: Optional[str]) -> None:
        """Gives the app another session cookie, or none."""
        pairs = [f"{n}={v}" if n else v for n, v in cookies_in(x.scope["headers"]) if n != self.cookie]
        pairs += [f"{self.cookie}={value}"] if value else []
        headers = [h for h in x.scope["headers"] if h[0] != b"cookie"]
        headers += [(b"cookie", "; ".join(pairs).encode("latin-1"))] if pairs else []
        x.scope = {**x.scope, "headers": headers}
        x.value = value or ""

    # -- a response goes out

    def responded(self, x: Exchange, message: Any) -> Any:
        headers = message.get("headers") or ()
        mine = [h for h in headers if h[0].lower() == b"set-cookie" and h[1].startswith(self.start)]
        text = mine[-1][1].decode("latin-1") if mine else ""
        record, value = x.record, text[len(self.start):].split(";", 1)[0]
        sets, session = bool(mine) and EPOCH[:-2] not in text, x.scope.get("session")
        if issubclass(type(session), dict) and sets and not any(isinstance(v, (dict, list)) for v in session.values()):
            x.flat = dict(session)  # enough to see later changes by
        if not mine:
            x.differs = issubclass(type(session), dict) and session != x.shown
            if x.node is None and x.dead is None:
                return None
        if sets and len(text) > COOKIE_LIMIT:
            self.emit("cookie.too_large", record, size=len(text), request=x.request())
        if record is not None and record.deleted:
            if sets:  # a request that was under way when its session was deleted
                self.emit("session.resurrection_blocked", record, request=x.request())
            self.replace(message, headers, mine, self.clear)
            x.dead = record
        elif sets:
            self.issue(x, value)
        elif mine:
            x.cleared = True
            if record is not None and not record.gone:
                for edit in record.edits:
                    if edit.state == "pending":
                        self.emit("edit.conflicted", record, ops=edit.ops, reason="the app ended the session",
                                  request=x.request())
                record.gone, record.edits = True, []
                self.emit("session.deleted", record, (record.data, {}), source="app", request=x.request())
        elif x.applied:
            self.replace(message, headers, [], self.deliver(x.value))
            self.issue(x, x.value)
        elif x.dead is not None and (not x.dead.told or time.time() - x.dead.told > 2):
            self.replace(message, headers, [], self.clear)
        if x.dead is not None:
            self.told(x.dead, x)
        return None

    @staticmethod
    def replace(message: Any, headers: Any, mine: list, cookie: str) -> None:
        message["headers"] = [h for h in headers if h not in mine] + [(b"set-cookie", cookie.encode("latin-1"))]

    def told(self, record: Record, x: Exchange) -> None:
        if not record.told and self.records.pop(record.id, None) is not None:
            self.emit("session.deleted", record, source="user", request=x.request())
        record.told = time.time()

    def issue(self, x: Exchange, value: str) -> None:
        """A response gives the browser a cookie: it joins the chain of what the request presented."""
        hash, record, request = digest(value), x.record, x.request()
        node, current = self.nodes.get(hash), record.node.payload if record else ""
        if node is None:
            if value.count(".") < 2 or not (self.endpoint.single or self.signer.validate(value)):
                return  # another middleware's cookie of the same name
            self.dead.pop(hash, None)  # the same payload in the second of its revocation: made anew, it lives
            node = Node(hash, record or Record(hash), value, x.node.hash if x.node else "", x.seq)
            node.base, node.request = x.raw, request
            if x.node is not None:
                if x.node.forked:
                    record.fork = [n for n in record.nodes.values() if n.parent == x.node.hash] + [node]
                x.node.forked = True
            self.adopt(node)
            if record is None:
                self.touch(x, node.record)
                self.emit("session.created", node.record, ({}, node.payload), source="app", request=request)
        else:
            node.seq, node.forked = max(node.seq, x.seq), False
            node.payload, node.record.node = value.rsplit(".", 2)[0], node
            for other in node.record.nodes.values():  # the same payload again within a second: what followed is history
                other.parent = "" if other.parent == hash else other.parent
        record = x.record = node.record
        x.issued = node
        for edit in x.applied:
            if edit.state == "pending":
                edit.state, record.gone = "applied", False
                record.version += 1
                self.emit("edit.applied", record, ops=edit.ops, request=request)
        if x.node is not None and current != node.payload:  # parallel requests may well have made the same change
            if x.applied:
                self.changed(record, current, x.edited, "edit", request)
            self.changed(record, x.raw, node.payload, "app", request)

    # -- what the endpoint asks for

    def bury(self, record: Record, *hashes: str) -> Record:
        record.deleted, record.told = True, 0.0
        for hash in hashes or list(record.nodes):
            self.nodes.pop(hash, None)
            self.dead[hash] = record
        while len(self.dead) > 50_000:
            self.dead.popitem(last=False)
        return record

    async def refresh(self, record: Record) -> None:
        pass

    async def change(self, record: Record, wanted: Json, replaces: bool) -> int:
        if not self.fits(wanted):
            raise Problem(422, "too-large", "the cookie would be over 4096 bytes, browsers drop it")
        ops: list = diff(record.data, wanted, whole=True)
        old: list = []
        waiting = [e for e in record.edits if e.state == "pending"]
        if not replaces and waiting:  # made against the same data: the newer one counts where they overlap
            paths = [op["path"] + "/" for op in ops]
            old = [op for op in waiting[-1].ops
                   if not any(p.startswith(op["path"] + "/") or (op["path"] + "/").startswith(p) for p in paths)]
        for edit in waiting:
            record.edits.remove(edit)
        record.version += 1
        if old + ops:
            record.seq += 1
            record.edits.append(Edit(record.seq, old + ops))
            self.emit("edit.pending", record, ops=old + ops)
        elif waiting:
            self.emit("edit.cancelled", record, ops=waiting[-1].ops)
        return 202

    def take_orphan(self, record: Record, make: Callable) -> None:
        try:
            ops = diff(record.data, make(record.data), whole=True)
            record.seq += 1
            record.edits.append(Edit(record.seq, ops))
            self.emit("edit.pending", record, ops=ops)
        except Problem as problem:
            self.emit("edit.conflicted", record, ops=[], reason=problem.body["detail"])

    async def remove(self, record: Record, source: str) -> int:
        record.version += 1
        self.bury(record)
        record.edits = []
        self.emit("session.revoked", record, source=source)
        return 202

    async def remove_all(self) -> None:
        self.revoke_before = int(time.time())
        for record in list(self.records.values()):
            self.bury(record)
            record.version += 1
            record.edits = []

    async def restore(self, id: str, data: Json, query: dict) -> tuple:
        record = self.known(id) or self.dead.get(id)
        if record is None or not record.nodes:
            raise Problem(404, "no-such-session", "a signed-cookie session cannot be made with a given id")
        if not record.deleted:
            raise Problem(412, "stale", "the session is there", etag=self.endpoint.etag(record))
        if record.told:
            raise Problem(409, "already-cleared", "the browser was told to drop its cookie")
        record.deleted = False
        record.version += 1
        for hash, node in record.nodes.items():
            self.dead.pop(hash, None)
            self.nodes[hash] = node
        self.emit("session.created", record, ({}, record.data), source="user")
        if not same(record.data, data):
            await self.change(record, data, True)
        return 200, record

    async def forge(self, data: Json) -> tuple:
        if not self.fits(data):
            raise Problem(422, "too-large", "the cookie would be over 4096 bytes, browsers drop it")
        value = self.sign(data)
        hash = digest(value)
        node = self.nodes.get(hash) or Node(hash, Record(hash), value)
        self.adopt(node)
        return node.record, f"{self.cookie}={value}", self.deliver(value)


def obtains(op: dict, document: Json) -> bool:
    holder, key, there = locate(document, op["path"])
    return there == (op["op"] != "remove") and (not there or same(holder[key], op["value"]))


class StoreSessions(Sessions):
    """Sessions of starsessions: the cookie holds the store's key, the payload is in the store."""

    mode = "store"

    def __init__(self, middleware: Any, endpoint: Endpoint) -> None:
        super().__init__(middleware, endpoint, middleware.cookie_name)
        self.store, self.codec, self.max_age = middleware.store, middleware.serializer, middleware.lifetime

    def requested(self, x: Exchange) -> None:
        record = self.known(digest(x.value))
        if record is not None:
            self.touch(x, record)
            x.edited, x.rev = record.stored, record.rev

    async def responded(self, x: Exchange, message: Any) -> None:
        handler, headers = x.scope.get("session_handler"), message.get("headers") or ()
        mine = [h for h in headers if h[0].lower() == b"set-cookie" and h[1].startswith(self.start)]
        if not mine or handler is None:
            x.edited = {}
            return
        if handler.is_empty:
            x.cleared = True
            if x.record is not None:
                x.record.gone = True
                self.emit("session.deleted", x.record, (x.record.data, {}), source="app", request=x.request())
            return
        id, record = digest(handler.session_id), x.record
        if record is not None and record.deleted and record.id == id:  # it was under way when this was deleted
            await self.store.remove(handler.session_id)
            message["headers"] = [h for h in headers if h not in mine]
            x.dead = record
            self.emit("session.resurrection_blocked", record, request=x.request())
            return
        if record is None or record.id != id:
            record = self.known(id) or self.add(id)
            self.touch(x, record)
        old, fresh = record.data, not record.sid
        record.sid = handler.session_id
        self.take(record, self.codec.serialize(x.scope["session"]))
        x.issued = record
        overtaken = diff(x.shown, old) if record.rev != x.rev and not fresh else []
        lost = [op for op in overtaken if not obtains(op, record.data)]
        if lost:
            self.emit("session.lost_update", record, ops=lost, request=record.writer, other={"request": x.request()})
        if fresh:
            self.emit("session.created", record, ({}, record.data), source="app", request=x.request())
        elif record.data != old:
            self.written(record, old, "app", x.request())

    def take(self, record: Record, payload: bytes) -> None:
        record.stored = self.codec.deserialize(payload)
        record.meta, record.size = record.stored.pop("__metadata__", {}), len(payload)
        if record.meta:
            record.created = record.meta["created"]
        if self.max_age:
            record.expires = (time.time() if self.middleware.rolling else record.created) + self.max_age

    def written(self, record: Record, old: Json, source: str, request: Json) -> None:
        record.rev += 1
        record.changed, record.writer = time.time(), request
        self.emit("session.updated", record, (old, record.data), source=source, request=request)

    async def refresh(self, record: Record) -> None:
        payload, old = await self.store.read(session_id=record.sid, lifetime=self.max_age), record.data
        if not payload:
            record.gone = True
            raise Problem(404, "no-such-session", "the store no longer has it")
        self.take(record, payload)
        if record.data != old:
            self.written(record, old, "observed", None)

    async def change(self, record: Record, wanted: Json, replaces: bool) -> int:
        old = record.data
        await self.write(record, wanted)
        self.written(record, old, "user", None)
        return 200

    async def write(self, record: Record, data: Json) -> None:
        now = time.time()
        meta = record.meta or {"created": now, "last_access": now, "lifetime": self.max_age}
        payload = self.codec.serialize({**data, "__metadata__": meta})
        ttl = max(1, int((record.expires or now + self.max_age) - now)) if self.max_age else 0
        await self.store.write(session_id=record.sid, data=payload, lifetime=self.max_age, ttl=ttl)
        self.take(record, payload)

    async def remove(self, record: Record, source: str) -> int:
        await self.store.remove(record.sid)
        record.deleted = True
        self.emit("session.deleted", record, (record.data, {}), source=source)
        return 204

    async def remove_all(self) -> None:
        for record in self.listed():
            await self.store.remove(record.sid)
            record.deleted = True

    async def restore(self, id: str, data: Json, query: dict) -> tuple:
        record = self.records.get(id)
        if record is None or not record.sid:
            raise Problem(404, "no-such-session", "only a session that was seen here can be brought back")
        if self.known(id):
            raise Problem(412, "stale", "the session is there", etag=self.endpoint.etag(record))
        await self.write(record, data)
        record.deleted = record.gone = False
        record.version += 1
        self.emit("session.created", record, ({}, data), source="user")
        return 201, record

    async def forge(self, data: Json) -> tuple:
        sid = secrets.token_hex(16)
        record = self.add(digest(sid))
        record.sid = sid
        await self.write(record, data)
        age = f"max-age={self.max_age}; " if self.max_age else ""
        return record, f"{self.cookie}={sid}", self.set_cookie(sid, age)


# ---- the endpoint ----

class Event:
    """One change, written out only when somebody reads it."""

    __slots__ = ("id", "at", "type", "session", "rev", "size", "change", "ops", "members", "text")

    def __init__(self, id: int, type: str, record: Optional[Record], change: Any, ops: Any, members: dict) -> None:
        self.id, self.at, self.type, self.members, self.text = id, time.time(), type, members, ""
        self.change, self.ops = change, ops
        self.session, self.rev, self.size = (record.id, record.rev, record.size) if record else ("", 0, 0)

    def sse(self, mask: tuple) -> str:
        if not self.text:
            body: Json = {"id": self.id, "at": iso(self.at), "type": self.type}
            if self.session:
                body.update(session=self.session, rev=self.rev, size=self.size)
            body.update(self.members)
            ops = diff(*map(decoded, self.change)) if self.change else self.ops
            if ops is not None:
                body["diff"] = masked_ops(ops, mask)
            self.text = f"id: {self.id}\nevent: {self.type}\ndata: {dumps(body)}\n\n"
            self.change = self.ops = None
        return self.text


def iso(seconds: Optional[float]) -> Optional[str]:
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Endpoint:
    """The debug endpoint: its files, its small HTTP server, its calls."""

    def __init__(self, app: Any, settings: dict, name: str, mask: tuple, reveal: bool, read_only: bool, host: str,
                 port: int) -> None:
        self.app, self.settings, self.name, self.mask, self.reveal = app, settings, name, mask, reveal
        self.read_only, self.host, self.port = read_only, host, port
        self.instance, self.started, self.running, self.looked = secrets.token_hex(8), time.time(), False, 0
        self.tokens = {"ro": secrets.token_urlsafe(32), "rw": secrets.token_urlsafe(32)}
        self.sessions: Any = None
        self.ring: deque = deque(maxlen=1000)
        self.wakes: set = set()
        self.failures: deque = deque()
        self.confirms: dict = {}
        self.files: list = []
        self.tasks: set = set()
        self.found: list = []
        self.server: Any = None
        self.last, self.single, self.address = 0, True, ""

    # -- start and stop

    def find(self) -> None:
        self.found = list(middlewares(self.app))
        wanted = self.settings.get("session_cookie")
        chosen = next((m for m in self.found if wanted in (None, name_of(m))), None)
        if self.settings.get("secret_key") or (chosen and self.settings and hasattr(chosen, "signer")):
            given = {"secret_key": chosen.signer.secret_key.decode(), "session_cookie": chosen.session_cookie,
                     "max_age": chosen.max_age, "path": chosen.path} if chosen else {}
            flags = chosen.security_flags if chosen and not {"same_site", "https_only", "domain", "partitioned"
                                                             } & self.settings.keys() else None
            chosen = SessionMiddleware(None, **{**given, **self.settings})  # type: ignore[arg-type]
            chosen.security_flags = flags or chosen.security_flags
        self.single = len(self.found) < 2
        if chosen is not None:
            self.sessions = (CookieSessions if hasattr(chosen, "signer") else StoreSessions)(chosen, self)

    async def start(self) -> None:
        if self.running or self.looked > 1:
            return
        self.looked += 1
        self.find()
        if self.sessions is None:
            if self.looked > 1:
                say(f"no SessionMiddleware found in {self.name!r}: the debug endpoint stays off")
            return
        self.running, self.looked = True, 2
        try:
            await self.listen()
            say(f"debug endpoint of {self.name!r} on {self.address}")
        except (OSError, Refusal) as problem:
            say(f"the debug endpoint stays off: {problem}")
            self.stop()
            self.running = True  # and the app goes on

    async def listen(self) -> None:
        directory = runtime_directory()
        stem = f"{directory}/{os.getpid()}"
        for n in range(1, 100):
            base = stem if n == 1 else f"{stem}-{n}"
            if not is_answering(f"{base}.sock") and not (self.host and os.path.exists(f"{base}.json")):
                break
        if self.host:
            if self.host not in ("127.0.0.1", "::1", "localhost"):
                raise Refusal(f"{self.host} is not a loopback address")
            self.server = await asyncio.start_server(self.serve, self.host, self.port, limit=HEAD_LIMIT)
            self.port = self.server.sockets[0].getsockname()[1]
            self.address = f"http://{'[::1]' if ':' in self.host else self.host}:{self.port}"
            place = {"url": self.address}
        else:
            path = f"{base}.sock"
            if len(os.fsencode(path)) > (103 if sys.platform == "darwin" else 107):
                raise Refusal(f"the path of the socket is too long ({path}); set SESSPECT_DIR to a shorter one")
            listener = socket.socket(socket.AF_UNIX)
            unlink(path)
            before = os.umask(0o177)
            try:
                listener.bind(path)
            finally:
                os.umask(before)
            self.files.append(path)
            self.server = await asyncio.start_unix_server(self.serve, sock=listener, limit=HEAD_LIMIT)
            self.address, place = f"unix:{path}", {"socket": path}
        tokens = {"ro": self.tokens["ro"]} if self.read_only else self.tokens
        content = {"protocol": 1, **place, "tokens": tokens, "pid": os.getpid(), "parent": os.getppid(),
                   "app": self.name, "instance": self.instance, "started": iso(self.started),
                   "cookie": self.sessions.cookie}
        unlink(f"{base}.json.new")
        with os.fdopen(os.open(f"{base}.json.new", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(content, file)
        os.replace(f"{base}.json.new", f"{base}.json")
        self.files.append(f"{base}.json")
        atexit.register(self.stop)
        self.tasks.add(asyncio.ensure_future(self.sweep()))

    def stop(self) -> None:
        for file in self.files:
            unlink(file)
        atexit.unregister(self.stop)
        self.files, self.running, self.looked = [], False, 0
        try:
            for task in list(self.tasks):
                task.cancel()
            if self.server is not None:
                self.server.close()
        except RuntimeError:
            pass  # at exit, the loop is gone
        self.server = None

    async def sweep(self) -> None:
        while True:
            await asyncio.sleep(5)
            self.sessions.sweep()

    # -- events

    def emit(self, type: str, record: Optional[Record], change: Any = None, ops: Any = None, **members: Json) -> None:
        self.last += 1
        self.ring.append(Event(self.last, type, record, change, ops, members))
        for wake in self.wakes:
            wake.set()

    async def stream(self, reader: Any, writer: Any, since: Optional[int]) -> None:
        wake, eof = asyncio.Event(), asyncio.ensure_future(reader.read(1))
        self.wakes.add(wake)

        def frame(event: str, **data: Json) -> None:
            writer.write(f"event: {event}\ndata: {dumps(data)}\n\n".encode())
        try:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n"
                         b"X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\nretry: 1000\n\n")
            frame("hello", instance=self.instance, last_event=self.last)
            cursor = self.last if since is None else since
            if cursor > self.last:
                frame("gap", **{"from": cursor, "oldest": self.ring[0].id if self.ring else 0})
                cursor = self.last
            while not eof.done():
                wake.clear()
                oldest = self.ring[0].id if self.ring else self.last + 1
                if cursor and cursor < oldest - 1:
                    frame("gap", **{"from": cursor, "oldest": oldest})
                for event in list(self.ring)[max(0, cursor + 1 - oldest):]:
                    writer.write(event.sse(self.mask).encode())
                    cursor = event.id
                await writer.drain()
                waiter = asyncio.ensure_future(wake.wait())
                await asyncio.wait({waiter, eof}, timeout=15, return_when=asyncio.FIRST_COMPLETED)
                waiter.cancel()
                if wake.is_set():
                    await asyncio.sleep(0.02)  # several at once cost less
                elif not eof.done():
                    writer.write(b": ping\n\n")
        finally:
            self.wakes.discard(wake)
            eof.cancel()

    # -- HTTP

    async def serve(self, reader: Any, writer: Any) -> None:
        task = asyncio.current_task()
        self.tasks.add(task)
        try:
            if peer_may(writer, bool(self.host)):
                wait = 10.0
                while await self.request(reader, writer, wait):
                    wait = 60.0
        except (OSError, EOFError, asyncio.TimeoutError, asyncio.CancelledError):
            pass
        finally:
            self.tasks.discard(task)
            writer.close()

    async def request(self, reader: Any, writer: Any, wait: float) -> bool:
        """Answers one request; whether the connection stays open."""
        try:
            first = await asyncio.wait_for(reader.readexactly(1), wait)
            head = (first + await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)).decode("latin-1")
        except asyncio.LimitOverrunError:
            return await self.answer(writer, Problem(431, "too-large", "the request's head is over 16 KiB"), reader)
        lines = head[:-4].split("\r\n")
        headers: dict = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        parts = lines[0].split(" ")
        length = headers.get("content-length", "0")
        if len(parts) != 3 or not length.isdigit() or "transfer-encoding" in headers:
            return await self.answer(writer, Problem(400, "bad-request", "not a request with a Content-Length"), reader)
        try:
            self.admit(headers)
            if int(length) > BODY_LIMIT:
                raise Problem(413, "too-large", "the body is over 1 MiB")
        except Problem as problem:
            return await self.answer(writer, problem, reader)
        body = await asyncio.wait_for(reader.readexactly(int(length)), 30)
        path, _, query_text = parts[1].partition("?")
        query = dict(parse_qsl(query_text, keep_blank_values=True))
        keep = headers.get("connection", "").lower() != "close"
        try:
            if (parts[0], path) == ("GET", "/v1/events"):
                since = headers.get("last-event-id", query.get("since"))
                if since is not None and not re.fullmatch("[0-9]{1,15}", since):
                    raise Problem(400, "bad-request", "since is no event's number")
                if len(self.wakes) >= STREAMS:
                    raise Problem(429, "too-many-streams", f"at most {STREAMS} streams")
                await self.stream(reader, writer, None if since is None else int(since))
                return False
            status, answer, extra = await self.call(parts[0], path, query, headers, body)
            return await self.answer(writer, None, None, status, answer, extra, keep)
        except Problem as problem:
            return await self.answer(writer, problem, None, keep=keep)
        except (RecursionError, ValueError, TypeError) as problem:  # a body nested without end, say
            return await self.answer(writer, Problem(400, "bad-request", str(problem)[:200]), reader)

    async def answer(self, writer: Any, problem: Optional[Problem], drain: Any, status: int = 0, body: Json = None,
                     extra: tuple = (), keep: bool = False) -> bool:
        kind = "application/json"
        if problem is not None:
            status, body, extra, kind = problem.status, problem.body, problem.headers, "application/problem+json"
            body["title"] = HTTPStatus(status).phrase
        content = b"" if body is None else dumps(body).encode()
        lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", "Cache-Control: no-store",
                 "X-Content-Type-Options: nosniff", *extra, f"Connection: {'keep-alive' if keep else 'close'}"]
        if content or status not in (204, 304):
            lines += [f"Content-Type: {kind}", f"Content-Length: {len(content)}"]
        writer.write("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + content)
        await writer.drain()
        if drain is not None:  # what is still being sent is read, else the answer may be lost with the connection
            writer.write_eof()
            for _ in range(256):
                if not await asyncio.wait_for(drain.read(65536), 1):
                    break
        return keep

    def admit(self, headers: dict) -> None:
        """The checks before anything else: Host, browsers and proxies, the token."""
        if self.host and headers.get("host") not in [f"{h}:{self.port}" for h in ("localhost", "127.0.0.1", "[::1]")]:
            raise Problem(421, "host-not-allowed", "this endpoint answers only to its own loopback address")
        for name in headers:
            if name in ("origin", "referer") or name.startswith("sec-fetch-"):
                raise Problem(403, "browser-request", "browsers are not answered")
            if name in ("forwarded", "via", "x-real-ip") or name.startswith("x-forwarded-"):
                raise Problem(403, "proxied-request", "proxies are not answered")
        now = time.monotonic()
        while self.failures and now - self.failures[0] >= 60:
            self.failures.popleft()
        if len(self.failures) >= 10:
            raise Problem(429, "locked-out", "ten wrong tokens within a minute", ("Retry-After: 60",))
        scheme, _, token = headers.get("authorization", "").partition(" ")
        given = token.strip().encode("latin-1") if scheme.lower() == "bearer" else b""
        ro, rw = (hmac.compare_digest(given, self.tokens[kind].encode()) for kind in ("ro", "rw"))
        if not ro and not rw:
            self.failures.append(now)
            if len(self.failures) == 10:
                say("ten requests with a wrong token: the debug endpoint answers nobody for a minute")
            raise Problem(401, "unauthorized", "the token is missing or wrong", ("WWW-Authenticate: Bearer",))
        headers["writable"] = rw and not self.read_only

    # -- calls

    async def call(self, method: str, path: str, query: dict, headers: dict, body: bytes) -> tuple:
        """(status, JSON, header lines) of a call."""
        writable, reveal = headers["writable"], query.get("reveal") == "1"
        parts = path.strip("/").split("/")
        id = unquote(parts[2]) if len(parts) > 2 and parts[:2] == ["v1", "sessions"] else ""
        calls = {("GET", "/v1/info"): self.info, ("GET", "/v1/sessions"): self.list,
                 ("POST", "/v1/sessions"): self.forge, ("POST", "/v1/sessions:delete"): self.bulk_delete}
        call: Any = calls.get((method, path))
        if id and len(parts) == 3:
            call = {"GET": self.get, "PATCH": self.write, "PUT": self.write, "DELETE": self.delete}.get(method)
        elif id and (method, parts[3:]) == ("DELETE", ["pending"]):
            call = self.cancel
        if call is None:
            raise Problem(404, "not-found", f"there is no {method} {path}")
        if not writable and (method != "GET" or reveal):
            raise Problem(403, "read-only", "this needs the rw token")
        if reveal and not self.reveal:
            raise Problem(403, "read-only", "this server reveals nothing")
        value: Json = None
        if method in ("PATCH", "PUT", "POST"):
            kind = headers.get("content-type", "application/json").split(";")[0].strip().lower()
            if kind not in (PATCH_TYPES if method == "PATCH" else ("application/json",)):
                raise Problem(415, "unsupported-media-type", f"not taken here: {kind}")
            try:
                value = json.loads(body.decode())
            except ValueError as problem:
                raise Problem(400, "bad-request", f"not JSON: {problem}") from None
            if holds_placeholder(value):
                raise Problem(422, "masked-placeholder", "a placeholder would overwrite what it stands for")
        self.sessions.sweep()
        return await call(id=id, method=method, query=query, headers=headers, value=value, reveal=reveal, rw=writable)

    def found_session(self, id: str) -> Any:
        record = self.sessions.known(id)
        if record is None:
            raise Problem(404, "no-such-session", "no session has this id")
        return record

    def is_foreign(self, id: str, headers: dict) -> bool:
        """Whether a merging client names a cookie that perhaps another worker has seen."""
        return (headers.get("sesspect-merged") == "1" and self.sessions.mode == "cookie"
                and bool(re.fullmatch("[0-9a-f]{32}", id)))

    def etag(self, record: Record) -> str:
        current = record.node.hash[:8] if record.node else record.size
        return f'"{self.instance[:6]}.{record.rev}.{record.version}.{int(record.expires or 0):x}.{current}"'

    def check(self, record: Record, headers: dict, required: bool) -> None:
        wanted, etag = headers.get("if-match"), self.etag(record)
        if wanted is None and required:
            raise Problem(428, "if-match-required", "send the ETag the change was made against as If-Match")
        if wanted not in (None, "*") and etag not in [tag.strip() for tag in wanted.split(",")]:
            raise Problem(412, "stale", "the session has changed", (f"ETag: {etag}",), etag=etag)

    def summary(self, record: Record) -> dict:
        current = {"cookie": record.node.hash} if record.node else {}
        return {"id": record.id, "rev": record.rev, "etag": self.etag(record), "created": iso(record.created),
                "seen": iso(record.seen), "expires": iso(record.expires), "hits": record.hits, "size": record.size,
                "keys": len(record.data), "user": user_of(masked(record.data, self.mask)), "client": record.client,
                "last": record.last, "pending": record.pending, "deleted": record.deleted, **current}

    def audit(self, action: str, record: Optional[Record] = None) -> None:
        self.emit("audit", record, action=action)

    async def info(self, rw: bool, **_: Any) -> tuple:
        sessions = self.sessions
        cookie = sessions.mode == "cookie"
        verbs = "list filter sort patch merge-patch put restore delete bulk-delete forge events"
        capabilities = (verbs + (" cancel" if cookie else "") + (" reveal" if self.reveal else "")).split()
        return 200, {
            "protocol": 1, "instance": self.instance,
            "server": f"sesspect-starlette/1 starlette/{starlette.__version__}",
            "pid": os.getpid(), "started": iso(self.started), "app": self.name, "mode": sessions.mode,
            "cookie": {"name": sessions.cookie, "max_age": sessions.max_age,
                       "path": getattr(sessions.middleware, "path", "/"),
                       "flags": sessions.flags.split("; "), "format": "starlette" if cookie else "starsessions"},
            "read_only": not rw, "reveal": self.reveal, "sessions": len(sessions.listed()), "last_event": self.last,
            "warnings": list(self.warnings()), "capabilities": capabilities}, ()

    def warnings(self) -> Iterator[dict]:
        def warning(code: str, detail: str) -> dict:
            return {"code": code, "detail": detail}
        sessions, names = self.sessions, [name_of(m) for m in self.found]
        if sessions.mode == "cookie":
            secret = sessions.signer.secret_key.decode("utf-8", "replace")
            if secret.lower() in WEAK:
                yield warning("weak-secret", "cookies are signed with a well-known word" + (
                    ': "None" is what secret_key=None becomes' if secret == "None" else ""))
            elif len(secret) < 16:
                yield warning("weak-secret", f"the secret key has only {len(secret)} characters")
        if "secure" in sessions.flags and sessions.seen_http:
            yield warning("secure-on-http", "the cookie is for https only, and requests come by http")
        if "samesite=none" in sessions.flags.lower() and "secure" not in sessions.flags:
            yield warning("samesite-none-without-secure", "browsers drop a SameSite=None cookie without Secure")
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield warning("duplicate-cookie-name", f"{names.count(name)} session middlewares use the cookie {name}")
        server = os.environ.get("SERVER_SOFTWARE", "")
        worker = multiprocessing.parent_process() is not None or "gunicorn" in server
        for other in neighbours(self.files):
            pid, app = other.get("pid"), other.get("app")
            if worker and (other.get("parent"), app) == (os.getppid(), self.name):
                yield warning("several-workers", f"process {pid} serves the same app; each knows its own requests")
            elif other.get("cookie") == sessions.cookie:
                yield warning("cookie-name-shared-on-localhost", f"{app} (process {pid}) uses the cookie "
                              f"{sessions.cookie} too; browsers send cookies to every port of a host")

    def select(self, q: Optional[str], rw: bool, all: bool) -> list:
        try:
            test, expiry = parse_filter(q or "")
        except BadFilter as problem:
            raise Problem(400, "bad-filter", problem.args[0], column=problem.args[1]) from None
        rows = [r for r in self.sessions.listed() if all or expiry or not r.expired()]
        return [r for r in rows if test(r, masked(r.data, self.mask, reveal=rw))] if q else rows

    async def list(self, query: dict, rw: bool, **_: Any) -> tuple:
        sort = query.get("sort") or "seen"
        key, descending = sort.lstrip("-"), (sort.lstrip("-") not in ("user", "id")) != sort.startswith("-")
        if key not in ("seen", "created", "expires", "size", "keys", "user", "id") or sort.startswith("--"):
            raise Problem(400, "bad-request", f"cannot sort by {sort}")
        if not re.fullmatch("[0-9]{1,9}", query.get("limit", "50")) or int(query.get("limit", "50")) < 1:
            raise Problem(400, "bad-request", "limit is a number from 1 to 200")
        limit = min(200, int(query.get("limit", "50")))

        def place(record: Record) -> tuple:
            value = (len(record.data) if key == "keys" else user_of(record.data) if key == "user"
                     else getattr(record, key))
            return value is not None, 0 if value is None else value, record.id
        rows = sorted(self.select(query.get("q"), rw, query.get("all") == "1"), key=place, reverse=descending)
        total = len(rows)
        if query.get("cursor"):
            try:
                after = tuple(json.loads(urlsafe_b64decode(query["cursor"])))
                rows = [r for r in rows if (place(r) < after if descending else place(r) > after)]
            except (ValueError, TypeError):
                raise Problem(400, "bad-request", "not a cursor of this list") from None
        more = len(rows) > limit
        cursor = urlsafe_b64encode(dumps(place(rows[limit - 1])).encode()).decode() if more else None
        return 200, {"items": [self.summary(r) for r in rows[:limit]], "total": total, "next_cursor": cursor,
                     "as_of": self.last}, ()

    async def get(self, id: str, headers: dict, reveal: bool, **_: Any) -> tuple:
        record = self.found_session(id)
        await self.sessions.refresh(record)
        etag = self.etag(record)
        if not reveal and headers.get("if-none-match") in (etag, "*"):
            return 304, None, (f"ETag: {etag}",)
        if reveal:
            self.audit("reveal", record)
        return 200, self.full(record, reveal), (f"ETag: {etag}",)

    def full(self, record: Record, reveal: bool = False) -> dict:
        body = {**self.summary(record), "data": masked(record.data, self.mask, reveal=reveal)}
        if record.nodes:
            body["cookies"] = list(record.nodes)
        edit = record.edits[-1] if record.edits else None
        if edit and edit.state != "confirmed":
            body["edit"] = {"state": edit.state, "since": iso(edit.since), "until": iso(edit.until),
                            "diff": masked_ops(edit.ops, self.mask)}
        return body

    async def write(self, id: str, method: str, query: dict, headers: dict, value: Json, **_: Any) -> tuple:
        merge = headers.get("content-type", "").startswith(PATCH_TYPES[1])

        def wanted(data: Json) -> Json:
            result = value if method == "PUT" else merged(data, value) if merge else patched(data, value)
            if not isinstance(result, dict):
                raise Problem(422, "not-an-object", "a session is an object")
            return result
        if method == "PATCH" and not merge and not isinstance(value, list):
            raise Problem(400, "bad-request", "a JSON Patch is an array")
        if method == "PUT" and headers.get("if-none-match") == "*":
            status, record = await self.sessions.restore(id, wanted({}), query)
            self.audit("restore", record)
            return status, self.full(record), (f"ETag: {self.etag(record)}",)
        record = self.sessions.known(id)
        if record is None and self.is_foreign(id, headers):
            if isinstance(value, list):  # nobody has compared these with the session yet
                tests = [{"op": "test", "path": op.get("path"), "value": op["old"]}
                         for op in value if isinstance(op, dict) and "old" in op]
                value = tests + value
            if len(self.sessions.orphans) < 1000:
                self.sessions.orphans[id] = wanted
            self.audit("edit")
            return 202, {"id": id, "pending": True}, ()
        if record is None or record.deleted:
            raise Problem(404, "no-such-session", "no session has this id")
        if "if-match" in headers:
            await self.sessions.refresh(record)
        self.check(record, headers, True)
        status = await self.sessions.change(record, wanted(record.data), method == "PUT")
        self.audit("edit", record)
        return status, self.full(record), (f"ETag: {self.etag(record)}",)

    async def delete(self, id: str, headers: dict, **_: Any) -> tuple:
        record = self.sessions.known(id)
        if record is None and self.is_foreign(id, headers):
            record = self.sessions.bury(Record(id), id)
            self.emit("session.revoked", record, source="user")
            self.audit("delete", record)
            return 202, {"id": id, "deleted": True}, ()
        if record is None or record.deleted:
            raise Problem(404, "no-such-session", "no session has this id")
        self.check(record, headers, False)
        status = await self.sessions.remove(record, "user")
        self.audit("delete", record)
        return status, None if status == 204 else self.summary(record), ()

    async def cancel(self, id: str, **_: Any) -> tuple:
        record = self.found_session(id)
        waiting = [edit for edit in record.edits if edit.state == "pending"]
        if not waiting:
            raise Problem(404, "not-found", "no edit is waiting")
        for edit in waiting:
            record.edits.remove(edit)
            self.emit("edit.cancelled", record, ops=edit.ops)
        record.version += 1
        self.audit("cancel", record)
        return 204, None, (f"ETag: {self.etag(record)}",)

    async def forge(self, value: Json, **_: Any) -> tuple:
        data = value.get("data") if isinstance(value, dict) else None
        if not isinstance(value, dict) or "data" not in value:
            raise Problem(400, "bad-request", "send {\"data\": {…}}")
        if not isinstance(data, dict):
            raise Problem(422, "not-an-object", "a session is an object")
        record, cookie, header = await self.sessions.forge(data)
        self.emit("session.created", record, ({}, data), source="forge")
        self.audit("forge", record)
        return 201, {"id": record.id, "cookie": cookie, "set_cookie": header}, ()

    async def bulk_delete(self, value: Json, rw: bool, **_: Any) -> tuple:
        if not isinstance(value, dict) or "q" not in value or not isinstance(value["q"], (str, type(None))):
            raise Problem(400, "bad-request", 'send {"q": "a filter, or null for all"}')
        q, confirm = value["q"], value.get("confirm")
        rows = [r for r in self.select(q, rw, q is None) if not r.deleted]
        selection = (q, frozenset(r.id for r in rows))
        self.confirms = {c: v for c, v in self.confirms.items() if v[1] > time.monotonic()}
        if confirm is None:
            token = secrets.token_urlsafe(16)
            self.confirms[token] = (selection, time.monotonic() + 60)
            return 200, {"matched": len(rows), "sample": [r.id for r in rows[:10]], "confirm": token}, ()
        if self.confirms.pop(confirm, (None,))[0] != selection:
            raise Problem(409, "selection-changed", "not what the preview showed; ask for another one")
        if q is None:
            await self.sessions.remove_all()
        else:
            for record in rows:
                await self.sessions.remove(record, "bulk")
        self.emit("sessions.cleared", None, deleted=len(rows), q=q)
        self.audit("clear")
        return 200, {"deleted": len(rows)}, ()


class Refusal(Exception):
    """Why the endpoint does not start, as a sentence."""


def name_of(middleware: Any) -> str:
    return str(getattr(middleware, "session_cookie", None) or getattr(middleware, "cookie_name", "session"))


def unlink(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        pass


def runtime_directory() -> str:
    """The directory of sockets and discovery files: the user's own, and closed to everybody else."""
    home = os.environ.get("XDG_RUNTIME_DIR")
    path = os.environ.get("SESSPECT_DIR") or (
        f"{home}/sesspect" if home else f"{os.environ.get('TMPDIR', '/tmp').rstrip('/')}/sesspect-{os.getuid()}")
    try:
        os.mkdir(path, 0o700)
    except FileExistsError:
        pass
    found = os.lstat(path)
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) & 0o077:
        raise Refusal(f"{path} must be a directory of yours with mode 0700, and no link")
    return path


def is_answering(path: str) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(path)
            return True
        except OSError:
            return False


def neighbours(own: list) -> Iterator[dict]:
    """The discovery files of other living endpoints."""
    directory = os.path.dirname(own[0]) if own else ""
    for name in sorted(os.listdir(directory)) if directory else ():
        if name.endswith(".json") and f"{directory}/{name}" not in own:
            try:
                with open(f"{directory}/{name}") as file:
                    other = json.load(file)
                os.kill(other["pid"], 0)
                yield other
            except (OSError, ValueError, KeyError, TypeError):
                continue


def peer_may(writer: Any, tcp: bool) -> bool:
    """Whether the other end is this user (unix-domain socket) or on this machine (TCP)."""
    peer = writer.get_extra_info("socket")
    if tcp:
        return peer.getpeername()[0] in ("127.0.0.1", "::1", "::ffff:127.0.0.1")
    if hasattr(socket, "SO_PEERCRED"):
        uid = struct.unpack("3i", peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[1]
    else:  # Darwin's LOCAL_PEERCRED
        uid = struct.unpack("2I", peer.getsockopt(0, 1, 76)[:8])[1]
    return uid == os.getuid()
