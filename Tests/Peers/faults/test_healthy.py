"""Ten thousand requests to an app without a fault: no finding."""

import asyncio
import random
import threading
import time

FINDINGS = ("cookie.rejected", "cookie.too_large", "session.unsaved_change", "session.lost_update", "session.resurrection_blocked",
            "session.revoked", "session.expired", "edit.conflicted", "gap")
PATHS = ["/read"] * 4 + ["/add", "/add", "/nested", "/stream", "/background", "/missing", "/no-session", "/logout"]


async def visit(port, number, count):
    """A browser on one connection: requests one after the other, its cookie as a jar keeps it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    rng, cookie = random.Random(number), None
    for n in range(count):
        path = f"/login?user=u{number}-{n}" if cookie is None else rng.choice(PATHS)
        jar = f"Cookie: session={cookie}\r\n" if cookie else ""
        writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\n{jar}\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        assert int(head.split()[1]) in (200, 404), head
        length = None
        for line in head.split("\r\n"):
            name, _, value = line.partition(": ")
            if name.lower() == "content-length":
                length = int(value)
            if name.lower() == "set-cookie":
                value = value.split(";")[0].partition("=")[2]
                cookie = None if value == "null" else value
        if length is None:
            while size := int(await reader.readline(), 16):
                await reader.readexactly(size + 2)
            await reader.readline()
        else:
            await reader.readexactly(length)
    writer.close()


def test_a_healthy_app_has_no_finding(serve):
    server = serve("healthy")
    client = server.client()
    seen, stop = {}, threading.Event()

    def watch():
        with client.events(since=0) as stream:
            while not stop.is_set():
                frame = stream.next(0.5)
                if frame:
                    seen.setdefault(frame["event"], []).append(frame["data"])
    watcher = threading.Thread(target=watch)
    watcher.start()
    port = int(server.url.rpartition(":")[2])

    async def crowd():
        await asyncio.gather(*(visit(port, number, 500) for number in range(20)))
    asyncio.run(crowd())
    last = client.info()["last_event"]
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and not any(data["id"] == last for events in seen.values() for data in events if "id" in data):
        time.sleep(0.1)
    stop.set()
    watcher.join()
    assert {kind: events[:3] for kind, events in seen.items() if kind in FINDINGS} == {}
    assert len(seen["session.updated"]) > 1000 and len(seen["session.created"]) > 20
    ids = sorted(data["id"] for events in seen.values() for data in events if "id" in data)
    assert ids == list(range(1, last + 1)), "the stream missed none"
    assert client.info()["warnings"] == []
    assert "Traceback" not in server.output
