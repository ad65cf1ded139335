"""A client of the debug protocol and a browser, in plain Python: what the endpoint says on the wire, nothing hidden."""

import json
import socket
import threading
import time
import urllib.parse


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def code(self):
        """The `<code>` of a problem's `urn:sesspect:<code>`."""
        assert self.headers["content-type"] == "application/problem+json", self
        kind = self.json["type"]
        assert kind.startswith("urn:sesspect:"), self
        return kind.removeprefix("urn:sesspect:")

    def __repr__(self):
        return f"{self.status} {self.headers} {self.body[:600]!r}"


def read_answer(file):
    """One HTTP/1.1 response from a file of a socket; None where the connection was closed instead."""
    line = file.readline()
    if not line:
        return None
    status = int(line.split()[1])
    headers, cookies = {}, []
    while (line := file.readline()) not in (b"\r\n", b""):
        name, _, value = line.decode("latin-1").partition(":")
        if name.lower() == "set-cookie":
            cookies.append(value.strip())
        headers[name.strip().lower()] = value.strip()
    headers["set-cookie"] = cookies
    if headers.get("content-type") == "text/event-stream":
        body = b""  # it has no end
    elif headers.get("transfer-encoding") == "chunked":
        body = b""
        while size := int(file.readline().split(b";")[0], 16):
            body += file.read(size)
            file.readline()
        file.readline()
    elif "content-length" in headers:
        body = file.read(int(headers["content-length"]))
    else:
        body = b"" if status in (204, 304) else file.read()
    return Answer(status, headers, body)


def connected(address, timeout=20):
    """A socket to `unix:PATH` or `http://host:port`."""
    if address.startswith("unix:"):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(timeout)
        connection.connect(address[5:])
        return connection
    url = urllib.parse.urlsplit(address)
    return socket.create_connection((url.hostname, url.port), timeout)


def exchange(address, method, path, headers=(), body=None, timeout=20):
    """One request on a connection of its own. `headers` is a list of pairs, or a dictionary."""
    if isinstance(body, (dict, list)):
        body = json.dumps(body).encode()
    pairs = list(headers.items() if isinstance(headers, dict) else headers)
    names = {name.lower() for name, _ in pairs}
    if "host" not in names:
        host = "localhost" if address.startswith("unix:") else urllib.parse.urlsplit(address).netloc
        pairs.insert(0, ("Host", host))
    if body is not None and "content-length" not in names:
        pairs.append(("Content-Length", str(len(body))))
    head = "".join([f"{method} {path} HTTP/1.1\r\n", *(f"{n}: {v}\r\n" for n, v in pairs), "Connection: close\r\n\r\n"])
    with connected(address, timeout) as connection:
        try:
            connection.sendall(head.encode("latin-1") + (body or b""))
        except (BrokenPipeError, ConnectionResetError):
            pass  # refused before all of it was sent; the answer is there all the same
        with connection.makefile("rb") as file:
            return read_answer(file)


class Client:
    """The debug endpoint a discovery file describes."""

    def __init__(self, discovery):
        self.discovery, self.pid = discovery, discovery["pid"]
        self.address = f"unix:{discovery['socket']}" if "socket" in discovery else discovery["url"]
        self.tokens = discovery["tokens"]

    def call(self, method, path, body=None, headers=None, token="rw"):
        given = {"Authorization": f"Bearer {self.tokens.get(token, token)}"} if token else {}
        if body is not None:
            given["Content-Type"] = "application/json"
        return exchange(self.address, method, path, {**given, **(headers or {})}, body)

    def info(self):
        return self.call("GET", "/v1/info").json

    def list(self, q=None, **query):
        if q is not None:
            query["q"] = q
        answer = self.call("GET", "/v1/sessions?" + urllib.parse.urlencode(query))
        assert answer.status == 200, answer
        return answer.json

    def ids(self, q=None, **query):
        return [item["id"] for item in self.list(q, **query)["items"]]

    def get(self, id, **query):
        return self.call("GET", f"/v1/sessions/{id}?" + urllib.parse.urlencode(query))

    def patch(self, id, ops, etag="*", **headers):
        kind = "application/json-patch+json" if isinstance(ops, list) else "application/merge-patch+json"
        return self.call("PATCH", f"/v1/sessions/{id}", ops, {"Content-Type": kind, "If-Match": etag, **headers})

    def put(self, id, data, **headers):
        return self.call("PUT", f"/v1/sessions/{id}", data, {k.replace("_", "-"): v for k, v in headers.items()})

    def delete(self, id, **headers):
        return self.call("DELETE", f"/v1/sessions/{id}", headers={k.replace("_", "-"): v for k, v in headers.items()})

    def clear(self, q=None):
        preview = self.call("POST", "/v1/sessions:delete", {"q": q})
        assert preview.status == 200, preview
        return self.call("POST", "/v1/sessions:delete", {"q": q, "confirm": preview.json["confirm"]})

    def events(self, since=None, headers=None):
        return Stream(self, since, headers)

    def past(self, since=0, kind=None):
        """The events the ring holds, without waiting for more."""
        last = self.info()["last_event"]
        with self.events(since=since) as stream:
            found = []
            while last > since and (not found or found[-1]["id"] < last):
                event = stream.next()
                if event["event"] not in ("hello", "gap"):
                    found.append(event["data"])
        return [event for event in found if kind is None or event["type"] == kind]

    def await_event(self, kind, since=0, seconds=5, where=lambda event: True):
        """The first event of a type after `since`, waiting for it."""
        deadline = time.monotonic() + seconds
        with self.events(since=since) as stream:
            while time.monotonic() < deadline:
                event = stream.next(deadline - time.monotonic())
                if event and event["event"] == kind and where(event["data"]):
                    return event["data"]
        raise AssertionError(f"no {kind} within {seconds} s; there were {[e['type'] for e in self.past(since)]}")


