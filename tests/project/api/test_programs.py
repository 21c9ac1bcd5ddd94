"""Accounts of programs: nobody signs in to them, they are listed, and those left unused are suspended."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from tests.project.api.programs import Program, key_of
from tests.project.api.test_door import code

from cordiale.core import clock
from cordiale.people.models import User
from cordiale.people.rights import members
from cordiale.project.api import housekeeping
from cordiale.project.api.access import accounts


@pytest.fixture
def owner(figaro):
    members.give(figaro, "owner")
    return figaro


@pytest.fixture
def till(owner):
    return accounts.create(name="Caisse", reason="Relier la caisse", role=members.ready("integrator"), by=owner)


def test_an_account_is_opened_on_its_page_with_a_role_and_listed(client, owner):
    client.force_login(owner)
    role = members.ready("integrator")
    told = {"name": "Boutique", "reason": "Commandes en ligne", "role": str(role.key)}
    assert client.post(reverse("access:new-program"), told).status_code == 302
    made = User.objects.get(name="Boutique")
    assert [one.role for one in made.memberships.all()] == [role]
    page = client.get(reverse("access:programs")).content.decode()
    assert "Boutique" in page
    assert "Commandes en ligne" in page
    assert str(made.email) not in page


def test_an_owner_s_role_is_never_a_program_s(client, owner):
    client.force_login(owner)
    told = {"name": "Boutique", "reason": "x", "role": str(members.ready("owner").key)}
    assert client.post(reverse("access:new-program"), told).status_code == 422
    assert not User.objects.filter(name="Boutique").exists()


def test_nobody_can_sign_in_to_it(client, till):
    for password in ("", "!", till.password):
        client.post(reverse("signin:sign-in"), {"email": till.email, "password": password})
        assert "_auth_user_id" not in client.session
    assert not till.has_usable_password()


def test_suspended_its_keys_end_and_stay_ended(client, owner, till):
    program = Program(Client(), key_of(till, verbs=["party.create"]))
    assert program.get("/me").status_code == 200
    client.force_login(owner)
    client.post(reverse("access:suspend-program", args=[till.key]))
    assert code(program.get("/me")) == (401, "key_refused")
    client.post(reverse("access:reopen-program", args=[till.key]))
    till.refresh_from_db()
    assert till.is_active
    assert code(program.get("/me")) == (401, "key_refused")
    assert Program(Client(), key_of(till, verbs=["party.create"])).get("/me").status_code == 200


def test_only_what_is_unused_for_sixty_days_is_suspended(owner, till):
    shop = accounts.create(name="Boutique", reason="Commandes", by=owner)
    members.give(shop, "integrator")
    with time_machine.travel(clock.now() + timedelta(days=59)):
        assert Program(Client(), key_of(shop, verbs=["party.create"])).get("/me").status_code == 200
        housekeeping.suspend_unused()
        assert User.objects.filter(is_active=False).count() == 0
    with time_machine.travel(clock.now() + timedelta(days=61)):
        housekeeping.suspend_unused()
        assert list(User.objects.filter(is_active=False)) == [till]
        accounts.reopen(till.key, by=owner)
        housekeeping.suspend_unused()
        till.refresh_from_db()
        assert till.is_active, "its sixty days begin anew"


def test_people_are_not_suspended_here(client, owner):
    colleague = User.objects.create(email="suzanne@rivage.example", name="Suzanne")
    client.force_login(owner)
    assert client.post(reverse("access:suspend-program", args=[colleague.key])).status_code == 404
    colleague.refresh_from_db()
    assert colleague.is_active
