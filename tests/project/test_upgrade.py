"""An upgrade beside people at work: the database changes its shape, every process is replaced, no request fails."""

import http.client
import os
import re
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from tests import figures as kept
from tests.lake.conftest import postgres_server, postgres_url  # noqa: F401
from tests.project.test_up import descendants, eventually

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
PASSWORD = "le-barbier-de-S"
SECRET = "c" * 32
SESSION = """
import django; django.setup()
from django.test import Client
from cordiale.people.models import User
client = Client(); client.force_login(User.objects.get()); print(client.cookies["session"].value)
"""
FILL = """
import django; django.setup()
from cordiale.people.models import Party
Party.objects.bulk_create([Party(name=f"Figurant {n}", kind="person") for n in range(2000)], batch_size=500)
"""


class House:
    def __init__(self, data, database):
        self.data, self.engine = data, "postgresql" if database else "sqlite"
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        self.environ = {**kept, "CORDIALE_DATA": str(data), "LANG": "fr_FR.UTF-8", "CORDIALE_WORKERS": "1"}
        self.environ |= {"CORDIALE_LOG_LEVEL": "warning", "CORDIALE_MFA": "optional", "PYTHONPATH": str(ROOT)}
        if database:
            self.environ["DATABASE_URL"] = database

    def run(self, *words, settings="cordiale.project.settings", text=None):
        command = [sys.executable, *words]
        environ = {**self.environ, "DJANGO_SETTINGS_MODULE": settings}
        done = subprocess.run(command, env=environ, input=text, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def up(self):
        with (self.data / "log").open("w") as log:
            command = [sys.executable, "-m", "cordiale", "up", "--port", "0"]
            process = subprocess.Popen(command, env=self.environ, stdout=subprocess.PIPE, stderr=log, text=True)
            try:
                line = process.stdout.readline()
                yield process, urlsplit(re.search(r"http://localhost:\d+/", line).group(0))
            finally:
                process.terminate()
                process.wait(timeout=90)
                process.stdout.close()


class Worker(threading.Thread):
    """Somebody at work: reads, searches and writes, each time by a new connection or by one that is kept."""

    def __init__(self, address, until, *, session, keep):
        super().__init__(daemon=True)
        self.address, self.until, self.keep = address, until, keep
        self.cookie, self.connection = f"session={session}; csrf={SECRET}", None
        self.answers, self.failed, self.slowest = 0, [], 0.0

    def ask(self, method, path, form=None):
        if self.connection is None:
            self.connection = http.client.HTTPConnection(self.address.hostname, self.address.port, timeout=60)
        headers, body = {"Cookie": self.cookie}, None
        if form is not None:
            body = urlencode({**form, "csrfmiddlewaretoken": SECRET})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        answer.read()
        if not self.keep or answer.will_close:
            self.connection.close()
            self.connection = None
        return answer.status

    def run(self):
        number = 0
        while not self.until.is_set():
            number += 1
            began = time.monotonic()
            try:
                status = self.deed(number)
                if status >= 400:
                    self.failed.append(status)
            except (OSError, http.client.HTTPException) as error:
                self.failed.append(repr(error))
                self.connection = None
            self.answers += 1
            self.slowest = max(self.slowest, time.monotonic() - began)

    def deed(self, number):
        if number % 5 == 0:
            return self.ask(
                "POST", "/clients/nouveau/", {"kind": "person", "family_name": f"N{id(self)}x{number}", "anyway": "1"}
            )
        return self.ask("GET", ("/", "/clients/", "/clients/?q=figurant", "/healthz")[number % 4])


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def house(request, tmp_path):
    database = request.getfixturevalue("postgres_url") if request.param == "postgres" else ""
    made = House(tmp_path, database)
    made.run(
        "-m",
        "cordiale",
        "createuser",
        "figaro@rivage.example",
        "--name",
        "Figaro",
        "--password-stdin",
        text=PASSWORD + "\n",
    )
    made.run("-c", FILL)
    return made


def test_no_request_fails_while_the_database_changes_and_every_process_is_replaced(house):
    with house.up() as (process, address):
        session = house.run("-c", SESSION).strip()
        until = threading.Event()
        workers = [Worker(address, until, session=session, keep=keep) for keep in (False, True, False, True)]
        assert workers[0].ask("GET", "/clients/") == 200, "signed in"
        before = {pid for pid, command in descendants(process.pid).items() if "gunicorn" in command}
        for worker in workers:
            worker.start()
        try:
            said = house.run("-m", "cordiale", "upgrade", settings="tests.project.nextrelease.settings")
            replaced = eventually(lambda: not before & descendants(process.pid).keys(), within_s=60)
            served = sum(worker.answers for worker in workers)
            assert eventually(lambda: sum(worker.answers for worker in workers) > served + 20)
        finally:
            until.set()
            for worker in workers:
                worker.join(timeout=60)
    assert str(process.pid) in said
    assert replaced, "the old web processes still answer"
    failed = [failure for worker in workers for failure in worker.failed]
    figures = {"requests": sum(worker.answers for worker in workers), "failed": len(failed)}
    figures["slowest_s"] = round(max(worker.slowest for worker in workers), 2)
    kept.note(f"upgrade-{house.engine}", **figures)
    assert failed == []
    assert figures["requests"] > 50
    added = "from django.db import connection; import django; django.setup(); c = connection.cursor();"
    query = (
        "c.execute('SELECT count(*) FROM people_party WHERE rank_next IS NULL AND id <= 2000'); print(c.fetchone()[0])"
    )
    assert house.run("-c", f"{added} {query}").strip() == "0"
