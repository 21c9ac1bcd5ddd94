"""The row budget, honey records, the second person, step-up: what stops somebody who carries everything away."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from tests import figures

from cordiale.core import clock
from cordiale.people import audit, parties, rights, users
from cordiale.people.audit.models import Entry
from cordiale.people.models import Party
from cordiale.people.rights import approvals, budget, honey, members, refusals, verbs
from cordiale.people.rights.models import Alert, Approval

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forgotten():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def desk(client, figaro):
    client.force_login(figaro)
    return client


@pytest.fixture
def susanna(db):
    user = users.create(email="susanna@rivage.example", name="Suzanne")
    members.give(user, "manager")
    return user


def scrape(client: Client, *, pages: int) -> int:
    """Rows out until somebody says stop."""
    rows = 0
    for _page in range(pages):
        answer = client.get(reverse("customers:list"))
        if answer.status_code == 429:
            break
        rows += answer.content.decode().count('class="row-link"')
    return rows


def test_a_scraper_is_stopped_within_its_budget_and_told_of_once(desk, settings, emma, candide, harpagon):
    settings.ROWS_PER_HOUR, settings.ROWS_PER_DAY = 7, 1_000
    out = scrape(desk, pages=20)
    figures.note("brake-on-reading", rows_allowed=settings.ROWS_PER_HOUR, rows_out_before_the_stop=out)
    assert out == 9  # the page that passes the limit is the last
    answer = desk.get(reverse("customers:page", args=[emma.key]), headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["type"]) == (429, "urn:cordiale:over_budget")
    assert [(alert.kind, alert.rows) for alert in Alert.objects.all()] == [("budget", 9)]
    assert desk.get(reverse("imports:start")).status_code == 200


def test_a_slow_scraper_is_stopped_by_the_day(desk, figaro, settings, emma):
    settings.ROWS_PER_HOUR, settings.ROWS_PER_DAY = 1_000, 5
    for hours in range(7, 1, -1):
        written_at(figaro, clock.now() - timedelta(hours=hours))
    assert budget.spent(figaro) == (0, 6)
    assert scrape(desk, pages=1) == 0


def written_at(user, moment) -> None:
    real = clock.now
    try:
        clock.now = lambda: moment
        audit.write(user, "party.listed", rows=1)
    finally:
        clock.now = real


def test_yesterday_counts_no_more_and_somebody_else_has_their_own(desk, figaro, susanna, settings, emma):
    settings.ROWS_PER_HOUR, settings.ROWS_PER_DAY = 5, 5
    written_at(figaro, clock.now() - timedelta(hours=25))
    audit.write(susanna, "party.listed", rows=50)
    assert scrape(desk, pages=1) == 1


def test_no_limit_when_the_setting_is_zero(desk, settings, emma, candide, harpagon):
    settings.ROWS_PER_HOUR = settings.ROWS_PER_DAY = 0
    assert scrape(desk, pages=4) == 12


def test_opening_a_honey_record_raises_an_alert_and_listing_it_does_not(desk, figaro):
    (one,) = honey.sow(1, by=figaro)
    scrape(desk, pages=2)
    assert not Alert.objects.exists()
    desk.get(reverse("customers:page", args=[one.key]))
    assert [(alert.kind, alert.user, alert.rows) for alert in Alert.objects.all()] == [("honey", figaro, 1)]
    assert Entry.objects.filter(deed="honey.touched", actor=figaro.key).count() == 1


def test_carrying_honey_away_in_a_file_raises_an_alert(desk, figaro, emma):
    honey.sow(3, by=figaro)
    b"".join(desk.get(reverse("customers:export")))
    assert [(alert.kind, alert.rows) for alert in Alert.objects.all()] == [("honey", 3)]


def test_a_large_file_needs_somebody_else(desk, figaro, susanna, emma, candide, harpagon, monkeypatch):
    narrow(monkeypatch, bulk=2)
    page = desk.get(reverse("customers:export"))
    out = Party.objects.count() if page.status_code == 200 else 0
    figures.note("brake-on-exporting", rows_asked_for=Party.objects.count(), rows_out_before_the_stop=out)
    assert page.status_code == 409
    assert "Une deuxième personne" in page.content.decode()
    desk.post(reverse("rights:ask"), {"verb": "party.export", "subject": "", "rows": "3", "reason": "Salon de mars"})
    asked = Approval.objects.get()
    assert desk.get(reverse("customers:export")).status_code == 409
    with pytest.raises(refusals.NotYourOwnRequest):
        approvals.answer(asked.key, by=figaro, yes=True)
    approvals.answer(asked.key, by=susanna, yes=True)
    assert desk.get(reverse("customers:export")).status_code == 200
    assert desk.get(reverse("customers:export"), {"kind": "person"}).status_code == 409


def test_a_file_in_slices_adds_up(desk, figaro, emma, candide, harpagon, monkeypatch):
    narrow(monkeypatch, bulk=2)
    audit.write(figaro, "party.exported", rows=2)
    assert desk.get(reverse("customers:export"), {"q": "emma"}).status_code == 409


def test_a_yes_ends_after_a_day_and_covers_no_more_than_was_asked(figaro, susanna, monkeypatch):
    asked = approvals.ask(figaro, "party.export", subject="kind=person", rows=20, reason="Audit")
    approvals.answer(asked.key, by=susanna, yes=True)
    held = {"subject": "kind=person", "rows": 20}
    assert approvals.held(figaro, "party.export", **held) == asked
    assert approvals.held(figaro, "party.export", **held | {"rows": 21}) is None
    assert approvals.held(figaro, "party.export", **held | {"subject": ""}) is None
    assert approvals.held(susanna, "party.export", **held) is None
    later = clock.now() + timedelta(hours=25)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert approvals.held(figaro, "party.export", **held) is None


@pytest.mark.parametrize("role", ["service", "administrator", "marketer"])
def test_who_may_not_do_it_may_not_agree_to_it(figaro, role):
    other = users.create(email=f"{role}@rivage.example", name=role)
    members.give(other, role)
    asked = approvals.ask(figaro, "party.export", subject="", rows=20_000, reason="Audit")
    with pytest.raises(rights.NotAllowed):
        approvals.answer(asked.key, by=other, yes=True)
    assert Approval.objects.get().state == "waiting"


def test_a_request_says_why(figaro):
    with pytest.raises(refusals.ReasonMissing):
        approvals.ask(figaro, "party.export", subject="", rows=20_000, reason=" ")


def test_a_sensitive_deed_asks_who_is_there(client, figaro, emma):
    client.force_login(figaro)
    session = client.session
    kept = session["signin"]
    session["signin"] = {**kept, "fresh": 0.0}
    session.save()
    answer = client.get(reverse("customers:export"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("signin:confirm"))
    session["signin"] = kept
    session.save()
    assert client.get(reverse("customers:export")).status_code == 200


def test_exporting_reaches_no_farther_than_its_own_scope(client):
    seller = users.create(email="vente@rivage.example", name="Vente")
    members.give(seller, rights_to(read="all", export="own"))
    mine = parties.create(name="Mienne", owner=seller)
    parties.create(name="Autre")
    client.force_login(seller)
    file = b"".join(client.get(reverse("customers:export"))).decode()
    assert (str(mine.key) in file, "Autre" in file) == (True, False)
    assert "Autre" in client.get(reverse("customers:list")).content.decode()


def rights_to(*, read: str, export: str):
    from cordiale.people.rights.models import Role

    scopes = {"party.read": read, "party.export": export}
    return Role.objects.create(name="Essai", scopes=scopes, levels={"contact": "read", "public": "read"})


def narrow(monkeypatch, *, bulk: int) -> None:
    """Make the threshold of the second person small."""
    from dataclasses import replace

    monkeypatch.setitem(verbs._verbs, "party.export", replace(verbs.of("party.export"), bulk=bulk))


def test_today_shows_what_waits_for_ones_own_word(desk, figaro, susanna, emma):
    card = reverse("rights:requests-card")
    mine = approvals.ask(figaro, "party.export", subject="", rows=20_000, reason="Salon de mars")
    assert "Salon de mars" not in desk.get(card).content.decode()
    other = Client()
    other.force_login(susanna)
    assert card in other.get(reverse("home:today")).content.decode()
    told = other.get(card, headers={"HX-Request": "true"}).content.decode()
    assert ("Figaro" in told, "Salon de mars" in told, reverse("rights:requests") in told) == (True, True, True)
    approvals.answer(mine.key, by=susanna, yes=True)
    assert other.get(card, headers={"HX-Request": "true"}).content.decode().strip() == ""


@pytest.mark.slow
@pytest.mark.parametrize("speed", [1, 10, 100], ids=lambda speed: f"{speed}-rows-a-second")
def test_rows_out_before_a_scraper_is_stopped(desk, figaro, speed):
    """A stolen session turns the pages of the list at a steady speed, at the limits the house comes with."""
    assert (settings.ROWS_PER_HOUR, settings.ROWS_PER_DAY) > (0, 0)
    page, rows, start = 50, 0, clock.now()
    while rows < 3 * settings.ROWS_PER_DAY:
        with time_machine.travel(start + timedelta(seconds=rows / speed), tick=False):
            hour, day = budget.spent(figaro)
            if hour >= settings.ROWS_PER_HOUR or day >= settings.ROWS_PER_DAY:
                assert desk.get(reverse("customers:list")).status_code in (302, 429)  # after hours of it, signed out
                break
            audit.write(figaro, "party.listed", rows=page)
        rows += page
    figures.note(f"scraper-{speed}", rows_a_second=speed, rows_out=rows, seconds=rows / speed)
    assert rows < settings.ROWS_PER_DAY + page
    if speed > 1:
        assert rows < settings.ROWS_PER_HOUR + page
        assert Alert.objects.filter(kind="budget", user=figaro).count() == 1
