"""`cordiale up`: the whole house in one command: web, workers and scheduler under one supervisor."""

import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from threading import Event as Flag
from typing import ClassVar

from cordiale.core.errors import Refusal
from cordiale.project.lock import held
from cordiale.project.supervisor import Child, Supervisor

READY_WITHIN_S = 60.0
FIRST_GIVEN_FD = 3


class PortTaken(Refusal):
    """Somebody else listens there."""

    code = "port-taken"
    sentence: ClassVar[str] = (
        "L’adresse %(address)s est déjà prise par un autre programme. Choisissez un autre port : "
        "cordiale up --port 8001 (0 en prend un libre)."
    )


class AddressRefused(Refusal):
    """The machine does not let us listen there."""

    code = "address-refused"
    sentence: ClassVar[str] = "Impossible d’écouter sur %(address)s : %(reason)s."


class NeverReady(Refusal):
    """The web process did not answer in time."""

    code = "never-ready"
    sentence: ClassVar[str] = "Le site ne répond pas après %(seconds)s secondes ; le journal ci-dessus dit pourquoi."


def bring_up(*, host: str, port: int, on_ready: Callable[[str], None], until: Flag | None = None) -> None:
    """Migrate, start everything, call `on_ready` with the address, and stay until SIGTERM or SIGINT.

    The listening socket belongs to the supervisor, so that callers wait instead of failing while a dead web process
    is started again. SIGUSR1 renews every process (`cordiale upgrade`): a new web process answers before the old
    one ends.
    """
    from django.conf import settings

    until, renew = until or Flag(), Flag()
    with held(settings.DATA), listening(host, port) as listener, obeying_signals(until, renew):
        migrate()
        address = url_of(listener)
        if not (settings.SITE_URL_GIVEN or settings.HTTPS):
            os.environ["CORDIALE_URL"] = address  # links in mails lead to the port that was really taken
        children = house(listener.fileno())

        def ready() -> None:
            wait_until_it_answers(listener, until=until)
            if not until.is_set():
                on_ready(address)

        Supervisor(children).run(until=until, ready=ready, renew=renew)


def house(listener: int) -> list[Child]:
    """The processes of one machine."""
    from django.conf import settings

    here = [sys.executable, "-m", "cordiale.project.processes"]
    web = Child("web", [*here, "web", str(listener)], grace_s=30, pass_fds=[listener], tells=True)
    # With several workers the first leaves long imports to the others: small jobs never wait behind a file.
    queues = [["default"] if number == 0 and settings.WORKERS > 1 else [] for number in range(settings.WORKERS)]
    workers = [
        Child(f"worker-{number}", [*here, "worker", *names], grace_s=60) for number, names in enumerate(queues, start=1)
    ]
    return [web, *workers, Child("scheduler", [*here, "scheduler"], grace_s=60)]


def migrate() -> None:
    """Bring the product database to the code's shape; the connection is given back."""
    from django.db import connections

    from cordiale.project import upgrade

    upgrade.migrate()
    connections.close_all()


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A listening socket, or a refusal that says what to do. systemd's own socket, when it gives one, outlives us."""
    if os.environ.get("LISTEN_PID") == str(os.getpid()):
        with socket.socket(fileno=FIRST_GIVEN_FD) as given:
            yield given
        return
    bare = host.strip("[]")
    family = socket.AF_INET6 if ":" in bare else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((bare, port))
        except OSError as error:
            address = f"{host}:{port}"
            if error.errno == 98:  # EADDRINUSE
                raise PortTaken(address=address) from None
            raise AddressRefused(address=address, reason=error.strerror or str(error)) from None
        listener.listen(512)
        yield listener


def url_of(listener: socket.socket) -> str:
    """The address people type: `0.0.0.0` and loopback are told as localhost."""
    host, port = listener.getsockname()[:2]
    if host in ("0.0.0.0", "::", "127.0.0.1", "::1"):
        host = "localhost"
    return f"http://{host}:{port}/"


def wait_until_it_answers(listener: socket.socket, *, until: Flag) -> None:
    """Ask /healthz until the web process answers."""
    host, port = listener.getsockname()[:2]
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    deadline = time.monotonic() + READY_WITHIN_S
    while not until.is_set():
        if time.monotonic() > deadline:
            raise NeverReady(seconds=round(READY_WITHIN_S))
        if _answers(reachable, port):
            return
        until.wait(0.1)


def _answers(host: str, port: int) -> bool:
    connection = HTTPConnection(host, port, timeout=10)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status < 500
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


@contextmanager
def obeying_signals(until: Flag, renew: Flag) -> Iterator[None]:
    """SIGTERM, SIGINT and SIGHUP stop; SIGUSR1 renews."""
    flags: dict[int, Flag] = {signal.SIGTERM: until, signal.SIGINT: until, signal.SIGHUP: until, signal.SIGUSR1: renew}
    before = {number: signal.signal(number, lambda number, _: flags[number].set()) for number in flags}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def environment() -> dict[str, str]:
    """What children start with."""
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "cordiale.project.settings"}
