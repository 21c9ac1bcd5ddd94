"""A lake in a temporary folder, and the two databases that spool and keyring can live in."""

from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest
from tests import postgres, template
from tests.conftest import missing

from cordiale.lake import Lake, LakeConfig, open_all


@pytest.fixture
def lake(tmp_path) -> Lake:
    return open_all(LakeConfig.in_folder(tmp_path))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    if postgres.binaries() is None:
        missing("PostgreSQL")
    with postgres.server() as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server) -> str:
    """An empty database of its own on the server that the tests share."""
    name = f"t{uuid4().hex}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return postgres_server.replace("/cordiale?", f"/{name}?")


@pytest.fixture
def migrated_url(postgres_server) -> str:
    """The same with the product's tables, copied from the template."""
    name = f"t{uuid4().hex}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template.postgres(postgres_server)}")
    return template.at(postgres_server, name)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store_url(request, tmp_path) -> str:
    """Each of the two databases in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/store.sqlite3"
    return request.getfixturevalue("postgres_url")
