"""The compiler against the reference: random trees over every field, on a small base full of gaps."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.core.conditions.trees import TODAY, trees

from cordiale.core.conditions import Not, Test, evaluate
from cordiale.people import users
from cordiale.people.fields import plans
from cordiale.people.fields.registry import Fields
from cordiale.people.models import Address, Consent, Identifier, Party, Tag, Team, Territory
from cordiale.people.rights import members
from cordiale.understand.profile.models import Profile

pytestmark = pytest.mark.django_db
SIZE = 60
CITIES = ["Lyon", "paris", "Paris", "Le Havre", ""]
NAMES = ["Emma Bovary", "Candide", "Orgon", "Elmire Tartuffe"]


@pytest.fixture(scope="module")
def base(django_db_setup, django_db_blocker):
    """A base made once: nothing here changes it."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        made = _base()
        yield made
        transaction.set_rollback(True)


def _base():
    rng = random.Random(3)
    asker = users.create(email="asker@rivage.example", name="Asker", password="barbier-de-seville-1775")
    members.give(asker, "owner")
    colleague = users.create(email="other@rivage.example", name="Other", password="barbier-de-seville-1775")
    teams = [Team.objects.create(name=name) for name in ("Nord", "Sud")]
    top = Territory.objects.create(name="France", path="x")
    below = Territory.objects.create(name="Rhône", parent=top, path="y")
    Territory.objects.filter(pk=top.pk).update(path=f"/{top.pk}/")
    Territory.objects.filter(pk=below.pk).update(path=f"/{top.pk}/{below.pk}/")
    tags = [Tag.objects.create(name=name) for name in ("vip", "Presse", "perdu")]
    at = datetime.combine(TODAY, datetime.min.time(), UTC)
    for number in range(SIZE):
        name = rng.choice(NAMES)
        party = Party.objects.create(
            kind=rng.choice(Party.Kind.values), name=name, sort_name=" ".join(reversed(name.lower().split())),
            language=rng.choice(["", "fr", "en"]), born_on=rng.choice([None, date(1990, 2, 28), TODAY]),
            owner=rng.choice([None, asker, colleague]), team=rng.choice([None, *teams]),
            territory=rng.choice([None, top, below]), do_not_contact=rng.random() < 0.3,
            source=rng.choice(["", "manual", "import:1"]),
            created_at=at + timedelta(hours=rng.randrange(-24 * 40, 24)),
        )  # fmt: skip
        party.tags.add(*rng.sample(tags, rng.randrange(3)))
        for _one in range(rng.randrange(3)):
            Address.objects.create(
                party=party, city=rng.choice(CITIES), postcode=rng.choice(["", "69001", "75002"]),
                country=rng.choice(["", "FR", "CH"]),
            )  # fmt: skip
        for place in range(rng.randrange(3)):
            email = f"p{number}.{place}@{rng.choice(['a', 'b'])}.example"
            Identifier.objects.create(party=party, kind="email", value=email, normal=email, valid=rng.random() < 0.8)
        if rng.random() < 0.5:
            Identifier.objects.create(party=party, kind="phone", value="x", normal=f"+336123456{number:02}")
        for _one in range(rng.randrange(3)):
            Consent.objects.create(
                party=party, purpose="marketing", channel=rng.choice(["email", "sms", "all"]),
                state=rng.choice(Consent.State.values), at=at + timedelta(days=rng.randrange(2)),
            )  # fmt: skip
        if rng.random() < 0.7:
            _profile(rng, party, at)
    return asker


def _profile(rng, party, at):
    last = rng.choice([None, at + timedelta(hours=rng.randrange(-24 * 120, 24))])
    late_at = rng.choice([None, at])
    Profile.objects.create(
        party=party, country=rng.choice(["", "FR", "Iceland"]), last_order_at=last, first_order_at=last,
        order_count=rng.randrange(4), spent=Decimal(rng.randrange(-2, 5)) * Decimal("50.25"),
        average_order=rng.choice([None, Decimal("12.50")]), late_at=late_at, late=bool(late_at) and rng.random() < 0.5,
        cohort=rng.choice(["", "2025-11", "2026-01"]), recency_score=rng.choice([None, 1, 5]),
        last_contact_at=rng.choice([None, at]),
    )  # fmt: skip


