"""Roles, teams, territories and shares, through their screens and their verbs."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cordiale.core import clock
from cordiale.people import parties, rights, users
from cordiale.people.models import Party, Team, Territory, User
from cordiale.people.refusals import NameMissing, UnknownChoice
from cordiale.people.rights import crafting, members, places, refusals, sharing
from cordiale.people.rights.models import Role, Share

pytestmark = pytest.mark.django_db


def person(role: str, name: str = "") -> User:
    user = users.create(email=f"{name or role or 'nobody'}@rivage.example", name=name or role or "nobody")
    if role:
        members.give(user, role)
    return user


@pytest.fixture
def boss() -> User:
    return person("owner", "Comte")


@pytest.fixture
def desk(client, boss) -> Client:
    client.force_login(boss)
    return client


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_a_person_is_given_roles_a_team_and_a_territory(desk, boss):
    seller, team = person(""), Team.objects.create(name="Lyon")
    land = places.draw(name="Sud", within=None, by=boss)
    given = {"roles": [str(members.ready("sales").key)], "team": str(team.key), "territory": str(land.key)}
    assert desk.post(reverse("rights:person", args=[seller.key]), given).status_code == 302
    seller = again(seller)
    assert (seller.team, seller.territory) == (team, land)
    assert rights.allow(seller, "party.create")
    desk.post(reverse("rights:person", args=[seller.key]), {})
    assert not rights.allow(again(seller), "party.create")


def test_nobody_raises_themselves_and_only_an_owner_makes_one(boss):
    keeper, other = person("administrator"), person("", "Autre")
    owner = [str(members.ready("owner").key)]
    with pytest.raises(refusals.OwnRoles):
        members.settle(keeper.key, role_keys=owner, team_key="", territory_key="", by=keeper)
    with pytest.raises(refusals.OnlyOwners):
        members.settle(other.key, role_keys=owner, team_key="", territory_key="", by=keeper)
    with pytest.raises(refusals.OnlyOwners):
        members.settle(boss.key, role_keys=[], team_key="", territory_key="", by=keeper)
    members.settle(other.key, role_keys=owner, team_key="", territory_key="", by=boss)
    assert rights.allow(again(other), "role.change")


def test_the_last_owner_stays(boss):
    with pytest.raises(refusals.LastOwner):
        members.settle(boss.key, role_keys=[], team_key="", territory_key="", by=boss)


def test_a_role_is_copied_changed_given_taken_and_retired(desk, boss):
    sales = members.ready("sales")
    desk.post(reverse("rights:copy-role", args=[sales.key]), {"name": "Vente Sud"})
    role = Role.objects.get(name="Vente Sud")
    assert {verb.name: role.scope(verb.name) for verb in rights.verbs.every() if not verb.everyone} == {
        verb.name: sales.scope(verb.name) for verb in rights.verbs.every() if not verb.everyone
    }
    page = desk.get(reverse("rights:role", args=[role.key]))
    sent = {name: field.initial for name, field in page.context["form"].fields.items()} | page.context["form"].initial
    sent = {name: value for name, value in sent.items() if name in page.context["form"].fields}
    answer = desk.post(reverse("rights:role", args=[role.key]), sent | {"verb-party.read": "own"})
    assert answer.status_code == 302
    role.refresh_from_db()
    assert role.scope("party.read") == "own"
    seller = person("")
    members.give(seller, role)
    with pytest.raises(refusals.RoleInUse):
        crafting.retire(role.key, by=boss)
    members.take(seller, role)
    desk.post(reverse("rights:retire-role", args=[role.key]))
    assert Role.objects.get(pk=role.pk).retired_at
    desk.post(reverse("rights:restore-role", args=[role.key]))
    assert Role.objects.get(pk=role.pk).retired_at is None


@pytest.mark.parametrize(
    ("scopes", "levels"),
    [({"party.read": "galaxy"}, {}), ({"party.fly": "all"}, {}), ({"role.read": "own"}, {}), ({}, {"contact": "x"})],
)
def test_a_role_cannot_grant_what_does_not_exist(boss, scopes, levels):
    role = crafting.copy(members.ready("sales").key, name="Essai", by=boss)
    with pytest.raises(UnknownChoice):
        crafting.change(role.key, name="Essai", told="", scopes=scopes, levels=levels, by=boss)


def test_a_ready_role_stays_as_it_is(boss):
    ready = members.ready("sales")
    with pytest.raises(refusals.ReadyRole):
        crafting.change(ready.key, name="X", told="", scopes={}, levels={}, by=boss)
    with pytest.raises(refusals.RoleExists):
        crafting.copy(ready.key, name="vente", by=boss)
    with pytest.raises(NameMissing):
        crafting.copy(ready.key, name=" ", by=boss)


def test_nobody_widens_a_role_they_have(boss):
    keeper = person("administrator")
    role = crafting.copy(members.ready("administrator").key, name="Gardien", by=boss)
    members.give(keeper, role)
    with pytest.raises(refusals.OwnRoles):
        crafting.change(role.key, name="Gardien", told="", scopes={"party.read": "all"}, levels={}, by=keeper)


def test_a_secret_stays_hidden_whatever_a_role_says(boss):
    role = crafting.copy(members.ready("owner").key, name="Tout", by=boss)
    crafting.change(role.key, name="Tout", told="", scopes={}, levels={"secret": "write"}, by=boss)
    assert Role.objects.get(pk=role.pk).levels["secret"] == "hidden"


def test_a_territory_moves_with_all_it_contains_and_never_into_itself(boss):
    south = places.draw(name="Sud", within=None, by=boss)
    lyon = places.draw(name="Lyon", within=south, by=boss)
    centre = places.draw(name="Presqu’île", within=lyon, by=boss)
    north = places.draw(name="Nord", within=None, by=boss)
    places.redraw(lyon.key, name="Lyon", within=north, by=boss)
    paths = {one.name: one.path for one in Territory.objects.all()}
    assert paths["Presqu’île"] == f"/{north.pk}/{lyon.pk}/{centre.pk}/"
    with pytest.raises(refusals.WithinItself):
        places.redraw(north.key, name="Nord", within=Territory.objects.get(pk=centre.pk), by=boss)
    with pytest.raises(refusals.TerritoryExists):
        places.draw(name="nord", within=None, by=boss)
    with pytest.raises(refusals.TerritoryInUse):
        places.erase(north.key, by=boss)
    places.erase(south.key, by=boss)


def test_somebody_in_a_territory_sees_below_and_not_beside(boss):
    south = places.draw(name="Sud", within=None, by=boss)
    lyon = places.draw(name="Lyon", within=south, by=boss)
    seller = person("sales")
    seller.territory = south
    seller.save()
    there, beside = parties.create(name="Lyonnaise"), parties.create(name="Bretonne")
    Party.objects.filter(pk=there.pk).update(territory=lyon)
    assert list(rights.visible(Party.objects.all(), again(seller))) == [there]
    assert not rights.covers(again(seller), beside)


def test_a_team_with_people_is_not_dissolved(boss):
    team = Team.objects.create(name="Lyon")
    seller = person("sales")
    seller.team = team
    seller.save()
    with pytest.raises(refusals.TeamInUse):
        places.dissolve(team.key, by=boss)
    User.objects.update(team=None)
    places.dissolve(team.key, by=boss)
    assert not Team.objects.exists()


def test_a_share_opens_one_customer_until_its_day_and_says_why(desk, boss, emma):
    seller = person("sales", "Rosine")
    assert not rights.covers(seller, emma)
    day = timezone.localdate() + timedelta(days=2)
    given = {"whom": f"user-{seller.key}", "last_day": day.isoformat(), "reason": "Remplacement"}
    assert desk.post(reverse("rights:share", args=[emma.key]), given).status_code == 302
    assert rights.allow(again(seller), "party.read", emma).why == "Rôle\u00a0: Vente. Partagé par Comte."
    assert not rights.covers(again(seller), emma, "note.write")
    page = desk.get(reverse("rights:readers", args=[emma.key])).content.decode()
    assert "Rosine" in page
    assert "Partagé par Comte." in page
    share = Share.objects.get()
    Share.objects.update(until=clock.now() - timedelta(seconds=1))
    assert not rights.covers(again(seller), emma)
    desk.post(reverse("rights:end-share", args=[emma.key, share.key]))
    assert not Share.objects.exists()


def test_a_share_ends_in_the_future_and_is_given_by_who_may(boss, emma):
    seller = person("sales")
    with pytest.raises(refusals.PastDay):
        sharing.share(emma, user=seller, last_day=timezone.localdate() - timedelta(days=1), by=boss)
    with pytest.raises(rights.NotAllowed):
        sharing.share(emma, user=boss, by=person("service"))
    assert not Share.objects.exists()


def test_each_screen_is_offered_only_to_those_who_may(desk):
    for name in ("people", "roles", "teams", "territories", "requests", "alerts"):
        assert desk.get(reverse(f"rights:{name}")).status_code == 200
    assert reverse("rights:people") in desk.get(reverse("house:settings")).content.decode()
    seller = Client()
    seller.force_login(person("sales"))
    assert reverse("rights:people") not in seller.get(reverse("house:settings")).content.decode()
