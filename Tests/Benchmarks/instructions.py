"""What the Starlette adapter costs in instructions: `.venv/bin/python Tests/Benchmarks/instructions.py [--requests 1000]`.

For machines whose clock says little. FastAPI under uvicorn runs in valgrind (`apt install valgrind`), without the adapter
and with it; 32 browsers that keep their cookies ask for a route that reads the session and one that writes it. Counted is
what the process executes outside of the kernel, start and end taken off: the same twice, to a percent of it.
About five minutes. Nothing here passes or fails.
"""

import argparse
import http.client
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import adapter  # it makes `servers` importable

import servers

BROWSERS = 32


def source():
    """The adapter as it is, but for its timer: in valgrind, fifty times as slow, that would run for every few requests."""
    text = servers.ADAPTER.read_text()
    assert text.count("asyncio.sleep(1)") == 1
    return text.replace("asyncio.sleep(1)", "asyncio.sleep(50)")


def instructions(debug, route, requests):
    """All that a server executes in its life, for so many requests."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="sd", dir="/tmp"))
    try:
        (folder / "bench_app.py").write_text(adapter.APP)
        (folder / "sesspect_debug.py").write_text(source())
        port, log = servers.free_port(), folder / "valgrind.log"
        process = subprocess.Popen(
            ["valgrind", "--tool=cachegrind", "--cache-sim=no", f"--cachegrind-out-file={folder}/out", f"--log-file={log}",
             sys.executable, "-m", "uvicorn", "bench_app:app", "--port", str(port), "--no-access-log"],
            cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "SESSPECT_DEBUG": debug, "SESSPECT_DIR": str(folder), "PYTHONHASHSEED": "0"})
        try:
            servers.eventually(lambda: servers.is_open(port), 120, "the app's port")
            visit(port, route, requests)
        finally:
            process.terminate()
            process.wait(60)
        return int(re.search(r"I\s+refs:\s+([\d,]+)", log.read_text())[1].replace(",", ""))
    finally:
        shutil.rmtree(folder)


def visit(port, route, requests):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    jars = [{} for _ in range(BROWSERS)]
    for number in range(BROWSERS + requests):
        browser = number % BROWSERS
        connection.request("GET", f"/{route if number >= BROWSERS else 'write'}", headers=jars[browser])
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
        cookie = answer.getheader("set-cookie")
        if cookie:
            jars[browser] = {"Cookie": cookie.partition(";")[0]}
    connection.close()


def main():
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--requests", type=int, default=1000)
    options = options.parse_args()
    print(f"{'':10}{'without':>12}{'adapter':>12}{'ratio':>8}   instructions a request")
    for route in ("read", "write"):
        bare, attached = (
            (instructions(debug, route, 300 + options.requests) - instructions(debug, route, 300)) / options.requests
            for debug in ("0", "1"))
        print(f"GET /{route:5}{bare:12.0f}{attached:12.0f}{attached / bare:8.3f}", flush=True)


if __name__ == "__main__":
    main()