ASKED = {
    "name": ("emma bovary", "bovary", "Candide", "e", "or"),
    "kind": ("person", "organisation"),
    "language": ("fr", "en", "de"),
    "born_on": (date(1990, 2, 28), TODAY),
    "source": ("manual", "IMPORT", "import:1"),
    "created": (TODAY, TODAY - timedelta(days=20)),
    "email": ("p1.0@a.example", "P2.0@b.example", "p1", "a.example"),
    "phone": ("+33612345601", "0612345602", "+336", "345"),
    "city": ("paris", "Lyon", "Le", "a"),
    "postcode": ("69001", "75"),
    "country": ("FR", "Iceland", "CH"),
    "owner": ("me",),
    "tag": ("vip", "presse", "Perdu"),
    "do_not_contact": (True, False),
    "consent": ("granted", "refused", "none"),
    "consent_sms": ("granted", "refused", "none"),
    "late": ("late", "on_time", "unknown"),
    "spent": (Decimal("-50.25"), Decimal(0), Decimal("100.50"), Decimal("60.1")),
    "orders": (Decimal(0), Decimal(2)),
    "last": (TODAY, TODAY - timedelta(days=60)),
    "cohort": ("2025-11", "2026"),
    "average": (Decimal("12.5"), Decimal(20)),
    "r": (Decimal(1), Decimal(3)),
    "contact": (TODAY,),
}


class Worth:
    """A field as the strategies want it: with values worth asking about."""

    def __init__(self, field, values):
        self.name, self.kind, self.operators, self.values = field.name, field.kind, field.operators, values


def _worth_asking(asker):
    known = Fields(asker)
    return {name: Worth(known.field(name), values) for name, values in ASKED.items()}


def _rows(asker):
    """Every party as the reference reads it."""
    known, pks = Fields(asker), list(Party.objects.values_list("pk", flat=True))
    values = {name: known.field(name).fetch(pks) for name in ASKED}
    return {pk: {name: _plain(name, values[name].get(pk), asker) for name in ASKED} for pk in pks}


def _plain(name, value, asker):
    if name == "owner":
        return "me" if value == str(asker.key) else value
    return timezone.localtime(value) if isinstance(value, datetime) else value


@pytest.fixture(scope="module")
def rows(base, django_db_blocker):
    with django_db_blocker.unblock():
        return _rows(base)


def _normal(tree):
    """Phones are asked in any spelling; the reference compares them as stored."""
    if isinstance(tree, Not):
        return Not(_normal(tree.node))
    if not isinstance(tree, Test):
        return type(tree)(*map(_normal, tree.nodes))
    if tree.field != "phone":
        return tree
    given_ = tree.value if isinstance(tree.value, tuple) else (tree.value,)
    told = tuple("+33" + one[1:] if one and one.startswith("0") else one for one in given_)
    return Test("phone", tree.op, told if isinstance(tree.value, tuple) else told[0])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(data=st.data())
def test_every_tree_keeps_whom_the_reference_keeps(base, rows, django_db_blocker, data):
    with django_db_blocker.unblock():
        tree, known = data.draw(trees(_worth_asking(base))), Fields(base)
        plan = plans.plan(tree, actor=base, today=TODAY, fields=known)
        kept = set(Party.objects.filter(plan.condition).values_list("pk", flat=True))
        checked = plans.check(_normal(tree), fields=known)
        few = [
            set(Party.objects.filter(pk__in=few).values_list("pk", flat=True))
            for part in plan.parts
            for few in part.kept.few
        ]
    assert kept == {pk for pk, row in rows.items() if evaluate(checked, row, today=TODAY)}
    assert len(plan.parts) > 1 or not few or set().union(*few) >= kept
