"""Writes payloads.ndjson: session payloads and what the real decoder of each format makes of them.

    python3 -m venv /tmp/v && /tmp/v/bin/pip install msgpack django && /tmp/v/bin/python payloads.py

Needs php-cli and Debian's php-laravel-framework (Illuminate\\Encryption). Rows of the sample stores beside this file
come first, then payloads made here by the real encoders. One JSON object a line: `file`, `id`, `codec`, `payload`
(base64, after zlib where `packed`), `expected` (JSON text, packed likewise) and for some `secret`.
Expected values are spelled as the tests compare them: bytes as {"$bytes": base64}, types of a language's own as
{"$opaque": type, "fields": {...}}, dates as ISO text.
"""
import base64, collections, datetime, decimal, json, math, os, pickle, sqlite3, subprocess, uuid, zlib

import django
import msgpack
from django.conf import settings
from django.core import signing

here = os.path.dirname(os.path.abspath(__file__))
settings.configure(SECRET_KEY="correct horse")
php = subprocess.Popen(["php", os.path.join(here, "payloads.php")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def ask_php(**request):
    php.stdin.write(json.dumps(request) + "\n")
    php.stdin.flush()
    return php.stdout.readline().rstrip("\n")


def b64(data):
    return base64.b64encode(data).decode()


def opaque(type_name, fields=None):
    return {"$opaque": type_name, "fields": fields} if fields else {"$opaque": type_name}


def numbered(items):
    return {str(i): shown(x) for i, x in enumerate(items)}


def shown(v):
    if isinstance(v, bytes):
        return {"$bytes": b64(v)}
    if isinstance(v, bytearray):
        return opaque("bytearray", {"value": {"$bytes": b64(bytes(v))}})
    if isinstance(v, collections.OrderedDict):
        return opaque("collections.OrderedDict", {k: shown(x) for k, x in v.items()})
    if isinstance(v, dict):
        return {k if isinstance(k, str) else typed_key(k): shown(x) for k, x in v.items()}
    if isinstance(v, list):
        return [shown(x) for x in v]
    if isinstance(v, msgpack.ExtType):
        return opaque(f"ext {v.code}", {"data": {"$bytes": b64(v.data)}})
    if isinstance(v, tuple):
        return opaque("tuple", numbered(v))
    if isinstance(v, (set, frozenset)):
        return opaque(type(v).__name__, numbered(v))
    if isinstance(v, datetime.datetime):
        return v.isoformat()
    if isinstance(v, datetime.date):
        return v.isoformat()
    if isinstance(v, datetime.time):
        return opaque("datetime.time", {"value": v.isoformat()})
    if isinstance(v, datetime.timedelta):
        return opaque("datetime.timedelta", {"days": v.days, "seconds": v.seconds, "microseconds": v.microseconds})
    if isinstance(v, decimal.Decimal):
        return opaque("decimal.Decimal", {"value": str(v)})
    if isinstance(v, uuid.UUID):
        return opaque("uuid.UUID", {"value": str(v)})
    if isinstance(v, complex):
        return opaque("complex", {"real": v.real, "imag": v.imag})
    if isinstance(v, msgpack.Timestamp):
        seconds = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=v.seconds)
        if not v.nanoseconds:
            return seconds.isoformat() + "Z"
        digits = f"{v.nanoseconds:09d}"
        digits = digits[:3] if digits.endswith("000000") else digits[:6] if digits.endswith("000") else digits
        return f"{seconds.isoformat()}.{digits}Z"
    assert v is None or isinstance(v, (bool, int, float, str)), type(v)
    return v


def typed_key(k):
    if isinstance(k, bytes):
        return "(bytes) " + k.hex()
    name = {int: "int", float: "float", type(None): "null", bool: "bool"}.get(type(k))
    if name:
        return f"({name}) {json.dumps(k)}"
    return "(opaque) " + json.dumps(shown(k), separators=(",", ":"))


out = open(os.path.join(here, "payloads.ndjson"), "w")


def emit(file, id, codec, payload, expected, secret=None):
    if isinstance(payload, str):
        payload = payload.encode()
    line = {"file": file, "id": str(id), "codec": codec}
    text = expected if isinstance(expected, (str, type(None))) else json.dumps(expected)
    if len(payload) > 4096:
        line |= {"packed": True, "payload": b64(zlib.compress(payload, 9)),
                 "expected": text and b64(zlib.compress(text.encode(), 9))}
    else:
        line |= {"payload": b64(payload), "expected": text}
    if secret:
        line["secret"] = secret
    out.write(json.dumps(line) + "\n")


# The sample stores.

def unpack_django(text):
    data = text.rsplit(":", 2)[0]
    packed = data.startswith(".")
    data = signing.b64_decode(data.lstrip(".").encode())
    data = zlib.decompress(data) if packed else data
    return data.decode("latin-1") if data[:1] == b"{" else shown(pickle.loads(data))


def unpack_flask(data):
    if data[:1] == b"{":
        return data.decode()
    if data[:1] == b"\x80" and len(data) > 1:
        return shown(pickle.loads(data))
    return shown(msgpack.unpackb(data, strict_map_key=False))


def unpack_laravel(text):
    data = base64.b64decode(text)
    return None if data.startswith(b"eyJ") else ask_php(op="unserialize", payload=b64(data))


stores = [
    ("better.sqlite", "json", "SELECT sid, sess FROM sessions", lambda x: x),
    ("connect_sqlite3.sqlite", "json", "SELECT sid, sess FROM sessions", lambda x: x),
    ("django.sqlite3", "django", "SELECT session_key, session_data FROM django_session", unpack_django),
    ("django_pickle.sqlite3", "django", "SELECT session_key, session_data FROM django_session", unpack_django),
    ("flask.sqlite3", "flask", "SELECT session_id, data FROM sessions", unpack_flask),
    ("flask_json.sqlite3", "flask", "SELECT session_id, data FROM sessions", unpack_flask),
    ("flask_pickle.sqlite3", "flask", "SELECT session_id, data FROM sessions", unpack_flask),
    ("laravel.sqlite", "laravel", "SELECT id, payload FROM sessions", unpack_laravel),
    ("laravel_enc.sqlite", "laravel", "SELECT id, payload FROM sessions", unpack_laravel),
    ("symfony.sqlite", "php-session", "SELECT sess_id, sess_data FROM sessions",
     lambda x: ask_php(op="session", payload=b64(x))),
]
for file, codec, query, unpack in stores:
    db = sqlite3.connect(f"file:{os.path.join(here, file)}?mode=ro&immutable=1", uri=True)
    for id, payload in db.execute(query):
        emit(file, id, codec, payload, unpack(payload))

# MessagePack, by msgpack-python.

samples = {
    "widths": {"a": [0, 127, 128, 255, 256, 65535, 65536, 2**32 - 1, 2**32, 2**63 - 1, 2**63, 2**64 - 1],
               "b": [-1, -32, -33, -128, -129, -32768, -32769, -2**31, -2**31 - 1, -2**63]},
    "floats": {"f": [0.0, -0.0, 1.0, 19.99, 1e16, 1e100, 5e-324, 1.7976931348623157e308, math.nan, math.inf, -math.inf]},
    "text": {"": "", "é": "Zoë 李雷 🎉", "ctl": "a\x00b\x1b]0;x\x07", "s31": "x" * 31, "s32": "x" * 32, "s256": "x" * 256,
             "s65536": "x" * 65536},
    "bytes": {"b": b"\x00\xff\xfe", "e": b"", "b256": b"\x80" * 256, "b65536": bytes(65536)},
    "ext": {"x": msgpack.ExtType(5, b"abc"), "y": msgpack.ExtType(99, b"z" * 300), "z": msgpack.ExtType(1, b"1" * 16)},
    "time": {"t32": msgpack.Timestamp(1_700_000_000, 0), "t64": msgpack.Timestamp(1_700_000_000, 123_456_789),
             "ms": msgpack.Timestamp(1_700_000_000, 5_000_000), "t96": msgpack.Timestamp(-1_000_000, 1_000)},
    "nested": {"l": [[], {}, [[1, {"a": [None, True, False]}]]], "big": [0] * 66_000, "map": {f"k{i}": i for i in range(20)}},
}
for name, value in samples.items():
    emit("made", f"msgpack {name}", "flask", msgpack.packb(value), shown(value))
emit("made", "msgpack float32", "flask", msgpack.packb({"f": [1.5, 0.25, 3.0, -2.5e10]}, use_single_float=True),
     {"f": [1.5, 0.25, 3.0, -25000000000.0]})
emit("made", "msgpack raw", "flask", msgpack.packb({"raw": b"\xff\xfe" * 20}, use_bin_type=False), {"raw": {"$bytes": b64(b"\xff\xfe" * 20)}})
keys = {1: "int", None: "null", b"\x01": "bytes", True: "bool", "s": "text"}
del keys[True]
emit("made", "msgpack keys", "flask", msgpack.packb(keys), shown(keys))
emit("made", "msgpack empty", "flask", msgpack.packb({}), {})

# Pickles of the standard library's types, all protocols.

shared = ["twice"]
utc = datetime.timezone.utc
values = {
    "plain": {"n": None, "t": True, "f": False, "i": [0, 255, 256, 65535, 65536, -1, 2**31, -2**31, 2**63, -2**63, 2**64, 10**40, -10**40],
              "d": [0.0, -0.0, 1.5, 1e100, math.inf, -math.inf, math.nan], "s": ["", "é李🎉", "a\nb\\u00e9'\"", "x" * 300],
              "l": [[], [1, [2]]], "e": {}, "shared": [shared, shared]},
    "containers": {"t": [(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)], "s": {7}, "es": set(), "fs": frozenset([7]),
                   "od": collections.OrderedDict([("b", 1), ("a", 2)]), "k": {1: "a", 2.5: "b", None: "c", b"x": "d"}},
    "bytes": {"b": b"", "b1": b"\x00\xff", "b300": b"\x80" * 300, "ba": bytearray(b"abc\xff"), "eba": bytearray()},
    "numbers": {"dec": decimal.Decimal("19.990"), "c": 1.5 + 2j, "u": uuid.UUID("12345678-1234-5678-1234-567812345678"),
                "u0": uuid.UUID(int=5)},
    "times": {"naive": datetime.datetime(2026, 11, 22, 21, 16, 48, 570703), "utc": datetime.datetime(2026, 1, 2, tzinfo=utc),
              "east": datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone(datetime.timedelta(hours=5, minutes=30))),
              "west": datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone(datetime.timedelta(hours=-3, minutes=-30))),
              "fold": datetime.datetime(2026, 10, 25, 2, 30, fold=1), "date": datetime.date(2026, 11, 22),
              "time": datetime.time(21, 16, 48), "us": datetime.time(1, 2, 3, 4), "delta": datetime.timedelta(days=-1, seconds=5, microseconds=6)},
}
for name, value in values.items():
    for protocol in range(6):
        emit("made", f"pickle {protocol} {name}", "pickle", pickle.dumps(value, protocol), shown(value))

