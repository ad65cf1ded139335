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

Signed-cookie sessions live in the browsers. A session is known here by a chain of cookies: its id is the first 32 hex
digits of the SHA-256 of the first cookie value seen, `cookie` in a summary is that of the current one, `cookies` in a
full session the whole chain, and any of them is taken for {id}. An edit waits for the browser's next request, is
applied to what the browser then presents if the values it was made against are still there, and repeated until the
browser returns it. A deleted session's cookies are refused and cleared. All of that lives in this process's memory: it
is a development tool, not a logout feature; a browser that never returns is never changed; two browsers given the same
payload in the same second look like one. Each of several workers knows what it has seen itself; an edit or a delete
with the header `Sesspect-Merged: 1` also awaits a cookie that it has not seen.
"""
from __future__ import annotations

import asyncio, atexit, copy, hashlib, hmac, inspect, json, math, multiprocessing, operator, os, re  # noqa: E401
import secrets, socket, stat, struct, sys, time, traceback  # noqa: E401
from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from binascii import a2b_base64
from collections import OrderedDict, deque
from datetime import datetime, timezone
from decimal import Decimal
from functools import lru_cache, partial
from http import HTTPStatus
from http.cookies import _unquote  # type: ignore[attr-defined]  # the one Starlette itself uses
from itertools import count
from typing import Any, Callable, Iterator, Optional
from urllib.parse import parse_qsl, unquote

import itsdangerous
import starlette
from starlette.middleware.sessions import SessionMiddleware

EDIT_SECONDS, COOKIE_LIMIT, BODY_LIMIT, HEAD_LIMIT, SESSIONS, CHAIN, STREAMS = 900, 4096, 1 << 20, 16384, 5000, 64, 4
JSON_PATCH, MERGE_PATCH = "application/json-patch+json", "application/merge-patch+json"
EPOCH = "expires=Thu, 01 Jan 1970 00:00:00 GMT"
WEAK = set("""none null undefined secret secretkey secret-key secret_key your-secret-key your_secret_key
    your-secret-key-here changeme change-me change_me changeit dev development test testing password key mysecret
    mysecretkey supersecret super-secret super-secret-key insecure default admin example my-secret-key
    some-random-string !secret""".split())
TRACKS = hasattr(starlette.middleware.sessions, "Session")  # Starlette from 1.0 on saves what it saw being set
INTERNAL = "internal error, please report it: "
Json = Any
dumps = json.dumps


class Problem(Exception):
    """What an endpoint call answers when it is refused: RFC 9457, `urn:sesspect:<code>`."""

    def __init__(self, status: int, code: str, detail: str = "", headers: tuple = (), **members: Json) -> None:
        super().__init__(detail)
        self.status, self.headers, self.detail = status, headers, detail
        self.body = {"type": f"urn:sesspect:{code}", "title": HTTPStatus(status).phrase, "code": code,
                     "status": status, "detail": detail, **members}


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
    """A line on standard error."""
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
            send = endpoint.lifespan(send)
        elif not endpoint.running:
            await endpoint.start()  # the server runs no lifespan
        if endpoint.sessions is None or scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        x = Exchange(endpoint.sessions, scope, send)
        try:
            x.sessions.look(x)
        except Exception:
            complain()
        try:
            await self._app(x.scope, receive, x.respond)
        except BaseException as problem:
            x.finished(problem)
            raise
        x.finished(None)


def complain() -> None:
    """A mistake in this file is said and never becomes the app's."""
    say(INTERNAL + traceback.format_exc(limit=-3))


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


def name_of(middleware: Any) -> str:
    return str(getattr(middleware, "session_cookie", None) or getattr(middleware, "cookie_name", "session"))


# ---- JSON: pointers, patches, diffs ----

PLAIN = (str, int, type(None))


def same(a: Json, b: Json) -> bool:
    """Equal as JSON: 1, 1.0 and true are three things."""
    if type(a) is type(b) and type(a) in PLAIN:
        return a == b
    return dumps(a, sort_keys=True, default=str) == dumps(b, sort_keys=True, default=str)


def step(path: str, key: Any) -> str:
    return f"{path}/{str(key).replace('~', '~0').replace('/', '~1')}"


def steps(pointer: Json) -> list:
    """The names in a JSON Pointer."""
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
        return array_diff(old, new, path, whole)
    return [] if same(old, new) else [{"op": "replace", "path": path, "value": new, "old": old}]


def array_diff(old: list, new: list, path: str, whole: bool) -> list:
    """Between what both begin and end with, elements are replaced, then removed or added."""
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


def present(holder: Json, key: Any) -> bool:
    return key in holder if isinstance(holder, dict) else isinstance(holder, list) and 0 <= key < len(holder)


def locate(root: list, pointer: Json) -> tuple:
    """(holder, key, whether something is there) of a pointer into `root[0]`."""
    holder: Any = root
    key: Any = 0
    for name in steps(pointer):
        holder = holder[key] if present(holder, key) else None
        key = name
        if isinstance(holder, list):
            key = len(holder) if name == "-" else int(name) if re.fullmatch("0|[1-9][0-9]{0,8}", name) else -1
    return holder, key, present(holder, key)


def patched(document: Json, ops: Json) -> Json:
    """The document with JSON Patch operations applied (RFC 6902: add, remove, replace, test)."""
    root = [copy.deepcopy(document)]
    for op in ops if isinstance(ops, list) else [ops]:
        kind = op.get("op") if isinstance(op, dict) else None
        if kind not in ("add", "remove", "replace", "test"):
            raise Problem(400, "bad-request", f"operation not supported: {kind}")
        if "path" not in op or (kind != "remove" and "value" not in op):
            raise Problem(400, "bad-request", f"{kind} lacks its path or value")
        (holder, key, there), value = locate(root, op["path"]), copy.deepcopy(op.get("value"))
        into_list = kind == "add" and isinstance(holder, list) and holder is not root
        fits = there or kind == "add" and (isinstance(holder, dict) or into_list and key == len(holder))
        if not fits or (kind == "test" and not same(holder[key], value)):
            raise Problem(409, "patch-conflict", f"{kind} does not fit what is there", pointer=op["path"])
        if kind == "remove" and holder is root:
            root = [None]
        elif kind == "remove":
            del holder[key]
        elif into_list:
            holder.insert(key, value)
        elif kind != "test":
            put(holder, key, value, None if there else op.get("position"))
    return root[0]


def put(holder: Any, key: Any, value: Json, position: Any) -> None:
    """Sets an entry; a new one of an object at its place among the others, for a dict keeps the order of insertion."""
    later = list(holder.items())[max(0, position):] if isinstance(position, int) else []
    holder[key] = value
    for name, kept in later:
        del holder[name]
        holder[name] = kept


def obtains(op: dict, document: Json) -> bool:
    """Whether the document already is as an operation would make it."""
    holder, key, there = locate([document], op["path"])
    return there == (op["op"] != "remove") and (not there or same(holder[key], op["value"]))


def rebased(document: Json, ops: list) -> Json:
    """The document with an edit's operations; a conflict where a value is neither the old one nor already the new."""
    for op in ops:
        if obtains(op, document):
            continue
        holder, key, there = locate([document], op["path"])
        if there != (op["op"] != "add") or there and not same(holder[key], op["old"]):
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


# ---- masking ----

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


@lru_cache(4096)
def leads_to_secret(pointer: str, more: tuple) -> bool:
    return any(is_secret(name, more) for name in steps(pointer))


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
    return [{k: masked(v, more, leads_to_secret(op["path"], more)) if k in ("value", "old") else v
             for k, v in op.items()} for op in ops]


def holds_placeholder(value: Json) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return isinstance(value, dict) and bool({"$masked", "$cut"} & value.keys()) or any(map(holds_placeholder, inner))


def spelled(value: Json, separators: Any = None) -> str:
    return value if isinstance(value, str) else dumps(value, separators=separators)


def user_of(data: Json) -> Optional[str]:
    """Whose session it is, by the names frameworks use."""
    for path in ("user_id", "_user_id", "user.id", "user.username", "user.name", "user.email", "user", "username"):
        value: Json = data
        for key in path.split("."):
            value = value.get(key) if isinstance(value, dict) else None
        if isinstance(value, (str, int)) and not isinstance(value, bool):
            return str(value)[:200]
    return None


# ---- the filter language: a test is a function of a session and its data ----

QUOTED = r'"(?:[^"\\]|\\.)*"'
TERM = re.compile(rf'(!?)((?:{QUOTED}|[^\s"!=~<>]|!(?!=))*)(?:(!=|>=|<=|[=~<>])((?:{QUOTED}|[^\s"])*))?', re.S)
VALUE = rf'(?:{QUOTED}|[^|"])+'
STEP = re.compile(rf'(?:^|\.)([^.\[]+)|\[(?:(\d+)|({QUOTED}))\]', re.S)
COMPARE: dict = {"=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt,
                 ">=": operator.ge}
ORDER = ("<", "<=", ">", ">=")


def bad_filter(detail: str, column: int) -> Problem:
    return Problem(400, "bad-filter", detail, column=column)


def parse_filter(text: str) -> tuple:
    """(test, whether it speaks of expiry); terms are AND-ed, see sesspect's documentation of the language."""
    tests: list = []
    at, expiry = 0, False
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        term: Any = TERM.match(text, at)
        at = term.end()
        if at < len(text) and not text[at].isspace():
            raise bad_filter("a quote is not closed", at)
        tests.append((bool(term.group(1)), term_test(term)))
        expiry = expiry or term.group(2)[1:] in ("expired", "active", "ttl") and term.group(2)[0] == "@"
    return (lambda row, data: all(test(row, data) != negated for negated, test in tests)), expiry


