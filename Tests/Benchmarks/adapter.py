"""What the Starlette adapter costs: `.venv/bin/python Tests/Benchmarks/adapter.py [--runs 7] [--seconds 3]`.

FastAPI under uvicorn without the adapter, with it, and with an event stream attached, in turns; wrk loads a route that
reads the session and one that writes it, with browsers that keep their cookies. Prints the median requests per second
and processor time per request, with ratios to the bare app. Nothing here passes or fails.
"""

import argparse
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "Peers" / "endpoint"))

import servers  # noqa: E402

APP = '''
import itertools
import sesspect_debug
from fastapi import FastAPI, Request
from starlette.middleware.sessions import SessionMiddleware

app = FastAPI()
app.add_middleware(SessionMiddleware, secret_key="a-long-secret-key-for-this-app-only")
numbers = itertools.count()


@app.get("/read")
async def read(request: Request):
    return {"user": request.session.get("user")}


@app.get("/write")
async def write(request: Request):
    request.session["user"] = "uma"
    request.session["n"] = next(numbers)
    return {}


app = sesspect_debug.attach(app)
'''
# One connection for each of wrk's threads, which has a state, and so a cookie jar, of its own.
BROWSER = '''
local jar, first = nil, true
request = function()
  local path = first and "/write" or "PATH"
  first = false
  return wrk.format("GET", path, {["Cookie"] = jar})
end
response = function(status, headers, body)
  local set = headers["set-cookie"]
  if set then jar = set:match("^[^;]+") end
end
'''
KINDS = ("without", "adapter", "stream")


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def load(server, script, seconds):
    """(requests per second, microseconds of the server's processor time for each)"""
    before = cpu_seconds(server.process.pid)
    said = subprocess.run(["wrk", "-t4", "-c4", f"-d{seconds}s", "-s", script, server.url], capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in said and "Socket errors" not in said, said
    count = int(re.search(r"(\d+) requests in", said).group(1))
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said).group(1)), (cpu_seconds(server.process.pid) - before) / count * 1e6


def drain(stream):
    """Reads what the stream sends, until the server ends."""
    while stream.connection.recv(1 << 16):
        pass


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--adapter", type=pathlib.Path, default=servers.ADAPTER, help="another version of the file")
    options = parser.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("wrk is needed: apt install wrk")
    servers.ADAPTER = options.adapter.resolve()
    with tempfile.TemporaryDirectory() as folder:
        folder, running = pathlib.Path(folder), {}
        (folder / "bench.py").write_text(APP)
        try:
            for kind in KINDS:
                (folder / kind).mkdir()
                running[kind] = servers.serve_python(folder / kind, "bench", apps=folder, wait=False, env={
                    "SESSPECT_DEBUG": "0" if kind == "without" else "1"})
                running[kind].wait_for("Uvicorn running")
            stream = running["stream"].client().events()
            threading.Thread(target=drain, args=(stream,), daemon=True).start()
            for route in ("read", "write"):
                measure(route, running, folder, options)
        finally:
            for server in running.values():
                server.stop()


def measure(route, running, folder, options):
    script = folder / f"{route}.lua"
    script.write_text(BROWSER.replace("PATH", f"/{route}"))
    found = {kind: [] for kind in KINDS}
    for run in range(options.runs + 1):
        for kind in KINDS:
            result = load(running[kind], script, options.seconds)
            if run:  # the first one warms up
                found[kind].append(result)
    base = None
    print(f"{'GET /' + route:12}{'requests/s':>12}{'ratio':>8}{'µs/request':>12}{'ratio':>8}")
    for kind in KINDS:
        rate, cost = (statistics.median(column) for column in zip(*found[kind]))
        base = base or (rate, cost)
        print(f"{kind:12}{rate:12.0f}{rate / base[0]:8.3f}{cost:12.1f}{cost / base[1]:8.3f}", flush=True)


if __name__ == "__main__":
    main()
