"""The speed figures, side by side with their peers, in one run: `.venv/bin/python Tests/Benchmarks/run.py [NAME…]`.

Needs a release build (`swift build -c release`), sqlite3, and for the first screen visidata and litecli
(`.venv/bin/pip install visidata litecli`). Makes its stores under $TMPDIR once and keeps them. Prints each figure as
the median of several runs with its ratio to the peer; nothing here passes or fails.
"""

import json
import os
import pathlib
import select
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "Tests" / "EndToEnd"))
from terminal import Terminal  # noqa: E402

SESSPECT = os.environ.get("SESSPECT", str(ROOT / ".build" / "release" / "sesspect"))
STORES = pathlib.Path(os.environ.get("TMPDIR", "/tmp")) / "sesspect-benchmarks"
ROWS = int(os.environ.get("ROWS", 1_000_000))
RUNS = int(os.environ.get("RUNS", 7))


def store(schema="connect-sqlite3"):
    """A store of ROWS sessions, made once; returns its path."""
    STORES.mkdir(exist_ok=True)
    path = STORES / f"{schema}-{ROWS}.db"
    if not path.exists():
        subprocess.run([sys.executable, HERE / "make_store.py", path, str(ROWS), "--schema", schema], check=True)
    return path


def copy_of(path):
    copy = path.with_suffix(".copy")
    for leftover in STORES.glob(copy.name + "*"):
        leftover.unlink()
    shutil.copy(path, copy)
    return copy


def timed(arguments, **options):
    started = time.perf_counter()
    subprocess.run(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True, **options)
    return (time.perf_counter() - started) * 1000


def until(arguments, marker, timeout=120, enter_at=None, **options):
    """Milliseconds from the start of a full-screen program until its output holds `marker`.

    `enter_at` is a text at whose first sight Enter is pressed."""
    started = time.perf_counter()
    with Terminal(arguments, columns=120, rows=40, **options) as terminal:
        seen = bytearray()
        while marker not in seen:
            if time.perf_counter() - started > timeout:
                raise SystemExit(f"{arguments} never showed {marker!r}: {bytes(seen[-300:])!r}")
            if select.select([terminal.master], [], [], 1)[0]:
                seen += os.read(terminal.master, 65536)
                if enter_at and enter_at in seen:
                    terminal.press("enter")
                    enter_at = None
        return (time.perf_counter() - started) * 1000


def medians(**commands):
    """Runs the commands in turn, RUNS times each after one warm-up, and prints their medians."""
    times = {name: [] for name in commands}
    for turn in range(RUNS + 1):
        for name, command in commands.items():
            spent = command()
            if turn:
                times[name].append(spent)
    return {name: statistics.median(spent) for name, spent in times.items()}


def report(title, figures, note=""):
    print(f"{title}\n   " + "   ".join(f"{name} {value:.1f} ms" for name, value in figures.items()) + ("   " + note if note else ""), flush=True)


def first_row(path):
    """The beginning of the id shown in the first row."""
    listing = subprocess.run([SESSPECT, "list", path, "--limit", "1", "--json"], capture_output=True, check=True)
    return json.loads(listing.stdout)["sessions"][0]["id"][:4].encode()


def version():
    figures = medians(sesspect=lambda: timed([SESSPECT, "--version"]), sqlite3=lambda: timed(["sqlite3", "--version"]))
    report("--version", figures, f"difference {figures['sesspect'] - figures['sqlite3']:.1f} ms (≤ 10)")


def first_screen():
    path = store()
    marker = first_row(path)
    figures = medians(
        sesspect=lambda: until([SESSPECT, path], marker),
        sqlite3=lambda: timed(["sqlite3", path, "select sid, expired, sess from sessions order by rowid desc limit 50"]))
    report("first full screen, 1M rows", figures, f"allowed {1.5 * figures['sqlite3'] + 15:.1f} ms")
    vd = ROOT / ".venv" / "bin" / "vd"
    if vd.exists():
        # VisiData lists the tables first; Enter opens the one there is, and its sheet shows the first sid.
        sid = subprocess.run(["sqlite3", path, "select sid from sessions order by rowid limit 1"], capture_output=True).stdout[:8]
        spent = statistics.median(until([vd, "-f", "sqlite", f"{path}"], sid, enter_at=b"sessions") for _ in range(3))
        print(f"   visidata {spent:.0f} ms: {spent / figures['sesspect']:.0f} ×")
    litecli = ROOT / ".venv" / "bin" / "litecli"
    if litecli.exists():
        spent = statistics.median(timed([litecli, path, "-e", "select * from sessions limit 50"]) for _ in range(3))
        print(f"   litecli {spent:.0f} ms: {spent / figures['sesspect']:.0f} ×")