# PHP's own serialize.

codes = {
    "plain": '["n" => null, "t" => true, "f" => false, "i" => [0, -1, PHP_INT_MAX, PHP_INT_MIN], "d" => [0.0, 5.0, 19.99, 1.0E+25, 1e-7, -0.0, 1/3, INF, -INF, NAN]]',
    "text": '["" => "", "é" => "Zoë 李雷 🎉", "nul" => "a\\0b", "quote" => "a\\";s:1:\\"b", "latin" => "\\xe9\\xff", "long" => str_repeat("x", 300)]',
    "arrays": '["list" => [1, [2, [3]]], "empty" => [], "gap" => [1 => "a", 2 => "b"], "mixed" => [0 => "a", "x" => "b", -5 => "c"], "digits" => ["5" => 1, "05" => 2, "-0" => 3]]',
    "toplist": '["a", "b"]',
    "objects": '["o" => (function () { $o = new stdClass; $o->a = 1; $o->b = ["x" => 2.0]; return $o; })(), "e" => new ArrayObject(["k" => 1]), "after" => "x"]',
    "private": '(function () { eval(\'class Cart { public $a = 1; protected $b = "two"; private $c = [3]; }\'); return ["o" => new Cart, "after" => 1]; })()',
    "enum": '(function () { eval(\'enum Suit: string { case Hearts = "h"; }\'); return ["s" => Suit::Hearts, "after" => 1]; })()',
    "reference": '(function () { $a = ["x" => 1]; $a["y"] = &$a["x"]; return $a; })()',
    "shared": '(function () { $o = new stdClass; return ["p" => $o, "q" => $o]; })()',
    "date": '["at" => new DateTimeImmutable("2026-11-22 21:16:48 UTC")]',
}
for name, code in codes.items():
    made = ask_php(op="make", code=code)
    expected = None if name in ("reference", "shared", "enum") else ask_php(op="unserialize", payload=made)
    emit("made", f"php {name}", "php", base64.b64decode(made), expected)
    if name not in ("toplist",):
        session = base64.b64decode(made)
        emit("made", f"laravel {name}", "laravel", b64(session), expected)

