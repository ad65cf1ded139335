"""The doctor against real apps, one for each fault, and healthy ones about which it has nothing to say."""

import os
import re
import signal
import subprocess
import sys
import time

import pytest

from conftest import PEERS


class Server:
    """A server of its own process on a port the system gave."""

    def __init__(self, arguments, tmp_path, pattern, env=None):
        self.log = tmp_path / "server.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                arguments, cwd=PEERS, stdout=log, stderr=subprocess.STDOUT,
                env={**os.environ, "PYTHONUNBUFFERED": "1", **(env or {})})
        deadline = time.monotonic() + 30
        while True:
            found = re.search(pattern, self.log.read_text())
            if found:
                self.port = int(found[1])
                return
            assert self.process.poll() is None and time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.02)

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@pytest.fixture
def serve(tmp_path):
    servers = []

    def start(name, *options, env=None):
        target = "doctor_apps:app_" + name.replace("-", "_")
        server = Server(
            [sys.executable, "-m", "uvicorn", target, "--port", "0", *options], tmp_path,
            r"Uvicorn running on https?://127\.0\.0\.1:(\d+)", env)
        servers.append(server)
        return server.port

    yield start
    for server in servers:
        server.stop()


def findings(result):
    return {(finding["code"], finding["severity"]) for finding in result.json["findings"]}


@pytest.mark.parametrize("name", ["healthy", "oauth", "django-signed"])
def test_a_healthy_app_gets_no_finding_at_all(name, serve, sesspect):
    report = sesspect("doctor", f"http://127.0.0.1:{serve(name)}/", "--json").json
    assert report["findings"] == [] and report["reachable"] is True
    framework, form = ("Django", "django") if name == "django-signed" else ("Starlette or FastAPI", "starlette")
    assert (report["framework"], report["format"]) == (framework, form)


def test_a_healthy_app_behind_a_redirect_gets_none_either(serve, sesspect):
    url = f"http://127.0.0.1:{serve('healthy-set-get')}/start"
    result = sesspect("doctor", url, "--path", "/")
    assert "Nothing is wrong" in result.out and "ERRORS" not in result.out and not result.err


@pytest.mark.parametrize(
    "name,code,severity",
    [
        ("not-added", "middleware-not-added", "error"),
        ("not-added-quiet", "server-error", "error"),
        ("order", "middleware-order", "error"),
        ("error-handler", "middleware-error-handler", "error"),
        ("replaced", "session-replaced", "error"),
        ("not-json", "value-not-json", "error"),
        ("none-secret", "weak-secret", "error"),
        ("weak-secret", "weak-secret", "error"),
        ("secure", "secure-on-localhost", "warning"),
        ("samesite", "samesite-none-without-secure", "error"),
        ("domain", "domain-mismatch", "error"),
        ("path", "path-not-covering", "warning"),
        ("prefix", "host-prefix", "error"),
        ("expired", "cookie-expired", "error"),
        ("big", "cookie.too_large", "error"),
        ("twice", "duplicate-cookie-name", "error"),
        ("several-keys", "different-keys", "error"),
        ("new-id", "session-lost", "warning"),
        ("future", "clock-skew", "error"),
        ("no-cookie", "no-session-cookie", "warning"),
        ("cached", "cached-cookie", "warning"),
        ("partitioned", "partitioned-without-secure", "error"),
        ("django-no-table", "session-table-missing", "error"),
        ("django-no-middleware", "django-middleware-missing", "error"),
    ])
def test_each_fault_is_found(name, code, severity, serve, sesspect):
    result = sesspect("doctor", f"http://127.0.0.1:{serve(name)}/", "--json", code=1)
    assert (code, severity) in findings(result), result
    for finding in result.json["findings"]:
        assert all(finding[key] for key in ("evidence", "cause", "fix")), finding
    # Nothing else is an error, so that nobody looks in the wrong place.
    assert {c for c, s in findings(result) if s == "error"} <= {code}, result


def test_domain_localhost_is_a_warning(serve, sesspect):
    port = serve("domain-localhost")
    result = sesspect("doctor", f"http://localhost:{port}/", "--json", code=1)
    assert findings(result) == {("domain-localhost", "warning")}


def test_a_session_of_a_sub_app_only_is_told_from_none(serve, sesspect):
    url = f"http://127.0.0.1:{serve('sub-app')}/"
    result = sesspect("doctor", url, "--path", "/shop/", "--json", code=1)
    assert ("middleware-sub-app", "error") in findings(result)


