"""How the inspector finds running apps, and when an app offers nothing: it says why in one sentence and goes on."""

import os
import signal
import stat
import subprocess
import sys

import pytest

from conftest import SESSPECT
from running_app import apps, eventually, servers, wait_row  # noqa: F401
from terminal import Terminal

KINDS = ("swift", "fastapi")


def launch(kind, folder, directory, debug="1", **env):
    """An app that may offer no endpoint; it answers when this returns."""
    folder.mkdir(exist_ok=True)
    env = {"SESSPECT_DEBUG": debug, **env}
    if kind == "fastapi":
        server = servers.serve_python(folder, env=env, directory=directory, wait=False)
        eventually(lambda: servers.is_open(int(server.url.rpartition(":")[2])), 30, "the app's port")
    else:
        flags = ["--debug"] if debug == "1" else []
        server = servers.Server([SESSPECT, "serve", "--port", "0", *flags], directory, env, kind="swift", cwd=folder)
        server.url = server.wait_for(r"(http://127\.0\.0\.1:\d+)").group(1)
    return server


@pytest.fixture(params=KINDS)
def start(request, tmp_path):
    started = []

    def run(directory=None, **options):
        started.append(launch(
            request.param, tmp_path / f"s{len(started)}", directory or servers.runtime_directory(tmp_path), **options))
        return started[-1]
    run.kind = request.param
    yield run
    for server in started:
        server.stop()


def assert_goes_on(server, *words):
    """The app serves sessions; it offers nothing; it said why in one line."""
    browser = server.browser()
    browser.set("color", "red")
    assert browser.session() == {"color": "red"}
    if words:
        eventually(lambda: "sesspect: " in server.output, what="a sentence")
    said = [line for line in server.log if line.startswith("sesspect: ")]
    assert len(said) == (1 if words else 0), server.output
    for word in words:
        assert word in said[0], said
    assert "Traceback" not in server.output


def files(directory):
    return sorted(path.name for path in directory.iterdir())


def test_no_endpoint_unless_it_was_asked_for(start, tmp_path):
    for debug in ("", "0", "true", "yes", " 1"):
        directory = tmp_path / f"run{debug}"
        assert_goes_on(start(directory, debug=debug))
        assert not directory.exists()


@pytest.mark.parametrize("name, value", [("APP_ENV", "production"), ("ENV", "PROD"), ("FASTAPI_ENV", "prod-eu"), ("HB_ENV", "Production")])
def test_no_endpoint_in_production(start, tmp_path, name, value):
    directory = tmp_path / "run"
    assert_goes_on(start(directory, **{name: value}), name, value)
    assert not directory.exists()


def test_surroundings_that_are_not_production_are_no_obstacle(start):
    server = start(APP_ENV="development", ENV="preprod")
    assert eventually(server.discoveries, what="a discovery file")


def test_a_folder_open_to_others_is_not_used(start, tmp_path):
    directory = tmp_path / "run"
    directory.mkdir()
    directory.chmod(0o755)
    assert_goes_on(start(directory), "run", *(("755", "chmod 700") if start.kind == "swift" else ("mode 0700",)))
    assert files(directory) == [] and stat.S_IMODE(directory.stat().st_mode) == 0o755


def test_a_link_to_a_folder_is_not_used(start, tmp_path):
    elsewhere, directory = tmp_path / "elsewhere", tmp_path / "run"
    elsewhere.mkdir(mode=0o700)
    directory.symlink_to(elsewhere)
    assert_goes_on(start(directory), "run")
    assert files(elsewhere) == []


def test_a_folder_of_another_user_is_not_used(start, tmp_path):
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder away")
    directory = tmp_path / "run"
    directory.mkdir(mode=0o700)
    os.chown(directory, 65534, 65534)
    assert_goes_on(start(directory), "run", "another user" if start.kind == "swift" else "directory of yours")
    assert files(directory) == []