# Laravel's own encrypter.

session = base64.b64decode(ask_php(op="make", code='["_token" => "abc", "n" => 5.0, "list" => [1, 2], "s" => "a/b é"]'))
plain = ask_php(op="unserialize", payload=b64(session))
for cipher, size in [("AES-256-CBC", 32), ("AES-128-CBC", 16), ("AES-256-GCM", 32), ("AES-128-GCM", 16)]:
    key = bytes(range(size))
    for kind, text in [("php", session), ("json", plain.encode()), ("empty json", b"[]")]:
        envelope = base64.b64decode(ask_php(op="encrypt", payload=b64(text), key=b64(key), cipher=cipher))
        emit("made", f"laravel {cipher} {kind}", "laravel", b64(envelope), "{}" if kind == "empty json" else plain,
             secret="base64:" + b64(key))
emit("made", "laravel json", "laravel", b64(plain.encode()), plain)
emit("made", "laravel empty json", "laravel", b64(b"[]"), "{}")
emit("made", "laravel cache", "php", f's:{len(session)}:"'.encode() + session + b'";', plain)

# Django's own signing.

for name, value in {"short": {"a": 1}, "long": {"cart": [{"sku": f"A-{i}", "qty": i} for i in range(30)]},
                    "text": {"é": "Zoë 李雷 🎉", "f": [1.0, 1e100], "lone": "\ud800"}}.items():
    emit("made", f"django {name}", "django",
         signing.dumps(value, salt="django.contrib.sessions.SessionStore", compress=True), json.dumps(value), secret="correct horse")
legacy = b"0" * 40 + b":" + json.dumps({"a": 1}).encode()
emit("made", "django legacy", "django", b64(legacy), {"a": 1})

print(django.__version__, msgpack.version)
