"""Keeps child processes alive: starts them, restarts the dead with back-off, stops all without leaving an orphan."""

import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Event as Flag

import structlog

log = structlog.get_logger("cordiale.supervisor")

LOOK_S = 0.25
STEADY_S = 60.0
LONGEST_DELAY_S = 30.0
READY_WITHIN_S = 120.0
READY_FD = "_CORDIALE_READY_FD"  # where a child that `tells` writes a byte once it serves


@dataclass(eq=False)
class Child:
    """One process to keep alive; `grace_s` is the time it gets to end its work on a stop."""

    name: str
    command: Sequence[str]
    grace_s: float = 30.0
    pass_fds: Sequence[int] = ()
    tells: bool = False
    failures: int = 0
    renewing: bool = False
    started_at: float = 0.0
    due_at: float = 0.0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    replaced: list[subprocess.Popen[bytes]] = field(default_factory=list, repr=False)

    def start(self, environ: Mapping[str, str]) -> None:
        """Start the process in a session of its own; signals of the terminal reach us only."""
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            pass_fds=tuple(self.pass_fds),
            start_new_session=True,
        )
        log.debug("process.started", child=self.name, pid=self.process.pid)

    def ended(self) -> int | None:
        """The exit code of a process that has just died, its restart set; None while it lives or waits for it."""
        if self.process is None or (code := self.process.poll()) is None:
            return None
        self._kill_group()
        now = time.monotonic()
        if self.renewing:  # it ended because we asked: the next one starts at once
            self.renewing, self.due_at, self.process = False, now, None
            return None
        self.failures = 1 if now - self.started_at > STEADY_S else self.failures + 1
        self.due_at = now + min(LONGEST_DELAY_S, 2.0 ** (self.failures - 2))
        self.process = None
        return code

    def renew(self, environ: Mapping[str, str]) -> bool:
        """Let a new process take over. False when the new one does not come up: the old one then stays.

        A child that tells is doubled first, both answering on the same socket, and only then is the old one asked to
        end what it has begun; one that does not tell is asked to end, and started again once it has.
        """
        if not self.tells or self.process is None:
            self.renewing = True
            self.terminate()
            return True
        old, (hears, says) = self.process, os.pipe()
        passed = self.pass_fds
        self.pass_fds = [*passed, says]
        try:
            self.start({**environ, READY_FD: str(says)})
        finally:
            self.pass_fds = passed
            os.close(says)
        came = bool(select.select([hears], [], [], READY_WITHIN_S)[0]) and os.read(hears, 1) != b""
        os.close(hears)
        if not came:
            self._kill_group()
            self.process.wait()
            self.process = old
            return False
        old.terminate()
        self.replaced.append(old)
        return True

    def terminate(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait(self, *, until: float) -> bool:
        """Wait for the end; past the moment, the whole group is killed. True for an end in time."""
        if self.process is None:
            return True
        try:
            self.process.wait(timeout=max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self._kill_group()
            self.process.wait()
            return False
        self._kill_group()
        return True

    def _kill_group(self) -> None:
        """Whatever the process left in its session goes with it."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                return


class Supervisor:
    """Runs children until told to stop."""

    def __init__(self, children: Sequence[Child], *, environ: Mapping[str, str] = os.environ) -> None:
        self.children = list(children)
        self.environ = environ

    def run(self, *, until: Flag, ready: Callable[[], object] = lambda: None, renew: Flag | None = None) -> None:
        """Start all, call `ready`, look after them until the flag is set, then stop all.

        When `renew` is set, every child is replaced by one that runs the code as it is installed now.
        """
        try:
            for child in self.children:
                child.start(self.environ)
            ready()
            while not until.wait(LOOK_S):
                if renew is not None and renew.is_set():
                    renew.clear()
                    self._renew()
                for child in self.children:
                    self._look_after(child)
        finally:
            self.stop()

    def _renew(self) -> None:
        for child in self.children:
            if child.renew(self.environ):
                log.info("process.renewed", child=child.name)
            else:
                log.error("process.not_renewed", child=child.name)
                return

    def _look_after(self, child: Child) -> None:
        child.replaced = [process for process in child.replaced if process.poll() is None]
        code = child.ended()
        if code is not None:
            delay = round(child.due_at - time.monotonic(), 1)
            log.error("process.died", child=child.name, exit_code=code, delay_s=delay)
        if child.process is None and time.monotonic() >= child.due_at:
            child.start(self.environ)

    def stop(self) -> None:
        """Ask every child to end, wait for their graces, kill those that do not."""
        now = time.monotonic()
        for child in self.children:
            child.terminate()
            for process in child.replaced:
                process.wait(timeout=child.grace_s)
        for child in self.children:
            if not child.wait(until=now + child.grace_s):
                log.error("process.killed", child=child.name, seconds=child.grace_s)
