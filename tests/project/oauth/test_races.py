"""Several at once: one wins, and the others are what a thief would be."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from tests.project.oauth.dance import make

from cordiale.project.oauth.models import Grant, TokenPair

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
AT_ONCE = 4


def at_once(act):
    """The statuses of the same call from several places."""

    def apart(_number):
        try:
            return act().status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return sorted(threads.map(apart, range(AT_ONCE)))


@pytest.fixture
def busy(figaro, almaviva, rosine):
    browser = Client()
    browser.force_login(figaro)
    return make(browser, by=almaviva, approver=rosine)


def test_a_code_shown_by_many_at_once_gives_nothing_that_lasts(busy):
    code = busy.code()
    assert at_once(lambda: busy.trade(code)) == [200] + [400] * (AT_ONCE - 1)
    assert (TokenPair.objects.count(), Grant.objects.get().ended_why) == (1, "replayed")
    assert busy.get().status_code == 401


def test_a_refresh_token_shown_by_many_at_once_ends_the_family(busy):
    spent = busy.connect().refresh
    assert at_once(lambda: busy.renew(spent)) == [200] + [400] * (AT_ONCE - 1)
    assert (TokenPair.objects.count(), Grant.objects.get().ended_why) == (2, "replayed")
    assert busy.get().status_code == 401
