"""The history of one record: save by save, field by field as far as the reader may see, and a value taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from cordiale.people import addresses, identifiers, parties, rights, tags
from cordiale.people.addresses import Place
from cordiale.people.audit import words
from cordiale.people.audit.following import following
from cordiale.people.audit.models import RecordChange
from cordiale.people.audit.refusals import NotRestorable
from cordiale.people.identifiers import Key
from cordiale.people.models import Address, Identifier, IntakeTrace, Party, Team, User

PAGE = 30
RIGHTS = {"external": "reference", "device": "reference", "archived": "archived"}
Restorer = Callable[..., object]
_restorers: dict[str, Restorer] = {}


@dataclass(frozen=True, slots=True)
class Step:
    """One field of one save, as the reader may see it; `restorable` offers the earlier value."""

    field: str
    label: str
    before: str
    after: str
    restorable: bool


@dataclass(frozen=True, slots=True)
class Save:
    """One save: who, when, what."""

    key: UUID | None
    at: datetime
    who: str
    steps: list[Step]


def restorable(prefix: str, restorer: Restorer) -> None:
    """Register how fields of a room are put back: `restorer(party_key, field, value, by=user)`."""
    _restorers[prefix] = restorer


def of(party: Party, *, reader: User, before: int | None = None) -> tuple[list[Save], int | None]:
    """The saves, the latest first, with what imports changed; the number that asks for the older ones."""
    rows = RecordChange.objects.filter(party=party).order_by("-id")
    found = list((rows.filter(id__lt=before) if before is not None else rows)[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    users = dict(User.objects.filter(key__in={row.actor for row in found if row.actor}).values_list("key", "name"))
    may = bool(rights.allow(reader, "history.restore", party))
    saves = [
        Save(
            row.key,
            row.at,
            users.get(row.actor, "") if row.actor else "",
            _steps(row.before, row.after, reader=reader, may=may),
        )
        for row in found
    ]
    if before is None:
        saves += [_imported(trace, reader=reader) for trace in _traces(party)]
    saves = sorted((one for one in saves if one.steps), key=lambda one: one.at, reverse=True)
    return saves, found[-1].pk if more else None


def _traces(party: Party) -> list[IntakeTrace]:
    return list(IntakeTrace.objects.filter(party=party, created=False).order_by("-at")[:PAGE])


def _imported(trace: IntakeTrace, *, reader: User) -> Save:
    names = [name for name in trace.after if name in words.FIELDS]
    before = {name: trace.before.get(name) for name in names}
    steps = _steps(before, {name: trace.after[name] for name in names}, reader=reader, may=False)
    return Save(None, trace.at, _("Import"), steps)


def _steps(before: dict[str, Any], after: dict[str, Any], *, reader: User, may: bool) -> list[Step]:
    told = []
    for name in sorted(after, key=words.field):
        level = rights.level(reader, RIGHTS.get(name, name.partition("_")[0] if name.startswith("address") else name))
        if level == "hidden":
            continue
        masked = level == "masked"
        old, new = ("•••" if masked else shown(name, value) for value in (before[name], after[name]))
        told.append(Step(name, words.field(name), old, new, may and level == "write" and _restorer(name) is not None))
    return told


def shown(name: str, value: Any) -> str:
    """A kept value in words."""
    if value in (None, "", [], {}):
        return "—"
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if name == "owner":
        return str(User.objects.filter(key=value).values_list("name", flat=True).first() or "…")
    if name == "team":
        return str(Team.objects.filter(key=value).values_list("name", flat=True).first() or "…")
    if isinstance(value, dict):
        return ", ".join(str(one) for one in value.values() if one)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


@transaction.atomic
def restore(key: UUID, *, field: str, by: User) -> RecordChange | None:
    """Give a field the value it had before a save; the new save, which can itself be taken back."""
    row = RecordChange.objects.select_related("party").filter(key=key).first()
    restorer = _restorer(field)
    if row is None or field not in row.before or restorer is None:
        raise NotRestorable
    rights.require(by, "history.restore", row.party)
    with following(by, row.party.key):
        restorer(row.party.key, field, row.before[field], by=by)
    return RecordChange.objects.filter(party=row.party).order_by("-pk").first()


def _restorer(field: str) -> Restorer | None:
    return next((one for prefix, one in _restorers.items() if field == prefix or field.startswith(f"{prefix}_")), None)


def _name(key: UUID, field: str, value: Any, *, by: User) -> None:
    party = parties.lock(key)
    named = {name: getattr(party, name) for name in ("name", "given_name", "family_name")} | {field: value or ""}
    if field != "name" and (named["given_name"] or named["family_name"]):
        named["name"] = ""
    parties.rename(key, **named, by=by)


def _described(key: UUID, field: str, value: Any, *, by: User) -> None:
    if field == "language":
        parties.describe(key, language=value or "", by=by)
    elif value is None:
        Party.objects.filter(key=key).update(born_on=None)
    else:
        parties.describe(key, born_on=datetime.fromisoformat(value).date(), by=by)


def _owned(key: UUID, field: str, value: Any, *, by: User) -> None:
    party = parties.lock(key)
    owner = User.objects.filter(key=value).first() if field == "owner" and value else party.owner
    team = Team.objects.filter(key=value).first() if field == "team" and value else party.team
    if value is None:
        owner, team = (None, team) if field == "owner" else (owner, None)
    parties.hand_over(key, owner=owner, team=team, by=by)


def _archived(key: UUID, _field: str, value: Any, *, by: User) -> None:
    (parties.archive if value else parties.restore)(key, by=by)


def _tagged(key: UUID, _field: str, value: Any, *, by: User) -> None:
    held = set(parties.lock(key).tags.values_list("name", flat=True))
    for name in held - set(value or []):
        tags.peel(key, name=name, by=by)
    for name in set(value or []) - held:
        tags.stick(key, name=name, by=by)


def _keyed(key: UUID, field: str, value: Any, *, by: User) -> None:
    """The keys of a kind as they were: those that came go, those that went come back, the first is the main one."""
    party = parties.lock(key)
    wanted = [Key(field, text) for text in value or []]
    if field == Identifier.Kind.EXTERNAL:
        wanted = [Key(field, text.partition(" ")[2], issuer=text.partition(" ")[0]) for text in value or []]
    for number, one in enumerate(wanted):
        added = identifiers.add(key, key=one, region=settings.REGION, by=by)
        if number == 0:
            identifiers.make_main(key, identifier=added.pk, by=by)
    values = {one.value for one in wanted}
    for held in party.identifiers.filter(kind=field).exclude(value__in=values):
        identifiers.remove(key, identifier=held.pk, by=by)


def _placed(key: UUID, field: str, value: Any, *, by: User) -> None:
    purpose = field.removeprefix("address_")
    if value:
        addresses.put(key, place=Place(purpose=purpose, **value), by=by)
        return
    held = Address.objects.filter(party__key=key, purpose=purpose).first()
    if held is not None:
        addresses.remove(key, address=held.pk, by=by)


for _prefix, _how in (
    ("name", _name), ("given_name", _name), ("family_name", _name), ("language", _described), ("born_on", _described),
    ("owner", _owned), ("team", _owned), ("archived", _archived), ("tags", _tagged), ("email", _keyed),
    ("phone", _keyed), ("external", _keyed), ("address", _placed),
):  # fmt: skip
    restorable(_prefix, _how)
