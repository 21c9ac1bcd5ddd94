"""A second process on the test database."""

import os
import sys

import pytest
from django.db import connection


@pytest.fixture
def database_environment() -> dict[str, str]:
    """The environment of a process that works on this test's database."""
    settings = connection.settings_dict
    url = f"sqlite:///{settings['NAME']}"
    if connection.vendor == "postgresql":
        host, port = settings["HOST"] or "127.0.0.1", settings["PORT"] or 5432
        url = f"postgresql://{settings['USER']}:{settings['PASSWORD']}@{host}:{port}/{settings['NAME']}"
    path = os.pathsep.join(place for place in sys.path if place)
    return os.environ | {"DATABASE_URL": url, "PYTHONPATH": f"{os.getcwd()}{os.pathsep}{path}"}


@pytest.fixture
def time_machine_at():
    """Set the wall clock, and let nothing tick."""
    import time_machine

    return lambda moment: time_machine.travel(moment, tick=False)
