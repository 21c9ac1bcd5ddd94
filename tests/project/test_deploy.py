"""The files of `deploy/`: they name real settings, ask for no more rights than needed, and nginx really runs."""

import http.client
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml
from tests.conftest import missing

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
HARDENED = (
    "NoNewPrivileges=yes",
    "CapabilityBoundingSet=",
    "ProtectSystem=strict",
    "ProtectHome=yes",
    "PrivateTmp=yes",
)


@pytest.mark.parametrize("file", sorted(DEPLOY.iterdir()), ids=lambda file: file.name)
def test_every_setting_it_names_exists(file):
    from django.conf import settings

    told = set(re.findall(r"\b(CORDIALE_[A-Z_]+)", file.read_text(encoding="utf-8"))) - {"CORDIALE_HOST"}
    assert told <= settings.SETTING_NAMES


@pytest.mark.parametrize("name", ["cordiale.service", "cordiale-backup.service"])
def test_a_unit_gives_up_what_it_does_not_need(name):
    lines = (DEPLOY / name).read_text(encoding="utf-8").splitlines()
    assert [rule for rule in HARDENED if rule not in lines] == []
    assert not any(line.startswith("User=root") for line in lines)


@pytest.mark.slow
def test_systemd_understands_the_units(tmp_path):
    if not shutil.which("systemd-analyze"):
        missing("systemd-analyze")
    for file in DEPLOY.glob("cordiale*.*"):
        text = file.read_text(encoding="utf-8").replace("/opt/cordiale/current/bin/python", "/bin/true")
        (tmp_path / file.name).write_text(text)
    units = [str(path) for path in sorted(tmp_path.iterdir())]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )
    ours = [line for line in done.stderr.splitlines() if line.startswith(("cordiale", str(tmp_path)))]
    assert ours == []
    told = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", "--threshold=20", str(tmp_path / "cordiale.service")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stdout


def test_compose_shuts_everything_that_need_not_be_open():
    told = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    services = told["services"]
    assert [name for name, one in services.items() if one.get("ports")] == ["front"]
    assert told["networks"]["inside"]["internal"] is True
    for name, one in services.items():
        assert one["cap_drop"] == ["ALL"], name
        assert one["security_opt"] == ["no-new-privileges:true"], name
        assert not one.get("image", "").endswith("latest"), name
        assert one.get("image") is None or ":" in one["image"], name
        assert not one.get("privileged"), name
    assert services["cordiale"]["read_only"] is True
    mounted = {volume.partition(":")[0] for one in services.values() for volume in one["volumes"]}
    assert {name for name in mounted if not name.startswith(".")} == set(told["volumes"])
    assert all((DEPLOY / name).is_file() for name in mounted if name.startswith("."))
    asked = set(re.findall(r"\{\$(\w+)", (DEPLOY / "Caddyfile").read_text(encoding="utf-8")))
    assert asked == set(services["front"]["environment"])
    network = told["networks"]["front"]["ipam"]["config"][0]["subnet"]
    assert services["cordiale"]["environment"]["CORDIALE_PROXIES"] == network


def test_the_image_runs_as_nobody_and_can_be_asked_how_it_is():
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines()
    final = lines[max(number for number, line in enumerate(lines) if line.startswith("FROM ")) :]
    users = [line.split()[1] for line in final if line.startswith("USER ")]
    assert users == ["10001"]
    assert any(line.startswith("HEALTHCHECK ") for line in final)
    assert all(":" in line.split()[1] and "latest" not in line for line in lines if line.startswith("FROM "))
    assert "--require-hashes" in "\n".join(lines)
    assert not re.search(r"(?i)(secret|password|token)[A-Z_]*=", "\n".join(lines))
    copied = re.findall(r"requirements/\w+\.txt", "\n".join(lines))
    assert all((ROOT / path).exists() for path in copied)


