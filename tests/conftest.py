"""What every test shares: a data directory of its own, settings of its own, and a log that is read afterwards.

The developer's own settings never reach a test. `TEST_DATABASE_URL` moves the suite to PostgreSQL
(`python -m tests.postgres pytest ...` starts a server for it). With `CI` set, a missing Chromium, PostgreSQL
or Java is a failure, never a skip.
"""

import logging
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
import structlog

MEMORY = Path("/dev/shm")  # a disk that forgets is enough: what must outlive a power cut has tests of its own
ROOMY = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 2**30
DATA = Path(tempfile.mkdtemp(prefix="cordiale-test-", dir=MEMORY if ROOMY else None))
KEPT = ("CORDIALE_SHARED", "CORDIALE_CHROMIUM")

for name in [name for name in os.environ if name.startswith("CORDIALE_") and name not in KEPT]:
    del os.environ[name]
os.environ.pop("DATABASE_URL", None)
os.environ["CORDIALE_DATA"] = str(DATA)
os.environ["CORDIALE_SPOOL_URL"] = f"sqlite:///{DATA}/spool.sqlite3"
os.environ["CORDIALE_KEYRING_URL"] = f"sqlite:///{DATA}/keyring.sqlite3"
os.environ["LC_ALL"] = "fr_FR.UTF-8"
os.environ["CORDIALE_MFA"] = "optional"  # `force_login` shows no second factor; tests of signing in ask for it
if os.environ.get("TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
# Set here and not in pyproject.toml: pytest-django would read the settings before the lines above.
os.environ["DJANGO_SETTINGS_MODULE"] = "cordiale.project.settings"


def pytest_configure(config: pytest.Config) -> None:
    import django
    from django.conf import settings
    from tools.messages import compile_all

    hypothesis.settings.register_profile("house", deadline=None)
    hypothesis.settings.register_profile("fast", deadline=None, max_examples=20)
    hypothesis.settings.register_profile("night", deadline=None, max_examples=100_000)
    if not config.getoption("--hypothesis-profile"):
        hypothesis.settings.load_profile("house")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    compile_all()
    django.setup()
    let_tests_empty_the_log()
    _let_forced_sessions_settle()
    config.pluginmanager.import_plugin("tests.cast")  # emma, harpagon, candide, tartuffe, figaro


def let_tests_empty_the_log() -> None:
    """The database refuses to empty the audit log; a test that ends by emptying its database lifts that first."""
    from django.core.management.commands import flush
    from django.db import connections

    from cordiale.people.audit import guards

    empty = flush.Command.handle

    def handle(self: flush.Command, **options: object) -> None:
        connection = connections[options["database"]]
        guards.remove(connection)
        empty(self, **options)
        guards.install(connection)

    flush.Command.handle = handle


def _let_forced_sessions_settle() -> None:
    """`force_login` makes the session's first request, which writes its row, so that tests count what their page asks.

    It also counts as a fresh proof with two factors; tests of signing in come through the door instead.
    """
    from django.test import Client

    from cordiale.core import clock

    force = Client.force_login

    def settled(self: Client, user: object, backend: str | None = None) -> None:
        force(self, user, backend)  # type: ignore[arg-type]
        self.get("/healthz")
        session = self.session
        session["signin"] = {**session["signin"], "fresh": clock.now().timestamp(), "second": True}
        session.save()

    Client.force_login = settled  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """On SQLite the test database stands before pytest-django looks: a copy of the migrated template."""
    return not os.environ.get("DATABASE_URL")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    from django.conf import settings
    from tests import template

    database = settings.DATABASES["default"]
    if url := os.environ.get("DATABASE_URL"):
        database["TEST"]["TEMPLATE"] = template.postgres(url)
    else:
        template.copy(Path(database["TEST"]["NAME"]))


class Listener(logging.Handler):
    """Hears the whole run as the product would log it, and keeps the lines that name somebody."""

    PERSONAL = re.compile(r"[\w.+-]+@[\w-]+\.\w|Bovary|Almaviva|L’Avare|6 ?12 ?34 ?56 ?78|1 ?44 ?58 ?15 ?15")

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record)
        if self.PERSONAL.search(line):
            self.heard.append(line)


@pytest.fixture(scope="session")
def listener() -> Iterator[Listener]:
    from cordiale.project import logs

    lines = dict(logs.configuration(level="info", form="json")["formatters"]["lines"])
    lines.pop("()")
    handler = Listener()
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(**lines))
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)


@pytest.fixture(autouse=True)
def nobody_is_named_in_the_log(listener: Listener) -> Iterator[None]:
    """No test, whatever it does, may bring an address, a number or a name of the cast into the log."""
    yield
    heard, listener.heard = listener.heard, []
    assert heard == []


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database-only", action="store_true", help="only the tests that touch the product database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--database-only"):
        return
    touching = [item for item in items if _touches_database(item) and not item.get_closest_marker("once")]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(touching)])
    items[:] = touching


def _touches_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or not fixtures.isdisjoint({"db", "transactional_db"})


def pytest_unconfigure() -> None:
    shutil.rmtree(DATA, ignore_errors=True)


def missing(what: str) -> None:
    """Skip where a tool is not installed; fail where the run is to prove everything."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing; tools/bootstrap test installs it")
    pytest.skip(f"{what} is not installed (tools/bootstrap test)")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium."""
    names = [os.environ.get("CORDIALE_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"]
    found = next((path for name in names if name and (path := shutil.which(name))), "")
    if not found:
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            found = playwright.chromium.executable_path
    if not Path(found).exists():
        missing("Chromium")
    return found


@pytest.fixture(scope="session")
def browser_type_launch_args(chromium: str) -> dict[str, object]:
    """How pytest-playwright starts it: no sandbox (containers), no background talk, steady text rendering."""
    quiet = ["no-first-run", "disable-background-networking", "disable-component-update", "disable-sync"]
    flags = ["no-sandbox", "disable-gpu", "disable-quic", "font-render-hinting=none", *quiet]
    return {"executable_path": chromium, "args": [f"--{flag}" for flag in flags]}
