"""The gate out: no spelling of an inner address passes, no answer of a resolver is believed twice."""

import http.server
import ipaddress
import socket
import threading
from collections.abc import Iterator

import pytest

from cordiale.channels import outbound
from cordiale.channels.outbound import DestinationRefused, gate, places

HOSTILE = [
    # Loopback and this host, in every dress
    "https://127.0.0.1/", "https://127.0.0.1:443/", "https://127.1/", "https://127.0.1/", "https://2130706433/",
    "https://0x7f000001/", "https://0x7f.1/", "https://0x7f.0.0.1/", "https://0177.0.0.1/", "https://0177.1/",
    "https://017700000001/", "https://127.0.0.1./", "https://localhost/", "https://localhost./",
    "https://LOCALHOST/", "https://localhost.localdomain/", "https://0/", "https://0.0.0.0/", "https://00000/",
    "https://[::1]/", "https://[::]/", "https://[0:0:0:0:0:0:0:1]/", "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/", "https://[::127.0.0.1]/", "https://[64:ff9b::7f00:1]/", "https://[64:ff9b:1::7f00:1]/",
    "https://[2002:7f00:1::]/", "https://[2001::7f00:1]/", "https://[fe80::1]/", "https://[fe80::1%25eth0]/",
    "https://[fec0::1]/", "https://[fc00::1]/", "https://[fd12:3456::1]/", "https://[ff02::1]/", "https://[100::1]/",
    "https://[2001:db8::1]/", "https://[3fff::1]/", "https://[5f00::1]/",
    # Inner networks, metadata, special places
    "https://10.0.0.1/", "https://10.1/", "https://172.16.0.1/", "https://172.31.255.255/", "https://192.168.0.1/",
    "https://192.168.1/", "https://100.64.0.1/", "https://169.254.169.254/latest/meta-data/", "https://2852039166/",
    "https://0xa9fea9fe/", "https://[::ffff:169.254.169.254]/", "https://[fd00:ec2::254]/", "https://192.0.0.8/",
    "https://192.0.2.1/", "https://198.18.0.1/", "https://198.51.100.7/", "https://203.0.113.7/", "https://224.0.0.1/",
    "https://239.255.255.250/", "https://240.0.0.1/", "https://255.255.255.255/", "https://192.88.99.1/",
    # Schemes and ports
    "http://93.184.216.34/", "http://example.com/", "ftp://example.com/", "file:///etc/passwd", "gopher://127.0.0.1:70/",
    "dict://127.0.0.1:11211/", "//127.0.0.1/", "javascript:alert(1)", "https:127.0.0.1", "https:///127.0.0.1/", "https://",
    "", "https://93.184.216.34:22/", "https://93.184.216.34:6379/", "https://93.184.216.34:0/",
    "https://93.184.216.34:99999/", "https://93.184.216.34:/", "https://93.184.216.34:80/",
    # Parsers that disagree
    "https://93.184.216.34@127.0.0.1/", "https://127.0.0.1\\@93.184.216.34/", "https://127.0.0.1#@93.184.216.34/",
    "https://127.0.0.1?@93.184.216.34/", "https://user:secret@93.184.216.34/", "https://93.184.216.34%2f@127.0.0.1/",
    "https://①②⑦.⓪.⓪.①/", "https://127。0。0。1/", "https://ⓛocalhost/", "https://127.0.0.1%00.example.com/",
    "https://exa mple.com/", "https://example.com\r\nHost: 127.0.0.1/", "https://example.com\t/", "https://-a.example/",
    "https://a..example/", "https://example/", "https://" + "a" * 300 + ".example/", "https://[::1", "https://::1/",
    "https://[127.0.0.1]/", "https://[v1.1]/", "https://127.0.0.1:443:443/", "https://" + "x" * 2100,
]  # fmt: skip


