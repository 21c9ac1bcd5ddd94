"""Telling colleagues, and what they do with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from cordiale.core import clock
from cordiale.people import rights
from cordiale.people.models import Party, User
from cordiale.people.notices import kinds
from cordiale.people.notices.kinds import Kind
from cordiale.people.notices.models import Notice, Rhythm, Wish
from cordiale.people.refusals import UnknownChoice
from cordiale.people.rights.lens import Lens

COUNTED = 100
RHYTHMS = (1, 4, 24)


@dataclass(frozen=True, slots=True)
class Told:
    """A notice ready to be shown; `name` is empty when its party is out of the reader's sight."""

    notice: Notice
    kind: Kind
    sentence: str
    href: str


def tell(
    users: Iterable[User], *, kind: str, origin: str, party: Party | None = None, actor: User | None = None,
    words: Mapping[str, Any] | None = None,
) -> int:  # fmt: skip
    """Tell some colleagues of one thing, in the transaction of the deed; those who do not want to hear it are left out.

    Nobody is told of their own deed. The same origin again changes nothing. How many were told.
    """
    wanted = [one for one in users if one.is_active and (actor is None or one.pk != actor.pk)]
    deaf = set(Wish.objects.filter(user__in=wanted, kind=kind, shown=False).values_list("user_id", flat=True))
    rows = [
        Notice(user=one, kind=kind, origin=origin[:120], party=party, actor=actor, words=dict(words or {}))
        for one in wanted
        if one.pk not in deaf
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def unread(user: User) -> int:
    """How many were not read yet; counted no further than a hundred."""
    visible = rights.visible(Party.objects.filter(pk=OuterRef("party_id")), user)
    return Notice.objects.filter(Q(party=None) | Exists(visible), user=user, read_at=None)[:COUNTED].count()


def listed(
    user: User, *, only_unread: bool = False, before: int | None = None, limit: int = 30
) -> tuple[list[Told], int | None]:
    """A page of a colleague's notices, the latest first, and the `before` that asks for the next one."""
    rows = Notice.objects.filter(user=user).select_related("party", "actor").order_by("-id")
    if only_unread:
        rows = rows.filter(read_at=None)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: limit + 1])
    return told(user, found[:limit]), found[limit - 1].pk if len(found) > limit else None


def told(user: User, rows: Iterable[Notice]) -> list[Told]:
    """Each notice in words; the party's name only for those who may (still) read it."""
    found = list(rows)
    parties = Party.objects.filter(pk__in={row.party_id for row in found if row.party_id})
    seen = {one.pk: one.name for one in Lens(user).parties(rights.visible(parties, user))}
    shown = []
    for row in found:
        kind = kinds.of(row.kind)
        if kind is None or (row.party_id and row.party_id not in seen):
            continue
        words = {
            **row.words,
            "actor": row.actor.name if row.actor else "",
            "key": str(row.party.key) if row.party else "",
        }
        name = seen.get(row.party_id, "") if row.party_id else ""
        shown.append(Told(row, kind, kind.say(words, name), kind.href(words) if kind.href else ""))
    return shown


def read(user: User, *, keys: Collection[UUID] = (), all_of_them: bool = False) -> int:
    """Mark notices as read; how many."""
    rows = Notice.objects.filter(user=user, read_at=None)
    return (rows if all_of_them else rows.filter(key__in=keys)).update(read_at=clock.now())


def unread_again(user: User, *, key: UUID) -> int:
    """Take that back."""
    return Notice.objects.filter(user=user, key=key).update(read_at=None)


@transaction.atomic
def wish(user: User, *, wishes: Mapping[str, tuple[bool, bool]]) -> None:
    """Say for each kind whether it is shown, and mailed."""
    for name, (shown, mailed) in wishes.items():
        if kinds.of(name) is None:
            raise UnknownChoice(value=name[:40])
        Wish.objects.update_or_create(user=user, kind=name, defaults={"shown": shown, "mailed": shown and mailed})


def wishes(user: User) -> dict[str, tuple[bool, bool]]:
    """Per kind: shown, mailed."""
    said = {row.kind: (row.shown, row.mailed) for row in Wish.objects.filter(user=user)}
    return {kind.name: said.get(kind.name, (True, kind.mailed)) for kind in kinds.every()}


def rhythm(user: User) -> Rhythm:
    """When this colleague's digest is sent; not saved until they say so."""
    return Rhythm.objects.filter(user=user).first() or Rhythm(user=user)
