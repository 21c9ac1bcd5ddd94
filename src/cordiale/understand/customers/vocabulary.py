"""The filters of the customer list, in the order of its menu."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cordiale.people.models import Address, Consent, Identifier, Party, Tag, Team, User
from cordiale.understand.customers.filters import (
    Choice,
    Filter,
    Kept,
    Range,
    Reference,
    Text,
    Word,
    day,
    decimal,
    whole,
)
from cordiale.understand.profile.models import Profile
from cordiale.web import fmt


def _same_party(rows: QuerySet) -> Exists:
    return Exists(rows.filter(party=OuterRef("pk")))


def _about_profile(condition: Q, *, indexed: bool = False) -> Kept:
    few = (Profile.objects.filter(condition).values("party_id"),) if indexed else ()
    return Kept(profile=(condition,), few=few)


def _kind(kind: str) -> Callable[[], Kept]:
    return lambda: Kept(party=(Q(kind=kind),))


def _owners(user: User) -> Iterable[tuple[str, Text]]:
    yield "me", _("Moi")
    yield "none", _("Sans responsable")
    for colleague in User.objects.filter(is_active=True).exclude(pk=user.pk).order_by("name")[:200]:
        yield str(colleague.key), colleague.name


def _owned(value: str, user: User) -> Kept:
    if value == "none":
        return Kept(party=(Q(owner=None),))
    condition = Q(owner=user.pk) if value == "me" else Q(owner=User.objects.values("pk").get(key=value)["pk"])
    return Kept(party=(condition,), few=(Party.objects.filter(condition).values("pk"),))


def _teams(user: User) -> Iterable[tuple[str, Text]]:
    return ((str(team.key), team.name) for team in Team.objects.order_by("name")[:200])


def _shared(value: str, user: User) -> Kept:
    condition = Q(team=Team.objects.values("pk").get(key=value)["pk"])
    return Kept(party=(condition,), few=(Party.objects.filter(condition).values("pk"),))


def _tagged(name: str) -> Kept:
    stuck = Tag.parties.through.objects.filter(tag__in=Tag.objects.filter(name__iexact=name).values("pk"))
    return Kept(party=(_same_party(stuck),), few=(stuck.values("party_id"),))


def _in_city(city: str) -> Kept:
    there = Address.objects.alias(folded=Lower("city")).filter(folded=Lower(Value(city)))
    return Kept(party=(_same_party(there),), few=(there.values("party_id"),))


def _in_country(country: str) -> Kept:
    """By an address, or by the country their last order says, under whatever name it was given."""
    there = Address.objects.filter(country=country.upper()) if len(country) == 2 else Address.objects.none()
    bought = Profile.objects.filter(_exactly("country", country) | _exactly("country", country.upper()))
    condition = Q(_same_party(bought)) | Q(_same_party(there)) if len(country) == 2 else Q(_same_party(bought))
    few = (there.values("party_id"), bought.values("party_id")) if len(country) == 2 else (bought.values("party_id"),)
    return Kept(party=(condition,), few=few)


def _exactly(field: str, value: str) -> Q:
    """Equality as a range: where one value is by far the most common, a database expects every value to be, and
    would read the whole table to find a rare one."""
    return Q(**{f"{field}__gte": value, f"{field}__lte": value})


def _late(late: bool) -> Callable[[], Kept]:
    return lambda: _about_profile(Q(late=True) if late else Q(late=False, late_at__isnull=False))


def _email(*, has: bool) -> Callable[[], Kept]:
    reached = _same_party(Identifier.objects.filter(kind=Identifier.Kind.EMAIL, valid=True))
    return lambda: Kept(party=(reached if has else ~reached,))


def _consent(*states: str) -> Callable[[], Kept]:
    """The last word said about marketing by e-mail is one of `states`; without any, nothing was ever said.

    Of several words of one instant the most protective one holds, as in the ledger.
    """
    said = Consent.objects.filter(purpose=Consent.Purpose.MARKETING, channel__in=["email", "all"])
    if not states:
        return lambda: Kept(party=(~_same_party(said),))
    later = said.filter(party=OuterRef("party"), at__gt=OuterRef("at"))
    last = said.filter(~Exists(later))
    spoken = Q(_same_party(last.filter(state__in=states)))
    if Consent.State.GRANTED in states:
        spoken &= ~Q(_same_party(last.exclude(state__in=states)))
    return lambda: Kept(party=(spoken,))


def _between(field: str, *, indexed: bool = True) -> Callable[[object | None, object | None], Kept]:
    def keep(low: object | None, high: object | None) -> Kept:
        condition = Q()
        if low is not None:
            condition &= Q(**{f"{field}__gte": low})
        if high is not None:
            condition &= Q(**{f"{field}__lte": high})
        return _about_profile(condition, indexed=indexed)

    return keep


def _bought_between(low: object | None, high: object | None) -> Kept:
    """From the first instant of a day to the last of another, where the house stands."""
    zone = timezone.get_current_timezone()
    start = datetime.combine(low, time.min, zone) if isinstance(low, date) else None
    end = datetime.combine(high, time.max, zone) if isinstance(high, date) else None
    return _between("last_order_at")(start, end)


def _score(name: str, label: Text, field: str) -> Range:
    keep = _between(field, indexed=False)
    return Range(name=name, label=label, icon="gauge", parse=whole, keep=keep, least="1", most="5")


def _amount(value: object) -> str:
    return fmt.money(value, "") if isinstance(value, Decimal) else str(value)


def _cohort(month: str) -> Kept:
    return _about_profile(Q(cohort=month))


FILTERS: tuple[Filter, ...] = (
    Choice(
        name="kind",
        label=_("Type"),
        icon="users",
        options={kind.value: (kind.label, _kind(kind.value)) for kind in Party.Kind},
    ),
    Reference(name="owner", label=_("Responsable"), icon="user", rows=_owners, keep=_owned),
    Reference(name="team", label=_("Équipe"), icon="store", rows=_teams, keep=_shared),
    Word(
        name="tag",
        label=_("Étiquette"),
        icon="tag",
        keep=_tagged,
        many=True,
        longest=60,
        suggest=lambda: Tag.objects.order_by("name").values_list("name", flat=True)[:200],
    ),
    Word(name="city", label=_("Ville"), icon="map-pin", keep=_in_city),
    Word(name="country", label=_("Pays"), icon="globe", keep=_in_country, longest=60),
    Choice(
        name="late",
        label=_("Rythme"),
        icon="clock",
        options={"1": (_("en retard"), _late(True)), "0": (_("dans leur rythme"), _late(False))},
    ),
    Range(
        name="spent",
        label=_("Dépensé"),
        icon="coins",
        parse=decimal,
        keep=_between("spent"),
        show=_amount,
        step="0.01",
        least="",
    ),
    Range(name="orders", label=_("Commandes"), icon="receipt", parse=whole, keep=_between("order_count")),
    Range(
        name="last",
        label=_("Dernier achat"),
        icon="calendar",
        parse=day,
        keep=_bought_between,
        show=fmt.day,
        input_type="date",
        step="",
        least="",
    ),
    Word(name="cohort", label=_("Premier achat"), icon="calendar", keep=_cohort, longest=7),
    _score("r", _("Récence (1 à 5)"), "recency_score"),
    _score("f", _("Fréquence (1 à 5)"), "frequency_score"),
    _score("m", _("Montant (1 à 5)"), "money_score"),
    Choice(
        name="consent",
        label=_("Accord e-mail"),
        icon="shield-check",
        options={
            "granted": (_("accordé"), _consent("granted")),
            "refused": (_("refusé ou retiré"), _consent("refused", "withdrawn", "expired")),
            "none": (_("jamais demandé"), _consent()),
        },
    ),
    Choice(
        name="email",
        label=_("E-mail"),
        icon="mail",
        options={"with": (_("connu"), _email(has=True)), "none": (_("sans e-mail"), _email(has=False))},
    ),
    Choice(
        name="archived",
        label=_("Archivés"),
        icon="archive",
        options={"1": (_("archivés seulement"), Kept)},
    ),
)


def words_of_everyone() -> str:
    """The name of the list without any filter."""
    return gettext("Tous les clients")