class Writer:
    """Another process's commits: 100 a second on rows of the store, with their waits."""

    def __init__(self, path, only_active=False):
        self.waits, self.errors, self.running = [], [], True
        self.path = path
        self.thread = threading.Thread(target=self.run)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.running = False
        self.thread.join()

    def run(self):
        connection = sqlite3.connect(self.path, timeout=5, isolation_level=None)
        ids = [row[0] for row in connection.execute("select sid from sessions where expired > 1e13 or rowid % 5000 = 4999")]
        number = 0
        while self.running:
            started = time.perf_counter()
            try:
                connection.execute("update sessions set sess = json_set(sess, '$.hits', ?) where sid = ?", (number, ids[number % len(ids)]))
            except sqlite3.OperationalError as error:
                self.errors.append(str(error))
            spent = time.perf_counter() - started
            self.waits.append(spent * 1000)
            number += 1
            time.sleep(max(0, 0.01 - spent))

    def summary(self):
        waits = sorted(self.waits) or [0]
        return f"app: {len(waits)} commits, p50 {waits[len(waits) // 2]:.1f} ms, p99 {waits[int(len(waits) * .99)]:.1f} ms, max {waits[-1]:.1f} ms, {len(self.errors)} errors"


def keys():
    for journal in ("delete", "wal"):
        path = copy_of(store())
        with sqlite3.connect(path) as connection:
            connection.execute(f"PRAGMA journal_mode={journal}")
        with Writer(path) as writer, Terminal([SESSPECT, path], columns=120, rows=40) as terminal:
            terminal.wait_for("READ-", seconds=20)
            spent = []
            for number in range(400):
                while terminal.read(0.004):
                    pass
                started = time.perf_counter()
                terminal.press("down" if number % 30 < 15 else "up")
                select.select([terminal.master], [], [], 2)
                spent.append((time.perf_counter() - started) * 1000)
            spent.sort()
            print(f"key to screen, 1M rows, 100 commits/s, {journal}\n   p50 {spent[200]:.1f} ms   p99 {spent[396]:.1f} ms (≤ 16)   max {spent[-1]:.1f} ms")
        print("   " + writer.summary(), flush=True)


def commit_to_screen():
    path = copy_of(store("sesspect"))
    first = subprocess.run([SESSPECT, "list", path, "--limit", "1", "--json"], capture_output=True, check=True)
    key = json.loads(first.stdout)["sessions"][0]["id"]
    connection = sqlite3.connect(path, timeout=5, isolation_level=None)
    spent = []
    with Terminal([SESSPECT, path], columns=120, rows=40) as terminal:
        terminal.wait_for("READ-", seconds=20)
        terminal.press("enter")
        terminal.wait_for("locale", seconds=20)
        for number in range(60):
            terminal.read(0.3)
            mark = f"v{number:04d}x"
            connection.execute("update sesspect_sessions set data = json_set(data, '$.locale', ?) where id = ?", (mark, key))
            started = time.perf_counter()
            terminal.wait_for(mark, seconds=5)
            spent.append((time.perf_counter() - started) * 1000)
    spent.sort()
    print(f"another process commits → on screen\n   p50 {spent[30]:.0f} ms (≤ 150)   p99 {spent[-1]:.0f} ms (≤ 500)", flush=True)


def idle():
    path = store()
    with Terminal([SESSPECT, path], columns=120, rows=40) as terminal:
        terminal.wait_for("READ-", seconds=20)
        terminal.read(12)  # what is new stops fading
        switches = [0, 0]
        for number, key in enumerate(["", "z"]):
            if key:
                terminal.press(key)
                terminal.read(2)
            before = terminal.voluntary_switches()
            end = time.monotonic() + 5
            while time.monotonic() < end:
                terminal.read(0.5)
            switches[number] = (terminal.voluntary_switches() - before) / 5
        print(f"idle wake-ups a second (main thread)\n   live {switches[0]:.1f} (≤ 4)   frozen {switches[1]:.1f} (0)")
        terminal.press("z")
        for _ in range(2000):
            terminal.press("pagedown")
            terminal.read(0.002)
        terminal.press("G")
        terminal.read(2)
        resident = int(next(line for line in open(f"/proc/{terminal.pid}/status") if line.startswith("VmRSS")).split()[1]) / 1024
        print(f"resident memory after paging far down 1M rows and to the end\n   {resident:.0f} MB (≤ 60)", flush=True)