def term_test(term: Any) -> Callable:
    _, head, op, text = term.groups()
    column, values = term.start(2), []
    if op:
        if not re.fullmatch(rf"{VALUE}(\|{VALUE})*", text, re.S):
            raise bad_filter("a value is missing", term.start(4))
        values = [unquoted(value) for value in re.findall(VALUE, text, re.S)]
    if head.startswith("@"):
        return attribute_test(head[1:], op, values, term)
    if head.startswith("has:"):
        if op:
            raise bad_filter("has: takes no comparison", term.start(3))
        return path_test(parse_path(head[4:], column + 4), "has", [])
    if op:
        if op[0] in "<>" and not all(number(v) is not None or moment(v) for v in values):
            raise bad_filter("a number or a date is needed", term.start(4))
        return path_test(parse_path(head if '["' in head else unquoted(head), column), op, values)
    if not head:
        raise bad_filter("nothing to look for", term.start())
    return word_test(unquoted(head).casefold())


def unquoted(text: str) -> str:
    return re.sub(QUOTED, lambda found: re.sub(r"\\(.)", r"\1", found.group()[1:-1], flags=re.S), text, flags=re.S)


def parse_path(text: str, column: int) -> list:
    path: list = []
    at = 0
    while at < len(text) or not path:
        found = STEP.match(text, at)
        if not found:
            raise bad_filter("not a path", column + at + (text[at:at + 1] in (".", "[")))
        path.append(found.group(1) or json.loads(found.group(2) or found.group(3)))
        at = found.end()
    return path


def number(text: str) -> Optional[Decimal]:
    return Decimal(text) if re.fullmatch(r"-?\d+(\.\d+)?([eE][+-]?\d{1,4})?", text) else None


def moment(text: str) -> Optional[float]:
    """Seconds since 1970 of an ISO 8601 date."""
    try:
        when = datetime.fromisoformat(re.sub("[zZ]$", "+00:00", text))
    except ValueError:
        return None
    return (when if when.tzinfo else when.replace(tzinfo=timezone.utc)).timestamp()


def word_test(word: str) -> Callable:
    def inside(value: Json) -> bool:
        if isinstance(value, dict):
            return any(word in k.casefold() or inside(v) for k, v in value.items())
        return any(map(inside, value)) if isinstance(value, list) else word in spelled(value).casefold()
    return lambda row, data: inside(data) or any(
        word in text.casefold() for text in (row.id, row.client, user_of(data)) if text)


def path_test(path: list, op: str, values: list) -> Callable:
    def test(row: Any, data: Json) -> bool:
        there, found = find(data, path)
        for n in range(2, len(path) + 1):  # a literal key "a.b", which some frameworks write
            if not there and all(isinstance(k, str) for k in path[:n]):
                there, found = find(data, [".".join(path[:n]), *path[n:]])
        if op == "has" or not there or isinstance(found, (dict, list)):
            return op == "!=" or op == "has" and there
        hits = [value_test(found, op.replace("!=", "="), value) for value in values]
        return any(hits) != (op == "!=")
    return test


def find(data: Json, path: list) -> tuple:
    for key in path:
        if not present(data, key) or isinstance(data, list) != isinstance(key, int):
            return False, None
        data = data[key]
    return True, data


def value_test(found: Json, op: str, wanted: str) -> bool:
    text = spelled(found)
    is_number = isinstance(found, (int, float)) and not isinstance(found, bool)
    if op == "~":
        return wanted.casefold() in text.casefold()
    if op == "=":
        return wanted == text or is_number and number(wanted) is not None and number(wanted) == number(text)
    read: Callable = number if is_number else moment
    a, b = (read(text), read(wanted)) if is_number or isinstance(found, str) else (None, None)
    return a is not None and b is not None and COMPARE[op](a, b)


def size_of(text: str) -> float:
    amount, unit = re.fullmatch(r"(\d+(?:\.\d+)?) ?([kmgt]?)b?", text.lower()).groups()  # type: ignore[union-attr]
    return float(amount) * 1024 ** " kmgt".index(unit or " ")


def duration_of(text: str) -> float:
    units = {"w": 604800, "d": 86400, "h": 3600, "m": 60, "s": 1, "ms": 0.001}
    if not re.fullmatch(r"(\d+(\.\d+)?(ms|[smhdw]))+", text):
        raise ValueError
    return sum(float(n) * units[unit] for n, unit in re.findall(r"(\d+(?:\.\d+)?)(ms|[smhdw])", text))


ATTRIBUTES: dict = {  # name: (comparisons, what reads the value, what it is compared with)
    "user": (("=", "!="), str, lambda row, data: user_of(data)),
    "client": (("=", "!="), str, lambda row, data: row.client),
    "id": (("=", "!="), str, lambda row, data: row.id),
    "size": (tuple(COMPARE), size_of, lambda row, data: row.size),
    "keys": (tuple(COMPARE), int, lambda row, data: len(data)),
    "idle": (ORDER, duration_of, lambda row, data: time.time() - row.seen),
    "age": (ORDER, duration_of, lambda row, data: time.time() - row.created),
    "changed": (ORDER, duration_of, lambda row, data: time.time() - row.changed),
    "ttl": (ORDER, duration_of, lambda row, data: math.inf if row.expires is None else row.expires - time.time()),
    "expired": ((), None, lambda row, data: row.expired()),
    "active": ((), None, lambda row, data: not row.expired()),
    "pending": ((), None, lambda row, data: row.pending),
}


def attribute_test(name: str, op: str, values: list, term: Any) -> Callable:
    if name not in ATTRIBUTES:
        raise bad_filter(f"no such attribute: @{name}", term.start(2))
    allowed, read, get = ATTRIBUTES[name]
    if not op and allowed:
        raise bad_filter("a value is missing", term.end(2))
    if op and op not in allowed:
        raise bad_filter(f"@{name} cannot be compared with {op}", term.start(3))
    if not op:
        return get
    try:
        wanted = [read(value) for value in values]
    except (ValueError, AttributeError):
        raise bad_filter(f"not what @{name} is compared with", term.start(4)) from None
    if name == "id":
        return lambda row, data: row.id.startswith(tuple(wanted)) == (op == "=")
    if op == "!=":
        return lambda row, data: get(row, data) not in wanted
    return lambda row, data: any(COMPARE[op](get(row, data), value) for value in wanted)


# ---- sessions ----

# A cookie is kept as browsers send it, `name=value`, so that nearly every request needs one look-up and no parsing.

def value_of(cookie: bytes) -> bytes:
    return cookie.split(b"=", 1)[1]


def digest(cookie: bytes) -> str:
    return hashlib.sha256(value_of(cookie)).hexdigest()[:32]


def decoded(payload: bytes) -> Json:
    return json.loads(a2b_base64(value_of(payload)))


def timestamp(cookie: bytes) -> int:
    return int.from_bytes(a2b_base64(cookie.rsplit(b".", 2)[1].translate(URLSAFE) + b"=="), "big")


URLSAFE = bytes.maketrans(b"-_", b"+/")


class Link:
    """One cookie of a session's chain, decoded only when somebody looks."""

    cookie, payload, seq = b"", b"", 0
    record: Any = None
    parent: Any = None  # the link whose cookie was presented, while that is remembered
    child: Any = None  # the first one issued for it
    edited: Any = None  # what the app saw, where that is not the parent's data
    request: Any = None
    known: Any = None
    time: Any = None
    nested: Optional[bool] = None

    @property
    def size(self) -> int:
        return len(value_of(self.cookie))

    @property
    def ts(self) -> int:
        """When it was signed, in seconds since 1970."""
        if self.time is None:
            self.time = timestamp(self.cookie)
        return self.time

    @property
    def data(self) -> Json:
        if self.known is None:
            self.known = decoded(self.payload)
        return self.known


def data_of(source: Any) -> Json:
    return source if type(source) is dict else source.data


class Edit:
    """Operations that wait for the browser. `seq`: cookies with a lower one have not had it."""

    def __init__(self, seq: int, ops: list) -> None:
        self.seq, self.ops, self.state, self.since = seq, ops, "pending", time.time()
        self.until = self.since + EDIT_SECONDS


class Record:
    """One session. `gone`: no longer listed. `told`: when the browser was told that it was deleted."""

    def __init__(self, key: bytes) -> None:
        self.key, self.name = key, ""
        self.created = self.changed = time.time()
        self.hits, self.rev, self.version, self.told = 0, 1, 0, 0.0
        self.last: Any = None  # its newest request
        self.deleted = self.gone = self.said_expired = False
        self.edits: list = []
        self.data: Json
        self.size: int
        self.expires: Optional[float]

    @property
    def id(self) -> str:
        if not self.name:
            self.name = digest(self.key)
        return self.name

    @property
    def seen(self) -> float:
        return self.last.began if self.last is not None else self.created

    @property
    def client(self) -> Optional[str]:
        return self.last and self.last.client

    @property
    def pending(self) -> bool:
        return any(edit.state in ("pending", "applied") for edit in self.edits)

    def expired(self) -> bool:
        return self.expires is not None and self.expires <= time.time()


