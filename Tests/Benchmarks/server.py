#!/usr/bin/env python3
"""Measures what sessions and the debug endpoint cost a Swift server, beside FastAPI under uvicorn.

    swift build -c release --product BenchmarkServer
    .venv/bin/python Tests/Benchmarks/server.py [--rounds 7] [--seconds 3]

Every round runs each server once, in another order each time; the figures are medians of the rounds: requests a second,
and the server's processor time for each. wrk sends the cookies of 32 browsers in turn, to a route that reads the session
and to one that reads and writes it.
"""

import argparse
import http.client
import json
import os
import pathlib
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FASTAPI = """
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse
from starlette.middleware.sessions import SessionMiddleware
app = FastAPI()
app.add_middleware(SessionMiddleware, secret_key="a key for measuring, known to all")
@app.get("/read", response_class=PlainTextResponse)
async def read(request: Request):
    request.session.get("visits")
    return "hello"
@app.get("/write", response_class=PlainTextResponse)
async def write(request: Request):
    request.session["visits"] = request.session.get("visits", 0) + 1
    return "hello"
"""


BROWSERS = 32
LUA = """
local requests, last = {}, 0
function init()
  for i, cookie in ipairs({COOKIES}) do requests[i] = wrk.format(nil, nil, {Cookie = cookie}) end
end
function request()
  last = last % #requests + 1
  return requests[last]
end
"""


class Server:
    def __init__(self, binary, kind, folder):
        self.kind, self.stream = kind, None
        environment = {**os.environ, "SESSPECT_DIR": str(folder)}
        environment.pop("SESSPECT_DEBUG", None)
        if kind in ("endpoint", "streaming"):
            environment["SESSPECT_DEBUG"] = "1"
        if kind == "fastapi":
            (folder / "bench_app.py").write_text(FASTAPI)
            self.process = subprocess.Popen(
                [sys.executable, "-m", "uvicorn", "bench_app:app", "--port", "0", "--log-level", "info", "--no-access-log"],
                cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            for line in self.process.stdout:
                found = re.search(r"http://127.0.0.1:(\d+)", line)
                if found:
                    self.port = int(found[1])
                    break
            threading.Thread(target=self.process.stdout.read, daemon=True).start()
        else:
            self.process = subprocess.Popen(
                [binary, "plain" if kind == "plain" else "session"], env=environment, stdout=subprocess.PIPE, text=True)
            self.port = int(self.process.stdout.readline())
        time.sleep(0.3)
        # The route without sessions gets cookies as well: what is measured is the session, not a longer request.
        cookies = [self.cookie_after(visits) for visits in range(1, BROWSERS + 1)] if kind != "plain" else (
            ["session=eyJ2aXNpdHMiOiAxfQ==.ZVPxAA.2bFFtPf3pU8IicGcPjZlTNwInIc"])
        self.script = folder / "browsers.lua"
        self.script.write_text(LUA.replace("COOKIES", ", ".join(map(json.dumps, cookies))))
        if kind == "streaming":
            self.attach(folder)

    def cookie_after(self, visits):
        """The cookie of a browser that has been here so many times, which no other browser has."""
        connection, cookie = http.client.HTTPConnection("127.0.0.1", self.port), {}
        for _ in range(visits):
            connection.request("GET", "/write", headers=cookie)
            answer = connection.getresponse()
            answer.read()
            cookie = {"Cookie": answer.getheader("set-cookie").partition(";")[0]}
        connection.close()
        return cookie["Cookie"]

    def attach(self, folder):
        """An inspector that reads the stream of events."""
        discovery = json.loads((folder / f"{self.process.pid}.json").read_text())
        self.stream = subprocess.Popen(
            ["curl", "-sN", "--unix-socket", discovery["socket"], "-H", f"Authorization: Bearer {discovery['tokens']['ro']}",
             "http://localhost/v1/events"], stdout=subprocess.DEVNULL)
        time.sleep(0.3)

    def processor_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def measure(self, route, seconds):
        """(requests a second, microseconds of processor time for each)"""
        command = ["wrk", "-t1", "-c32", f"-d{seconds}s", "-s", self.script, f"http://127.0.0.1:{self.port}/{route}"]
        before = self.processor_seconds()
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        assert "Non-2xx" not in output, output
        count = int(re.search(r"(\d+) requests in", output)[1])
        return float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1]), (self.processor_seconds() - before) / count * 1e6

    def stop(self):
        for process in (self.stream, self.process):
            if process:
                process.terminate()
                process.wait(10)


def main():
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--seconds", type=int, default=3)
    options.add_argument("--binary", default=ROOT / ".build" / "release" / "BenchmarkServer")
    options = options.parse_args()
    kinds = ["plain", "session", "endpoint", "streaming", "fastapi"]
    figures = {(kind, route): [] for kind in kinds for route in ("read", "write")}
    for number in range(options.rounds):
        for kind in random.sample(kinds, len(kinds)):
            with tempfile.TemporaryDirectory() as folder:
                os.chmod(folder, 0o700)
                server = Server(options.binary, kind, pathlib.Path(folder))
                try:
                    for route in ("read", "write"):
                        figures[kind, route].append(server.measure(route, options.seconds))
                finally:
                    server.stop()
        print(f"round {number + 1} of {options.rounds}", file=sys.stderr)
    median = {key: [statistics.median(column) for column in zip(*values)] for key, values in figures.items()}
    for route, title in (("read", "a session read"), ("write", "a session read and written")):
        print(f"{title:40}{'requests/s':>11}{'ratio':>8}{'µs each':>9}{'ratio':>8}")
        for kind, (what, base, must) in {
            "plain": ("no sessions", "plain", ""),
            "session": ("sessions", "plain", "of no sessions; must be >= 0.90"),
            "endpoint": ("… debug endpoint on", "session", "of sessions; must be >= 0.99"),
            "streaming": ("… an inspector streaming", "session", "of sessions; must be >= 0.95"),
            "fastapi": ("FastAPI, uvicorn, Starlette's sessions", "session", "of sessions; must be <= 0.20"),
        }.items():
            (rate, cost), (base_rate, base_cost) = median[kind, route], median[base, route]
            print(f"{what:40}{rate:11.0f}{rate / base_rate:8.3f}{cost:9.1f}{cost / base_cost:8.3f}  {must}")


if __name__ == "__main__":
    main()
