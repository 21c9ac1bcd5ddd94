"""Forwarded addresses are believed from our own proxies only."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory, override_settings

from cordiale.project import proxies


def seen(address, told="", proto=""):
    """The address and scheme a view would see."""
    headers = {"x-forwarded-for": told, "x-forwarded-proto": proto}
    request = RequestFactory().get("/", headers={name: value for name, value in headers.items() if value})
    request.META["REMOTE_ADDR"] = address
    kept = []
    proxies.trust_own_proxies(lambda request: kept.append(request.META) or HttpResponse())(request)
    return kept[0]["REMOTE_ADDR"], kept[0].get("HTTP_X_FORWARDED_PROTO", ""), kept[0].get("HTTP_X_FORWARDED_FOR", "")


@pytest.mark.parametrize(
    ("address", "told", "expected"),
    [
        ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "1.1.1.1, 203.0.113.7, 10.0.0.3", "203.0.113.7"),
        ("10.0.0.2", "203.0.113.7", "203.0.113.7"),
        ("203.0.113.9", "10.0.0.1", "203.0.113.9"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("", "2001:db8::5", "2001:db8::5"),
    ],
)
@override_settings(PROXIES=["127.0.0.1", "::1", "10.0.0.0/8"])
def test_the_caller_is_the_nearest_who_is_not_a_proxy(address, told, expected):
    assert seen(address, told) == (expected, "", "")


@override_settings(PROXIES=["127.0.0.1"])
def test_https_is_believed_from_a_proxy_and_from_nobody_else():
    assert seen("127.0.0.1", proto="https")[1] == "https"
    assert seen("203.0.113.9", proto="https")[1] == ""
