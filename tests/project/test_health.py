"""Health answers: public, and honest about each part."""

import pytest

from cordiale.project import health


def test_healthz_answers_anybody_without_the_database(client):
    assert client.get("/healthz").json() == {"alive": True}


@pytest.mark.django_db
def test_readyz_names_the_parts(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "parts": {"database": True, "migrations": True, "spool": True}}


@pytest.mark.django_db
def test_readyz_is_503_when_a_part_is_not_ready(client, monkeypatch):
    monkeypatch.setitem(health.CHECKS, "spool", lambda: False)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["parts"]["spool"]) == (503, False)


@pytest.mark.django_db
def test_health_is_never_cached(client):
    assert "no-store" in client.get("/readyz")["Cache-Control"]
