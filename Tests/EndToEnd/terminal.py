"""A real terminal for the real program: a pty with the independent emulator `pyte` behind it.

    with Terminal([SESSPECT, "store.db"], columns=80, rows=24) as terminal:
        terminal.wait_for("sessions")
        terminal.press("d", "y")
        terminal.wait_for("Deleted")

`wait_for` polls a condition until a deadline; nothing here sleeps for a fixed time.
"""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time

import pyte

KEYS = {
    "enter": "\r", "escape": "\x1b", "tab": "\t", "backspace": "\x7f", "up": "\x1bOA", "down": "\x1bOB",
    "right": "\x1bOC", "left": "\x1bOD", "space": " ", "ctrl-c": "\x03", "ctrl-z": "\x1a", "ctrl-u": "\x15",
    "ctrl-r": "\x12", "ctrl-l": "\x0c", "pagedown": "\x1b[6~", "pageup": "\x1b[5~", "home": "\x1bOH", "end": "\x1bOF",
}


class Screen(pyte.Screen):
    """pyte's screen with SU and SD (ECMA-48 8.3.147, 8.3.113), which ncurses scrolls parts of a screen with."""

    def _scroll(self, count, edge, step):
        column, row = self.cursor.x, self.cursor.y
        top, bottom = self.margins or (0, self.lines - 1)
        self.cursor.y = bottom if edge == "bottom" else top
        for _ in range(count or 1):
            step()
        self.cursor.x, self.cursor.y = column, row

    def scroll_up(self, count=1, **_):
        self._scroll(count, "bottom", self.index)

    def scroll_down(self, count=1, **_):
        self._scroll(count, "top", self.reverse_index)


class Stream(pyte.ByteStream):
    csi = {**pyte.ByteStream.csi, "S": "scroll_up", "T": "scroll_down"}
    events = pyte.ByteStream.events | {"scroll_up", "scroll_down"}


class Terminal:
    def __init__(self, arguments, columns=80, rows=24, environment=None, cwd=None):
        self.screen = Screen(columns, rows)
        self.stream = Stream(self.screen)
        self.bytes = bytearray()
        self.status = None
        self.master, slave = pty.openpty()
        self.modes_before = termios.tcgetattr(slave)
        self._size(columns, rows)
        environment = {
            "PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "LANG": "C.UTF-8",
            "TERM": "xterm-256color", **(environment or {}),
        }
        environment = {name: value for name, value in environment.items() if value is not None}
        self.pid = os.fork()
        if self.pid == 0:
            os.setsid()
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
            for descriptor in (0, 1, 2):
                os.dup2(slave, descriptor)
            os.closerange(3, 256)
            if cwd:
                os.chdir(cwd)
            os.execvpe(arguments[0], [str(argument) for argument in arguments], environment)
        self.slave = slave  # kept open, so that the modes can be read after the program ended

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.slave)
        os.close(self.master)

    def _size(self, columns, rows):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def resize(self, columns, rows):
        self.screen.resize(rows, columns)
        self._size(columns, rows)
        os.kill(self.pid, signal.SIGWINCH)

    def press(self, *keys):
        """Types keys, by name or as they are."""
        for key in keys:
            os.write(self.master, KEYS.get(key, key).encode())

    def paste(self, text):
        os.write(self.master, b"\x1b[200~" + text.encode() + b"\x1b[201~")

    def read(self, seconds=0.05):
        """Takes in what the program wrote within `seconds`; returns how many bytes that were."""
        taken, end = 0, time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if not select.select([self.master], [], [], left)[0]:
                break
            try:
                data = os.read(self.master, 65536)
            except OSError:
                break
            if not data:
                break
            self.bytes += data
            self.stream.feed(data)
            taken += len(data)
        return taken

    @property
    def text(self):
        return "\n".join(line.rstrip() for line in self.screen.display)

    def wait_until(self, condition, what, seconds=10):
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                raise AssertionError(f"waited {seconds} s for {what}; the screen shows:\n{self.text}")
            self.read(0.02)

    def wait_for(self, *texts, seconds=10):
        """Waits for all of them: a screen may arrive in parts, so what one shows says nothing of the others."""
        self.wait_until(lambda: all(text in self.text for text in texts), " and ".join(map(repr, texts)), seconds)

    def wait_for_header(self, text, seconds=10):
        self.wait_until(lambda: text in self.text.splitlines()[0], f"{text!r} in the first line", seconds)

    def wait_gone(self, text, seconds=10):
        self.wait_until(lambda: text not in self.text, f"{text!r} to go", seconds)

    def wait_exit(self, seconds=10):
        """The exit code, or minus the signal's number."""

        def ended():
            if self.status is None:
                pid, status = os.waitpid(self.pid, os.WNOHANG)
                if pid:
                    self.status = status
            return self.status is not None

        self.wait_until(ended, "the program's end", seconds)
        self.read(0.05)
        return os.waitstatus_to_exitcode(self.status)

    def signal(self, number):
        os.kill(self.pid, number)

    @property
    def modes_restored(self):
        """The terminal's own modes as before, alternate screen left, cursor shown, paste and mouse modes off."""
        left = self.bytes.rfind(b"\x1b[?1049l") > self.bytes.rfind(b"\x1b[?1049h")
        cursor = self.bytes.rfind(b"\x1b[?25l") < max(
            self.bytes.rfind(b"\x1b[?25h"), self.bytes.rfind(b"\x1b[?12l\x1b[?25h"), self.bytes.rfind(b"\x1b[34h\x1b[?25h"))
        paste = self.bytes.rfind(b"\x1b[?2004h") <= self.bytes.rfind(b"\x1b[?2004l")
        return left and cursor and paste and termios.tcgetattr(self.slave) == self.modes_before

    @property
    def colour_codes(self):
        """Every SGR parameter that sets a colour."""
        codes = set()
        for parameters in re.findall(rb"\x1b\[([0-9;:]*)m", bytes(self.bytes)):
            for code in re.split(rb"[;:]", parameters):
                if code and (30 <= int(code) <= 38 or 40 <= int(code) <= 48 or 90 <= int(code) <= 107):
                    codes.add(int(code))
        return codes

    def voluntary_switches(self):
        with open(f"/proc/{self.pid}/status") as status:
            return int(re.search(r"^voluntary_ctxt_switches:\s+(\d+)", status.read(), re.M).group(1))
