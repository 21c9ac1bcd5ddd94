"""A second process on the test database."""

import os
import sys
from urllib.parse import urlencode

import pytest
from django.db import connection


@pytest.fixture
def database_environment() -> dict[str, str]:
    """The environment of a process that works on this test's database."""
    settings = connection.settings_dict
    url = f"sqlite:///{settings['NAME']}"
    if connection.vendor == "postgresql":
        place = f"{settings['HOST']}:{settings['PORT']}".strip(":")
        options = urlencode({name: value for name, value in settings["OPTIONS"].items() if isinstance(value, str)})
        url = f"postgresql://{settings['USER']}:{settings['PASSWORD']}@{place}/{settings['NAME']}?{options}"
    path = os.pathsep.join(place for place in sys.path if place)
    return os.environ | {"DATABASE_URL": url, "PYTHONPATH": f"{os.getcwd()}{os.pathsep}{path}"}


@pytest.fixture
def time_machine_at():
    """Set the wall clock, and let nothing tick."""
    import time_machine

    return lambda moment: time_machine.travel(moment, tick=False)