class Chain(Record):
    """A session that lives in its browser: the cookies it had, and the newest of them."""

    def __init__(self, key: bytes, max_age: Optional[int]) -> None:
        super().__init__(key)
        self.links: deque = deque()  # oldest first
        self.current: Any = None
        self.fork: Any = ()  # links issued from one parent, until a request shows which of them the browser kept
        self.seq, self.max_age, self.renewed = 0, max_age, 0.0

    data = property(lambda self: self.current.data)  # type: ignore[assignment]
    size = property(lambda self: self.current.size)  # type: ignore[assignment]
    expires = property(  # type: ignore[assignment]
        lambda self: None if self.max_age is None else float(self.current.ts + self.max_age))

    def digests(self) -> list:
        return [digest(link.cookie) for link in self.links]

    def ancestors(self, link: Optional[Link]) -> Iterator[Link]:
        while link is not None:
            yield link
            link = link.parent


def told(x: Any) -> Json:
    """A request as events show it."""
    return x and {"method": x.method, "path": x.path, "status": x.status, "client": x.client,
                  "ms": None if x.seconds is None else round(x.seconds * 1000, 1)}


async def ignored(message: Any) -> None:
    """`send` of a request that is over."""


NESTED = frozenset((dict, list))


def has_nested(session: dict) -> bool:
    return not NESTED.isdisjoint(map(type, session.values()))


def frozen(session: dict) -> Any:
    """Enough of a session to see later changes by, cheaply: a text where it has nested values."""
    return repr(session) if has_nested(session) else dict(session)


class Exchange(Link):
    """A request from its beginning to its end; what the app does about its session is seen from outside of it. Then it
    is the cookie that it issued, and the event of that: one object, since there is one for every request."""

    link: Any = None  # the presented cookie
    dead: Any = None  # the deleted session whose cookie was presented
    issued: Any = None
    mark: Any = None  # the session as it was saved
    status: Any = None
    seconds: Any = None
    applied: list = []
    value, was, rev = "", b"", 0
    cleared = False

    def __init__(self, sessions: Sessions, scope: Any, send: Any) -> None:
        self.sessions, self.scope, self.send, self.path, self.began = sessions, scope, send, scope["path"], time.time()
        client = scope.get("client")
        self.client = client and client[0]
        if scope["type"] == "http":
            self.method = scope["method"]
        else:
            self.method, self.status = "WEBSOCKET", 101

    request = property(lambda self: self)  # type: ignore[assignment]

    @property
    def event(self) -> tuple:
        """What it did to its session, as `emit` would have noted it."""
        at = self.began + (self.seconds or 0)
        return at, "session.updated", self.record, self.rev, decoded(self.was), self, "app", self, {}

    def respond(self, message: Any) -> Any:
        """`send` for the app: the coroutine of the real one, after a look at the response's head."""
        if self.status is not None or message["type"] != "http.response.start":
            return self.send(message)
        self.status, self.seconds = message["status"], time.time() - self.began
        try:
            before = self.sessions.responded(self, message)
        except Exception:
            before = complain()
        return self.send(message) if before is None else self.after(before, message)

    async def after(self, before: Any, message: Any) -> None:
        try:
            await before
        except Exception:
            complain()
        await self.send(message)

    def finished(self, problem: Optional[BaseException]) -> None:
        session = self.scope.get("session")
        try:
            # By type: a session of starsessions that is not loaded raises at whatever it is asked.
            if issubclass(type(session), dict) and (problem is not None or self.may_differ(session)):
                self.compare(session, problem)
            if problem is not None and "SessionMiddleware must be installed" in str(problem):
                self.sessions.hint(self.method, self.path)
        except Exception:
            complain()
        self.send, self.scope = ignored, None
        if self.issued is not None:  # an exchange is kept long, and keeps no other one
            self.link = self.issued = self.mark = None

    def may_differ(self, session: Any) -> bool:
        """Whether the app can have changed what was not saved; quick, for it is asked at the end of every request."""
        if self.mark is not None:
            return (frozen(session) if type(self.mark) is str else session) != self.mark
        if getattr(session, "modified", True):
            return True
        if not session.accessed:
            return False
        if self.link is None or self.edited is not None:
            return has_nested(session)
        if self.link.nested is None:
            self.link.nested = has_nested(session)
        return self.link.nested

    def compare(self, session: dict, problem: Any) -> None:
        """Reports what of the session was not saved."""
        if not self.sessions.alone or self.dead is not None and not self.issued:
            return
        tracked = not getattr(session, "modified", True)
        saved = {} if self.cleared else data_of(self.issued or self.seen)
        websocket = self.scope["type"] == "websocket"
        if session == saved or isinstance(problem, asyncio.CancelledError) and self.status is None:
            return
        final = json.loads(dumps({k: v for k, v in session.items() if k != "__metadata__"}, default=str))
        if not same(final, saved):
            reason = ("websocket" if websocket else "unhandled-error" if problem is not None and self.issued is None
                      else "nested-in-place" if tracked else "after-response")
            self.sessions.emit("session.unsaved_change", self.record, saved, final, "", self.request, reason=reason)

    @property
    def seen(self) -> Any:
        """What the app was given."""
        return self.edited if self.edited is not None else self.link or {}


