"""The rows of a page of customers, each ready for the table: three look-ups whatever the number of rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cordiale.core import clock
from cordiale.people.audit import door
from cordiale.people.models import Address, Identifier, Party, Tag, User
from cordiale.people.rights.lens import Lens
from cordiale.understand.customers import veils
from cordiale.understand.customers.query import Query
from cordiale.understand.customers.result import PAGE, Result
from cordiale.understand.profile import profiles
from cordiale.understand.profile.models import Profile

VALUABLE = 4  # money score from which somebody who is late calls for an action


@dataclass(frozen=True, slots=True)
class Row:
    """One customer in a list."""

    party: Party
    profile: Profile | None
    city: str
    email: str
    as_of: datetime | None = None
    """The moment the profiles are true for: lateness counts up to it, not up to now."""
    follows: bool = True
    """Whether the rhythm is open to the reader."""
    tags: Sequence[str] = ()

    @property
    def rhythm(self) -> Rhythm | None:
        return rhythm_of(self.profile, now=self.as_of) if self.follows else None


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How late somebody is against their own rhythm: a kind of status, its words, and what it rests on."""

    status: str
    words: str
    why: str


def rhythm_of(profile: Profile | None, *, now: datetime | None = None) -> Rhythm | None:
    """None when nothing was ever bought."""
    if profile is None or not profile.order_count:
        return None
    if profile.late_at is None or not profile.typical_gap_days:
        return Rhythm("missing", _("trop peu d’achats"), _("Il faut trois achats pour connaître son rythme."))
    gap = int(profile.typical_gap_days + 0.5)
    why = ngettext("Achète tous les %(count)d jour environ.", "Achète tous les %(count)d jours environ.", gap) % {
        "count": gap
    }
    if not profile.late:
        return Rhythm("ok", _("dans son rythme"), why)
    days = max(0, ((now or clock.now()) - profile.late_at).days)
    words = _late_words(days)
    return Rhythm("act" if (profile.money_score or 0) >= VALUABLE else "watch", words, why)


def _late_words(days: int) -> str:
    """Days up to two months, then months: nobody counts 739 days."""
    if days <= 60:
        return ngettext("en retard de %(count)d jour", "en retard de %(count)d jours", days) % {"count": days}
    months = round(days / 30.44)
    return ngettext("en retard de %(count)d mois", "en retard de %(count)d mois", months) % {"count": months}


@dataclass(frozen=True, slots=True)
class Page:
    """Fifty rows at most, and the query strings of the pages around."""

    rows: list[Row]
    previous: str
    following: str
    exact: int | None

    def __bool__(self) -> bool:
        return bool(self.rows)


def page(query: Query, *, user: User, after: UUID | None = None, before: UUID | None = None, size: int = PAGE) -> Page:
    """The page that follows a row, or precedes it, or the first one."""
    result = Result(query, user=user)
    back = before is not None
    found = result.walk(beyond=before if back else after, back=back, limit=size + 1)
    more, pks = len(found) > size, found[:size]
    if back and not more:
        return page(query, user=user, size=size)
    rows = fetch(pks[::-1] if back else pks, reader=user)
    first, last = before is None and after is None, not more and not back
    return Page(
        rows=rows,
        previous="" if first or not rows else _beyond(query, "before", rows[0]),
        following="" if last or not rows else _beyond(query, "after", rows[-1]),
        exact=len(rows) if first and last else None,
    )


def _beyond(query: Query, side: str, row: Row) -> str:
    return query.with_value(("after", "before"), (side, str(row.party.key)))


def parties_with_city() -> QuerySet[Any]:
    """Parties with what a row shows of their address and e-mail."""
    addresses = Address.objects.filter(party=OuterRef("pk")).exclude(city="").order_by("-main", "pk")
    emails = Identifier.objects.filter(party=OuterRef("pk"), kind=Identifier.Kind.EMAIL).order_by("-main", "pk")
    return Party.objects.annotate(
        row_city=Subquery(addresses.values("city")[:1]), row_email=Subquery(emails.values("value")[:1])
    )


SHOWN = (
    "currency", "first_order_at", "last_order_at", "order_count", "spent", "late_at", "late", "typical_gap_days",
    "money_score",
)  # fmt: skip
"""What of a profile rows tell: reading the other figures costs more than the whole look-up."""


def fetch(pks: Sequence[int], *, reader: User) -> list[Row]:
    """The rows of these parties, in this order, as the reader may see them."""
    if not pks:
        return []
    lens, follows, shows = Lens(reader), veils.reads(reader, "behavioural"), veils.shows_profile(reader)
    parties = parties_with_city().select_related("owner").in_bulk(list(pks))
    known = Profile.objects.only(*SHOWN).in_bulk(list(pks)) if shows else {}
    tags, as_of = _tags(pks), profiles.as_of()
    door.listed(len(parties))
    return [
        Row(
            lens.party(parties[pk]),
            veils.profile_for(reader, known.get(pk)),
            parties[pk].row_city or "",
            lens.text("email", parties[pk].row_email or ""),
            as_of,
            follows,
            tags.get(pk, ()),
        )
        for pk in pks
        if pk in parties
    ]


def _tags(pks: Sequence[int]) -> dict[int, list[str]]:
    """The words stuck on each of them, in their order."""
    stuck = Tag.parties.through._default_manager.filter(party__in=list(pks)).order_by("tag__name")
    told: dict[int, list[str]] = {}
    for pk, name in stuck.values_list("party_id", "tag__name"):
        told.setdefault(pk, []).append(name)
    return told
