"""Notes: what they said before, pins, whom one may mention; and those who are not to be contacted."""

import pytest
from django.urls import reverse

from cordiale.people import consents, notes
from cordiale.people.notebook import versions
from cordiale.people.notebook.models import NoteVersion


@pytest.fixture
def desk(client, figaro):
    client.force_login(figaro)
    return client


def test_what_a_note_said_before_is_kept_and_shown(desk, emma, figaro):
    note = notes.write(emma.key, body="Premier jet.", by=figaro)
    notes.rewrite(note.key, body="Au propre.", by=figaro)
    notes.rewrite(note.key, body="Au propre.", by=figaro)
    assert NoteVersion.objects.get().body == "Premier jet."
    page = desk.get(reverse("notebook:history", args=[emma.key, note.key])).content.decode()
    assert ("Premier jet." in page, "Au propre." in page) == (True, True)


def test_a_note_of_another_customer_is_not_found(desk, emma, harpagon, figaro):
    note = notes.write(emma.key, body="x", by=figaro)
    assert desk.get(reverse("notebook:history", args=[harpagon.key, note.key])).status_code == 404
    assert desk.post(reverse("notebook:pin", args=[harpagon.key, note.key])).status_code == 404


def test_three_notes_at_most_are_pinned_and_unpinned(desk, emma, figaro):
    written = [notes.write(emma.key, body=f"n{number}", by=figaro) for number in range(4)]
    for note in written:
        desk.post(reverse("notebook:pin", args=[emma.key, note.key]))
    assert [note.body for note in versions.pinned(emma)] == ["n3", "n2", "n1"]
    desk.post(reverse("notebook:pin", args=[emma.key, written[3].key]), {"off": "1"})
    assert [note.body for note in versions.pinned(emma)] == ["n2", "n1"]
    assert "n2" in desk.get(reverse("notebook:pinned", args=[emma.key])).content.decode()


def test_colleagues_are_offered_by_any_beginning(desk, figaro):
    address = reverse("notebook:colleagues")
    assert desk.get(address, {"q": "alma"}).json() == {"names": ["Figaro Almaviva"]}
    assert desk.get(address, {"q": "igaro"}).json() == {"names": []}


def test_not_to_be_contacted_beats_every_consent_and_can_be_taken_back(desk, emma):
    consents.grant(emma.key, purpose="marketing", channel="email")
    address = reverse("customers:silence", args=[emma.key])
    desk.post(address)
    emma.refresh_from_db()
    answer = consents.may(emma, purpose="marketing", channel="email")
    assert (answer.allowed, answer.rule) == (False, "party.do_not_contact")
    page = desk.get(reverse("customers:page", args=[emma.key])).content.decode()
    assert ("Ne pas contacter" in page, "tel:" in page.partition("record-contact")[0]) == (True, False)
    desk.post(f"{address}?off=1")
    emma.refresh_from_db()
    assert consents.may(emma, purpose="marketing", channel="email").allowed
    assert sorted(emma.timeline.filter(kind__startswith="party.").values_list("kind", flat=True)) == [
        "party.created", "party.reopened", "party.silenced",
    ]  # fmt: skip
