"""The processes `cordiale up` keeps alive: `python -m cordiale.project.processes web|worker|scheduler`.

Each can also be run alone, by systemd or a container.
"""

import ctypes
import os
import signal
import sys
from threading import Event as Flag

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cordiale.project.settings")


PR_SET_PDEATHSIG = 1


def web(listener: str) -> None:
    """Become gunicorn on an open socket: one process, several threads, requests ended before the end."""
    from django.conf import settings

    arguments = [
        *("--bind", f"fd://{listener}", "--worker-class", "gthread", "--no-control-socket"),
        *("--workers", str(settings.WEB_PROCESSES), "--threads", str(settings.WEB_THREADS)),
        *("--graceful-timeout", "25", "--timeout", "60", "--keep-alive", "15"),
        *("--config", "python:cordiale.project.gunicorn"),
        "cordiale.project.wsgi:application",
    ]
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *arguments])


def worker(*queues: str) -> None:
    """Run the jobs of some queues, or of all, until SIGTERM; the running one is ended or puts itself back."""
    until = _start()
    from cordiale import jobs

    jobs.work(until=until, queues=queues or None)


def scheduler() -> None:
    """Make periodic work due and keep facts flowing to the lake until SIGTERM."""
    until = _start()
    from cordiale.project import flow

    flow.run(until=until)


def _start() -> Flag:
    until = Flag()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: until.set())
    import django

    django.setup()
    return until


def _end_with_parent() -> None:
    """Ask the kernel for SIGTERM when the supervisor dies without a word: no orphan stays. Survives an exec."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def main(name: str, *arguments: str) -> None:
    """Run the named process to its end."""
    _end_with_parent()
    if name == "web":
        web(*arguments)
    elif name == "worker":
        worker(*arguments)
    else:
        scheduler()


if __name__ == "__main__":
    main(*sys.argv[1:])
