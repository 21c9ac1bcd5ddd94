"""The journal's page: filtered, paged, proven, exported; for those who may."""

from threading import Event

import pytest
from django.db import connection
from django.urls import reverse

from cordiale import jobs
from cordiale.people import audit, users
from cordiale.people.audit import guards, journal
from cordiale.people.audit.models import Entry, Verification
from cordiale.people.rights import members


@pytest.fixture
def auditor(client, db):
    bartholo = users.create(email="bartholo@rivage.example", name="Bartholo", password="barbier-de-seville-1775")
    members.give(bartholo, "auditor")
    client.force_login(bartholo)
    return client


def lines(page) -> list[tuple[str, str]]:
    return [(line.entry.deed, line.whom) for line in page.context["page"].lines]


def test_an_auditor_reads_who_did_what_and_no_customers_name(auditor, emma, figaro):
    audit.write(figaro, "party.read", party=emma, subject="customers:page")
    page = auditor.get(reverse("audit:journal"), {"who": str(figaro.key), "what": "party.read"})
    assert lines(page) == [("party.read", journal.short(emma.key))]
    body = page.content.decode()
    assert "Figaro Almaviva" in body
    assert "Emma" not in body


def test_words_searched_are_found_by_their_fingerprint(auditor, client, emma, figaro):
    client.force_login(figaro)
    client.get(reverse("customers:list"), {"q": "Bovary"})
    members.give(figaro, "auditor")
    found = client.get(reverse("audit:journal"), {"words": "bovary"})
    assert [deed for deed, _ in lines(found)] == ["party.searched"]
    assert lines(client.get(reverse("audit:journal"), {"words": "tartuffe"})) == []


@pytest.mark.parametrize(
    "asked", [{"whom": "/clients/nobody/"}, {"since": "2999-01-01"}, {"until": "1999-13-45", "what": "x"}]
)
def test_what_nobody_did_is_an_empty_page(auditor, emma, asked):
    assert lines(auditor.get(reverse("audit:journal"), asked)) == []


def test_pages_follow_each_other(auditor, figaro, monkeypatch):
    monkeypatch.setattr(journal, "PAGE", 10)
    for number in range(25):
        audit.write(figaro, "party.exported", rows=number)
    address = reverse("audit:journal") + "?what=party.exported"
    first = auditor.get(address)
    second = auditor.get(f"{reverse('audit:journal')}?{first.context['older']}")
    back = auditor.get(f"{reverse('audit:journal')}?{second.context['newer']}")
    rows = [[line.entry.rows for line in page.context["page"].lines] for page in (first, second, back)]
    assert rows == [list(range(24, 14, -1)), list(range(14, 4, -1)), list(range(24, 14, -1))]


@pytest.mark.slow
def test_the_proof_runs_as_a_job_and_tells_what_it_found(auditor, emma, figaro, settings, tmp_path):
    settings.AUDIT_ANCHORS = str(tmp_path / "anchors.jsonl")
    for number in range(3):
        audit.write(figaro, "party.exported", rows=number)
    answer = auditor.post(reverse("audit:prove"))
    proof = Verification.objects.get()
    assert answer["Location"] == reverse("audit:proof", args=[proof.key])
    assert "Vérification en cours" in auditor.get(answer["Location"]).content.decode()
    jobs.work(until=Event(), once=True)
    assert "Le journal est intact" in auditor.get(answer["Location"]).content.decode()
    guards.remove(connection)
    Entry.objects.filter(position=2).update(rows=9)
    guards.install(connection)
    auditor.post(reverse("audit:prove"))
    jobs.work(until=Event(), once=True)
    told = auditor.get(reverse("audit:proof", args=[Verification.objects.latest("pk").key])).content.decode()
    assert "une ligne a été changée" in told


def test_the_file_holds_the_hashes(auditor, figaro):
    members.give(users.create(email="a@b.example", name="A", password="barbier-de-seville-1775"), "auditor")
    audit.write(figaro, "party.exported", rows=3)
    content = b"".join(auditor.get(reverse("audit:export"), {"what": "party.exported"}).streaming_content).decode()
    assert Entry.objects.get(deed="party.exported").hash in content
