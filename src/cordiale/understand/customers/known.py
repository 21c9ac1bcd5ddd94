"""The figures of a customer's profile, as fields of the registry: what lists and segments may ask of purchases."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cordiale.core.conditions import Begins, Contains, Equals, Kind, Op, Question, operators
from cordiale.people.fields import fetches, questions, registry
from cordiale.people.fields.kept import Kept, either
from cordiale.people.fields.registry import Asking, Field, Text
from cordiale.people.models import Address
from cordiale.understand.profile.models import Profile
from cordiale.web import fmt

CHOSEN = (Op.IS, Op.IS_NOT, Op.ONE_OF, Op.NONE_OF)


def register() -> None:
    """Called once when the house opens."""
    registry.register(*_purchases(), *_scores(), _country())


def _purchases() -> list[Field]:
    return [
        Field(
            name="late", label=_("Rythme"), kind=Kind.CHOICE, icon="clock", group="buys", data_class="behavioural",
            asked=CHOSEN, options=lambda _actor: LATENESS, sort="late",
            keep=questions.beside(Profile, _lateness, indexed=False),
            fetch=_latenesses, phrases={"is": _("est %(value)s")},
        ),
        Field(
            name="spent", label=_("Dépensé"), kind=Kind.MONEY, icon="coins", group="buys", data_class="commercial",
            say=_amount, step="0.01", sort="spent",
            keep=questions.beside(Profile, questions.ordered("spent")), fetch=fetches.beside(Profile, "spent"),
            phrases={
                "at_least": _("a dépensé au moins %(value)s"), "at_most": _("a dépensé au plus %(value)s"),
                "between": _("a dépensé entre %(value)s"),
            },
        ),
        Field(
            name="orders", label=_("Commandes"), kind=Kind.NUMBER, icon="receipt", group="buys",
            data_class="commercial", step="1", sort="orders",
            keep=questions.beside(Profile, questions.ordered("order_count")),
            fetch=fetches.beside(Profile, "order_count"),
            phrases={"at_least": _("a commandé au moins %(value)s fois"), "is": _("a commandé %(value)s fois")},
        ),
        Field(
            name="last", label=_("Dernier achat"), kind=Kind.INSTANT, icon="calendar", group="buys",
            data_class="commercial", sort="last",
            keep=questions.beside(Profile, questions.instant("last_order_at")),
            fetch=fetches.beside(Profile, "last_order_at"),
            phrases={
                "within": _("a acheté ces derniers %(value)s"), "older": _("n’a rien acheté depuis %(value)s"),
                "empty": _("n’a jamais acheté"), "known": _("a déjà acheté"),
            },
        ),
        Field(
            name="first", label=_("Premier achat"), kind=Kind.INSTANT, icon="calendar", group="buys",
            data_class="commercial",
            keep=questions.beside(Profile, questions.instant("first_order_at"), indexed=False),
            fetch=fetches.beside(Profile, "first_order_at"),
        ),
        Field(
            name="cohort", label=_("Mois du premier achat"), kind=Kind.TEXT, icon="calendar", group="buys",
            data_class="commercial", help=_("Année et mois, comme 2026-03."),
            asked=(Op.IS, Op.IS_NOT, Op.BEGINS, Op.ONE_OF, Op.KNOWN, Op.EMPTY),
            keep=questions.beside(Profile, questions.text("cohort"), indexed=False),
            fetch=fetches.beside(Profile, "cohort"),
        ),
        Field(
            name="average", label=_("Panier moyen"), kind=Kind.MONEY, icon="shopping-bag", group="buys",
            data_class="commercial", say=_amount, step="0.01",
            keep=questions.beside(Profile, questions.ordered("average_order"), indexed=False),
            fetch=fetches.beside(Profile, "average_order"),
        ),
        Field(
            name="year", label=_("Dernière année d’achats"), kind=Kind.MONEY, icon="coins", group="buys",
            data_class="commercial", say=_amount, step="0.01",
            keep=questions.beside(Profile, questions.ordered("year_value"), indexed=False),
            fetch=fetches.beside(Profile, "year_value"),
        ),
        Field(
            name="contact", label=_("Dernier échange"), kind=Kind.INSTANT, icon="message-square", group="care",
            data_class="behavioural",
            keep=questions.beside(Profile, questions.instant("last_contact_at"), indexed=False),
            fetch=fetches.beside(Profile, "last_contact_at"),
        ),
    ]  # fmt: skip


LATENESS: list[tuple[str, Text]] = [
    ("late", _("en retard")), ("on_time", _("dans leur rythme")), ("unknown", _("sans rythme connu")),
]  # fmt: skip


def _lateness(question: Question) -> Q:
    asked = Q(pk__in=[])
    for value in question.values if isinstance(question, Equals) else ():
        asked |= {
            "late": Q(late=True),
            "on_time": Q(late=False, late_at__isnull=False),
            "unknown": Q(late=False, late_at__isnull=True),
        }[str(value)]
    return asked


def _latenesses(pks: Sequence[int]) -> dict[int, object]:
    rows = Profile.objects.filter(party__in=pks).values_list("party_id", "late", "late_at")
    return {pk: "late" if late else "unknown" if at is None else "on_time" for pk, late, at in rows}


def _amount(value: object) -> str:
    """Each customer's own currency: the number alone."""
    return fmt.money(value, "") if isinstance(value, Decimal) else str(value)


