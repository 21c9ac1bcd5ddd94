"""The fields every party has. What a room knows more of (purchases, rhythm), it registers itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from cordiale.core.conditions import Begins, Contains, Equals, Kind, Known, Op, Question, operators
from cordiale.people import identifiers, naming
from cordiale.people.fields import fetches, questions
from cordiale.people.fields.kept import Kept
from cordiale.people.fields.questions import NOBODY
from cordiale.people.fields.registry import Actor, Asking, Field, Text
from cordiale.people.fields.registry import register as add
from cordiale.people.models import Address, Consent, Identifier, Party, Tag, Team, Territory, User

LANGUAGES = [("fr", "Français"), ("de", "Deutsch"), ("en", "English"), ("it", "Italiano")]
CHOSEN = (Op.IS, Op.IS_NOT, Op.ONE_OF, Op.NONE_OF)
MINE = "me"
LISTED = 200


def register() -> None:
    """Called once when the house opens."""
    add(*_identity(), *_reach(), *_care(), *_consents())


def _identity() -> list[Field]:
    return [
        Field(
            name="name", label=_("Nom"), kind=Kind.TEXT, icon="user-round", sort="name",
            keep=questions.on_party(_named), fetch=_names, help=_("Tel qu’affiché, ou nom de famille d’abord."),
        ),
        Field(
            name="kind", label=_("Type"), kind=Kind.CHOICE, icon="users", data_class="public", asked=CHOSEN,
            options=lambda _actor: Party.Kind.choices, keep=questions.on_party(questions.choice("kind")),
            fetch=fetches.column("kind"),
        ),
        Field(
            name="language", label=_("Langue"), kind=Kind.CHOICE, icon="globe", data_class="public",
            options=lambda _actor: LANGUAGES, keep=questions.on_party(questions.choice("language")),
            fetch=fetches.column("language"),
        ),
        Field(
            name="born_on", label=_("Date de naissance"), kind=Kind.DAY, icon="calendar",
            keep=questions.on_party(questions.ordered("born_on")), fetch=fetches.column("born_on"),
        ),
        Field(
            name="source", label=_("Source"), kind=Kind.TEXT, icon="upload", data_class="public",
            keep=questions.on_party(questions.text("source")), fetch=fetches.column("source"),
        ),
        Field(
            name="created", label=_("Ajouté"), kind=Kind.INSTANT, icon="plus", data_class="public", sort="created",
            asked=operators(Kind.INSTANT)[:-2],
            keep=questions.on_party(questions.instant("created_at")), fetch=fetches.column("created_at"),
            phrases={"within": _("a été ajouté ces %(value)s"), "older": _("est connu depuis plus de %(value)s")},
        ),
    ]  # fmt: skip


def _named(question: Question) -> Q:
    """By the name as shown, or as sorted: folded, family name first, served by its index."""
    match question:
        case Equals(values):
            asked = Q(sort_name__in=[naming.fold(str(value)) for value in values])
            for value in values:
                asked |= Q(name__iexact=str(value))
            return asked
        case Contains(text):
            folded = naming.fold(text)
            return Q(name__icontains=text) | (Q(sort_name__contains=folded) if folded else NOBODY)
        case Begins(text):
            return Q(name__istartswith=text) | _sorted_from(naming.fold(text))
        case _:
            return ~Q(name="")


def _sorted_from(folded: str) -> Q:
    return Q(sort_name__gte=folded, sort_name__lt=folded + "\U0010ffff") if folded else NOBODY


def _names(pks: Sequence[int]) -> dict[int, object]:
    rows = Party.objects.filter(pk__in=pks).values_list("pk", "name", "sort_name")
    return {pk: (name, sort_name) for pk, name, sort_name in rows}


def _reach() -> list[Field]:
    addresses = Address.objects.all
    return [
        Field(
            name="email", group="reach", label=_("E-mail"), kind=Kind.EMAIL,
            icon="mail", keep=partial(_key, Identifier.Kind.EMAIL),
            fetch=fetches.rows(partial(_keys, Identifier.Kind.EMAIL), "normal"),
        ),
        Field(
            name="phone", group="reach", label=_("Téléphone"), kind=Kind.PHONE, icon="phone",
            keep=partial(_key, Identifier.Kind.PHONE),
            fetch=fetches.rows(partial(_keys, Identifier.Kind.PHONE), "normal"),
        ),
        Field(
            name="reference", group="reach", label=_("Référence"), kind=Kind.TEXT, icon="hash",
            keep=partial(_key, Identifier.Kind.EXTERNAL),
            fetch=fetches.rows(partial(_keys, Identifier.Kind.EXTERNAL), "normal"),
        ),
        Field(
            name="city", group="reach", label=_("Ville"), kind=Kind.TEXT,
            icon="map-pin", data_class="public", keep=_city,
            fetch=fetches.rows(lambda: _told(addresses(), "city"), "city"),
        ),
        Field(
            name="postcode", group="reach", label=_("Code postal"), kind=Kind.TEXT, icon="map-pin",
            keep=questions.on_rows(lambda: _told(addresses(), "postcode"), questions.text("postcode")),
            fetch=fetches.rows(lambda: _told(addresses(), "postcode"), "postcode"),
        ),
    ]  # fmt: skip


def _told(rows: QuerySet, column: str) -> QuerySet:
    """The rows that say something there, the main one first."""
    return rows.exclude(**{column: ""}).order_by("-main", "pk")


def _keys(kind: str) -> QuerySet:
    """The well-formed keys of a kind, the main one first."""
    return Identifier.objects.filter(kind=kind, valid=True).order_by("-main", "pk")


def _key(kind: str, question: Question, asking: Asking) -> Kept:
    """By a key as it is compared: a whole one is one look-up in the index of keys."""
    keys = Identifier.objects.filter(kind=kind, valid=True)
    match question:
        case Equals(values):
            normals = [identifiers.normalise(kind, str(value), region=settings.REGION).normal for value in values]
            asked = Q(normal__in=normals)
            return questions.among(keys.filter(asked), indexed=kind != Identifier.Kind.EXTERNAL)
        case Contains(text):
            return questions.among(keys.filter(normal__icontains=_part(kind, text)), indexed=False)
        case Begins(text):
            return questions.among(keys.filter(normal__istartswith=_beginning(kind, text)), indexed=False)
        case _:
            return questions.among(keys, indexed=False)


def _part(kind: str, text: str) -> str:
    """A piece of a phone number is compared without its spaces."""
    digits = "".join(letter for letter in text if letter.isdigit() or letter == "+")
    return digits if kind == Identifier.Kind.PHONE and digits else text


def _beginning(kind: str, text: str) -> str:
    """`06` begins a number as dialled at home, stored as `+336`."""
    part = _part(kind, text)
    if kind != Identifier.Kind.PHONE or not part.startswith("0") or part.startswith("00"):
        return part
    return _AT_HOME.get(settings.REGION, "+33") + part[1:]


_AT_HOME = {"FR": "+33", "CH": "+41", "BE": "+32", "DE": "+49", "GB": "+44", "AT": "+43"}


def _city(question: Question, asking: Asking) -> Kept:
    rows = Address.objects.exclude(city="")
    match question:
        case Equals(values):
            there = Address.objects.alias(folded=Lower("city"))
            asked = there.filter(folded__in=[Lower(Value(str(value))) for value in values])
            return questions.among(asked, indexed=True)
        case Contains(text):
            return questions.among(rows.filter(city__icontains=text), indexed=False)
        case Begins(text):
            return questions.among(rows.filter(city__istartswith=text), indexed=False)
        case _:
            return questions.among(rows, indexed=False)


def _care() -> list[Field]:
    return [
        Field(
            name="owner", group="care", label=_("Responsable"), kind=Kind.REFERENCE, icon="user", data_class="public",
            options=owners, word=_owner_word, keep=_owned, fetch=fetches.keyed("owner"),
            phrases={"is": _("est suivi par %(value)s"), "empty": _("n’est suivi par personne")},
        ),
        Field(
            name="team", group="care", label=_("Équipe"), kind=Kind.REFERENCE, icon="store", data_class="public",
            options=_teams, word=_team_word, keep=_shared, fetch=fetches.keyed("team"),
        ),
        Field(
            name="territory", group="care", label=_("Secteur"), kind=Kind.REFERENCE, icon="map", data_class="public",
            options=_territories, word=_territory_word, keep=_placed, fetch=_territories_of,
            help=_("Avec tout ce qu’il contient."),
        ),
        Field(
            name="tag", group="care", label=_("Étiquette"), kind=Kind.CHOICES, icon="tag", data_class="public",
            keep=_tagged, fetch=fetches.rows(_stuck, "tag__name"), suggest=_tag_names,
            phrases={"is": _("porte l’étiquette %(value)s"), "is_not": _("ne porte pas l’étiquette %(value)s")},
        ),
        Field(
            name="do_not_contact", group="care", label=_("Ne pas contacter"), kind=Kind.FLAG,
            icon="ban", data_class="public",
            asked=(Op.IS,), keep=questions.on_party(questions.flag("do_not_contact")),
            fetch=fetches.column("do_not_contact"),
        ),
        Field(
            name="archived", group="care", label=_("Archivés"), kind=Kind.FLAG,
            icon="archive", data_class="public", asked=(Op.IS,),
            alone=True, keep=_archived, fetch=_archives,
        ),
    ]  # fmt: skip


def _archived(question: Question, asking: Asking) -> Kept:
    """The list itself is about those archived, or about the others (`Plan.archived`); this says it once more."""
    yes = isinstance(question, Equals) and True in question.values
    return Kept(party=(Q(archived_at__isnull=not yes),))


def _archives(pks: Sequence[int]) -> dict[int, object]:
    return {pk: at is not None for pk, at in Party.objects.filter(pk__in=pks).values_list("pk", "archived_at")}


def owners(actor: Actor) -> Iterable[tuple[str, Text]]:
    """Who may care for a party: oneself first."""
    yield MINE, _("Moi")
    for colleague in User.objects.filter(is_active=True).exclude(pk=actor.pk or 0).order_by("name")[:LISTED]:
        yield str(colleague.key), colleague.name


def _owner_word(value: str, actor: Actor) -> Text | None:
    return _("moi") if value == MINE else _name_of(User.objects.all(), value)


def _name_of(rows: QuerySet, value: str) -> str | None:
    key = _uuid(value)
    return None if key is None else rows.filter(key=key).values_list("name", flat=True).first()


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None


def _pointed(column: str, question: Question, pks: Sequence[int]) -> Kept:
    condition = Q(**{f"{column}__in": list(pks)}) if isinstance(question, Equals) else Q(**{f"{column}__isnull": False})
    few = (Party.objects.filter(condition).values("pk"),) if isinstance(question, Equals) else ()
    return Kept(party=(condition,), few=few)


def _pks(rows: QuerySet, question: Question) -> list[int]:
    keys = [_uuid(value) for value in question.values] if isinstance(question, Equals) else []
    return list(rows.filter(key__in=[key for key in keys if key]).values_list("pk", flat=True)) if keys else []


def _owned(question: Question, asking: Asking) -> Kept:
    pks = _pks(User.objects.all(), question) if not _only_me(question) else []
    mine = isinstance(question, Equals) and MINE in question.values
    return _pointed("owner", question, [*pks, asking.actor.pk or 0] if mine else pks)


def _only_me(question: Question) -> bool:
    return isinstance(question, Equals) and question.values == (MINE,)


def _teams(_actor: Actor) -> Iterable[tuple[str, Text]]:
    return [(str(key), name) for key, name in Team.objects.order_by("name").values_list("key", "name")[:LISTED]]


def _team_word(value: str, _actor: Actor) -> Text | None:
    return _name_of(Team.objects.all(), value)


def _shared(question: Question, asking: Asking) -> Kept:
    return _pointed("team", question, _pks(Team.objects.all(), question))


def _territories(_actor: Actor) -> Iterable[tuple[str, Text]]:
    return [(str(key), name) for key, name in Territory.objects.order_by("path").values_list("key", "name")[:LISTED]]


def _territory_word(value: str, _actor: Actor) -> Text | None:
    return _name_of(Territory.objects.all(), value)


def _placed(question: Question, asking: Asking) -> Kept:
    inside = Q(pk__in=[])
    for path in Territory.objects.filter(pk__in=_pks(Territory.objects.all(), question)).values_list("path", flat=True):
        inside |= Q(path__startswith=path)
    pks = list(Territory.objects.filter(inside).values_list("pk", flat=True)) if isinstance(question, Equals) else []
    return _pointed("territory", question, pks)


def _territories_of(pks: Sequence[int]) -> dict[int, object]:
    """The keys of the territory and of all that hold it."""
    known = {str(pk): str(key) for pk, key in Territory.objects.values_list("pk", "key")}
    rows = Party.objects.filter(pk__in=pks, territory__isnull=False).values_list("pk", "territory__path")
    return {pk: tuple(known[one] for one in path.strip("/").split("/")) for pk, path in rows}


def _stuck() -> QuerySet:
    return Tag.parties.through.objects.order_by("tag__name")


def _tag_names() -> Iterable[str]:
    return Tag.objects.order_by("name").values_list("name", flat=True)[:LISTED]


def _tagged(question: Question, asking: Asking) -> Kept:
    stuck = Tag.parties.through.objects.all()
    if isinstance(question, Known):
        return questions.among(stuck, indexed=False)
    named = Q()
    for value in question.values if isinstance(question, Equals) else ():
        named |= Q(name__iexact=str(value))
    return questions.among(stuck.filter(tag__in=Tag.objects.filter(named).values("pk")), indexed=True)


def _consents() -> list[Field]:
    labels = {
        "email": _("Accord e-mail"), "phone": _("Accord téléphone"), "sms": _("Accord SMS"),
        "letter": _("Accord courrier"),
    }  # fmt: skip
    return [
        Field(
            name="consent" if channel == "email" else f"consent_{channel}", label=label, kind=Kind.CHOICE,
            icon="shield-check", data_class="public", group="reach", asked=CHOSEN, options=_agreements,
            keep=partial(_agreed, channel), fetch=partial(_agreements_of, channel),
        )
        for channel, label in labels.items()
    ]  # fmt: skip


def _agreements(_actor: Actor) -> list[tuple[str, Text]]:
    return [("granted", _("accordé")), ("refused", _("refusé ou retiré")), ("none", _("jamais demandé"))]


_STATES = {"granted": ("granted",), "refused": ("refused", "withdrawn", "expired")}


def _agreed(channel: str, question: Question, asking: Asking) -> Kept:
    """The last word about marketing by this channel; of several at one instant, the most protective holds."""
    kept = Q(pk__in=[])
    for value in question.values if isinstance(question, Equals) else ():
        kept |= _spoken(channel, str(value))
    return Kept(party=(kept,))


def _said(channel: str) -> QuerySet:
    return Consent.objects.filter(purpose=Consent.Purpose.MARKETING, channel__in=[channel, "all"])


def _last(channel: str) -> QuerySet:
    later = _said(channel).filter(party=OuterRef("party"), at__gt=OuterRef("at"))
    return _said(channel).filter(~Exists(later))


def _spoken(channel: str, value: str) -> Q:
    if value == "none":
        return ~Q(_same_party(_said(channel)))
    states = _STATES[value]
    spoken = Q(_same_party(_last(channel).filter(state__in=states)))
    if value == "granted":
        spoken &= ~Q(_same_party(_last(channel).exclude(state__in=states)))
    return spoken


def _same_party(rows: QuerySet) -> Exists:
    return Exists(rows.filter(party=OuterRef("pk")))


def _agreements_of(channel: str, pks: Sequence[int]) -> dict[int, object]:
    told: dict[int, object] = dict.fromkeys(pks, "none")
    for pk, state in _last(channel).filter(party__in=pks).order_by("party").values_list("party_id", "state"):
        told[pk] = "refused" if told[pk] == "refused" or state != "granted" else "granted"
    return told
