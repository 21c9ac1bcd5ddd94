"""T25, T26 and the headers of safety 4.6: every route of a house with a row in every table, asked as it should not be.

Nothing private is kept by a cache, no name of a host is believed, reading changes nothing, and what another site
sends is not done.
"""

import re
from collections import defaultdict
from contextlib import contextmanager
from http.cookies import SimpleCookie

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from tests import figures
from tests.people.rights import routes
from tests.project import test_headers, test_routes
from tests.project.everywhere.test_canary import client, house, owner, text_of  # noqa: F401

from cordiale.people import rights
from cordiale.web import public

pytestmark = [pytest.mark.slow, pytest.mark.once, pytest.mark.django_db]
EVIL = "evil.example"
FORGED = {
    "x-forwarded-host": EVIL, "forwarded": f"host={EVIL};proto=https", "x-host": EVIL, "x-original-url": f"//{EVIL}/",
    "x-rewrite-url": f"//{EVIL}/", "x-forwarded-server": EVIL, "x-http-host-override": EVIL, "origin": f"https://{EVIL}",
}  # fmt: skip
# What a cache may keep, each with its reason.
KEPT = {
    "web:manifest": "the same for everybody: names and icons",
    "web:worker": "the same for everybody: a script",
    "web:offline": "the same for everybody: a page without data",
    "house:logo": "the company's picture, shown before anybody signs in",
    "agenda:feed": "private, five minutes: calendar programs ask often; its address is a secret",
    "healthz": "says that we live",
    "readyz": "says that we live",
}
# What reading may leave behind: its own trace, never what is told of anybody.
TRACES = {
    "audit_entry": "who looked",
    "audit_visit": "who looked, to tell it once",
    "django_session": "the session's own row",
    "signin_session": "when the session was seen",
    "shelf_recent": "what was opened, for whoever opened it",
    "rights_reading": "how many rows somebody read",
    "rights_alert": "that an invented customer was carried away",
    "api_allowance": "how often a program called",
    "agenda_feed": "when a calendar was last fetched",
}
TABLE = re.compile(r'(?:insert (?:or \w+ )?into|update|delete from)\s+"?(\w+)', re.IGNORECASE)
SUFFIXES = ("x.css", "/x.css", ".css", ";x.css", "%2e%2e/x.css", "..%2fx.css", "%00.css", "%3fx.css")
FROM_ELSEWHERE = {"api-v1:door", "house:csp", "oauth:token", "oauth:revoke"}  # they believe no cookie


def addresses():
    for name, arguments in test_routes.ROUTES.items():
        yield name, reverse(name, kwargs=arguments)


@contextmanager
def writing():
    """The tables that are written to meanwhile."""
    tables = set()

    def hear(execute, sql, params, many, context):
        tables.update(found.lower() for found in TABLE.findall(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(hear):
        yield tables


@contextmanager
def taken_back(visitor):
    """All that is written meanwhile is taken back, cookies too."""
    cookies = visitor.cookies.output(header="")
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    visitor.cookies = SimpleCookie(cookies)


def visited(visitor, method, address, **headers):
    """An answer with its body, and the tables it wrote to."""
    with taken_back(visitor), writing() as tables:
        answer = getattr(visitor, method)(address, headers=headers)
        return answer, text_of(answer), tables


def cacheable(answer):
    return "no-store" not in answer.headers.get("Cache-Control", "")


def test_reading_changes_nothing_is_kept_by_nobody_and_believes_no_host(house, client):  # noqa: F811
    """Every route by GET, signed in and not, with a host forged in every header that somebody could believe."""
    wrong, counted = defaultdict(list), 0
    for name, address in addresses():
        guard = rights.routes.of(name)
        if guard is not None and not guard.verb("GET"):
            continue
        for visitor in (client, Client(raise_request_exception=False)):
            answer, body, tables = visited(visitor, "get", address, **FORGED)
            counted += 1
            found = {
                "bug": answer.status_code >= 500 and name != "readyz",
                "cacheable": cacheable(answer) and name not in KEPT,
                "host": EVIL in body or any(EVIL in value for value in answer.headers.values()),
                "written": sorted(tables - TRACES.keys()),
                "headers": test_headers.faults(answer),
            }
            for fault, told in found.items():
                if told:
                    wrong[fault].append((name, told))
    figures.note("reading", answers=counted, wrong=sum(map(len, wrong.values())))
    assert dict(wrong) == {}


def test_a_foreign_host_is_refused_before_anything_is_read():
    for name, address in addresses():
        answer = Client().get(address, headers={"host": EVIL})
        assert (name, answer.status_code, EVIL in text_of(answer)) == (name, 400, False)


def test_no_private_page_under_an_address_that_caches_like(house, client):  # noqa: F811
    """`/clients/<key>/x.css` and its kin are nothing: a cache that goes by the end of the address keeps nothing."""
    wrong = []
    for name, address in addresses():
        if name in public.reasons():
            continue
        for suffix in SUFFIXES:
            with taken_back(client):
                answer = client.get((address.rstrip("/") if suffix.startswith("/") else address) + suffix)
                text_of(answer)
            if answer.status_code != 404 or cacheable(answer):
                wrong.append((name, suffix, answer.status_code, answer.headers.get("Cache-Control")))
    assert wrong == []


FOREIGN = {
    "no token": {},
    "a token of another session": {"csrfmiddlewaretoken": "a" * 64},
    "sent by another site": None,
}


@pytest.mark.parametrize("way", FOREIGN)
def test_what_another_site_sends_is_not_done(owner, way):  # noqa: F811
    """Every route, every unsafe method: 403 before the view, and not a row is written."""
    inside = Client(enforce_csrf_checks=True, raise_request_exception=False)
    inside.force_login(owner)
    token = inside.get(reverse("signin:preferences")).cookies[settings.CSRF_COOKIE_NAME].value
    wrong, counted = [], 0
    for name, arguments in test_routes.ROUTES.items():
        for method in ("post", "put", "patch", "delete"):
            with taken_back(inside), writing() as tables:
                headers = {"origin": f"https://{EVIL}", "x-csrftoken": token} if FOREIGN[way] is None else {}
                answer = getattr(inside, method)(reverse(name, kwargs=arguments), FOREIGN[way] or {}, headers=headers)
            counted += 1
            mine = tables - TRACES.keys()
            if name in FROM_ELSEWHERE:
                refused = answer.status_code in (204, 400, 401, 404, 405)
            else:
                refused = answer.status_code == 403 and not mine
            if not refused:
                wrong.append((name, method, answer.status_code, mine))
    figures.note(f"foreign-{way.replace(' ', '-')}", requests=counted, done=len(wrong))
    assert wrong == []


def test_a_cookie_is_for_this_site_alone_and_no_script_reads_it(owner):  # noqa: F811
    visitor = Client()
    visitor.force_login(owner)
    answer = visitor.get(reverse("signin:preferences"))
    cookies = [*visitor.cookies.values(), *answer.cookies.values()]
    for cookie in cookies:
        assert cookie["samesite"] in ("Lax", "Strict"), cookie.key
        assert cookie["domain"] == "", cookie.key
        assert cookie["httponly"], cookie.key


def test_every_route_is_looked_at():
    assert len(test_routes.ROUTES) > 200
    assert set(routes.every()) <= set(test_routes.ROUTES)
    assert KEPT.keys() <= set(test_routes.ROUTES)