def _scores() -> list[Field]:
    labels = {
        "r": (_("Récence (1 à 5)"), "recency_score"), "f": (_("Fréquence (1 à 5)"), "frequency_score"),
        "m": (_("Montant (1 à 5)"), "money_score"),
    }  # fmt: skip
    return [
        Field(
            name=name, label=label, kind=Kind.NUMBER, icon="gauge", group="buys", data_class="behavioural", step="1",
            keep=questions.beside(Profile, questions.ordered(column), indexed=False),
            fetch=fetches.beside(Profile, column),
        )
        for name, (label, column) in labels.items()
    ]  # fmt: skip


def _country() -> Field:
    return Field(
        name="country", lake="clear", label=_("Pays"), kind=Kind.TEXT, icon="globe", group="reach", data_class="public",
        asked=operators(Kind.TEXT), keep=_in_country, fetch=_countries,
        help=_("De l’adresse, ou de la dernière commande."),
    )  # fmt: skip


def _in_country(question: Question, asking: Asking) -> Kept:
    """By an address, or by the country their last order says, under whatever name it was given."""
    addresses, profiles = Address.objects.exclude(country=""), Profile.objects.exclude(country="")
    match question:
        case Equals(values):
            asked = {name for value in values for name in (str(value), str(value).upper())}
            bought = Profile.objects.filter(_exactly("country", asked))
            codes = [name.upper() for name in asked if len(name) == 2]
            if not codes:
                return questions.among(bought, indexed=True)
            there = Address.objects.filter(country__in=codes)
            return _either(there, bought, few=True)
        case Contains(text):
            return _either(addresses.filter(country__icontains=text), profiles.filter(country__icontains=text))
        case Begins(text):
            return _either(addresses.filter(country__istartswith=text), profiles.filter(country__istartswith=text))
        case _:
            return _either(addresses, profiles)


def _exactly(column: str, values: set[str]) -> Q:
    """Equality as ranges: where one value is by far the most common, a database expects every value to be, and would
    read the whole table to find a rare one."""
    found = Q()
    for value in values:
        found |= Q(**{f"{column}__gte": value, f"{column}__lte": value})
    return found


def _either(there: QuerySet, bought: QuerySet, *, few: bool = False) -> Kept:
    return either([questions.among(rows, indexed=few) for rows in (bought, there)])


def _countries(pks: Sequence[int]) -> dict[int, object]:
    told: dict[int, list[str]] = {}
    for rows in (Address.objects.order_by("-main", "pk"), Profile.objects.all()):
        for pk, country in rows.filter(party__in=pks).exclude(country="").values_list("party_id", "country"):
            told.setdefault(pk, []).append(country)
    return {pk: tuple(dict.fromkeys(countries)) for pk, countries in told.items()}