class Stream:
    """Server-sent events: `next()` is the next frame as `{id, event, data}`."""

    def __init__(self, client, since=None, headers=None):
        path = "/v1/events" + (f"?since={since}" if since is not None else "")
        self.connection = connected(client.address)
        lines = [f"GET {path} HTTP/1.1", "Host: " + (
            "localhost" if client.address.startswith("unix:") else urllib.parse.urlsplit(client.address).netloc),
            f"Authorization: Bearer {client.tokens['ro']}", "Accept: text/event-stream"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        self.connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        self.buffer, self.chunked, self.text = b"", False, ""
        while b"\r\n\r\n" not in self.buffer:
            piece = self.connection.recv(65536)
            assert piece, "closed before the head"
            self.buffer += piece
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        self.head = head.decode().lower()
        self.status = int(self.head.split()[1])
        self.chunked = "transfer-encoding: chunked" in self.head
        self.closed, self.comments = False, 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.connection.close()

    def _unchunk(self):
        if not self.chunked:
            self.text += self.buffer.decode()
            self.buffer = b""
            return
        while b"\r\n" in self.buffer:
            size, _, rest = self.buffer.partition(b"\r\n")
            length = int(size, 16)
            if len(rest) < length + 2:
                return
            self.text += rest[:length].decode()
            self.buffer = rest[length + 2:]

    def next(self, seconds=5):
        """The next frame; None when none came in time or the server closed."""
        deadline = time.monotonic() + seconds
        while True:
            self._unchunk()
            while "\n\n" in self.text:
                block, _, self.text = self.text.partition("\n\n")
                fields = {}
                for line in block.split("\n"):
                    name, _, value = line.partition(":")
                    self.comments += name == ""
                    fields.setdefault(name, value.removeprefix(" "))
                if "data" in fields:
                    return {"id": fields.get("id"), "event": fields["event"], "data": json.loads(fields["data"])}
            left = deadline - time.monotonic()
            if left <= 0 or self.closed:
                return None
            self.connection.settimeout(left)
            try:
                piece = self.connection.recv(65536)
            except TimeoutError:
                return None
            self.closed = not piece
            self.buffer += piece


class Browser:
    """A browser of the app: a cookie jar and nothing else. Thread-safe as a jar is: the last response to arrive wins."""

    def __init__(self, url, name="session"):
        self.url, self.name, self.jar, self.lock = url, name, {}, threading.Lock()

    @property
    def cookie(self):
        return self.jar.get(self.name)

    def request(self, method, path, body=None, headers=(), take=True):
        with self.lock:
            pairs = [("Cookie", "; ".join(f"{n}={v}" for n, v in self.jar.items()))] if self.jar else []
        pairs += list(headers)
        if body is not None:
            pairs.append(("Content-Type", "application/json"))
        answer = exchange(self.url, method, path, pairs, body, timeout=30)
        if take:
            self.take(answer)
        return answer

    def take(self, answer):
        """What the jar does with a response's Set-Cookie lines."""
        with self.lock:
            for line in answer.headers["set-cookie"]:
                pair, *attributes = [part.strip() for part in line.split(";")]
                name, _, value = pair.partition("=")
                names = {a.partition("=")[0].lower(): a.partition("=")[2] for a in attributes}
                gone = names.get("max-age") == "0" or "1970" in names.get("expires", "")
                if gone:
                    self.jar.pop(name, None)
                elif len(line) <= 4096:
                    self.jar[name] = value

    def get(self, path, **query):
        return self.request("GET", path + ("?" + urllib.parse.urlencode(query) if query else ""))

    def set(self, key="key", value="value"):
        answer = self.get("/set-session", key=key, value=value)
        assert answer.status == 200, answer
        return answer

    def session(self):
        answer = self.get("/session")
        assert answer.status == 200, answer
        return answer.json
