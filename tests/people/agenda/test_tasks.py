"""Tasks through the doors people use: noted, done, back again, postponed, entrusted, reminded of."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.urls import reverse

from cordiale.core import clock
from cordiale.people import parties, users
from cordiale.people.agenda import reading, reminders, tasks
from cordiale.people.agenda.models import Task
from cordiale.people.agenda.refusals import AlreadyClosed, BadRepeat, DayMissing, NoSuchTask, NotClosed, TitleMissing
from cordiale.people.agenda.tasks import Plan
from cordiale.people.merging import merges
from cordiale.people.notices import notices
from cordiale.people.rights import members

NOW = datetime(2027, 3, 24, 9, 0, tzinfo=UTC)  # a Wednesday
TODAY = date(2027, 3, 24)


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def suzanne(db):
    made = users.create(email="suzanne@rivage.example", name="Suzanne Noël", password="barbier-de-seville-1775")
    members.give(made, "service")
    return made


@pytest.fixture
def desk(client, figaro):
    client.force_login(figaro)
    return client


def add(figaro, title="Rappeler", **more):
    party, assignee = more.pop("party", None), more.pop("assignee", None)
    return tasks.add(Plan(title=title, **{"on": TODAY, **more}), by=figaro, party=party, assignee=assignee)


def test_my_tasks_by_urgency(desk, figaro):
    for title, on in (("Hier", -1), ("Ce jour", 0), ("Demain", 1)):
        add(figaro, title, on=TODAY + timedelta(days=on))
    add(figaro, "Un jour", on=None)
    mine = reading.mine(figaro)
    assert [[task.title for task in group] for group in (mine.late, mine.today, mine.later, mine.someday)] == [
        ["Hier"], ["Ce jour"], ["Demain"], ["Un jour"],
    ]  # fmt: skip
    assert reading.pressing(figaro) == 2
    page = desk.get(reverse("agenda:mine")).content.decode()
    assert all(title in page for title in ("Hier", "Ce jour", "Demain", "Un jour"))


def test_noting_closing_and_taking_it_back_from_the_customer_page(desk, emma, figaro):
    sent = {"title": "Rappeler Emma", "kind": "call", "on": "2027-03-25", "at": "14:30"}
    answer = desk.post(reverse("agenda:add-for", args=[emma.key]), sent)
    assert answer["Location"] == reverse("customers:page", args=[emma.key])
    task = Task.objects.get()
    assert (task.party, task.assignee, task.kind, task.starts_at.isoformat()) == (
        emma, figaro, "call", "2027-03-25T14:30:00+01:00",
    )  # fmt: skip
    assert "Rappeler Emma" in desk.get(reverse("agenda:panel", args=[emma.key])).content.decode()
    answer = desk.post(reverse("agenda:close", args=[task.key]), follow=True)
    undo = next(message.extra_tags for message in answer.context["messages"])
    assert emma.timeline.filter(kind="task.closed").exists()
    assert desk.post(reverse("agenda:close", args=[task.key])).status_code == 409
    desk.post(undo)
    assert Task.objects.get().closed_at is None


def test_a_repeated_task_comes_back_on_its_next_day_that_is_not_past(figaro):
    task = add(figaro, on=TODAY - timedelta(days=20), repeat="FREQ=WEEKLY;COUNT=6", at=time(10), remind_before=60)
    tasks.close(task.key, by=figaro)
    following = Task.objects.get(closed_at=None)
    assert (following.on, following.repeat, following.at) == (date(2027, 3, 25), "FREQ=WEEKLY;COUNT=3", time(10))
    assert following.remind_at == datetime(2027, 3, 25, 8, 0, tzinfo=UTC)
    tasks.reopen(task.key, by=figaro)
    assert Task.objects.get() == task


def test_a_touched_follower_stays_when_the_first_is_reopened(figaro):
    task = add(figaro, repeat="FREQ=DAILY")
    tasks.close(task.key, by=figaro)
    following = Task.objects.get(closed_at=None)
    tasks.postpone(following.key, to=TODAY + timedelta(days=9), by=figaro)
    tasks.reopen(task.key, by=figaro)
    task.refresh_from_db()
    assert (Task.objects.count(), task.repeat) == (2, "")


def test_the_last_occurrence_is_the_last(figaro):
    task = add(figaro, repeat="FREQ=DAILY;COUNT=1")
    tasks.close(task.key, by=figaro)
    assert not Task.objects.filter(closed_at=None).exists()


def test_a_rule_begins_on_one_of_its_days(figaro):
    assert add(figaro, repeat="FREQ=WEEKLY;BYDAY=MO").on == date(2027, 3, 29)


@pytest.mark.parametrize(
    ("plan", "refusal"),
    [
        ({"title": " "}, TitleMissing),
        ({"title": "x" * 201}, TitleMissing),
        ({"title": "x", "at": time(9)}, DayMissing),
        ({"title": "x", "on": TODAY, "repeat": "FREQ=SECONDLY"}, BadRepeat),
        ({"title": "x", "on": TODAY, "repeat": "FREQ=DAILY;UNTIL=20270101"}, BadRepeat),
    ],
)
def test_what_makes_no_sense_is_refused(figaro, plan, refusal):
    with pytest.raises(refusal):
        tasks.add(Plan(**plan), by=figaro)
    assert not Task.objects.exists()


def test_postponing_can_be_undone(desk, figaro):
    task = add(figaro)
    answer = desk.post(
        reverse("agenda:postpone", args=[task.key]), {"on": "2027-03-31", "next": "/taches/"}, follow=True
    )
    task.refresh_from_db()
    assert task.on == date(2027, 3, 31)
    desk.post(next(message.extra_tags for message in answer.context["messages"]))
    task.refresh_from_db()
    assert (task.on, task.sequence) == (TODAY, 2)
    assert desk.post(reverse("agenda:postpone", args=[task.key]), {"on": "demain"}).status_code == 422


def test_who_is_entrusted_with_a_task_is_told_and_it_is_theirs(desk, emma, figaro, suzanne):
    rows = [add(figaro, f"T{number}", party=emma) for number in range(3)]
    sent = {"task": [row.key for row in rows[:2]], "to": suzanne.key}
    desk.post(reverse("agenda:hand-over"), sent)
    assert [task.title for task in reading.mine(suzanne).today] == ["T0", "T1"]
    told, _older = notices.listed(suzanne)
    assert sorted(one.sentence for one in told) == [
        "Figaro Almaviva vous confie\u00a0: T0", "Figaro Almaviva vous confie\u00a0: T1",
    ]  # fmt: skip
    assert told[0].href.startswith("/taches/")


def test_a_stranger_finds_neither_the_task_nor_a_way_to_it(client, emma, figaro):
    bazile = users.create(email="bazile@rivage.example", name="Bazile", password="barbier-de-seville-1775")
    members.give(bazile, "sales")  # nobody's customers are theirs
    task, own = add(figaro, party=emma), add(figaro)
    client.force_login(bazile)
    for one in (task, own):
        assert client.get(reverse("agenda:task", args=[one.key])).status_code == 404
        assert client.post(reverse("agenda:close", args=[one.key])).status_code == 404
        assert client.post(reverse("agenda:postpone", args=[one.key]), {"on": "2027-03-31"}).status_code == 404
        with pytest.raises(NoSuchTask):
            tasks.remove(one.key, by=bazile)
    client.post(reverse("agenda:hand-over"), {"task": [task.key], "to": bazile.key})
    assert not Task.objects.filter(assignee=bazile).exists()


def test_a_reminder_comes_once_in_its_minute(figaro, now):
    task = add(figaro, at=time(11, 0), remind_before=15)
    assert task.remind_at == datetime(2027, 3, 24, 9, 45, tzinfo=UTC)
    reminders.remind.function()
    assert notices.unread(figaro) == 0
    now.move_to(NOW + timedelta(minutes=45))
    reminders.remind.function()
    reminders.remind.function()
    assert [one.sentence for one in notices.listed(figaro)[0]] == ["À faire\u00a0: Rappeler"]
    tasks.postpone(task.key, to=TODAY + timedelta(days=1), by=figaro)  # reminds again on the new day
    now.move_to(NOW + timedelta(days=1, minutes=45))
    reminders.remind.function()
    assert notices.unread(figaro) == 2


def test_closed_tasks_refuse_and_open_ones_too(figaro):
    task = add(figaro)
    with pytest.raises(NotClosed):
        tasks.reopen(task.key, by=figaro)
    tasks.close(task.key, by=figaro)
    with pytest.raises(AlreadyClosed):
        tasks.postpone(task.key, to=TODAY, by=figaro)


def test_the_form_corrects_every_field(desk, figaro, suzanne):
    task = add(figaro)
    sent = {
        "title": "Visiter", "kind": "visit", "on": "2027-04-01", "at": "", "minutes": "60", "assignee": suzanne.key,
        "priority": "3", "repeat": "FREQ=MONTHLY", "remind_before": "1440", "details": "Avec les plans.",
    }  # fmt: skip
    assert "Rappeler" in desk.get(reverse("agenda:task", args=[task.key])).content.decode()
    assert desk.post(reverse("agenda:task", args=[task.key]), sent).status_code == 302
    task.refresh_from_db()
    assert (task.title, task.kind, task.on, task.assignee, task.priority, task.repeat) == (
        "Visiter", "visit", date(2027, 4, 1), suzanne, 3, "FREQ=MONTHLY",
    )  # fmt: skip
    assert task.remind_at == datetime(2027, 3, 31, 7, 0, tzinfo=UTC)  # the day before at nine, summer time


def test_coming_back_leads_nowhere_else(desk, figaro):
    task = add(figaro)
    answer = desk.post(reverse("agenda:close", args=[task.key]), {"next": "//evil.example/"})
    assert answer["Location"] == reverse("agenda:mine")


def test_tasks_follow_a_merge_and_come_back(emma, harpagon, figaro):
    add(figaro, party=harpagon)
    made = merges.merge(emma.key, others=[harpagon.key], by=figaro)
    assert len(reading.of(emma)) == 1
    merges.separate(made.key, by=figaro)
    assert (len(reading.of(emma)), len(reading.of(harpagon))) == (0, 1)


def test_lists_cost_few_queries(desk, figaro, django_assert_max_num_queries):
    for number in range(12):
        add(figaro, f"T{number}", party=parties.create(name=f"P{number}", by=figaro))
    for name in ("agenda:mine", "agenda:calendar"):
        desk.get(reverse(name))
        with django_assert_max_num_queries(26):
            desk.get(reverse(name))


def test_a_task_taken_away_can_be_put_back(desk, figaro, emma):
    task = tasks.add(Plan(title="Rappeler Emma", on=reading.today()), by=figaro, party=emma)
    page = desk.post(reverse("agenda:remove", args=[task.key]), follow=True).content.decode()
    assert reverse("agenda:put-back", args=[task.key]) in page
    assert not reading.mine(figaro)
    assert desk.get(reverse("agenda:task", args=[task.key])).status_code == 404
    assert desk.post(reverse("agenda:close", args=[task.key])).status_code == 404
    assert desk.post(reverse("agenda:put-back", args=[task.key])).status_code == 302
    assert [one.title for one in reading.mine(figaro).today] == ["Rappeler Emma"]
    assert desk.post(reverse("agenda:put-back", args=[task.key])).status_code == 404


def test_what_was_taken_away_a_month_ago_is_forgotten(figaro):
    task = tasks.add(Plan(title="Rappeler"), by=figaro)
    tasks.remove(task.key, by=figaro)
    assert tasks.forget_removed() == 0
    Task.objects.update(removed_at=clock.now() - timedelta(days=31))
    assert tasks.forget_removed() == 1
