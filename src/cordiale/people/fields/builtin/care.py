"""Who cares for a party, and how."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cordiale.core.conditions import Equals, Kind, Known, Op, Question
from cordiale.people.fields import fetches, questions
from cordiale.people.fields.kept import Kept
from cordiale.people.fields.registry import Actor, Asking, Field, Text
from cordiale.people.models import Party, Tag, Team, Territory, User

MINE = "me"
LISTED = 200


def fields() -> list[Field]:
    return [
        Field(
            name="owner", group="care", label=_("Responsable"), kind=Kind.REFERENCE, icon="user", data_class="public",
            lake="clear", options=owners, word=_owner_word, keep=_owned, fetch=fetches.keyed("owner"),
            phrases={"is": _("est suivi par %(value)s"), "empty": _("n’est suivi par personne")},
        ),
        Field(
            name="team", group="care", label=_("Équipe"), kind=Kind.REFERENCE, icon="store", data_class="public",
            lake="clear", options=_teams, word=_team_word, keep=_shared, fetch=fetches.keyed("team"),
        ),
        Field(
            name="territory", group="care", label=_("Secteur"), kind=Kind.REFERENCE, icon="map", data_class="public",
            lake="clear", options=_territories, word=_territory_word, keep=_placed, fetch=_territories_of,
            help=_("Avec tout ce qu’il contient."),
        ),
        Field(
            name="tag", group="care", label=_("Étiquette"), kind=Kind.CHOICES, icon="tag", data_class="public",
            lake="clear", keep=_tagged, fetch=fetches.rows(_stuck, "tag__name"), suggest=_tag_names,
            phrases={"is": _("porte l’étiquette %(value)s"), "is_not": _("ne porte pas l’étiquette %(value)s")},
        ),
        Field(
            name="do_not_contact", lake="clear", group="care", label=_("Ne pas contacter"), kind=Kind.FLAG,
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
