"""Every route asks for a signed-in user, unless it stands on the short list with its reason."""

import uuid
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import get_converters

from cordiale.web import public

SAMPLES = {"int": 1, "str": "x", "slug": "x", "path": "x", "uuid": uuid.UUID(int=1)}


def routes() -> Iterator[tuple[str, dict[str, object]]]:
    """The name of every route with arguments that fit its converters."""
    yield from _below(get_resolver().url_patterns, namespace="")


def _below(patterns: list[URLPattern | URLResolver], *, namespace: str) -> Iterator[tuple[str, dict[str, object]]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inside = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _below(pattern.url_patterns, namespace=inside)
        else:
            assert pattern.name, f"{pattern.pattern} has no name"
            names = {kind: name for name, kind in ((name, type(c)) for name, c in get_converters().items())}
            filled = {arg: SAMPLES.get(names[type(c)], "x") for arg, c in pattern.pattern.converters.items()}
            yield namespace + pattern.name, filled


ROUTES = dict(routes())


def test_the_list_of_routes_is_found():
    assert {"healthz", "signin:sign-in"} <= ROUTES.keys()


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(ROUTES.keys() - public.reasons().keys()))
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.slow
def test_a_stranger_is_sent_to_the_sign_in_page(client, name, method):
    answer = getattr(client, method)(reverse(name, kwargs=ROUTES[name]))
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, reverse("signin:sign-in"))


def test_every_public_route_exists_and_says_why():
    for name, reason in public.reasons().items():
        assert name in ROUTES, name
        assert len(reason) >= 15, name


def test_the_short_list_is_this_one():
    """A new public route is a decision: it is made here, where a reviewer sees it."""
    signing_in = ["accept", "company", "company-back", "forgotten", "passkey-door", "reset", "second", "sign-in"]
    shell = ["healthz", "readyz", "web:language", "web:manifest", "web:offline", "web:worker"]
    programs = ["agenda:feed", "api-v1:description", "api-v1:door", "files:signed", "files:signed-picture"]
    programs += ["oauth:metadata", "oauth:revoke", "oauth:token"]
    house = ["house:csp", "house:first-run", "house:logo", "house:metrics"]
    assert sorted(public.reasons()) == sorted([*shell, *programs, *house, *(f"signin:{name}" for name in signing_in)])


@pytest.mark.django_db
def test_every_answer_carries_the_headers(client):
    answer = client.get(reverse("signin:sign-in"))
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.django_db
def test_a_foreign_host_name_is_refused(client):
    assert client.get(reverse("signin:sign-in"), headers={"host": "evil.example"}).status_code == 400