def test_a_cookie_that_comes_with_every_answer_is_a_note(serve, sesspect):
    result = sesspect("doctor", f"http://127.0.0.1:{serve('rolling')}/", "--json")
    assert ("vary-missing", "info") in findings(result)
    assert {severity for _, severity in findings(result)} == {"info"}


def test_the_unset_secret_is_named_and_no_cookie_is_printed(serve, sesspect):
    result = sesspect("doctor", f"http://127.0.0.1:{serve('none-secret')}/", code=1)
    assert "‘None’" in result.out and "environment variable" in " ".join(result.out.split())
    assert "eyJ" not in result.out + result.err
    assert "1 error" in result.err


@pytest.fixture
def certificate(tmp_path):
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-keyout", key, "-out", cert], check=True, capture_output=True)
    return ["--ssl-keyfile", str(key), "--ssl-certfile", str(cert)]


def test_https_with_a_self_signed_certificate_needs_insecure(serve, sesspect, certificate):
    url = f"https://127.0.0.1:{serve('secure', *certificate)}/"
    refused = sesspect("doctor", url, "--json", code=6)
    assert refused.json["reachable"] is False and "certificate" in refused.err and "--insecure" in refused.err
    assert sesspect("doctor", url, "--insecure", "--json").json["findings"] == []


def test_what_does_not_answer_is_unreachable(sesspect):
    result = sesspect("doctor", "http://127.0.0.1:9/", code=6)
    assert "cannot be reached" in result.err and "itsdangerous" in result.err and result.out == ""


def test_http_and_https_mixed_up_is_said(serve, sesspect, certificate):
    plain, secure = serve("healthy"), serve("healthy", *certificate)
    assert "begin the address with http://" in sesspect("doctor", f"https://127.0.0.1:{plain}/", code=6).err
    assert "begin the address with https://" in sesspect("doctor", f"http://127.0.0.1:{secure}/", code=6).err


def test_without_curl_it_says_what_to_install(sesspect, tmp_path):
    result = sesspect("doctor", "http://127.0.0.1:9/", code=1, env={"PATH": str(tmp_path)})
    assert "curl" in result.err and "apt install curl" in result.err


def test_flask_is_recognised_with_and_without_a_key(tmp_path, sesspect):
    for key, expected in [("'0123456789abcdef0123456789abcdef'", set()), ("None", {("no-secret-key", "error")})]:
        code = f"import doctor_apps as a; a.flask_wsgi({key}).run(port=0, debug=True, use_reloader=False)"
        server = Server([sys.executable, "-c", code], tmp_path, r"Running on http://127\.0\.0\.1:(\d+)")
        try:
            result = sesspect("doctor", f"http://127.0.0.1:{server.port}/", "--json", code=1 if expected else 0)
        finally:
            server.stop()
        assert findings(result) == expected
        assert result.json["framework"] == "Flask"


def test_an_attached_app_tells_what_it_noticed(serve, sesspect, tmp_path):
    runtime = {"SESSPECT_DIR": str(tmp_path / "run")}
    nothing = sesspect("doctor", "--json", code=3, env=runtime)
    assert "nothing_runs" in nothing.err
    port = serve("attached", env={**runtime, "SESSPECT_DEBUG": "1"})
    jar = tmp_path / "jar"
    for path in ("set", "add", "add"):
        subprocess.run(["curl", "-sSf", "-b", jar, "-c", jar, f"http://127.0.0.1:{port}/{path}"], check=True,
                       stdout=subprocess.DEVNULL)
    subprocess.run(["curl", "-sS", "-b", "session=e30=.ZVPxAA.AAAAAAAAAAAAAAAAAAAAAAAAAAA",
                    f"http://127.0.0.1:{port}/set"], check=True, stdout=subprocess.DEVNULL)
    for target in ([], ["app:shop"]):
        result = sesspect("doctor", *target, "--json", code=1, env=runtime)
        assert result.json["app"].startswith("shop") and "framework" not in result.json
        found = {finding["code"]: finding for finding in result.json["findings"]}
        assert found["weak-secret"]["severity"] == "error"
        assert found["nested-in-place"]["evidence"].startswith("2 times") and "/add" in found["nested-in-place"]["evidence"]
        assert "session[" in found["nested-in-place"]["fix"]
        assert {"bad-signature", "wrong-secret"} & set(found)
    people = sesspect("doctor", "app:shop", code=1, env=runtime)
    assert "nested-in-place" in people.out and "App" in people.out and "ZVPxAA" not in people.out
