"""What is handed to a person: their scores explained, who received their data, and nobody else's addresses."""

from datetime import timedelta

import pytest

from cordiale.channels.webhooks.models import Delivery, Subscription
from cordiale.core import clock
from cordiale.people import audit, notes, relations
from cordiale.people.privacy import exporting, subjects
from cordiale.project.api.access import accounts
from cordiale.understand.profile.models import Calibration, Profile

pytestmark = pytest.mark.django_db
NOW = clock.now()


def place(emma, name: str) -> list[dict]:
    told = exporting.told(subjects.of(emma.key))
    return next(one["rows"] for one in told["places"] if one["name"] == name)


def test_each_score_comes_with_its_definition_its_n_and_its_period(emma):
    Calibration.objects.create(as_of=NOW, order_count=41_280, rhythm={}, limits={})
    Profile.objects.create(
        party=emma, order_count=7, visit_count=5, recency_score=4, first_order_at=NOW - timedelta(days=90),
        last_order_at=NOW, inbound_90d=2, outbound_90d=1,
    )  # fmt: skip
    rows = {row["figure"]: row for row in place(emma, "profile.Profile") if "figure" in row}
    score = rows["recency_score"]
    assert (score["value"], score["n"], score["compared_with_orders"]) == (4, 7, 41_280)
    assert (score["from"], score["to"]) == ((NOW - timedelta(days=90)).isoformat(), NOW.isoformat())
    assert score["definition"].startswith("De 1 à 5")
    assert (rows["inbound_90d"]["value"], rows["inbound_90d"]["n"]) == (2, 3)


def test_notes_are_given_without_other_peoples_names_and_addresses(emma, harpagon, figaro):
    relations.relate(emma.key, other=harpagon.key, kind="referred_by")
    hers = "elle répond à emma.bovary@yonville.example ou au 06 12 34 56 78."
    theirs = "Harpagon L’Avare (harpagon@cassette.example, 06 11 22 33 44) l’envoie"
    notes.write(emma.key, body=f"{theirs}, {hers}", by=figaro)
    (row,) = place(emma, "people.Note")
    other = "(une autre personne)"
    assert row["body"] == f"{other} ({other}, {other}) l’envoie, {hers}"


def test_who_received_the_data_is_told(emma, figaro):
    hook = Subscription.objects.create(name="ERP", url="https://erp.example/hook", owner=figaro, secret=b"x")
    for hours in (5, 1):
        Delivery.objects.create(
            subscription=hook,
            what="party.updated",
            party=emma.key,
            happened_at=NOW - timedelta(hours=hours),
            state="done",
        )
    program = accounts.create(name="Comptabilité", reason="factures", by=figaro)
    audit.write(program, "party.read", party=emma)
    told = exporting.told(subjects.of(emma.key))["received_by"]
    assert [(one["who"], one["times"]) for one in told] == [("Comptabilité", 1), ("ERP (erp.example)", 2)]
    assert "received_by" not in exporting.told(subjects.of(emma.key), portable=True)
