"""Who is told, once, how they read it, and when the digest leaves."""

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from cordiale.core import clock
from cordiale.people import notes, parties, users
from cordiale.people.notebook import mentions
from cordiale.people.notices import digest, notices
from cordiale.people.notices.models import Notice, Rhythm
from cordiale.people.rights import members

TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@pytest.fixture
def suzanne(db):
    made = users.create(email="suzanne@rivage.example", name="Suzanne Noël", password="barbier-de-seville-1775")
    members.give(made, role="service")
    return made


@pytest.fixture
def desk(client, suzanne):
    client.force_login(suzanne)
    return client


def test_a_mention_tells_the_colleague_once_however_often_it_is_edited(emma, figaro, suzanne):
    note = notes.write(emma.key, body="À voir avec @suzanne noel, merci.", by=figaro)
    notes.rewrite(note.key, body="À voir avec @Suzanne Noël demain.", by=figaro)
    assert [(one.user, one.kind, one.party) for one in Notice.objects.all()] == [(suzanne, "note.mentioned", emma)]
    told, _older = notices.listed(suzanne)
    assert told[0].sentence == "Figaro Almaviva vous mentionne dans une note sur Emma Bovary"


def test_nobody_is_told_of_their_own_deed_nor_in_an_address(emma, figaro, suzanne):
    notes.write(emma.key, body="@Figaro Almaviva ; écrire à jean@suzanne.example", by=figaro)
    assert not Notice.objects.exists()


def test_who_may_not_see_the_customer_is_not_told_and_the_author_learns_it(emma, figaro):
    stranger = users.create(email="bazile@rivage.example", name="Bazile", password="barbier-de-seville-1775")
    note = notes.write(emma.key, body="@Bazile ?", by=figaro)
    assert mentions.tell(note, by=figaro) == [stranger]
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("@Suzanne Noël", ["Suzanne Noël"]),
        ("@suzanne, voilà", ["Suzanne Noël"]),
        ("(@SUZANNE NOEL)", ["Suzanne Noël"]),
        ("@Suz", []),
        ("a@suzanne.example", []),
        ("@suzanne @figaro @suzanne", ["Suzanne Noël", "Figaro Almaviva"]),
    ],
)
def test_mentions_are_found_by_typing(body, told, figaro, suzanne):
    assert [user.name for user in mentions.found(body, users=[figaro, suzanne])] == told


def test_reading_follows_the_link_and_can_be_taken_back(desk, emma, figaro, suzanne):
    notes.write(emma.key, body="@suzanne", by=figaro)
    notice = Notice.objects.get()
    page = desk.get(reverse("notices:centre")).content.decode()
    assert "Figaro Almaviva vous mentionne" in page
    assert notices.unread(suzanne) == 1
    answer = desk.get(reverse("notices:follow", args=[notice.key]))
    assert answer["Location"] == reverse("customers:page", args=[emma.key])
    assert notices.unread(suzanne) == 0
    desk.post(reverse("notices:read"), {"key": notice.key, "again": "1"})
    assert notices.unread(suzanne) == 1
    desk.post(reverse("notices:read"))
    assert notices.unread(suzanne) == 0


def test_another_persons_notice_cannot_be_read_nor_followed(client, emma, figaro, suzanne):
    notes.write(emma.key, body="@suzanne", by=figaro)
    client.force_login(figaro)
    notice = Notice.objects.get()
    assert client.get(reverse("notices:follow", args=[notice.key]))["Location"] == reverse("notices:centre")
    client.post(reverse("notices:read"), {"key": notice.key})
    assert notices.unread(suzanne) == 1


def test_a_kind_that_is_not_wanted_is_not_told(desk, emma, figaro, suzanne):
    sent = {"mailed-note.mentioned": "on", "every": "4", "quiet_from": "20:00", "quiet_until": "07:30"}
    desk.post(reverse("notices:wishes"), sent)
    assert notices.wishes(suzanne)["note.mentioned"] == (False, False)
    notes.write(emma.key, body="@suzanne", by=figaro)
    assert not Notice.objects.exists()
    rhythm = notices.rhythm(suzanne)
    assert (rhythm.digest_every, rhythm.quiet_from, rhythm.weekends) == (4, time(20), False)
    assert desk.post(reverse("notices:wishes"), {**sent, "every": "2"}).status_code == 422
    assert desk.post(reverse("notices:wishes"), {**sent, "quiet_from": "soir"}).status_code == 422


def test_the_digest_names_no_customer_and_leaves_once(emma, figaro, suzanne):
    with time_machine.travel(TUESDAY, tick=False):
        notes.write(emma.key, body="@suzanne", by=figaro)
        digest.send.function()
        digest.send.function()
    assert len(mail.outbox) == 1
    sent = mail.outbox[0]
    assert (sent.to, sent.subject) == (["suzanne@rivage.example"], "Cordiale\u00a0: 1 notification")
    assert "On me mentionne\u00a0: 1" in sent.body
    assert "Bovary" not in sent.body + sent.subject


def test_what_is_three_months_old_is_forgotten(emma, figaro, suzanne):
    notes.write(emma.key, body="@suzanne", by=figaro)
    with time_machine.travel(clock.now() + timedelta(days=80)):
        notes.write(emma.key, body="@suzanne encore", by=figaro)
    with time_machine.travel(clock.now() + timedelta(days=91)):
        digest.forget.function()
    assert Notice.objects.count() == 1


def test_what_was_read_is_not_mailed(emma, figaro, suzanne):
    with time_machine.travel(TUESDAY, tick=False):
        notes.write(emma.key, body="@suzanne", by=figaro)
        notices.read(suzanne, all_of_them=True)
        digest.send.function()
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("moment", "leaves"),
    [
        (TUESDAY, True),
        (TUESDAY.replace(hour=5), False),  # 6 in Paris
        (TUESDAY.replace(hour=20), False),
        (TUESDAY + timedelta(days=4), False),  # Saturday
    ],
)
def test_quiet_hours_and_weekends(moment, leaves, suzanne):
    assert digest.due(Rhythm(user=suzanne), now=moment) is leaves


def test_a_day_lies_between_two_digests(suzanne):
    rhythm = Rhythm(user=suzanne, last_at=TUESDAY)
    assert not digest.due(rhythm, now=TUESDAY + timedelta(hours=5))
    assert digest.due(rhythm, now=TUESDAY + timedelta(hours=24))


@pytest.mark.parametrize(
    ("at", "silent"), [("23:00", True), ("03:00", True), ("12:00", False), ("19:00", True), ("08:00", False)]
)
def test_quiet_hours_go_over_midnight(at, silent):
    assert digest.quiet(time.fromisoformat(at), time(19), time(8)) is silent


def test_notices_follow_a_merge(emma, harpagon, figaro, suzanne):
    from cordiale.people.merging import merges

    notes.write(harpagon.key, body="@suzanne", by=figaro)
    merges.merge(emma.key, others=[harpagon.key], by=figaro)
    assert notices.listed(suzanne)[0][0].sentence.endswith("Emma Bovary")


def test_the_centre_costs_few_queries(desk, figaro, suzanne, django_assert_max_num_queries):
    for number in range(10):
        one = parties.create(name=f"P{number}", by=figaro)
        notes.write(one.key, body="@suzanne", by=figaro)
    desk.get(reverse("notices:centre"))
    with django_assert_max_num_queries(16):
        desk.get(reverse("notices:centre"))
    assert clock.now()
