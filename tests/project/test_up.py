"""`cordiale up` with real processes: it answers, survives the death of a child, stops whole, refuses to double."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from cordiale.project.supervisor import Child, Supervisor

pytestmark = pytest.mark.slow


def environ(data: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "CORDIALE_DATA": str(data), "LANG": "fr_FR.UTF-8", "CORDIALE_LOG_FORMAT": "json"}


@contextmanager
def up(data: Path, *options: str):
    """A running house and the address it told; ended at the latest here."""
    command = [sys.executable, "-m", "cordiale", "up", "--port", "0", *options]
    log = (data / "log").open("w")
    process = subprocess.Popen(command, env=environ(data), stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        line = process.stdout.readline()
        yield process, re.search(r"http://localhost:\d+/", line).group(0)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=90)
        finally:
            process.kill()
            process.stdout.close()
            log.close()


def get(url: str) -> int:
    with urllib.request.urlopen(url, timeout=20) as answer:
        return answer.status


def descendants(pid: int) -> dict[int, str]:
    """Every process below one, with its command line."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            stat, command = (entry / "stat").read_text(), (entry / "cmdline").read_bytes()
        except OSError:
            continue
        parents[int(entry.name)] = (int(stat.rpartition(")")[2].split()[1]), command.replace(b"\0", b" ").decode())
    below, found = {pid}, {}
    for _ in range(6):
        found |= {child: command for child, (parent, command) in parents.items() if parent in below}
        below |= found.keys()
    return found


def running(pid: int, words: str) -> int:
    return sum(words in command for command in descendants(pid).values())


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def eventually(condition, *, within_s: float = 20.0) -> bool:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


def test_it_answers_and_stops_without_an_orphan(tmp_path):
    with up(tmp_path) as (process, address):
        assert (get(address + "healthz"), get(address + "readyz")) == (200, 200)
        below = descendants(process.pid)
        for name in ("gunicorn", "processes worker", "processes scheduler"):
            assert any(name in command for command in below.values()), name
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
        assert "Arrêté." in process.stdout.read()
    assert [pid for pid in below if alive(pid)] == []
    assert (tmp_path / "up.pid").read_text() == ""


def test_a_dead_child_is_started_again(tmp_path):
    with up(tmp_path) as (process, address):
        below = descendants(process.pid)
        worker = next(pid for pid, command in below.items() if "processes worker" in command)
        web = next(pid for pid, command in below.items() if "gunicorn" in command)
        os.kill(worker, signal.SIGKILL)
        os.kill(web, signal.SIGKILL)
        assert get(address + "healthz") == 200  # the socket is the supervisor's: callers wait, they are not refused
        assert eventually(lambda: not descendants(process.pid).keys() & {worker, web})
        workers = sum("processes worker" in command for command in below.values())
        assert eventually(lambda: running(process.pid, "processes worker") == workers)


def test_children_end_when_the_supervisor_is_killed(tmp_path):
    with up(tmp_path) as (process, _):
        below = descendants(process.pid)
        process.kill()
        assert eventually(lambda: not any(alive(pid) for pid in below), within_s=40)


def test_a_second_house_on_the_same_data_is_refused(tmp_path):
    with up(tmp_path) as (process, _):
        command = [sys.executable, "-m", "cordiale", "up", "--port", "0"]
        second = subprocess.run(command, env=environ(tmp_path), capture_output=True, text=True, check=False)
        assert second.returncode == 3
        assert f"tourne déjà sur ce dossier de données (processus {process.pid})" in second.stderr


def test_a_taken_port_is_told(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "cordiale", "up", "--port", port]
        done = subprocess.run(command, env=environ(tmp_path), capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert f"127.0.0.1:{port} est déjà prise" in done.stderr


def test_restarts_wait_longer_each_time():
    child = Child("c", [sys.executable, "-c", "raise SystemExit(7)"])
    delays = []
    for _ in range(4):
        child.start(os.environ)
        assert eventually(lambda: child.process.poll() is not None)
        assert child.ended() == 7
        delays.append(round(child.due_at - time.monotonic(), 1))
    assert delays == [0.5, 1.0, 2.0, 4.0]


def test_a_child_that_does_not_stop_is_killed_with_its_group(tmp_path):
    stubborn = (
        "import signal, subprocess, pathlib; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "p = subprocess.Popen(['sleep', '60']);"
        f"pathlib.Path({str(tmp_path / 'pid')!r}).write_text(str(p.pid)); p.wait()"
    )
    child = Child("stubborn", [sys.executable, "-c", stubborn], grace_s=0.5)
    supervisor = Supervisor([child])
    child.start(os.environ)
    assert eventually(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text())
    supervisor.stop()
    assert eventually(lambda: not alive(int((tmp_path / "pid").read_text())))
