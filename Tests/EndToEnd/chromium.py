"""A real browser without a window, driven over the Chrome DevTools Protocol.

    with Chromium(tmp_path) as browser:
        browser.open("http://127.0.0.1:8000/")
        browser.click("#login")
        assert browser.text("#user") == "ada"
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import time

from websockets.sync.client import connect

PROGRAM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class Chromium:
    def __init__(self, folder):
        profile = folder / "chromium"
        arguments = [
            PROGRAM, "--headless=new", "--remote-debugging-port=0", f"--user-data-dir={profile}", "--disable-gpu",
            "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-extensions",
            "--disable-dev-shm-usage", "--no-proxy-server", *(["--no-sandbox"] if os.geteuid() == 0 else []), "about:blank",
        ]
        self.process = subprocess.Popen(
            arguments, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True, env={**os.environ, "HOME": str(folder)})
        self.open_things, self.last = contextlib.ExitStack(), 0
        try:
            port, path = self._wait(lambda: self._port(profile / "DevToolsActivePort"), "the browser's start", 30)
            self.socket = self.open_things.enter_context(connect(f"ws://127.0.0.1:{port}{path}", max_size=None))
            target = self.call("Target.createTarget", url="about:blank", session=None)["targetId"]
            self.session = self.call("Target.attachToTarget", targetId=target, flatten=True, session=None)["sessionId"]
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        with contextlib.suppress(Exception):
            self.open_things.close()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    def _port(self, file):
        assert self.process.poll() is None, "the browser ended"
        lines = file.read_text().split() if file.exists() else []
        return lines if len(lines) == 2 else None

    def _wait(self, check, what, seconds=10):
        end = time.monotonic() + seconds
        while not (found := check()):
            assert time.monotonic() < end, f"waited {seconds} s for {what}"
            time.sleep(0.02)
        return found

    def call(self, method, session="page", **parameters):
        """One command of the protocol; its result. Events are not used."""
        self.last += 1
        command = {"id": self.last, "method": method, "params": parameters}
        self.socket.send(json.dumps({**command, "sessionId": self.session} if session else command))
        while True:
            answer = json.loads(self.socket.recv(timeout=20))
            if answer.get("id") == self.last:
                assert "error" not in answer, answer
                return answer["result"]

    def run(self, script):
        """The value of a JavaScript expression in the page."""
        result = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def _leaving(self, act):
        """Does what loads a page, and waits until that page is there and whole."""
        self.run("window.isOld = true")
        act()

        def there():
            try:
                return self.run("!window.isOld && document.readyState == 'complete'")
            except AssertionError:  # between two pages there is none
                return False
        self._wait(there, "the page")

    def open(self, url):
        self._leaving(lambda: self.call("Page.navigate", url=url))

    def reload(self):
        self._leaving(lambda: self.call("Page.reload"))

    def click(self, selector):
        """Clicks on what leads to another page."""
        self._leaving(lambda: self.run(f"setTimeout(() => document.querySelector({json.dumps(selector)}).click()) && 0"))

    def fill(self, selector, text):
        self.run(f"document.querySelector({json.dumps(selector)}).value = {json.dumps(text)}")

    def text(self, selector):
        """The text of an element; None when there is none."""
        return self.run(f"document.querySelector({json.dumps(selector)})?.innerText")

    def cookies(self):
        return {c["name"]: c for c in self.call("Network.getCookies")["cookies"]}
