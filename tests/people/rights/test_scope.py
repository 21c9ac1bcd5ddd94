"""Record scope: the queryset and the predicate say the same, on every graph of people, teams, territories, shares."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from cordiale.core import clock
from cordiale.people import rights
from cordiale.people.models import Party, Team, Territory, User
from cordiale.people.rights import members
from cordiale.people.rights.models import Role, Share

TEAMS, TERRITORIES, USERS = 2, 4, 3
NONE = st.none()
PLACES = st.tuples(
    NONE | st.integers(0, USERS - 1), NONE | st.integers(0, TEAMS - 1), NONE | st.integers(0, TERRITORIES - 1)
)
SHARES = st.tuples(st.integers(0, 5), st.booleans(), st.integers(0, 1), st.booleans(), st.sampled_from([None, -1, 1]))


def territories(parents: list[int | None]) -> list[Territory]:
    """A forest: each territory hangs under an earlier one or stands alone."""
    made: list[Territory] = []
    for number, parent in enumerate(parents):
        above = made[parent % number] if parent is not None and number else None
        one = Territory.objects.create(name=f"T{number}", parent=above, path=f"?{number}")
        one.path = f"{above.path if above else '/'}{one.pk}/"
        one.save()
        made.append(one)
    return made


class Agreement(TestCase):
    @settings(max_examples=40)
    @given(
        scopes=st.lists(st.sampled_from(rights.verbs.SCOPES), min_size=2, max_size=2),
        actor=st.tuples(NONE | st.integers(0, TEAMS - 1), NONE | st.integers(0, TERRITORIES - 1)),
        parents=st.lists(NONE | st.integers(0, 3), min_size=TERRITORIES, max_size=TERRITORIES),
        places=st.lists(PLACES, min_size=1, max_size=6),
        shares=st.lists(SHARES, max_size=4),
        verb=st.sampled_from(["party.read", "party.change", "party.export", "party.archive"]),
    )
    def test_the_queryset_and_the_predicate_agree(self, scopes, actor, parents, places, shares, verb):
        teams = [Team.objects.create(name=f"E{number}") for number in range(TEAMS)]
        lands = territories(parents)
        team, land = (None if at is None else held[at] for at, held in zip(actor, (teams, lands), strict=True))
        crowd = [User.objects.create(email=f"u{n}@x.example", name=f"U{n}") for n in range(USERS)]
        me = crowd[0]
        me.team, me.territory = team, land
        me.save()
        for number, scope in enumerate(scopes):
            members.give(me, Role.objects.create(name=f"R{number}", scopes={verb: scope}))
        folk = [
            Party.objects.create(
                name=f"P{number}",
                sort_name=f"p{number}",
                owner=None if owner is None else crowd[owner],
                team=None if of_team is None else teams[of_team],
                territory=None if of_land is None else lands[of_land],
            )
            for number, (owner, of_team, of_land) in enumerate(places)
        ]
        for at, to_me, which, may_change, days in shares:
            party = folk[at % len(folk)]
            until = None if days is None else clock.now() + timedelta(days=days)
            to = {"user": (me, crowd[1])[which]} if to_me else {"team": teams[which]}
            if not Share.objects.filter(party=party, **to).exists():
                Share.objects.create(party=party, may_change=may_change, until=until, **to)
        seen = set(rights.visible(Party.objects.all(), me, verb))
        assert seen == {party for party in folk if rights.covers(me, party, verb)}
        if "all" in scopes:
            assert seen == set(folk)
        if set(scopes) == {"none"}:
            assert not seen


@pytest.mark.django_db
def test_nobody_signed_in_closed_or_without_a_role_sees_anyone(emma, figaro):
    from django.contrib.auth.models import AnonymousUser

    stranger = User.objects.create(email="x@x.example", name="X")
    closed = User.objects.get(pk=figaro.pk)
    closed.is_active = False
    for actor in (AnonymousUser(), stranger, closed):
        assert not rights.visible(Party.objects.all(), actor).exists()
        assert not rights.allow(actor, "party.read", emma)
        assert rights.level(actor, "name") == "hidden"
    assert rights.allow(stranger, "account.own")
    assert not rights.allow(AnonymousUser(), "account.own")


@pytest.mark.django_db
def test_a_superuser_without_a_role_may_nothing(emma):
    boss = User.objects.create(email="boss@x.example", name="Boss", is_superuser=True)
    assert not rights.allow(boss, "party.read", emma)


@pytest.mark.django_db
def test_two_roles_add_up_and_one_taken_away_is_gone(figaro, emma):
    user = User.objects.create(email="y@x.example", name="Y")
    members.give(user, "marketer")
    assert rights.level(user, "email") == "masked"
    assert not rights.allow(user, "note.write", emma)
    members.give(user, "service")
    assert rights.level(user, "email") == "write"
    assert rights.allow(user, "note.write", emma)
    members.take(user, "service")
    assert not rights.allow(user, "note.write", emma)


@pytest.mark.django_db
def test_a_retired_role_grants_nothing(emma):
    user = User.objects.create(email="z@x.example", name="Z")
    role = Role.objects.create(name="Essai", scopes={"party.read": "all"}, levels={"contact": "read"})
    members.give(user, role)
    assert rights.allow(user, "party.read", emma)
    Role.objects.filter(pk=role.pk).update(retired_at=clock.now())
    again = User.objects.get(pk=user.pk)
    assert not rights.allow(again, "party.read", emma)


@pytest.mark.django_db
def test_an_unknown_verb_is_a_mistake_and_stays_loud(figaro):
    with pytest.raises(KeyError):
        rights.allow(figaro, "party.fly")