def filters():
    path = store()
    figures = medians(
        sesspect=lambda: timed([SESSPECT, "count", path, "--all", "--filter", "needle-in"]),
        sqlite3=lambda: timed(["sqlite3", path, "select count(*) from sessions where sess like '%needle-in%'"]))
    report("substring over 1M payloads", figures, f"ratio {figures['sesspect'] / figures['sqlite3']:.2f} (≤ 1.0)")
    figures = medians(
        sesspect=lambda: timed([SESSPECT, "count", path, "--all", "--filter", "cart.total>100"]),
        sqlite3=lambda: timed(["sqlite3", path, "select count(*) from sessions where json_extract(sess,'$.cart.total') > 100"]))
    report("cart.total>100 over 1M payloads", figures, f"ratio {figures['sesspect'] / figures['sqlite3']:.2f} (≤ 1.0)")
    spent = []
    for _ in range(RUNS):
        with Terminal([SESSPECT, path], columns=120, rows=40) as terminal:
            terminal.wait_for("READ-", seconds=20)
            terminal.read(0.3)
            terminal.press("/")
            terminal.wait_for("/", seconds=5)
            terminal.press("user.role=admin")
            terminal.read(0.02)
            started = time.perf_counter()
            terminal.press("enter")
            terminal.wait_for("user.role=admin", seconds=20)
            terminal.wait_until(lambda: " of " in terminal.text or "match" in terminal.text, "hits", 20)
            spent.append((time.perf_counter() - started) * 1000)
    print(f"first hit on the screen\n   median {statistics.median(spent):.0f} ms (≤ 100)", flush=True)


def small_batches(path, pause):
    """The peer of the batch delete: 200 rows at a time at 20 % duty, as rows a second."""
    connection = sqlite3.connect(path, timeout=5, isolation_level=None)
    now, deleted, started = time.time() * 1000, 0, time.perf_counter()
    while time.perf_counter() - started < 20:
        begun = time.perf_counter()
        connection.execute("begin immediate")
        count = connection.execute(
            "delete from sessions where rowid in (select rowid from sessions where expired < ? limit 200)", (now,)).rowcount
        connection.execute("commit")
        deleted += count
        if not count:
            break
        time.sleep((time.perf_counter() - begun) * pause)
    return deleted / (time.perf_counter() - started)


def batch_delete():
    for journal, wanted in (("wal", 2), ("delete", 1)):
        rates = {}
        for name in ("batches of 200", "sesspect"):
            path = copy_of(store())
            with sqlite3.connect(path) as connection:
                connection.execute(f"PRAGMA journal_mode={journal}")
            with Writer(path) as writer:
                time.sleep(1)
                if name == "sesspect":
                    before = sqlite3.connect(path).execute("select count(*) from sessions").fetchone()[0]
                    started = time.perf_counter()
                    subprocess.run([SESSPECT, "delete", path, "--filter", "@expired", "--yes"], capture_output=True, check=True,
                                   env={**os.environ, "XDG_STATE_HOME": str(STORES / "state")})
                    spent = time.perf_counter() - started
                    rates[name] = (before - sqlite3.connect(path).execute("select count(*) from sessions").fetchone()[0]) / spent
                else:
                    rates[name] = small_batches(path, 4)
            print(f"delete of the expired rows, {journal}, {name}: {rates[name]:.0f} rows/s   {writer.summary()}", flush=True)
        shutil.rmtree(STORES / "state", ignore_errors=True)
        print(f"   ratio {rates['sesspect'] / rates['batches of 200']:.2f} (≥ {wanted})", flush=True)


ALL = [version, first_screen, keys, commit_to_screen, idle, filters, batch_delete]

if __name__ == "__main__":
    wanted = sys.argv[1:]
    for benchmark in ALL:
        if not wanted or benchmark.__name__ in wanted:
            benchmark()
