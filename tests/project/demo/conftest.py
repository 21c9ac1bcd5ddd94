"""Two companies: a small one for looking at each event, a larger one for statistics."""

from datetime import UTC, datetime

import pytest

from cordiale.project.demo.simulate import Company, simulate

AS_OF = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)


@pytest.fixture(scope="package")
def rivage() -> Company:
    return simulate(customers=500, seed=7, as_of=AS_OF)


@pytest.fixture(scope="package")
def large() -> Company:
    return simulate(customers=12_000, seed=7, as_of=AS_OF)