class Sessions:
    """What both kinds of sessions share."""

    mode = "cookie"

    def __init__(self, middleware: Any, endpoint: Endpoint, cookie: str) -> None:
        self.middleware, self.endpoint, self.emit, self.cookie = middleware, endpoint, endpoint.emit, cookie
        self.prefix = f"{cookie}=".encode()
        self.records: dict[bytes, Any] = {}  # by their first cookie: name=value
        self.links: dict[bytes, Any] = {}
        self.unseen: OrderedDict[str, Any] = OrderedDict()  # by hash: what awaits a cookie that was never seen here
        self.flags: str = middleware.security_flags
        self.seen_http, self.alone, self.hinted = False, len(endpoint.found) < 2, set()  # type: bool, bool, set[str]

    def look(self, x: Exchange) -> None:
        """A request comes in; nearly always its only cookie is the session's, and known."""
        for name, header in x.scope["headers"]:
            if name == b"cookie":
                if header in self.links:
                    return self.requested(x, header)
                if self.prefix in header:
                    value = _unquote(dict(self.cookies(x.scope["headers"])).get(self.cookie, ""))
                    return value and self.requested(x, self.prefix + value.encode("latin-1", "replace"))

    @staticmethod
    def cookies(headers: Any) -> list:
        """(name, raw value) of all Cookie headers, as Starlette splits them."""
        text = ";".join(value.decode("latin-1") for name, value in headers if name == b"cookie")
        pairs = (part.split("=", 1) if "=" in part else ("", part) for part in text.split(";"))
        return [(name.strip(), value.strip()) for name, value in pairs]

    def set_in(self, message: Any) -> Optional[bytes]:
        """The session's Set-Cookie in a response's head; the last one counts."""
        found, headers = None, message.get("headers", ())
        if type(headers) is not list:  # it may be something that can be looked at once
            headers = message["headers"] = list(headers)
        for name, header in headers:
            if name == b"set-cookie" and header.startswith(self.prefix):
                found = header
        return found

    def replace(self, message: Any, cookie: Optional[str]) -> None:
        """Another Set-Cookie for the session in a response's head, or none."""
        message["headers"] = [h for h in message["headers"] if not (
            h[0] == b"set-cookie" and h[1].startswith(self.prefix))]
        if cookie is not None:
            message["headers"].append((b"set-cookie", cookie.encode("latin-1")))

    def set_cookie(self, value: str, age: str) -> str:
        return f"{self.cookie}={value}; path={getattr(self.middleware, 'path', '/')}; {age}{self.flags}"

    def hint(self, method: str, path: str) -> None:
        if path not in self.hinted:
            self.hinted.add(path)
            say(f"{method} {path} reads request.session outside of SessionMiddleware: the middleware added last is the "
                "outermost, so add SessionMiddleware after the one that reads, and to the app that reads")

    def add(self, record: Any) -> Any:
        self.records[record.key] = record
        if len(self.records) > SESSIONS:
            for old in sorted(self.records.values(), key=lambda r: r.seen)[:SESSIONS // 16]:  # at once: this is rare
                self.forget(self.records.pop(old.key))
        return record

    def forget(self, record: Any) -> None:
        """A record makes room for a newer one."""

    def touch(self, x: Exchange, record: Any) -> None:
        x.record, record.last, record.gone = record, x, False
        record.hits += 1

    def listed(self) -> list:
        return [r for r in self.records.values() if not r.gone]

    def known(self, id: str) -> Any:
        """A session by its id, also one that is no longer listed."""
        return next((r for r in self.records.values() if r.id == id), None)

    def changed(self, record: Any, old: Any, new: Any, source: str, request: Any) -> None:
        if old is new:
            return
        both = isinstance(old, Link) and isinstance(new, Link)
        if old.payload != new.payload if both else data_of(old) != data_of(new):
            record.rev += 1
            record.changed = time.time()
            self.emit("session.updated", record, old, new, source, request)

    def sweep(self) -> None:
        """Says what has expired."""
        now = time.time()
        for record in self.listed():
            if record.expires is not None and record.expires <= now and not record.said_expired and not record.deleted:
                record.said_expired, record.gone = True, self.mode == "store"
                self.emit("session.expired", record)
            for edit in record.edits:
                if edit.until <= now and edit.state == "pending":
                    edit.state = "expired"
                    record.version += 1
                    self.emit("edit.expired", record, diff=edit.ops)
            if record.edits:
                record.edits = [e for e in record.edits if e.until > now or e.state in ("conflicted", "expired")]


class CookieSessions(Sessions):
    """Sessions signed into the cookie: the registry of cookies, pending edits, revocations."""

    records: dict[bytes, Chain]

    def __init__(self, middleware: Any, endpoint: Endpoint) -> None:
        super().__init__(middleware, endpoint, middleware.session_cookie)
        self.signer, self.max_age = middleware.signer, middleware.max_age
        self.revoke_before, self.reported = -1, OrderedDict()  # type: int, OrderedDict[bytes, float]
        self.age = f"Max-Age={self.max_age}; " if self.max_age else ""
        self.ends = self.prefix + b"null;"  # how the middleware's own Set-Cookie begins for an emptied session

    def sign(self, data: Json) -> str:
        return self.signer.sign(b64encode(dumps(data).encode())).decode()

    def sign_if_it_fits(self, data: Json) -> str:
        value = self.sign(data)
        if len(self.set_cookie(value, self.age)) > COOKIE_LIMIT:
            raise Problem(422, "cookie-too-large", "the cookie would be over 4096 bytes, browsers drop it")
        return value

    # -- a request comes in

    def requested(self, x: Exchange, cookie: bytes) -> None:
        link = self.links.get(cookie) or self.first_sight(x, cookie)
        if link is None:
            return
        record = link.record
        if record.deleted:
            x.dead = record
            return self.rewrite(x, None)
        age = x.began - record.renewed  # nearly; only where that may be too much it is worth decoding
        if self.max_age is not None and age >= self.max_age and x.began >= link.ts + self.max_age + 1:
            return self.reject(x, cookie, "expired", record=record)
        if link is not record.current or record.fork:
            self.moved(record, link, x)
        self.touch(x, record)
        x.link, x.seq = link, link.seq
        if record.edits:
            self.apply(x, record)

    def first_sight(self, x: Exchange, cookie: bytes) -> Optional[Link]:
        """The link of a cookie never seen before, or nothing, and the reason as an event."""
        value = value_of(cookie)
        try:
            payload = self.signer.unsign(value)
        except itsdangerous.BadSignature:
            return None if value in (b"null", b"''") else self.reject(x, cookie, *self.why(value))
        try:
            if not isinstance(json.loads(b64decode(payload)), dict):
                raise ValueError
            age = int(time.time()) - timestamp(cookie)
        except ValueError:
            return self.reject(x, cookie, "undecodable")
        if self.max_age is not None and not 0 <= age <= self.max_age:
            return self.reject(x, cookie, "expired" if age > 0 else "clock-skew")
        link = self.begin(cookie)
        awaiting = self.unseen.pop(link.record.id, None) if self.unseen else None
        if link.ts <= self.revoke_before or awaiting == "end":
            link.record.deleted = link.record.gone = True
        else:
            link.record.created = float(link.ts)
            self.emit("session.created", link.record, {}, link, "observed", x)
            if awaiting is not None:
                self.edit_unseen(link, awaiting, x)
        return link

    def edit_unseen(self, link: Link, make: Callable, x: Exchange) -> None:
        """The edit that another worker's inspector sent ahead of the cookie."""
        try:
            self.plan(link.record, an_object(make(link.data)), False)
        except Problem as problem:
            self.emit("edit.conflicted", link.record, request=x, reason=problem.detail)

    def begin(self, cookie: bytes) -> Link:
        """A session that nobody has seen before."""
        return self.adopt(Link(), cookie, self.add(Chain(cookie, self.max_age)))

    def adopt(self, link: Link, cookie: bytes, record: Chain) -> Link:
        """Makes a cookie the session's current one."""
        link.cookie, link.record, link.payload = cookie, record, cookie.rsplit(b".", 2)[0]
        self.links[cookie] = record.current = link
        chain = record.links
        chain.append(link)
        if len(chain) > CHAIN:
            self.let_go(chain.popleft())
        return link

    def let_go(self, link: Link) -> None:
        """A cookie makes room for a newer one."""
        if self.links.get(link.cookie) is link:
            del self.links[link.cookie]
        link.parent = link.child = None  # no cycles, and nothing before it is kept

    def foresee(self, hash: str, what: Any) -> tuple:
        """What awaits a cookie that only another worker has seen: "end", or a function from its data to the edited."""
        if not re.fullmatch("[0-9a-f]{32}", hash):
            raise Problem(404, "no-such-session", "no session has this id")
        self.unseen[hash] = what
        if len(self.unseen) > SESSIONS:
            self.unseen.popitem(last=False)
        return 202, {"pending": True}, ()

    def forget(self, record: Chain) -> None:
        for link in record.links:
            self.let_go(link)

    def why(self, value: bytes) -> tuple:
        """(reason, detail) of a signature that does not fit."""
        for word in sorted(WEAK) + ["None"]:
            if itsdangerous.TimestampSigner(word).validate(value):
                return "wrong-secret", f"signed with the well-known word {word}"
        try:
            payload, _, signature = value.rsplit(b".", 2)
            if (isinstance(decoded(b"=" + payload), dict) and len(urlsafe_b64decode(signature + b"=")) == 20
                    and timestamp(b"=" + value) < int(self.endpoint.started)):
                return "wrong-secret", "intact, and issued before this process started"
        except (ValueError, RecursionError):
            pass
        return ("bad-signature",)

    def reject(self, x: Exchange, cookie: bytes, reason: str, detail: str = "", record: Any = None) -> None:
        if time.time() - self.reported.get(cookie, 0) >= 60:
            self.reported[cookie] = time.time()
            if len(self.reported) > 1000:
                self.reported.popitem(last=False)
            self.emit("cookie.rejected", record, reason=reason, request=x,
                      **({"detail": detail} if detail else {}))

    def moved(self, record: Chain, link: Link, x: Exchange) -> None:
        """The browser presents another cookie than the newest: a fork is decided, or the newest one never arrived."""
        winner = next((n for n in record.ancestors(link) if n in record.fork), None)
        if winner is not None:
            self.decide(record, winner, link)
        old = record.current
        if link.payload == old.payload:
            return
        if winner is None and time.time() - record.changed < 2 and link in record.ancestors(old):
            return  # it was sent before the newest cookie reached the browser
        record.current = link
        record.links.remove(link)
        record.links.append(link)
        record.version += 1
        self.changed(record, old, link, "observed", x)

    def decide(self, record: Chain, winner: Link, link: Link) -> None:
        """Of several responses to one cookie the browser kept one: what the others wrote is lost."""
        losers, record.fork = [n for n in record.fork if n is not winner], ()
        for loser in losers:
            base = loser.edited if loser.edited is not None else loser.parent
            ops = [] if base is None else [op for op in diff(data_of(base), loser.data) if not obtains(op, link.data)]
            if ops:
                self.emit("session.lost_update", record, request=loser.request, diff=ops,
                          other={"request": told(winner.request)})

    def apply(self, x: Exchange, record: Chain) -> None:
        """The pending edits that the presented cookie has not had, into the Cookie header the app will read."""
        for edit in record.edits:
            if edit.state == "applied" and edit.seq <= x.seq:
                edit.state = "confirmed"
                record.version += 1
                self.emit("edit.confirmed", record, diff=edit.ops, request=x)
            if edit.seq <= x.link.seq or edit.state in ("conflicted", "expired"):
                continue
            try:
                result = rebased(data_of(x.seen), edit.ops)
                x.value = self.sign_if_it_fits(result)
            except Problem as problem:
                self.conflict(record, edit, problem.detail, x)
                continue
            x.edited, x.applied = result, [*x.applied, edit]
        x.seq = record.seq
        if x.applied:
            self.rewrite(x, x.value)

    def conflict(self, record: Chain, edit: Edit, reason: str, request: Any) -> None:
        edit.state = "conflicted"
        record.version += 1
        self.emit("edit.conflicted", record, request=request, diff=edit.ops, reason=reason)

    def rewrite(self, x: Exchange, value: Optional[str]) -> None:
        """Gives the app another session cookie, or none."""
        pairs = [f"{n}={v}" if n else v for n, v in self.cookies(x.scope["headers"]) if n != self.cookie]
        pairs += [f"{self.cookie}={value}"] if value else []
        headers = [h for h in x.scope["headers"] if h[0] != b"cookie"]
        headers += [(b"cookie", "; ".join(pairs).encode("latin-1"))] if pairs else []
        x.scope = {**x.scope, "headers": headers}

    # -- a response goes out

    def responded(self, x: Exchange, message: Any) -> None:
        cookie, record = self.set_in(message), x.record
        if record is not None and record.deleted:
            if cookie is not None and not cookie.startswith(self.ends):  # it was under way when its session was deleted
                self.emit("session.resurrection_blocked", record, request=x)
            self.clear(x, message, record)
        elif cookie is not None:
            self.ended(x) if cookie.startswith(self.ends) else self.saved(x, cookie)
        elif x.applied:
            self.replace(message, self.set_cookie(x.value, self.age))
            self.issue(x, self.prefix + x.value.encode())
        elif x.dead is not None and time.time() - x.dead.told > 2:
            self.clear(x, message, x.dead)

    def saved(self, x: Exchange, cookie: bytes) -> None:
        """The app writes the session."""
        session = x.scope.get("session")
        if TRACKS:  # before 1.0 others may have written by now, unseen
            x.mark = frozen(session)
        if len(cookie) > COOKIE_LIMIT:
            self.emit("cookie.too_large", x.record, request=x, size=len(cookie))
        self.issue(x, cookie.partition(b";")[0])
        if x.dead is not None:
            self.told(x, x.dead)

    def clear(self, x: Exchange, message: Any, record: Chain) -> None:
        """The response ends the cookie of a deleted session."""
        self.replace(message, self.set_cookie("null", EPOCH + "; "))
        x.dead = record
        self.told(x, record)

    def told(self, x: Exchange, record: Chain) -> None:
        """The browser no longer has a deleted session's cookie."""
        record.told = time.time()
        if not record.gone:
            record.gone = True
            self.emit("session.deleted", record, source="user", request=x)

    def ended(self, x: Exchange) -> None:
        """The app emptied the session."""
        x.cleared, record = True, x.record
        if record is not None and not record.gone:
            for edit in record.edits:
                if edit.state == "pending":
                    self.conflict(record, edit, "the app ended the session", x)
            record.gone, record.edits = True, []
            self.emit("session.deleted", record, record.current, {}, "app", x)

    def issue(self, x: Exchange, cookie: bytes) -> None:
        """A response gives the browser a cookie: it joins the chain of what the request presented."""
        link, parent, record = self.links.get(cookie), x.link, x.record
        before = record.current if record is not None else None
        if link is not None and (link.record is record or not (link.record.gone or link.record.deleted)):
            # the same payload again within a second: what followed is history
            link.seq, link.child, link.record.current = max(link.seq, x.seq), None, link
        elif not self.alone and not self.signer.validate(value_of(cookie)):
            return  # another middleware's cookie of the same name
        elif parent is None:
            link = self.begin(cookie)
            self.touch(x, link.record)
            self.seen_http = self.seen_http or x.scope.get("scheme") == "http"
            self.emit("session.created", link.record, {}, link, "app", x)
        else:
            link, x.parent = self.adopt(x, cookie, record), parent
            if parent.child is None:
                parent.child = x
            else:
                self.fork(record, parent, x)
        record = x.record = link.record
        record.renewed, x.issued = x.began, link
        if x.applied:
            self.delivered(x, record, before)
        if parent is None or before.payload == link.payload:
            return  # it is new; or parallel requests have made the same change
        if link is not x or x.edited is not None:
            self.changed(record, x.seen, link, "app", x)
        elif parent.payload != x.payload:  # what happens nearly always
            record.rev = x.rev = record.rev + 1
            record.changed, x.was = x.began, parent.payload
            self.endpoint.note(x)

    def delivered(self, x: Exchange, record: Chain, before: Link) -> None:
        """The response brings the edits to the browser."""
        for edit in x.applied:
            if edit.state == "pending":
                edit.state = "applied"
                record.version += 1
                self.emit("edit.applied", record, request=x, diff=edit.ops)
        if before.payload != x.issued.payload:
            self.changed(record, before, x.edited, "edit", x)

    def fork(self, record: Chain, parent: Link, link: Link) -> None:
        """Notes that two responses answer the same cookie."""
        if not record.fork or record.fork[0].parent is not parent:
            record.fork = deque([parent.child], CHAIN)
        record.fork.append(link)

    # -- what the endpoint asks for

    def known(self, id: str) -> Any:
        """A session by its id, or by the hash of any cookie of its chain."""
        return super().known(id) or next((r for r in self.records.values() if id in r.digests()), None)

    async def refresh(self, record: Chain) -> None:
        """Nothing is known but what requests brought."""

    async def change(self, record: Chain, wanted: Json, replaces: bool) -> int:
        return self.plan(record, wanted, replaces)

    def plan(self, record: Chain, wanted: Json, replaces: bool) -> int:
        """An edit, which the browser's next request takes along."""
        self.sign_if_it_fits(wanted)
        ops: list = diff(record.data, wanted, whole=True)
        waiting = [e for e in record.edits if e.state == "pending"]
        if not replaces and waiting:  # made against the same data: the newer one counts where they overlap
            paths = [op["path"] + "/" for op in ops]
            ops = [op for op in waiting[-1].ops if not any(
                p.startswith(op["path"] + "/") or (op["path"] + "/").startswith(p) for p in paths)] + ops
        record.edits = [e for e in record.edits if e not in waiting]
        record.version += 1
        if ops:
            record.seq += 1
            record.edits.append(Edit(record.seq, ops))
            self.emit("edit.pending", record, diff=ops)
        elif waiting:
            self.emit("edit.cancelled", record, diff=waiting[-1].ops)
        return 202

    def bury(self, record: Chain) -> None:
        record.deleted, record.told, record.edits = True, 0.0, []
        record.version += 1

    async def remove(self, record: Chain, source: str) -> int:
        self.bury(record)
        self.emit("session.revoked", record, source=source)
        return 202

    async def remove_all(self) -> None:
        self.revoke_before = int(time.time())
        for record in self.listed():
            self.bury(record)

    async def restore(self, id: str, data: Json, query: dict) -> int:
        self.unseen.pop(id, None)
        record = self.known(id)
        if record is None or record.gone and not record.deleted:
            raise Problem(404, "no-such-session", "a signed-cookie session cannot be made with a given id")
        if not record.deleted:
            raise Problem(412, "stale", "the session is there", etag=self.endpoint.etag(record))
        if record.told:
            raise Problem(409, "already-cleared", "the browser was told to drop its cookie")
        record.deleted = False
        record.version += 1
        self.emit("session.created", record, {}, record.current, "user")
        if not same(record.data, data):
            await self.change(record, data, True)
        return 200

    async def forge(self, data: Json) -> tuple:
        value = self.sign_if_it_fits(data)
        cookie = f"{self.cookie}={value}"
        link = self.links.get(cookie.encode())
        if link is None or link.record.deleted:
            link = self.begin(cookie.encode())
        return link.record, cookie, self.set_cookie(value, self.age)


class StoreSessions(Sessions):
    """Sessions of starsessions: the cookie holds the store's key, the payload is in the store."""

    mode = "store"

    def __init__(self, middleware: Any, endpoint: Endpoint) -> None:
        super().__init__(middleware, endpoint, middleware.cookie_name)
        self.store, self.codec, self.max_age = middleware.store, middleware.serializer, middleware.lifetime
        self.links = self.records

    def requested(self, x: Exchange, cookie: bytes) -> None:
        record = self.records.get(cookie)
        if record is not None and not record.gone:
            self.touch(x, record)
            x.edited, x.rev = record.data, record.rev

    async def responded(self, x: Exchange, message: Any) -> None:
        handler, record = x.scope.get("session_handler"), x.record
        if handler is None or self.set_in(message) is None:
            return
        if handler.is_empty:
            x.cleared = True
            if record is not None and not record.gone:
                record.gone = True
                self.emit("session.deleted", record, record.data, {}, "app", x)
            return
        key = self.prefix + handler.session_id.encode()
        if record is not None and record.deleted and record.key == key:  # it was under way when this was deleted
            await self.store.remove(handler.session_id)
            self.replace(message, None)
            x.dead = record
            self.emit("session.resurrection_blocked", record, request=x)
        else:
            self.saved(x, key)

    def saved(self, x: Exchange, key: bytes) -> None:
        """A request has written to the store."""
        record = self.records.get(key)
        fresh = record is None or record.gone
        if fresh:
            record = self.add(self.blank(key))
        old = record.data
        self.touch(x, record)
        self.take(record, self.codec.serialize(x.scope["session"]))
        x.issued = record
        overtaken = diff(x.edited, old) if not fresh and record.rev != x.rev and x.edited is not None else []
        lost = [op for op in overtaken if not obtains(op, record.data)]
        if lost:
            self.emit("session.lost_update", record, request=record.writer, diff=lost,
                      other={"request": told(x)})
        if fresh:
            self.emit("session.created", record, {}, record.data, "app", x)
        else:
            self.changed(record, old, record.data, "app", x)
        record.writer = x

    @staticmethod
    def sid(record: Any) -> str:
        return value_of(record.key).decode()

    def blank(self, key: bytes) -> Any:
        record: Any = Record(key)
        record.data, record.meta, record.writer, record.size, record.expires = {}, {}, None, 0, None
        return record

    def take(self, record: Any, payload: bytes) -> None:
        record.data = self.codec.deserialize(payload)
        record.meta, record.size = record.data.pop("__metadata__", {}), len(payload)
        record.created = record.meta.get("created", record.created)
        if self.max_age:
            record.expires = (time.time() if self.middleware.rolling else record.created) + self.max_age

    async def refresh(self, record: Any) -> None:
        """Reads the session again."""
        payload, old = await self.store.read(session_id=self.sid(record), lifetime=self.max_age), record.data
        if not payload:
            record.gone = True
            raise Problem(404, "no-such-session", "the store no longer has it")
        self.take(record, payload)
        self.changed(record, old, record.data, "observed", None)

    async def change(self, record: Any, wanted: Json, replaces: bool) -> int:
        old = record.data
        await self.write(record, wanted)
        self.changed(record, old, record.data, "user", None)
        return 200

    async def write(self, record: Any, data: Json) -> None:
        now = time.time()
        meta = record.meta or {"created": now, "last_access": now, "lifetime": self.max_age}
        payload = self.codec.serialize({**data, "__metadata__": meta})
        ttl = max(1, int((record.expires or now + self.max_age) - now)) if self.max_age else 0
        await self.store.write(session_id=self.sid(record), data=payload, lifetime=self.max_age, ttl=ttl)
        self.take(record, payload)

    async def remove(self, record: Any, source: str) -> int:
        await self.store.remove(self.sid(record))
        record.deleted = record.gone = True
        self.emit("session.deleted", record, record.data, {}, source)
        return 204

    async def remove_all(self) -> None:
        for record in self.listed():
            await self.store.remove(self.sid(record))
            record.deleted = record.gone = True

    async def restore(self, id: str, data: Json, query: dict) -> int:
        record = self.known(id)
        if record is None:
            raise Problem(404, "no-such-session", "only a session that was seen here can be brought back")
        if not record.gone:
            raise Problem(412, "stale", "the session is there", etag=self.endpoint.etag(record))
        await self.write(record, data)
        record.deleted = record.gone = False
        record.version += 1
        self.emit("session.created", record, {}, record.data, "user")
        return 201

    async def forge(self, data: Json) -> tuple:
        sid = secrets.token_hex(16)
        record = self.add(self.blank(self.prefix + sid.encode()))
        await self.write(record, data)
        age = f"max-age={self.max_age}; " if self.max_age else ""
        return record, f"{self.cookie}={sid}", self.set_cookie(sid, age)


# ---- the endpoint ----

def iso(seconds: Optional[float]) -> Optional[str]:
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Endpoint:
    """The debug endpoint's life: what it is attached to, its files, its events."""

    def __init__(self, app: Any, settings: dict, name: str, mask: tuple, reveal: bool, read_only: bool, host: str,
                 port: int) -> None:
        self.app, self.settings, self.name, self.mask, self.reveal = app, settings, name, mask, reveal
        self.read_only, self.host, self.port = read_only, host, port
        self.instance, self.started, self.running, self.looked = secrets.token_hex(8), time.time(), False, 0
        self.tokens = {"ro": secrets.token_urlsafe(32), "rw": secrets.token_urlsafe(32)}
        self.sessions: Any = None
        self.ring: deque = deque(maxlen=1000)
        self.files: list = []
        self.tasks: set = set()
        self.found: list = []
        self.server: Any = None
        self.last, self.address, self.calls = 0, "", Calls(self)

    def find(self) -> str:
        """Looks for the app's session middleware; settings given to attach override its own. Why there is none."""
        self.found = list(middlewares(self.app))
        wanted, settings = self.settings.get("session_cookie"), self.settings
        chosen = next((m for m in self.found if wanted in (None, name_of(m))), None)
        if settings.get("secret_key") or (settings and hasattr(chosen, "signer")):
            own = {"secret_key": chosen.signer.secret_key.decode(), "session_cookie": chosen.session_cookie,
                   "max_age": chosen.max_age, "path": chosen.path} if chosen else {}
            made = SessionMiddleware(None, **{**own, **settings})  # type: ignore[arg-type]
            if chosen and not {"same_site", "https_only", "domain", "partitioned"} & settings.keys():
                made.security_flags = chosen.security_flags
            chosen = made
        if type(getattr(chosen, "store", None)).__name__ == "CookieStore":
            return "starsessions' CookieStore is not supported; Starlette's own SessionMiddleware keeps sessions alike"
        if chosen is None:
            return f"no SessionMiddleware found in {self.name!r}"
        self.sessions = (CookieSessions if hasattr(chosen, "signer") else StoreSessions)(chosen, self)
        return ""

    def lifespan(self, send: Any) -> Any:
        """`send` for the app's lifespan: the endpoint begins and ends with it."""
        async def watched(message: Any) -> None:
            if message["type"] == "lifespan.startup.complete":
                await self.start()
            elif message["type"].startswith("lifespan.shutdown"):
                self.stop()
            await send(message)
        return watched

    async def start(self) -> None:
        if self.running or self.looked > 1:
            return
        self.looked += 1
        missing = self.find()
        if missing:
            if self.looked > 1:
                say(f"{missing}: the debug endpoint stays off")
            return
        try:
            await self.listen()
            say(f"debug endpoint of {self.name!r} on {self.address}")
        except OSError as problem:
            say(f"the debug endpoint stays off: {problem}")
            self.stop()
        self.running, self.looked = True, 2  # and the app goes on

    async def listen(self) -> None:
        directory, serve = runtime_directory(), Connections(self).serve
        base = free_name(f"{directory}/{os.getpid()}")
        if self.host:
            if self.host not in ("127.0.0.1", "::1", "localhost"):
                raise OSError(f"{self.host} is not a loopback address")
            self.server = await asyncio.start_server(serve, self.host, self.port, limit=HEAD_LIMIT)
            self.port = self.server.sockets[0].getsockname()[1]
            self.address = f"http://{'[::1]' if ':' in self.host else self.host}:{self.port}"
        else:
            self.files.append(f"{base}.sock")
            self.server = await asyncio.start_unix_server(serve, sock=bound(f"{base}.sock"), limit=HEAD_LIMIT)
            self.address = f"unix:{base}.sock"
        self.files.append(f"{base}.json")
        self.describe(f"{base}.json", {"url": self.address} if self.host else {"socket": f"{base}.sock"})
        atexit.register(self.stop)
        self.tasks.add(asyncio.ensure_future(self.sweep()))

    def describe(self, path: str, place: dict) -> None:
        """Writes the discovery file."""
        tokens = {"ro": self.tokens["ro"]} if self.read_only else self.tokens
        content = {"protocol": 1, **place, "tokens": tokens, "pid": os.getpid(), "parent": os.getppid(),
                   "app": self.name, "instance": self.instance, "started": iso(self.started),
                   "cookie": self.sessions.cookie}
        unlink(f"{path}.new")
        with os.fdopen(os.open(f"{path}.new", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(content, file)
        os.replace(f"{path}.new", path)

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
            await asyncio.sleep(1)
            self.sessions.sweep()

    def emit(self, type: str, record: Any, old: Any = None, new: Any = None, source: str = "", request: Any = None,
             **more: Json) -> None:
        """Notes what happened."""
        rev = 0 if record is None else record.rev
        self.note((time.time(), type, record, rev, old, new, source, request, more))

    def note(self, event: Any) -> None:
        """Notes an event, also in the shape of an exchange; it is written out when somebody reads it."""
        self.last += 1
        self.ring.append(event)

    @property
    def oldest(self) -> int:
        """The number of the oldest event there is."""
        return self.last - len(self.ring) + 1

    def etag(self, record: Any) -> str:
        current = digest(record.current.cookie)[:8] if isinstance(record, Chain) else record.size
        return f'"{self.instance[:6]}.{record.rev}.{record.version}.{int(record.expires or 0):x}.{current}"'

    def frame(self, id: int, event: Any) -> str:
        """An event as server-sent text."""
        at, type, record, rev, old, new, source, request, more = event.event if isinstance(event, Exchange) else event
        body: Json = {"id": id, "at": iso(at), "type": type}
        if record is not None:
            body.update(session=record.id, rev=rev, size=new.size if isinstance(new, Link) else record.size)
        if source:
            body["source"] = source
        if request is not None:
            body["request"] = told(request)
        body.update(more)
        if new is not None:
            body["diff"] = diff(data_of(old), data_of(new))
        if "diff" in body:
            body["diff"] = masked_ops(body["diff"], self.mask)
        return f"id: {id}\nevent: {type}\ndata: {dumps(body)}\n\n"


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
        raise OSError(f"{path} must be a directory of yours with mode 0700, and no link")
    return path


def free_name(stem: str) -> str:
    """A path no other endpoint of this process uses; files of a dead process with the same id are in nobody's way."""
    taken = {file for endpoint in Connections.endpoints for file in endpoint.files}
    names = [stem] + [f"{stem}-{n}" for n in range(2, 100)]
    return next(name for name in names if f"{name}.json" not in taken)


def bound(path: str) -> socket.socket:
    """A listening socket that is the user's alone."""
    if len(os.fsencode(path)) > (103 if sys.platform == "darwin" else 107):
        raise OSError(f"the path of the socket is too long ({path}); set SESSPECT_DIR to a shorter one")
    listener = socket.socket(socket.AF_UNIX)
    unlink(path)
    before = os.umask(0o177)
    try:
        listener.bind(path)
    finally:
        os.umask(before)
    return listener


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


def warnings(endpoint: Endpoint) -> Iterator[tuple]:
    """(code, detail) of what is wrong with how sessions are set up."""
    sessions, names = endpoint.sessions, [name_of(m) for m in endpoint.found]
    if sessions.mode == "cookie":
        secret = sessions.signer.secret_key.decode("utf-8", "replace")
        if secret.lower() in WEAK:
            yield "weak-secret", "cookies are signed with a well-known word" + (
                ': "None" is what secret_key=None becomes' if secret == "None" else "")
        elif len(secret) < 16:
            yield "weak-secret", f"the secret key has only {len(secret)} characters"
    if "secure" in sessions.flags and sessions.seen_http:
        yield "secure-on-http", "the cookie is for https only, and requests come by http"
    if "samesite=none" in sessions.flags.lower() and "secure" not in sessions.flags:
        yield "samesite-none-without-secure", "browsers drop a SameSite=None cookie without Secure"
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield "duplicate-cookie-name", f"{names.count(name)} session middlewares use the cookie {name}"
    worker = multiprocessing.parent_process() is not None or "gunicorn" in os.environ.get("SERVER_SOFTWARE", "")
    for other in neighbours(endpoint.files):
        pid, app = other.get("pid"), other.get("app")
        if worker and (other.get("parent"), app) == (os.getppid(), endpoint.name):
            yield "several-workers", f"process {pid} serves the same app; each knows its own requests"
        elif other.get("cookie") == sessions.cookie:
            yield "cookie-name-shared-on-localhost", (f"{app} (process {pid}) uses the cookie {sessions.cookie} too; "
                                                      "browsers send cookies to every port of a host")


class Connections:
    """The small HTTP/1.1 server in front of the calls."""

    endpoints: set = set()

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint, self.streams = endpoint, 0
        self.failures: deque = deque()
        self.endpoints.add(endpoint)

    async def serve(self, reader: Any, writer: Any) -> None:
        task = asyncio.current_task()
        self.endpoint.tasks.add(task)
        try:
            wait = 10.0
            while peer_may(writer, bool(self.endpoint.host)) and await self.request(reader, writer, wait):
                wait = 60.0
        except (OSError, EOFError, asyncio.TimeoutError, asyncio.CancelledError):
            pass
        finally:
            self.endpoint.tasks.discard(task)
            writer.close()

    async def request(self, reader: Any, writer: Any, wait: float) -> bool:
        """Answers one request; whether the connection stays open."""
        try:
            method, path, query, headers = await self.head(reader, wait)
            body = await asyncio.wait_for(reader.readexactly(int(headers["content-length"])), 30)
        except Problem as problem:  # the rest of such a request is not read as another one
            await self.answer(writer, problem.status, problem.body, problem.headers, False)
            return await drained(reader, writer)
        keep = headers.get("connection", "").lower() != "close"
        try:
            if (method, path) == ("GET", "/v1/events"):
                await self.events(reader, writer, headers.get("last-event-id", query.get("since")))
                return False
            status, answer, extra = await self.endpoint.calls.call(method, path, query, headers, body)
        except Problem as problem:
            status, answer, extra = problem.status, problem.body, problem.headers
        except (RecursionError, ValueError, TypeError) as problem:  # a body nested without end, say
            status, answer, extra = 400, Problem(400, "bad-request", str(problem)[:200]).body, ()
        except Exception as problem:  # the sessions' store: its server is away, say
            why = f"{type(problem).__name__}: {problem}"[:300].rstrip(".")
            say(f"{method} {path} failed: {why}")
            status, answer, extra = 500, Problem(500, "failed", why).body, ()
        await self.answer(writer, status, answer, extra, keep)
        return keep

    async def head(self, reader: Any, wait: float) -> tuple:
        """(method, path, query, headers) of the next request, if it may be answered."""
        try:
            first = await asyncio.wait_for(reader.readexactly(1), wait)
            text = (first + await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)).decode("latin-1")
        except asyncio.LimitOverrunError:
            raise Problem(413, "too-large", "the request's head is over 16 KiB") from None
        line, *lines = text[:-4].split("\r\n")
        headers = {"content-length": "0"}
        for name, _, value in (each.partition(":") for each in lines):
            headers[name.strip().lower()] = value.strip()
        parts, length = line.split(" "), headers["content-length"]
        if len(parts) != 3 or not length.isdecimal() or "transfer-encoding" in headers:
            raise Problem(400, "bad-request", "not a request with a Content-Length")
        self.admit(headers)
        if int(length) > BODY_LIMIT:
            raise Problem(413, "too-large", "the body is over 1 MiB")
        path, _, query = parts[1].partition("?")
        return parts[0], path, dict(parse_qsl(query, keep_blank_values=True)), headers

    def admit(self, headers: dict) -> None:
        """The checks before anything else: Host, browsers and proxies, the token."""
        port, allowed = self.endpoint.port, ("localhost", "127.0.0.1", "[::1]")
        if self.endpoint.host and headers.get("host") not in [f"{host}:{port}" for host in allowed]:
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
        ro, rw = (hmac.compare_digest(given, self.endpoint.tokens[kind].encode()) for kind in ("ro", "rw"))
        if not ro and not rw:
            self.failures.append(now)
            if len(self.failures) == 10:
                say("ten requests with a wrong token: the debug endpoint answers nobody for a minute")
            raise Problem(401, "unauthorized", "the token is missing or wrong", ("WWW-Authenticate: Bearer",))
        headers["writable"] = rw and not self.endpoint.read_only

    async def answer(self, writer: Any, status: int, body: Json, extra: tuple, keep: bool) -> None:
        content = b"" if body is None else dumps(body).encode()
        kind = "application/json" if status < 400 else "application/problem+json"
        lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", "Cache-Control: no-store",
                 "X-Content-Type-Options: nosniff", *extra, f"Connection: {'keep-alive' if keep else 'close'}"]
        if status not in (204, 304):
            lines += [f"Content-Type: {kind}", f"Content-Length: {len(content)}"]
        writer.write("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + content)
        await writer.drain()

    async def events(self, reader: Any, writer: Any, since: Optional[str]) -> None:
        if since is not None and not re.fullmatch("[0-9]{1,15}", since):
            raise Problem(400, "bad-request", "since is no event's number")
        if self.streams >= STREAMS:
            raise Problem(429, "too-many-streams", f"at most {STREAMS} streams")
        self.streams += 1
        try:
            await self.stream(reader, writer, None if since is None else int(since))
        finally:
            self.streams -= 1

    async def stream(self, reader: Any, writer: Any, since: Optional[int]) -> None:
        """Server-sent events until the client leaves, those of 50 ms at once. They take at most a fortieth of the
        process's time: a client that then falls behind is told of a gap."""
        endpoint, ring, said = self.endpoint, self.endpoint.ring, time.monotonic()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n"
                     b"X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\nretry: 1000\n\n")
        notice(writer, "hello", instance=endpoint.instance, last_event=endpoint.last)
        cursor = endpoint.last if since is None else since
        if cursor > endpoint.last:
            notice(writer, "gap", **{"from": cursor, "oldest": endpoint.oldest})
            cursor = endpoint.last
        eof = asyncio.ensure_future(reader.read(1))
        while not eof.done():
            began = time.perf_counter()
            if cursor < endpoint.last:
                if cursor and cursor + 1 < endpoint.oldest:
                    notice(writer, "gap", **{"from": cursor, "oldest": endpoint.oldest})
                first = max(cursor + 1, endpoint.oldest)
                fresh = list(ring)[first - endpoint.oldest:]
                cursor, said = endpoint.last, time.monotonic()
                writer.write("".join(map(endpoint.frame, count(first), fresh)).encode())
            elif time.monotonic() - said >= 15:
                said = time.monotonic()
                writer.write(b": ping\n\n")
            pause = max(0.05, 40 * (time.perf_counter() - began))
            await writer.drain()
            await asyncio.wait({eof}, timeout=pause)
        eof.cancel()


def notice(writer: Any, event: str, **data: Json) -> None:
    writer.write(f"event: {event}\ndata: {dumps(data)}\n\n".encode())


async def drained(reader: Any, writer: Any) -> bool:
    """Reads what is still being sent, else the answer may be lost with the connection."""
    writer.write_eof()
    for _ in range(256):
        if not await asyncio.wait_for(reader.read(65536), 1):
            break
    return False


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


def made(method: str, kind: str, value: Json, data: Json) -> Json:
    """What a PATCH or PUT makes of a session's data."""
    if method == "PUT":
        return value
    return merged(data, value) if kind.startswith(MERGE_PATCH) else patched(data, value)


class Calls:
    """What can be asked of the endpoint. Each call answers (status, JSON, header lines)."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint, self.confirms = endpoint, {}  # type: Endpoint, dict[str, tuple]

    async def call(self, method: str, path: str, query: dict, headers: dict, body: bytes) -> tuple:
        name, id = self.route(method, path)
        reveal = query.get("reveal") == "1"
        if not headers["writable"] and (method != "GET" or reveal):
            raise Problem(403, "read-only", "this needs the rw token")
        if reveal and not self.endpoint.reveal:
            raise Problem(403, "read-only", "this server reveals nothing")
        value = parsed(method, headers, body) if method in ("PATCH", "PUT", "POST") else None
        return await getattr(self, name)(id=id, method=method, query=query, headers=headers, value=value, reveal=reveal,
                                         rw=headers["writable"])

    @staticmethod
    def route(method: str, path: str) -> tuple:
        """(name of the call, id)"""
        parts = path.strip("/").split("/")
        calls = {("GET", "/v1/info"): "info", ("GET", "/v1/sessions"): "list", ("POST", "/v1/sessions"): "forge",
                 ("POST", "/v1/sessions:delete"): "bulk_delete"}
        name = calls.get((method, path))
        if len(parts) == 3 and parts[:2] == ["v1", "sessions"]:
            name = {"GET": "get", "PATCH": "write", "PUT": "write", "DELETE": "delete"}.get(method)
        elif len(parts) == 4 and (method, parts[0], parts[1], parts[3]) == ("DELETE", "v1", "sessions", "pending"):
            name = "cancel"
        if name is None:
            raise Problem(404, "not-found", f"there is no {method} {path}")
        return name, unquote(parts[2]) if len(parts) > 2 else ""

    def found(self, id: str) -> Any:
        record = self.endpoint.sessions.known(id)
        if record is None or record.gone:
            raise Problem(404, "no-such-session", "no session has this id")
        return record

    def check(self, record: Any, headers: dict, required: bool) -> None:
        """If-Match."""
        wanted, etag = headers.get("if-match"), self.endpoint.etag(record)
        if wanted is None and required:
            raise Problem(428, "if-match-required", "send the ETag the change was made against as If-Match")
        if wanted not in (None, "*") and etag not in [tag.strip() for tag in wanted.split(",")]:
            raise Problem(412, "stale", "the session has changed", (f"ETag: {etag}",), etag=etag)

    def audit(self, action: str, record: Any = None) -> None:
        self.endpoint.emit("audit", record, action=action)

    def summary(self, record: Any) -> dict:
        last, cookie = told(record.last), isinstance(record, Chain) and {"cookie": digest(record.current.cookie)}
        return {"id": record.id, "rev": record.rev, "etag": self.endpoint.etag(record), "created": iso(record.created),
                "seen": iso(record.seen), "expires": iso(record.expires), "hits": record.hits, "size": record.size,
                "keys": len(record.data), "user": user_of(masked(record.data, self.endpoint.mask)),
                "client": record.client, "last": last and {k: last[k] for k in ("method", "path", "status")},
                "pending": record.pending, "deleted": record.deleted, **(cookie or {})}

    def full(self, status: int, record: Any, reveal: bool = False) -> tuple:
        body = {**self.summary(record), "data": masked(record.data, self.endpoint.mask, reveal=reveal)}
        if isinstance(record, Chain):
            body["cookies"] = record.digests()
        edit = record.edits[-1] if record.edits else None
        if edit and edit.state != "confirmed":
            body["edit"] = {"state": edit.state, "since": iso(edit.since), "until": iso(edit.until),
                            "diff": masked_ops(edit.ops, self.endpoint.mask)}
        return status, body, (f"ETag: {body['etag']}",)

    async def info(self, rw: bool, **_: Any) -> tuple:
        endpoint, sessions = self.endpoint, self.endpoint.sessions
        cookie = sessions.mode == "cookie"
        verbs = "list filter sort patch merge-patch put restore delete bulk-delete forge events"
        capabilities = (verbs + (" cancel" if cookie else "") + (" reveal" if endpoint.reveal else "")).split()
        return 200, {
            "protocol": 1, "instance": endpoint.instance,
            "server": f"sesspect-starlette/1 starlette/{starlette.__version__}",
            "pid": os.getpid(), "started": iso(endpoint.started), "app": endpoint.name, "mode": sessions.mode,
            "cookie": {"name": sessions.cookie, "max_age": sessions.max_age,
                       "path": getattr(sessions.middleware, "path", "/"),
                       "flags": sessions.flags.split("; "), "format": "starlette" if cookie else "starsessions"},
            "read_only": not rw, "reveal": endpoint.reveal, "sessions": len(sessions.listed()),
            "last_event": endpoint.last, "capabilities": capabilities,
            "warnings": [{"code": code, "detail": detail} for code, detail in warnings(endpoint)]}, ()

    def select(self, q: Optional[str], rw: bool, all: bool) -> list:
        test, expiry = parse_filter(q or "")
        rows = [r for r in self.endpoint.sessions.listed() if all or expiry or not r.expired()]
        return [r for r in rows if test(r, masked(r.data, self.endpoint.mask, reveal=rw))] if q else rows

    async def list(self, query: dict, rw: bool, **_: Any) -> tuple:
        sort, limit = query.get("sort") or "seen", query.get("limit", "50")
        key = sort[1:] if sort.startswith("-") else sort
        if key not in SORT_KEYS:
            raise Problem(400, "bad-request", f"cannot sort by {sort}")
        if not re.fullmatch("0*[1-9][0-9]{0,8}", limit):
            raise Problem(400, "bad-request", "limit is a number from 1 to 200")

        def place(record: Any) -> tuple:
            value = SORT_KEYS[key](record)
            return value is not None, 0 if value is None else value, record.id
        descending = (key in ("user", "id")) == (key != sort)
        rows = sorted(self.select(query.get("q"), rw, query.get("all") == "1"), key=place, reverse=descending)
        total, limit = len(rows), min(200, int(limit))
        if query.get("cursor"):
            try:
                after = tuple(json.loads(urlsafe_b64decode(query["cursor"])))
                rows = [r for r in rows if (place(r) < after if descending else place(r) > after)]
            except (ValueError, TypeError):
                raise Problem(400, "bad-request", "not a cursor of this list") from None
        more = len(rows) > limit
        cursor = urlsafe_b64encode(dumps(place(rows[limit - 1])).encode()).decode() if more else None
        return 200, {"items": [self.summary(r) for r in rows[:limit]], "total": total, "next_cursor": cursor,
                     "as_of": self.endpoint.last}, ()

    async def get(self, id: str, headers: dict, reveal: bool, **_: Any) -> tuple:
        record = self.found(id)
        await self.endpoint.sessions.refresh(record)
        etag = self.endpoint.etag(record)
        if not reveal and headers.get("if-none-match") in (etag, "*"):
            return 304, None, (f"ETag: {etag}",)
        if reveal:
            self.audit("reveal", record)
        return self.full(200, record, reveal)

    async def write(self, id: str, method: str, query: dict, headers: dict, value: Json, **_: Any) -> tuple:
        """PATCH and PUT."""
        sessions = self.endpoint.sessions
        if method == "PUT" and headers.get("if-none-match") == "*":
            status = await sessions.restore(id, an_object(value), query)
            record = self.found(id)
            self.audit("restore", record)
            return self.full(status, record)
        make = partial(made, method, headers["content-type"], value)
        if self.is_of_another_worker(id, headers):
            return sessions.foresee(id, make)
        record = self.found(id)
        if record.deleted:
            raise Problem(404, "no-such-session", "the session is deleted")
        await sessions.refresh(record)
        self.check(record, headers, True)
        status = await sessions.change(record, an_object(make(record.data)), method == "PUT")
        self.audit("edit", record)
        return self.full(status, record)

    async def delete(self, id: str, headers: dict, **_: Any) -> tuple:
        if self.is_of_another_worker(id, headers):
            return self.endpoint.sessions.foresee(id, "end")
        record = self.found(id)
        if record.deleted:
            raise Problem(404, "no-such-session", "the session is deleted already")
        self.check(record, headers, False)
        status = await self.endpoint.sessions.remove(record, "user")
        self.audit("delete", record)
        return status, None if status == 204 else self.summary(record), ()

    def is_of_another_worker(self, id: str, headers: dict) -> bool:
        """The inspector tells every worker of an app, and this one has not met the browser yet."""
        sessions = self.endpoint.sessions
        return "sesspect-merged" in headers and sessions.mode == "cookie" and sessions.known(id) is None

    async def cancel(self, id: str, **_: Any) -> tuple:
        """Takes an edit back that waits for the browser."""
        record = self.found(id)
        waiting = [edit for edit in record.edits if edit.state == "pending"]
        if not waiting:
            raise Problem(404, "not-found", "no edit is waiting")
        record.edits = [edit for edit in record.edits if edit not in waiting]
        self.endpoint.emit("edit.cancelled", record, diff=waiting[-1].ops)
        record.version += 1
        self.audit("cancel", record)
        return 204, None, (f"ETag: {self.endpoint.etag(record)}",)

    async def forge(self, value: Json, **_: Any) -> tuple:
        if not isinstance(value, dict) or "data" not in value:
            raise Problem(400, "bad-request", 'send {"data": {…}}')
        data = an_object(value["data"])
        record, cookie, header = await self.endpoint.sessions.forge(data)
        self.endpoint.emit("session.created", record, {}, data, "forge")
        self.audit("forge", record)
        return 201, {"id": record.id, "cookie": cookie, "set_cookie": header}, ()

    async def bulk_delete(self, value: Json, rw: bool, **_: Any) -> tuple:
        """First what would go and a confirmation for it, good once and for a minute; then the deed."""
        if not isinstance(value, dict) or not isinstance(value.get("q", 0), (str, type(None))):
            raise Problem(400, "bad-request", 'send {"q": "a filter, or null for all"}')
        q, confirm, now = value["q"], value.get("confirm"), time.monotonic()
        rows = [r for r in self.select(q, rw, q is None) if not r.deleted]
        selection = (q, frozenset(r.id for r in rows))
        self.confirms = {c: v for c, v in self.confirms.items() if v[1] > now}
        if confirm is None:
            token = secrets.token_urlsafe(16)
            self.confirms[token] = (selection, now + 60)
            return 200, {"matched": len(rows), "sample": [r.id for r in rows[:10]], "confirm": token}, ()
        if self.confirms.pop(str(confirm), (None,))[0] != selection:
            raise Problem(409, "selection-changed", "not what the preview showed; ask for another one")
        if q is None:
            await self.endpoint.sessions.remove_all()
        else:
            for record in rows:
                await self.endpoint.sessions.remove(record, "bulk")
        self.endpoint.emit("sessions.cleared", None, deleted=len(rows), q=q)
        self.audit("clear")
        return 200, {"deleted": len(rows)}, ()


SORT_KEYS: dict = {"seen": lambda r: r.seen, "created": lambda r: r.created, "expires": lambda r: r.expires,
                   "size": lambda r: r.size, "id": lambda r: r.id, "keys": lambda r: len(r.data),
                   "user": lambda r: user_of(r.data)}


def parsed(method: str, headers: dict, body: bytes) -> Json:
    """The JSON of a request's body."""
    kind = headers.get("content-type", "application/json").split(";")[0].strip().lower()
    if kind not in ((JSON_PATCH, MERGE_PATCH) if method == "PATCH" else ("application/json",)):
        raise Problem(415, "unsupported-media-type", f"not taken here: {kind}")
    value = json.loads(body.decode())
    if kind == JSON_PATCH and not isinstance(value, list):
        raise Problem(400, "bad-request", "a JSON Patch is an array")
    if holds_placeholder(value):
        raise Problem(422, "masked-placeholder", "a placeholder would overwrite what it stands for")
    return value


def an_object(value: Json) -> dict:
    if not isinstance(value, dict):
        raise Problem(422, "not-an-object", "a session is an object")
    return value
