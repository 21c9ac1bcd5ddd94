"""One call to a given address: checked, resolved once, connected to what was checked, bounded, not followed."""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Timer
from urllib.parse import urlsplit

from django.conf import settings

from cordiale.channels.outbound import places
from cordiale.channels.outbound.refusals import DestinationRefused

LONGEST = 2_000
PORTS = frozenset({443, 8443})
MOST_BYTES = 65_536
TRIED = 3
_SEEN = re.compile(r"[!-~]+")
_NAME = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9][a-z0-9-]{0,61}[a-z0-9]")
_NUMERIC_END = re.compile(r"(0x[0-9a-f]*|[0-9]+)")


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the status, or 0 and why there was none (resolve, connect, tls, timeout, protocol)."""

    status: int
    error: str = ""
    elapsed_ms: int = 0

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart. `inner`: the operator named this host, which may be of an inner network."""

    secure: bool
    host: str
    port: int
    path: str
    inner: bool

    @property
    def shown(self) -> str:
        """For the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = 443 if self.secure else 80
        return host if self.port == usual else f"{host}:{self.port}"


def checked(url: str) -> Target:
    """The address taken apart, or refused for its form alone; nothing is looked up."""
    if len(url) > LONGEST or not _SEEN.fullmatch(url) or "\\" in url:
        raise DestinationRefused(why="form")
    try:
        parts = urlsplit(url)
        port, host = parts.port, (parts.hostname or "").rstrip(".")
    except ValueError:
        raise DestinationRefused(why="form") from None
    if "@" in parts.netloc or "%" in parts.netloc or parts.netloc.endswith(":"):
        raise DestinationRefused(why="form")
    secure = parts.scheme == "https"
    port = port if port is not None else 443 if secure else 80
    inner = _named(host, port)
    if parts.scheme not in ("https", "http") or not (secure or inner):
        raise DestinationRefused(why="scheme")
    if not inner:
        _check_host(host)
        if port not in PORTS:
            raise DestinationRefused(why="port")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(secure, host, port, path, inner)


def _named(host: str, port: int) -> bool:
    """Whether the operator named this very host, or this host with this port."""
    named = {one.lower() for one in settings.OUTBOUND_HOSTS}
    shown = f"[{host}]" if ":" in host else host
    return bool(host) and bool({shown, f"{shown}:{port}"} & named)


def _check_host(host: str) -> None:
    """A public name, or a plain public address; a number in disguise (0x7f.1, 2130706433) is neither."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        if not _NAME.fullmatch(host) or _NUMERIC_END.fullmatch(host.rpartition(".")[2]):
            raise DestinationRefused(why="host") from None
        return
    if not places.public(host):
        raise DestinationRefused(why="private")


def resolved(target: Target) -> list[str]:
    """Every address of the host, all of them public, in the resolver's order. Asked once: the answer is what we use."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise DestinationRefused(why="unknown") from None
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    if not addresses:
        raise DestinationRefused(why="unknown")
    if not target.inner and not all(map(places.public, addresses)):
        raise DestinationRefused(why="private")
    return addresses


def fetch(
    url: str,
    *,
    method: str = "GET",
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    timeout_s: float = 10.0,
) -> Reply:
    """Call an address and tell how it answered. Refused before a byte is sent when it is not a public place.

    No redirect is followed, no proxy of the environment is used, and after `timeout_s` the connection is cut, however
    slowly the other side talks.
    """
    target = checked(url)
    addresses = resolved(target)
    started = time.monotonic()
    status, error = _call(target, addresses, method=method, body=body, headers=dict(headers or {}), timeout_s=timeout_s)
    elapsed_s = time.monotonic() - started
    return Reply(status, "timeout" if error and elapsed_s >= timeout_s else error, round(elapsed_s * 1000))


def _call(
    target: Target, addresses: list[str], *, method: str, body: bytes, headers: dict[str, str], timeout_s: float
) -> tuple[int, str]:
    try:
        with _connected(target, addresses, timeout_s=timeout_s) as connection:
            connection.request(method, target.path, body=body, headers={"Host": target.shown, **headers})
            response = connection.getresponse()
            response.read(MOST_BYTES)
            return response.status, ""
    except TimeoutError:
        return 0, "timeout"
    except ssl.SSLError:
        return 0, "tls"
    except OSError:
        return 0, "connect"
    except (http.client.HTTPException, ValueError):
        return 0, "protocol"


@contextmanager
def _connected(target: Target, addresses: list[str], *, timeout_s: float) -> Iterator[http.client.HTTPConnection]:
    """A connection to one of the checked addresses, cut when the time is over."""
    held = [_socket(addresses, target.port, timeout_s=timeout_s)]
    watch = Timer(timeout_s, _cut, [held])
    watch.daemon = True
    watch.start()
    try:
        if target.secure:
            context = ssl.create_default_context()
            held.append(context.wrap_socket(held[0], server_hostname=target.host, do_handshake_on_connect=False))
            held[1].do_handshake()  # type: ignore[attr-defined]
        connection = http.client.HTTPConnection(target.host, target.port)
        connection.sock = held[-1]
        yield connection
    finally:
        watch.cancel()
        for sock in held:
            sock.close()


def _socket(addresses: list[str], port: int, *, timeout_s: float) -> socket.socket:
    failure: OSError = ConnectionError("no address")
    for address in addresses[:TRIED]:
        try:
            sock = socket.create_connection((address, port), timeout=timeout_s / TRIED)
        except OSError as error:
            failure = error
            continue
        sock.settimeout(timeout_s)
        return sock
    raise failure


def _cut(held: list[socket.socket]) -> None:
    """Shut the line under whoever reads from it, encrypted or not."""
    try:
        socket.socket.shutdown(held[-1], socket.SHUT_RDWR)
    except OSError:
        return
