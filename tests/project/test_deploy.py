"""The files of `deploy/`: they name real settings, ask for no more rights than needed, and nginx really runs."""

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
    assert mounted == set(told["volumes"])
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
