"""A program with a key of figaro's, and full allowances for each test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.test import Client

if TYPE_CHECKING:
    from tests.project.api.programs import Program


@pytest.fixture(autouse=True)
def fresh_allowances() -> Iterator[None]:
    from cordiale.project.api.access import allowances

    allowances.forget()
    yield
    allowances.forget()


@pytest.fixture
def program(figaro) -> Program:
    from tests.project.api.programs import Program, key_of

    return Program(Client(), key_of(figaro))