class Backend(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.heard.append((self.path, dict(self.headers)))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_):
        pass


@contextmanager
def nginx(folder, backend_port):
    """nginx with the shipped file on free ports and a certificate of an hour; ended here."""
    ports = []
    for _ in range(2):
        with socket.create_server(("127.0.0.1", 0)) as free:
            ports.append(free.getsockname()[1])
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=crm.example.com",
         "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    for old, new in (
        ("/etc/letsencrypt/live/crm.example.com/fullchain.pem", str(folder / "cert.pem")),
        ("/etc/letsencrypt/live/crm.example.com/privkey.pem", str(folder / "key.pem")),
        ("127.0.0.1:8000", f"127.0.0.1:{backend_port}"),
        ("    listen [::]:80;\n", ""),
        ("    listen [::]:443 ssl;\n", ""),
        ("listen 80;", f"listen 127.0.0.1:{ports[0]};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{ports[1]} ssl;"),
    ):
        assert old in text
        text = text.replace(old, new)
    paths = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    head = f"daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}} http {{ access_log off; {paths}\n"
    (folder / "nginx.conf").write_text(head + text + "}\n")
    process = subprocess.Popen(["nginx", "-c", folder / "nginx.conf"], stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 10
        while True:
            try:
                socket.create_connection(("127.0.0.1", ports[1]), timeout=1).close()
                break
            except OSError:
                assert process.poll() is None, (folder / "error.log").read_text()
                assert time.monotonic() < deadline, "nginx does not listen"
        yield ports
    finally:
        process.terminate()
        process.wait(timeout=10)


@pytest.mark.slow
def test_nginx_tells_the_callers_address_and_scheme_and_believes_nobody_elses(tmp_path):
    if not shutil.which("nginx") or not shutil.which("openssl"):
        missing("nginx")
    backend = ThreadingHTTPServer(("127.0.0.1", 0), Backend)
    backend.heard = []
    threading.Thread(target=backend.serve_forever, daemon=True).start()
    trusting = ssl.create_default_context(cafile=None)
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    tmp_path.chmod(0o755)
    try:
        with nginx(tmp_path, backend.server_port) as (plain, secure):
            forged = {"Host": "crm.example.com", "X-Forwarded-For": "6.6.6.6", "X-Forwarded-Proto": "http"}
            asked = urllib.request.Request(f"https://127.0.0.1:{secure}/clients/", headers=forged)
            with urllib.request.urlopen(asked, context=trusting, timeout=10) as answer:
                assert answer.status == 200
                assert "nginx/" not in answer.headers.get("Server", "")
            hidden = urllib.request.Request(f"https://127.0.0.1:{secure}/metrics", headers=forged)
            with pytest.raises(urllib.error.HTTPError, match="404") as refused:
                urllib.request.urlopen(hidden, context=trusting, timeout=10)
            refused.value.close()
            with socket.create_connection(("127.0.0.1", plain), timeout=10) as raw:
                raw.sendall(b"GET /clients/?q=1 HTTP/1.1\r\nHost: crm.example.com\r\nConnection: close\r\n\r\n")
                moved = raw.recv(4096).decode()
    finally:
        backend.shutdown()
        backend.server_close()
    (path, headers), *rest = backend.heard
    assert rest == []
    assert (path, headers["Host"]) == ("/clients/", "crm.example.com")
    assert (headers["X-Forwarded-For"], headers["X-Forwarded-Proto"]) == ("127.0.0.1", "https")
    assert moved.startswith("HTTP/1.1 308")
    assert "Location: https://crm.example.com/clients/?q=1" in moved


class House(Backend):
    """Answers like the house where a proxy could get in the way: long answers, large bodies, compressible pages."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.heard.append((self.path, dict(self.headers)))
        if self.path == "/slow":
            self._say_slowly()
        else:
            self._say(b"ok" * 4_000)

    def _say_slowly(self):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"5\r\nfirst\r\n")
        self.wfile.flush()
        self.server.go_on.wait(20)
        self.wfile.write(b"4\r\nlast\r\n0\r\n\r\n")

    def do_POST(self):
        left = int(self.headers["Content-Length"])
        while left > 0 and (piece := self.rfile.read(min(left, 1 << 20))):
            left -= len(piece)
        self._say(str(left).encode())

    def _say(self, body):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def caddy(folder, upstream):
    """Caddy with the shipped file: its own certificates, a free port, nothing installed; ended here."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = "{\n\tadmin off\n\tauto_https disable_redirects\n\tskip_install_trust\n\tlocal_certs\n}\n"
    shipped = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    assert "max_size 512MB" in shipped
    (folder / "Caddyfile").write_text(options + shipped.replace("512MB", "1MB").replace("512000000", "1000000"))
    environ = {
        "PATH": "/usr/bin:/bin", "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder),
        "CORDIALE_HOST": f"https://localhost:{port}", "UPSTREAM": upstream,
    }  # fmt: skip
    command = [shutil.which("caddy"), "run", "--adapter", "caddyfile", "--config", folder / "Caddyfile"]
    root = folder / "caddy/pki/authorities/local/root.crt"
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, env=environ, stderr=log, stdout=log)
        try:
            deadline = time.monotonic() + 30
            while True:
                try:
                    trusting = ssl.create_default_context(cafile=root)
                    with socket.create_connection(("127.0.0.1", port), timeout=2) as raw:
                        trusting.wrap_socket(raw, server_hostname="localhost").close()
                    break
                except OSError:
                    assert process.poll() is None, (folder / "log").read_text()
                    assert time.monotonic() < deadline, (folder / "log").read_text()
            yield f"https://localhost:{port}", trusting
        finally:
            process.terminate()
            process.wait(timeout=20)