@pytest.fixture
def inner() -> Iterator[tuple[int, list[str]]]:
    """A server on loopback that counts who comes."""
    hits: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            hits.append(self.path)
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            answer = {"/moved": 302, "/slow": 200, "/large": 200}.get(self.path, 204)
            self.send_response(answer)
            if self.path == "/moved":
                self.send_header("Location", "/inner")
            if self.path == "/large":
                self.send_header("Content-Length", "10000000")
            self.end_headers()
            if self.path == "/large":
                try:
                    self.wfile.write(b"x" * 10_000_000)
                except OSError:
                    return
            if self.path == "/slow":
                over.wait(20)

        do_GET = do_POST  # noqa: N815

        def log_message(self, *args: object) -> None:
            return

    over = threading.Event()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server.server_address[1], hits
    over.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def resolver(monkeypatch):
    """A resolver of our own: each name gives its list of answers, one after the other."""
    answers: dict[str, list[list[str]]] = {}
    asked: list[str] = []
    real = socket.getaddrinfo

    def look_up(host, port, *args, **kwargs):
        asked.append(host)
        if host not in answers:
            return real(host, port, *args, **kwargs) if host == "127.0.0.1" else []
        found = answers[host].pop(0) if len(answers[host]) > 1 else answers[host][0]
        return [
            (socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found
        ]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return answers, asked


def test_there_are_enough_hostile_addresses():
    assert len(set(HOSTILE)) >= 80


@pytest.mark.parametrize("url", HOSTILE)
def test_no_dress_of_an_inner_address_passes(url, resolver, monkeypatch):
    """Whatever the resolver makes of a name, nothing is connected to."""
    monkeypatch.setattr(socket, "create_connection", lambda *args, **kwargs: pytest.fail("connected"))
    with pytest.raises(DestinationRefused):
        outbound.fetch(url)


@pytest.mark.parametrize(
    "found",
    [
        ["127.0.0.1"],
        ["93.184.216.34", "127.0.0.1"],
        ["::1"],
        ["fe80::1%eth0"],
        ["::ffff:10.0.0.1"],
        ["169.254.169.254"],
        [],
    ],
)
def test_a_public_name_with_an_inner_address_is_refused(found, resolver, inner):
    _, hits = inner
    resolver[0]["hook.example"] = [found]
    with pytest.raises(DestinationRefused):
        outbound.fetch("https://hook.example/")
    assert hits == []


def test_a_resolver_that_flips_its_answer_is_asked_once(resolver, inner, monkeypatch):
    """First public, then loopback: the address that was checked is the one connected to, and no other."""
    _, hits = inner
    answers, asked = resolver
    answers["flip.example"] = [["93.184.216.34"], ["127.0.0.1"]]
    connected = []

    def connect(address, timeout):
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    reply = outbound.fetch("https://flip.example/hook")
    assert (reply.status, reply.error) == (0, "connect")
    assert connected == [("93.184.216.34", 443)]
    assert asked == ["flip.example"]
    assert hits == []


def test_the_operator_may_name_an_inner_host(inner, settings):
    port, hits = inner
    url = f"http://127.0.0.1:{port}/hook"
    with pytest.raises(DestinationRefused):
        outbound.fetch(url)
    settings.OUTBOUND_HOSTS = [f"127.0.0.1:{port}"]
    assert outbound.fetch(url, method="POST", body=b"{}").status == 204
    assert hits == ["/hook"]
    with pytest.raises(DestinationRefused):
        outbound.fetch(f"http://127.0.0.1:{port + 1}/hook")


def test_no_redirect_is_followed(inner, settings):
    port, hits = inner
    settings.OUTBOUND_HOSTS = ["127.0.0.1"]
    reply = outbound.fetch(f"http://127.0.0.1:{port}/moved")
    assert (reply.status, reply.ok) == (302, False)
    assert hits == ["/moved"]


def test_a_proxy_of_the_environment_is_not_used(inner, settings, monkeypatch):
    port, _ = inner
    settings.OUTBOUND_HOSTS = [f"127.0.0.1:{port}"]
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert outbound.fetch(f"http://127.0.0.1:{port}/hook").ok


def test_a_large_answer_is_not_taken_in(inner, settings):
    port, _ = inner
    settings.OUTBOUND_HOSTS = [f"127.0.0.1:{port}"]
    assert outbound.fetch(f"http://127.0.0.1:{port}/large").status == 200


def test_a_server_that_never_ends_is_cut(settings):
    """It sends a byte now and then, so that no single wait is long."""
    settings.OUTBOUND_HOSTS = ["127.0.0.1"]
    over = threading.Event()
    server = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        line, _ = server.accept()
        with line:
            while not over.wait(0.05):
                try:
                    line.sendall(b"H")
                except OSError:
                    return

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    reply = outbound.fetch(f"http://127.0.0.1:{server.getsockname()[1]}/", timeout_s=0.4)
    over.set()
    thread.join()
    server.close()
    assert (reply.status, reply.error) == (0, "timeout")


def test_tls_is_checked_against_the_name(inner, resolver, settings):
    port, _ = inner
    settings.OUTBOUND_HOSTS = [f"127.0.0.1:{port}"]
    assert outbound.fetch(f"https://127.0.0.1:{port}/").error == "tls"


def test_our_table_is_stricter_than_pythons():
    for text in ("64:ff9b::7f00:1", "2002:7f00:1::", "::127.0.0.1", "fec0::1", "192.0.0.8", "224.0.0.1", "ff02::1"):
        assert not places.public(text), text
    for text in ("93.184.216.34", "1.1.1.1", "2606:4700:4700::1111", "2a01:e0a::1"):
        assert places.public(text), text
        assert ipaddress.ip_address(text).is_global


def test_nobody_else_opens_connections():
    """Every other way out of the source is listed here, where a reviewer sees it."""
    import re
    from pathlib import Path

    root = Path(gate.__file__).parents[2]
    ways = re.compile(
        r"\b(urllib\.request|http\.client|import requests|import httpx|aiohttp|socket\.create_connection)\b"
    )
    found = {str(path.relative_to(root)) for path in root.rglob("*.py") if ways.search(path.read_text("utf-8"))}
    own = {"project/health.py", "project/up.py", "project/supervisor.py"}  # this machine asks itself
    set_by_the_operator = {"project/otlp.py", "people/signin/company/wire.py"}  # addresses of the environment only
    assert found <= {"channels/outbound/gate.py", *own, *set_by_the_operator}
