"""Privacy through its pages: a request from its note to the erasure; nobody else may."""

from threading import Event

import pytest
from django.urls import reverse

from cordiale import jobs
from cordiale.people import consents, users
from cordiale.people.consents import Evidence
from cordiale.people.models import Party
from cordiale.people.privacy import erasing
from cordiale.people.privacy.models import Erasure, Handover, Mark, Request
from cordiale.people.rights import members


@pytest.fixture(autouse=True)
def apart(settings, tmp_path):
    settings.DATA = tmp_path
    settings.ERASURE_JOURNAL = str(tmp_path / "erased.jsonl")


@pytest.fixture
def officer(client, db):
    suzanne = users.create(email="suzanne@rivage.example", name="Suzanne", password="barbier-de-seville-1775")
    members.give(suzanne, "privacy")
    client.force_login(suzanne)
    return client


def post(officer, page, *args, **data):
    return officer.post(reverse(f"privacy:{page}", args=args), data)


def work() -> None:
    while jobs.work(until=Event(), once=True):
        pass


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)  # the scrub of PostgreSQL stands outside any transaction
def test_an_erasure_from_the_page_to_the_end(officer, emma, harpagon):
    post(officer, "note", emma.key, kind="erasure", identity="au téléphone")
    assert "Effacement" in officer.get(reverse("privacy:home")).content.decode()
    planned = post(officer, "plan", emma.key, reason="À sa demande")
    shown = officer.get(planned["Location"]).content.decode()
    assert "E-mails, téléphones, références" in shown
    assert Party.objects.filter(pk=emma.pk).exists()
    key = Erasure.objects.get().key
    post(officer, "execute", key)
    work()
    told = officer.get(planned["Location"]).content.decode()
    assert "C’est effacé" in told
    assert not Party.objects.filter(pk=emma.pk).exists()
    assert Request.objects.get().state == "done"
    assert post(officer, "execute", key).status_code == 409


@pytest.mark.slow
def test_a_file_is_made_and_taken_by_hand(officer, emma):
    post(officer, "ask", emma.key)
    work()
    file = Handover.objects.get()
    answer = post(officer, "take", emma.key, file.key)
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    file.refresh_from_db()
    assert file.taken_at is not None


@pytest.mark.slow
def test_a_file_of_somebody_else_is_not_found(officer, emma, harpagon):
    post(officer, "ask", emma.key)
    work()
    assert post(officer, "take", harpagon.key, Handover.objects.get().key).status_code == 404


def test_marks_are_set_and_lifted(officer, emma):
    post(officer, "restrict", emma.key, reason="exactitude")
    post(officer, "object", emma.key, purpose="marketing")
    post(officer, "hold", emma.key, reason="litige")
    page = officer.get(reverse("privacy:person", args=[emma.key])).content.decode()
    assert all(words in page for words in ("Traitement limité", "Effacement bloqué", "Publicité"))
    assert post(officer, "plan", emma.key, reason="x").status_code == 409
    post(officer, "lift", emma.key)
    post(officer, "release", emma.key)
    assert Mark.objects.filter(lifted_at=None).count() == 1


def test_requests_are_answered_and_times_changed(officer, emma):
    post(officer, "note", emma.key, kind="access")
    post(officer, "answer", Request.objects.get().key, outcome="remis en main propre", say="done")
    assert Request.objects.get().outcome == "remis en main propre"
    post(officer, "retention", name="prospects", days="365")
    assert post(officer, "retention", name="prospects", days="1").status_code == 422
    assert post(officer, "retention", name="nobody", days="100").status_code == 422


def test_the_register_and_the_receipts(officer, emma):
    consents.grant(emma.key, purpose="marketing", channel="email", evidence=Evidence(wording="J’accepte."))
    assert "RGPD" in officer.get(reverse("privacy:register")).content.decode()
    csv = officer.get(reverse("privacy:register-csv")).content.decode()
    assert "E-mails, téléphones, références" in csv
    assert "J’accepte." in officer.get(reverse("privacy:receipts", args=[emma.key])).content.decode()


def test_a_receipt_is_a_file_with_wording_moment_and_source(officer, emma, harpagon):
    told = Evidence(source="form", wording="J’accepte les offres.", proof={"how": "page d’accueil"})
    consents.grant(emma.key, purpose="marketing", channel="email", evidence=told)
    line = emma.consents.get()
    answer = officer.get(reverse("privacy:receipt", args=[emma.key, line.key]))
    page = answer.content.decode()
    assert answer["Content-Disposition"].startswith("attachment")
    words = ("J’accepte les offres.", "form", "page d’accueil", str(line.key), line.wording_id)
    assert [one for one in words if one not in page] == []
    assert f"{line.at:%M:%S}" in page
    assert officer.get(reverse("privacy:receipt", args=[harpagon.key, line.key])).status_code == 404


def test_a_salesperson_may_not(client, emma, figaro):
    seller = users.create(email="gercourt@rivage.example", name="Gercourt", password="barbier-de-seville-1775")
    members.give(seller, "sales")
    client.force_login(seller)
    made = erasing.plan([emma.key], reason="x", by=figaro)
    assert client.get(reverse("privacy:home")).status_code == 403
    assert post(client, "execute", made.key).status_code == 403
    assert Party.objects.filter(pk=emma.pk).exists()
