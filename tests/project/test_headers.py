"""Security headers on every route, to those signed in and to strangers; reports of browsers are counted, bounded."""

import json

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from tests import figures
from tests.people.rights import routes

from cordiale.project.house import violations
from cordiale.project.house.models import Violation

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Reporting-Endpoints": 'csp="/csp"',
}
POLICY = ("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "report-uri /csp")


def faults(response):
    """Which headers are missing or other than they should be."""
    wrong = [name for name, value in EXPECTED.items() if response.headers.get(name) != value]
    policy = response.headers.get("Content-Security-Policy", "")
    sandboxed = "sandbox" in policy  # files of customers have a stricter policy of their own
    wrong += [] if sandboxed else [rule for rule in POLICY if rule not in policy]
    wrong += [word for word in ("unsafe-inline", "unsafe-eval", "*") if word in policy]
    wrong += [] if "camera=()" in response.headers.get("Permissions-Policy", "") else ["Permissions-Policy"]
    cached = response.headers.get("Cache-Control", "")
    return wrong + ([] if "no-store" in cached or "public" not in cached else ["Cache-Control"])


@pytest.mark.slow
@pytest.mark.django_db
def test_every_route_carries_the_security_headers(figaro):
    inside = Client(raise_request_exception=False)
    inside.force_login(figaro)
    wrong, tried = {}, 0
    for name, arguments in routes.every().items():
        if ":" not in name:
            continue
        address = reverse(name, kwargs=arguments)
        for client in (inside, Client(raise_request_exception=False)):
            found = faults(client.get(address))
            tried += 1
            if found:
                wrong[name] = found
    figures.note("headers", answers=tried, without=len(wrong))
    assert wrong == {}
    assert tried > 60


@override_settings(SECURE_HSTS_SECONDS=31_536_000, SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"))
def test_https_is_kept_for_a_year_once_the_proxy_says_so():
    from django.core.handlers.wsgi import WSGIHandler
    from django.test import RequestFactory

    asked = RequestFactory().get("/healthz", headers={"x-forwarded-proto": "https"})
    assert WSGIHandler().get_response(asked).headers["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "report",
    [
        {"csp-report": {"violated-directive": "script-src 'self'", "blocked-uri": "https://evil.example/a?emma@x.fr"}},
        [
            {
                "type": "csp-violation",
                "body": {"effectiveDirective": "script-src", "blockedURL": "https://evil.example/b"},
            }
        ],
    ],
)
def test_a_report_is_counted_by_rule_and_origin_only(report):
    for _ in range(3):
        answer = Client(enforce_csrf_checks=True).post("/csp", json.dumps(report), "application/csp-report")
        assert answer.status_code == 204
    assert list(Violation.objects.values_list("directive", "blocked", "count")) == [
        ("script-src", "https://evil.example", 3)
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("body", [b"", b"[", b"null", b"[" * 50_000, b'{"csp-report": 1}', b'{"csp-report": {"x": 1}}'])
def test_what_is_no_report_counts_nothing(body):
    assert Client().post("/csp", body, "application/json").status_code == 204
    assert Violation.objects.count() == 0


@pytest.mark.django_db
def test_invented_reports_do_not_fill_the_table(monkeypatch):
    monkeypatch.setattr(violations, "MOST_KINDS", 5)
    for number in range(12):
        told = {"csp-report": {"violated-directive": "img-src", "blocked-uri": f"https://e{number}.example/"}}
        violations.count(json.dumps(told).encode())
    assert Violation.objects.count() == 6
    assert Violation.objects.get(directive="other").count == 7
