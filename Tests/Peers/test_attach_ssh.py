"""Apps on another machine, through a real sshd on this one."""

import os
import pathlib
import shutil
import signal
import stat
import subprocess
import tempfile

import pytest

from test_attach import start, visit

import servers
from servers import eventually

SSHD = shutil.which("sshd") or ("/usr/sbin/sshd" if os.path.exists("/usr/sbin/sshd") else None)


@pytest.fixture
def remote(tmp_path, sesspect):
    """A server whose runtime directory only logins over ssh know, and `sesspect` with an `ssh` that can log in."""
    if not SSHD or os.geteuid() != 0:
        pytest.skip("a test sshd needs openssh-server, and root to log root in")
    pathlib.Path("/run/sshd").mkdir(exist_ok=True)
    keys = pathlib.Path(tempfile.mkdtemp(prefix="sk", dir="/tmp"))
    for name in ("host", "user"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", keys / name], check=True)
    server = start("swift-cookie", tmp_path)
    port = servers.free_port()
    (keys / "sshd_config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {keys}/host\nAuthorizedKeysFile {keys}/user.pub\n"
        f"PidFile none\nStrictModes no\nUsePAM no\nPermitRootLogin yes\nSetEnv SESSPECT_DIR={server.directory}\n")
    (keys / "ssh_config").write_text(
        f"Host *\n  IdentityFile {keys}/user\n  UserKnownHostsFile {keys}/known\n  StrictHostKeyChecking no\n  BatchMode yes\n")
    binaries = keys / "bin"
    binaries.mkdir()
    (binaries / "ssh").write_text(f"#!/bin/sh\nexec {shutil.which('ssh')} -F {keys}/ssh_config \"$@\"\n")
    (binaries / "ssh").chmod(0o755)
    sshd = subprocess.Popen([SSHD, "-D", "-e", "-f", keys / "sshd_config"], stderr=subprocess.DEVNULL)
    eventually(lambda: servers.is_open(port), what="sshd")
    temporary = keys / "t"
    temporary.mkdir()

    def run(*arguments, **options):
        env = {"PATH": f"{binaries}:{os.environ['PATH']}", "TMPDIR": str(temporary), "SESSPECT_DIR": str(keys / "none")}
        return sesspect(*arguments, env={**env, **options.pop("env", {})}, **options)

    run.server, run.url, run.temporary = server, f"ssh://root@127.0.0.1:{port}", temporary
    yield run
    server.stop()
    sshd.send_signal(signal.SIGTERM)
    sshd.wait(10)
    shutil.rmtree(keys, ignore_errors=True)


def test_an_app_on_another_host_is_attached_to(remote):
    server = remote.server
    browser, id = visit(server, n=1)
    for target in (
            remote.url, f"{remote.url}/{server.target}", f"{remote.url}/app:{server.found['app']}",
            remote.url + server.found["socket"]):
        assert [s["id"] for s in remote("list", target, "--json").json["sessions"]] == [id], target
    remote("set", remote.url, id, "n", "2")
    assert browser.session() == {"n": 2}
    remote("undo")
    assert browser.session() == {"n": 1}


def test_nothing_of_the_tunnel_is_left(remote):
    remote("list", remote.url)
    assert list(remote.temporary.iterdir()) == []
    left = subprocess.run(["pgrep", "-f", f"ExitOnForwardFailure.*{remote.temporary}"], capture_output=True, text=True)
    assert left.stdout == ""


def test_what_ssh_says_is_said(remote, tmp_path):
    refused = remote("list", f"ssh://root@127.0.0.1:{servers.free_port()}", code=6)
    assert "Connection refused" in refused.err
    assert "offers no debug endpoint" in remote("list", f"{remote.url}/pid:1", code=6).err
    assert remote("list", "ssh://-oProxyCommand=touch${IFS}x/", code=2).err
    without = remote("list", remote.url, code=6, env={"PATH": str(tmp_path)})
    assert "no program 'ssh'" in without.err
