"""An application that fits, agreed to, and the people around it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.project.oauth.dance import App

    from cordiale.people.models import User


@pytest.fixture(autouse=True)
def fresh_allowances() -> Iterator[None]:
    from cordiale.project.api.access import allowances

    allowances.forget()
    yield
    allowances.forget()


@pytest.fixture
def almaviva(db) -> User:
    """Looks after the other software."""
    from cordiale.people import users
    from cordiale.people.rights import members

    user = users.create(email="almaviva@rivage.example", name="Comte", password=None)
    members.give(user, "integrator")
    return user


@pytest.fixture
def rosine(db) -> User:
    """Administers the house, and agrees."""
    from cordiale.people import users
    from cordiale.people.rights import members

    user = users.create(email="rosine@rivage.example", name="Rosine", password=None)
    members.give(user, "administrator")
    return user


@pytest.fixture
def app(almaviva, rosine, client, figaro) -> App:
    """A native application in service; figaro sits at the browser, signed in."""
    from tests.project.oauth.dance import make

    client.force_login(figaro)
    return make(client, by=almaviva, approver=rosine)
