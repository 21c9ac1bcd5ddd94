"""The calendar page and the feed: what other programs read, through the changes of the clocks."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cordiale.people import parties
from cordiale.people.agenda import feeds, ics, reading, tasks
from cordiale.people.agenda.models import Feed, Task
from cordiale.people.agenda.tasks import Plan

NOW = datetime(2027, 3, 24, 9, 0, tzinfo=UTC)
SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk(client, figaro):
    client.force_login(figaro)
    return client


def add(figaro, title="Rendez-vous", **plan):
    return tasks.add(Plan(title=title, **plan), by=figaro)


def said(figaro):
    return ics.calendar(feeds.tasks(figaro), name="Figaro", zone="Europe/Paris", host="crm.example")


def unfolded(text):
    return text.replace("\r\n ", "").split("\r\n")


@pytest.mark.parametrize(
    ("on", "at", "begins"),
    [
        (SPRING, time(1, 30), "2027-03-28T00:30:00+00:00"),
        (SPRING, time(2, 30), "2027-03-28T01:30:00+00:00"),  # does not exist: as before the change (RFC 5545 3.3.5)
        (SPRING, time(3, 30), "2027-03-28T01:30:00+00:00"),
        (AUTUMN, time(2, 30), "2027-10-31T00:30:00+00:00"),  # exists twice: the first
        (AUTUMN, time(3, 30), "2027-10-31T02:30:00+00:00"),
    ],
)
def test_times_around_the_change_of_the_clocks(figaro, on, at, begins):
    task = add(figaro, on=on, at=at, minutes=60)
    assert task.starts_at.astimezone(UTC).isoformat() == begins
    assert task.ends_at - task.starts_at.astimezone(UTC) == timedelta(hours=1)


def test_a_repeated_time_stays_the_same_time_of_day(figaro):
    task = add(figaro, on=SPRING - timedelta(days=1), at=time(9, 30), repeat="FREQ=DAILY")
    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        tasks.close(task.key, by=figaro)
    following = Task.objects.get(closed_at=None)
    assert (following.on, following.at) == (SPRING, time(9, 30))
    assert (task.starts_at.utcoffset(), following.starts_at.utcoffset()) == (timedelta(hours=1), timedelta(hours=2))


def test_the_zone_is_told_by_its_yearly_rule():
    assert list(ics.timezone("Europe/Paris", since=2027)) == [
        "BEGIN:VTIMEZONE", "TZID:Europe/Paris",
        "BEGIN:DAYLIGHT", "DTSTART:20270328T020000", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "TZNAME:CEST",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "END:DAYLIGHT",
        "BEGIN:STANDARD", "DTSTART:20271031T030000", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "TZNAME:CET",
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "END:STANDARD",
        "END:VTIMEZONE",
    ]  # fmt: skip


def test_a_zone_without_summer_time_and_one_of_another_rule():
    assert "RRULE" not in "".join(ics.timezone("Asia/Tokyo", since=2027))
    assert "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU" in list(ics.timezone("America/New_York", since=2027))


def test_an_appointment_a_whole_day_and_a_repetition(figaro):
    timed = add(figaro, "Point ; budget, suite", on=SPRING, at=time(9, 30), minutes=45, remind_before=15)
    whole = add(figaro, "Salon", on=AUTUMN, repeat="FREQ=MONTHLY;UNTIL=20280101")
    lines = unfolded(said(figaro))
    assert lines[0] == "BEGIN:VCALENDAR"
    for line in (
        f"UID:{timed.key}@cordiale", "SEQUENCE:0", "DTSTART;TZID=Europe/Paris:20270328T093000", "DURATION:PT45M",
        "SUMMARY:Point \\; budget\\, suite", "TRIGGER:-PT15M", f"UID:{whole.key}@cordiale",
        "DTSTART;VALUE=DATE:20271031", "DTEND;VALUE=DATE:20271101", "RRULE:FREQ=MONTHLY;UNTIL=20280101",
        "DTSTAMP:20270324T090000Z",
    ):  # fmt: skip
        assert line in lines, line


def test_the_end_of_a_timed_repetition_is_an_instant(figaro):
    add(figaro, on=SPRING, at=time(9, 30), repeat="FREQ=DAILY;UNTIL=20270401")
    assert "RRULE:FREQ=DAILY;UNTIL=20270401T073000Z" in unfolded(said(figaro))


def test_a_change_keeps_the_uid_and_counts(figaro):
    task = add(figaro, on=SPRING)
    tasks.postpone(task.key, to=AUTUMN, by=figaro)
    lines = unfolded(said(figaro))
    assert (f"UID:{task.key}@cordiale" in lines, "SEQUENCE:1" in lines, "DTSTART;VALUE=DATE:20271031" in lines) == (
        True, True, True,
    )  # fmt: skip


@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_folding_keeps_every_letter_and_no_line_is_too_long(text):
    line = f"SUMMARY:{ics.text(text)}"
    folded = ics.fold(line)
    assert all(len(part.encode()) <= 75 for part in folded.split("\r\n"))
    assert folded.replace("\r\n ", "") == line + "\r\n"


LINE = re.compile(r'([A-Z-]+)((?:;[A-Z-]+=(?:[^";:,\x00-\x1f]*|"[^"\x00-\x1f]*"))*):([^\x00-\x08\x0a-\x1f\x7f]*)')


def parsed(octets):
    """The components of a calendar (name, properties, inner components), read strictly as RFC 5545 3.1 writes them."""
    assert octets.endswith(b"\r\n")
    assert all(len(line) <= 75 for line in octets.split(b"\r\n"))
    open_, root = [], None
    for line in octets.decode().replace("\r\n ", "").split("\r\n")[:-1]:
        name, params, value = LINE.fullmatch(line).groups()
        if name == "BEGIN":
            open_.append((value, [], []))
        elif name == "END":
            closed = open_.pop()
            assert closed[0] == value
            (open_[-1][2].append if open_ else lambda one: None)(closed)
            root = closed
        else:
            open_[-1][1].append((name, params, value))
    assert not open_
    return root


def test_a_strict_reader_finds_everything_it_needs(client, figaro, emma):
    add(figaro, "Point ; budget, suite\n" + "é" * 90, on=SPRING, at=time(9, 30), remind_before=15, details="a\nb;c")
    add(figaro, "Chaque mois", on=SPRING, repeat="FREQ=MONTHLY;BYDAY=1MO", remind_before=30)
    tasks.close(add(figaro, "Fait", on=SPRING, at=time(11)).key, by=figaro)
    _feed, token = feeds.create(figaro)
    address = reverse("agenda:feed", args=[token])
    name, properties, inner = parsed(client.get(address).content)
    assert (name, [value for what, _params, value in properties if what == "VERSION"]) == ("VCALENDAR", ["2.0"])
    zones = {value for zone in inner if zone[0] == "VTIMEZONE" for what, _params, value in zone[1] if what == "TZID"}
    events = [one for one in inner if one[0] == "VEVENT"]
    for _name, told, alarms in events:
        names = [what for what, _params, _value in told]
        assert len(names) == len(set(names))
        assert {"UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "SUMMARY"} <= set(names)
        assert ("DTEND" in names) is not ("DURATION" in names)
        assert {params[6:] for _what, params, _value in told if params.startswith(";TZID=")} <= zones
        assert all({what for what, _params, _value in alarm[1]} >= {"ACTION", "TRIGGER"} for alarm in alarms)
    uids = [value for one in events for what, _params, value in one[1] if what == "UID"]
    assert len(set(uids)) == len(events) == 3


def test_what_a_program_asks_again_costs_it_nothing(client, figaro, settings):
    task = add(figaro, on=SPRING, at=time(10))
    _feed, token = feeds.create(figaro)
    address = reverse("agenda:feed", args=[token])
    first = client.get(address)
    head = client.head(address)
    assert (head.status_code, head["ETag"], head.content) == (200, first["ETag"], b"")
    for told in (first["ETag"], f'"other", {first["ETag"]}', f"W/{first['ETag']}"):
        again = client.get(address, headers={"if-none-match": told})
        assert (again.status_code, again["ETag"], again.content) == (304, first["ETag"], b"")
    settings.ALLOWED_HOSTS = ["*"]
    elsewhere = client.get(address, headers={"host": "autre.example"}).content.decode()
    assert f"UID:{task.key}@cordiale" in elsewhere
    tasks.change(task.key, Plan(title="Autre", on=SPRING), by=figaro)
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_a_secret_link_is_read_without_a_session_until_it_is_revoked(desk, client, figaro):
    add(figaro, on=SPRING, at=time(10))
    page = desk.post(reverse("agenda:links"), {"name": "Téléphone"}).content.decode()
    address = page.partition('class="secret">')[2].partition("<")[0]
    token = address.rpartition("/")[2].removesuffix(".ics")
    assert Feed.objects.get().hash != token
    assert token not in desk.get(reverse("agenda:links")).content.decode()
    client.logout()
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert b"DTSTART;TZID=Europe/Paris:20270328T100000" in answer.content
    assert client.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 304
    assert client.get(address.replace(token, token[:-1] + "x")).status_code == 404
    feeds.revoke(Feed.objects.get().key, by=figaro)
    assert client.get(address).status_code == 404


def test_after_a_restore_no_address_of_before_opens(client, figaro):
    _feed, token = feeds.create(figaro)
    assert (feeds.revoke_all(), feeds.revoke_all()) == (1, 0)
    assert client.get(reverse("agenda:feed", args=[token])).status_code == 404


def test_a_colleague_who_left_shows_nothing(client, figaro):
    _feed, token = feeds.create(figaro)
    figaro.is_active = False
    figaro.save()
    assert client.get(reverse("agenda:feed", args=[token])).status_code == 404


def test_the_same_tasks_give_the_same_etag(client, figaro, now):
    add(figaro, on=SPRING)
    _feed, token = feeds.create(figaro)
    address = reverse("agenda:feed", args=[token])
    first = client.get(address)["ETag"]
    now.move_to(NOW + timedelta(hours=5))
    assert client.get(address)["ETag"] == first


def test_week_and_month_show_what_is_and_what_comes(desk, figaro):
    add(figaro, "Chaque jour", on=date(2027, 3, 24), at=time(9), repeat="FREQ=DAILY;COUNT=3")
    found = reading.between(figaro, since=date(2027, 3, 22), until=date(2027, 3, 28))
    assert {day.day: [(one.task.title, one.ahead) for one in items] for day, items in found.items()} == {
        24: [("Chaque jour", False)], 25: [("Chaque jour", True)], 26: [("Chaque jour", True)],
    }  # fmt: skip
    week = desk.get(reverse("agenda:calendar"), {"jour": "2027-03-24"}).content.decode()
    assert week.count('class="item') == 3
    month = desk.get(reverse("agenda:calendar"), {"jour": "2027-10-15", "vue": "mois"}).content.decode()
    assert month.count("calendar-week") == 5
    assert 'jour=2027-09-30"' in month
    assert 'jour=2027-11-01"' in month
    assert desk.get(reverse("agenda:calendar"), {"jour": "hier"}).status_code == 200


def test_a_customer_out_of_sight_is_not_in_the_calendar(figaro, client):
    from cordiale.people import users
    from cordiale.people.rights import members

    bazile = users.create(email="bazile@rivage.example", name="Bazile", password="barbier-de-seville-1775")
    members.give(bazile, "sales")
    hidden = parties.create(name="Bartholo", by=figaro)
    tasks.add(Plan(title="Voir Bartholo", on=SPRING), by=figaro, party=hidden, assignee=bazile)
    assert feeds.tasks(bazile) == []
