"""Each colleague reads and types the time of their own place, through the changes of the clocks."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from cordiale.people import notes, users
from cordiale.people.agenda import feeds, ics, reading, tasks
from cordiale.people.agenda.models import Task
from cordiale.people.agenda.tasks import Plan
from cordiale.people.models import Note, User
from cordiale.people.notices import digest
from cordiale.people.notices.models import Rhythm
from cordiale.people.refusals import UnknownChoice

pytestmark = pytest.mark.django_db
PARIS, MONTREAL, KOLKATA = "Europe/Paris", "America/Toronto", "Asia/Kolkata"
# Three weeks of March in which America has changed its clocks and Europe has not: five hours apart instead of six.
NOW = datetime(2027, 3, 16, 3, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def away(figaro) -> User:
    return users.change_preferences(figaro.key, time_zone=MONTREAL)


@pytest.fixture
def suzanne(db) -> User:
    return users.create(email="suzanne@rivage.example", name="Suzanne", password="un-mariage-de-1784")


@pytest.fixture
def desk(client, away):
    client.force_login(away)
    return client


def shown(user, day):
    with timezone.override(user.zone):
        return [(one.day, one.at) for one in reading.between(user, since=day, until=day).get(day, [])]


def test_the_zone_is_chosen_on_the_page_of_preferences(client, figaro):
    client.force_login(figaro)
    told = {"what": "manners", "name": "Figaro", "language": "fr", "theme": "", "time_zone": KOLKATA}
    assert client.post("/preferences/", told).status_code == 302
    assert User.objects.get().zone == ZoneInfo(KOLKATA)
    assert f'value="{KOLKATA}" selected' in client.get("/preferences/").content.decode()
    client.post("/preferences/", {**told, "time_zone": ""})
    assert User.objects.get().zone == ZoneInfo(PARIS)
    assert client.post("/preferences/", {**told, "time_zone": "Mars/Olympus"}).status_code == 422


def test_the_verb_refuses_a_place_without_a_clock(figaro):
    with pytest.raises(UnknownChoice):
        users.change_preferences(figaro.key, time_zone="Mars/Olympus")


def test_a_moment_on_a_screen_is_the_readers_own(desk, emma, away):
    notes.write(emma.key, body="Rappeler Emma.", by=away)
    page = desk.get(reverse("customers:timeline", args=[emma.key])).content.decode()
    assert "23:30" in page  # the evening before, in Montreal
    users.change_preferences(away.key, time_zone=KOLKATA)
    assert "09:00" in desk.get(reverse("customers:timeline", args=[emma.key])).content.decode()
    assert Note.objects.get().created_at == NOW


def test_a_time_is_typed_where_one_is_and_read_where_others_are(desk, away, suzanne):
    told = {"title": "Point", "on": "2027-03-16", "at": "20:00", "minutes": "30", "assignee": str(suzanne.key)}
    assert desk.post(reverse("agenda:add"), told).status_code == 302
    task = Task.objects.get()
    assert task.starts_at == datetime(2027, 3, 17, 0, 0, tzinfo=UTC)
    assert (task.zone, task.on, task.at) == (MONTREAL, date(2027, 3, 16), time(20))
    assert shown(suzanne, date(2027, 3, 17)) == [(date(2027, 3, 17), time(1))]
    assert shown(suzanne, date(2027, 3, 16)) == []


def test_between_the_two_changes_of_the_clocks_a_weekly_point_moves_for_the_others_alone(away, suzanne):
    plan = Plan(title="Point", on=date(2027, 3, 9), at=time(10), repeat="FREQ=WEEKLY")
    tasks.add(plan, by=away, assignee=suzanne)
    seen = {}
    with timezone.override(suzanne.zone):
        found = reading.between(suzanne, since=date(2027, 3, 9), until=date(2027, 4, 6))
        seen = {day: one[0].at for day, one in found.items()}
    assert seen == {
        date(2027, 3, 9): time(16),  # both in winter
        date(2027, 3, 16): time(15), date(2027, 3, 23): time(15),  # Montreal has changed
        date(2027, 3, 30): time(16), date(2027, 4, 6): time(16),  # Paris too
    }  # fmt: skip
    with timezone.override(away.zone):
        assert {one.read(timezone.get_current_timezone())[1] for one in Task.objects.all()} == {time(10)}


def test_correcting_the_title_from_elsewhere_leaves_the_time_alone(away, suzanne):
    task = tasks.add(Plan(title="Point", on=date(2027, 3, 16), at=time(20)), by=suzanne, assignee=away)
    there = task.read(away.zone)
    assert there == (date(2027, 3, 16), time(15))
    tasks.change(task.key, Plan(title="Point du soir", on=there[0], at=there[1]), by=away)
    task.refresh_from_db()
    assert (task.title, task.zone, task.at) == ("Point du soir", PARIS, time(20))
    tasks.change(task.key, Plan(title="Point", on=date(2027, 3, 16), at=time(16)), by=away)
    task.refresh_from_db()
    assert (task.zone, task.starts_at) == (MONTREAL, datetime(2027, 3, 16, 20, tzinfo=UTC))


def test_putting_off_is_counted_in_the_days_of_who_puts_off(away, suzanne):
    task = tasks.add(Plan(title="Point", on=date(2027, 3, 17), at=time(1)), by=suzanne, assignee=away)
    assert task.read(away.zone) == (date(2027, 3, 16), time(20))
    tasks.postpone(task.key, to=date(2027, 3, 17), by=away)
    task.refresh_from_db()
    assert (task.on, task.read(away.zone)) == (date(2027, 3, 18), (date(2027, 3, 17), time(20)))


def test_what_is_late_is_late_by_ones_own_day(away, suzanne):
    """At 23:30 in Montreal it is the 16th already in Paris."""
    for user in (away, suzanne):
        tasks.add(Plan(title="Aujourd’hui", on=date(2027, 3, 15)), by=user)
    found = {}
    for user in (away, suzanne):
        with timezone.override(user.zone):
            mine = reading.mine(user)
            found[user.name] = (len(mine.late), len(mine.today), reading.pressing(user))
    assert found == {"Figaro Almaviva": (0, 1, 1), "Suzanne": (1, 0, 1)}


def test_the_feed_tells_each_time_with_its_zone(away, suzanne):
    tasks.add(Plan(title="Là-bas", on=date(2027, 3, 16), at=time(10)), by=away, assignee=suzanne)
    tasks.add(Plan(title="Ici", on=date(2027, 3, 17), at=time(10)), by=suzanne)
    told = ics.calendar(feeds.tasks(suzanne), name="Suzanne", zone=suzanne.zone.key, host="crm.example")
    lines = told.replace("\r\n ", "").split("\r\n")
    assert [line for line in lines if line.startswith(("TZID", "DTSTART;TZID", "X-WR-TIMEZONE"))] == [
        f"X-WR-TIMEZONE:{PARIS}", f"TZID:{MONTREAL}", f"TZID:{PARIS}",
        f"DTSTART;TZID={MONTREAL}:20270316T100000", f"DTSTART;TZID={PARIS}:20270317T100000",
    ]  # fmt: skip


def test_a_whole_day_is_the_same_day_everywhere_and_reminds_in_ones_own_morning(away, suzanne):
    task = tasks.add(Plan(title="Vœux", on=date(2027, 3, 20), remind_before=0), by=suzanne, assignee=away)
    assert task.read(away.zone) == (date(2027, 3, 20), None)
    assert task.remind_at == datetime(2027, 3, 20, 13, tzinfo=UTC)  # nine in Montreal, summer time


@pytest.mark.parametrize(
    ("moment", "zone", "leaves"),
    [
        (datetime(2027, 3, 16, 7, 30, tzinfo=UTC), PARIS, True),  # 8:30
        (datetime(2027, 3, 16, 7, 30, tzinfo=UTC), MONTREAL, False),  # 3:30 at night
        (datetime(2027, 3, 30, 6, 30, tzinfo=UTC), PARIS, True),  # 8:30, since the change
        (datetime(2027, 3, 16, 6, 30, tzinfo=UTC), PARIS, False),  # 7:30, before it
        (datetime(2027, 3, 20, 2, 0, tzinfo=UTC), MONTREAL, False),  # Friday evening there, Saturday in Paris
        (datetime(2027, 3, 19, 22, 0, tzinfo=UTC), MONTREAL, True),  # Friday 18:00 there
    ],
)
def test_quiet_hours_are_those_of_the_reader(suzanne, moment, zone, leaves):
    suzanne.time_zone = zone
    assert digest.due(Rhythm(user=suzanne), now=moment) is leaves


def test_a_file_written_while_it_is_sent_keeps_the_readers_language_and_day(desk, emma, away):
    users.change_preferences(away.key, language="en")
    type(emma).objects.update(created_at=NOW)
    lines = b"".join(desk.get(reverse("customers:export")).streaming_content).decode().splitlines()
    assert lines[0].startswith("\ufeffKey,")
    assert "2027-03-15" in lines[1]


def test_a_day_in_a_filter_is_the_readers_day(desk, emma, away):
    type(emma).objects.update(created_at=NOW)
    address = reverse("customers:list")
    assert "Bovary" in desk.get(address, {"f": "created:between:2027-03-15:2027-03-15"}).content.decode()
    assert "Bovary" not in desk.get(address, {"f": "created:between:2027-03-16:2027-03-16"}).content.decode()