@pytest.fixture
def behind_caddy(tmp_path):
    if not shutil.which("caddy"):
        missing("caddy")
    server = ThreadingHTTPServer(("127.0.0.1", 0), House)
    server.heard, server.go_on = [], threading.Event()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with caddy(tmp_path, f"127.0.0.1:{server.server_port}") as (address, trusting):
            yield server, address, trusting
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.slow
def test_caddy_tells_who_calls_compresses_streams_and_stops_what_is_too_large(behind_caddy):
    server, address, trusting = behind_caddy
    forged = {"X-Forwarded-For": "6.6.6.6", "X-Forwarded-Proto": "http", "Accept-Encoding": "gzip"}
    asked = urllib.request.Request(f"{address}/clients/?q=1", headers=forged)
    with urllib.request.urlopen(asked, context=trusting, timeout=20) as answer:
        assert (answer.status, answer.headers["Content-Encoding"]) == (200, "gzip")
        assert "Server" not in answer.headers
    [(path, headers)] = server.heard
    assert (path, headers["Host"]) == ("/clients/?q=1", address.removeprefix("https://"))
    assert (headers["X-Forwarded-For"], headers["X-Forwarded-Proto"]) == ("127.0.0.1", "https")
    with pytest.raises(urllib.error.HTTPError, match="404") as hidden:
        urllib.request.urlopen(f"{address}/metrics", context=trusting, timeout=20)
    hidden.value.close()
    with urllib.request.urlopen(f"{address}/slow", context=trusting, timeout=20) as answer:
        assert answer.read1(5) == b"first"  # here before the rest is written
        server.go_on.set()
        assert answer.read() == b"last"
    with urllib.request.urlopen(f"{address}/import", data=b"x" * 900_000, context=trusting, timeout=60) as answer:
        assert answer.read() == b"0"
    line = http.client.HTTPSConnection(address.removeprefix("https://"), context=trusting, timeout=20)
    line.request("POST", "/import", headers={"Content-Length": "3000000"})
    assert line.getresponse().status == 413  # told before anything is sent
    line.close()