def test_a_path_too_long_for_a_socket_is_said(start, tmp_path):
    directory = tmp_path / ("d" * 110)
    assert_goes_on(start(directory), "SESSPECT_DIR", "path")
    assert not directory.exists() or files(directory) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_app_that_ends_leaves_no_files(start, number):
    server = start()
    eventually(server.discoveries, what="a discovery file")
    (found,) = server.discoveries()
    assert files(server.directory) == [f"{found['pid']}.json", f"{found['pid']}.sock"]
    for path in server.directory.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(server.directory.stat().st_mode) == 0o700
    server.stop(number)
    assert files(server.directory) == []


# Finding them


def terminal(app, folder, *arguments):
    return Terminal([SESSPECT, *arguments], 140, 40, {**app.home, "SESSPECT_DIR": str(app.directory)}, cwd=folder)


@pytest.fixture
def empty(tmp_path):
    folder = tmp_path / "empty"
    folder.mkdir()
    return folder


def test_the_only_app_there_is_opens_at_once(apps, empty):
    app = apps("swift-cookie")
    with terminal(app, empty) as inspector:
        inspector.wait_for("● live")
        inspector.wait_for_header(str(app.pid))


def test_two_apps_are_offered_and_one_is_chosen(apps, empty):
    first = apps("swift-cookie")
    second = apps("fastapi", directory=first.directory)
    with terminal(first, empty) as inspector:
        inspector.wait_for(
            f"1  app:demo  (process {second.pid},", f"2  app:sesspect-demo  (process {first.pid},", "Which? (1–2)")
        inspector.press("2\r")
        inspector.wait_for("● live")
        inspector.wait_for_header(str(first.pid))
        first.visit(color="red")
        wait_row(inspector, "color", '"red"')


def test_no_choice_is_a_refusal_that_names_both(apps, empty):
    first = apps("swift-cookie")
    second = apps("swift-sqlite", directory=first.directory)
    with terminal(first, empty) as inspector:
        inspector.wait_for("Which? (1–2)")
        inspector.press("7\r")
        assert inspector.wait_exit() == 2
        assert f"pid:{first.pid}" in inspector.text and f"pid:{second.pid}" in inspector.text


def test_what_a_dead_app_left_is_not_offered_and_is_removed(apps, empty):
    first = apps("swift-cookie")
    second = apps("fastapi", directory=first.directory)
    first.kill()
    assert f"{first.pid}.json" in files(first.directory)
    with terminal(second, empty) as inspector:
        inspector.wait_for("● live")  # the only one left, so nothing is asked
        inspector.wait_for_header(str(second.pid))
    assert files(first.directory) == [f"{second.pid}.json", f"{second.pid}.sock"]


def test_apps_and_the_stores_of_the_folder_are_offered_together(apps, empty):
    app = apps("swift-sqlite")
    made = subprocess.run(
        [sys.executable, servers.ROOT / "Tests" / "Benchmarks" / "make_store.py", empty / "store.db", "20", "--schema", "sesspect"],
        capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    with terminal(app, empty) as inspector:
        inspector.wait_for(f"1  app:sesspect-demo  (process {app.pid},", "2  store.db", "Which? (1–2)")
        inspector.press("2\r")
        inspector.wait_for("store.db", "sessions")


def test_nothing_to_find_says_what_to_do(sesspect, home, empty):
    with Terminal([SESSPECT], 100, 30, {**home, "SESSPECT_DIR": str(empty / "none")}, cwd=empty) as inspector:
        assert inspector.wait_exit() == 3
        text = " ".join(inspector.text.split())
        assert "SESSPECT_DEBUG=1" in text and "sesspect demo" in text, text


def test_two_endpoints_of_one_cookie_name_warn_of_each_other(apps):
    first = apps("swift-cookie")
    second = apps("swift-cookie", directory=first.directory)
    codes = [warning["code"] for warning in second.client.info()["warnings"]]
    assert codes == ["cookie-name-shared-on-localhost"]
    with second.attach() as inspector:
        inspector.wait_for("findings 1")
        inspector.press("!")
        inspector.wait_for("server")
