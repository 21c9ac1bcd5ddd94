"""Telling the lake: those whose record changed since the last time, or everybody; nothing known is told twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from cordiale.channels.feed import reading
from cordiale.channels.feed.reading import Place, PlaceLost
from cordiale.core import clock
from cordiale.people import lakehouse
from cordiale.people.fields.registry import Field
from cordiale.people.models import Party
from cordiale.understand.profile.turns import turn
from cordiale.understand.traits import values
from cordiale.understand.traits.models import TraitState

if TYPE_CHECKING:
    from cordiale.lake import Lake

TURN = "traits"
AT_ONCE = 2_000


@dataclass(slots=True)
class Told:
    """What a round did: parties looked at, told anew, taken out. `held`: another round is at work."""

    held: bool = False
    whole: bool = False
    seen: int = 0
    told: int = 0
    left: int = 0


def changed() -> Told:
    """Tell those whose record changed since the last round; everybody, when that cannot be known or fields changed."""
    return _in_turn(_changed)


def everybody() -> Told:
    """Look at everybody: what changed without the feed saying so, and who is gone."""
    return _in_turn(_everybody)


@dataclass(slots=True)
class _Round:
    """One round at work, under its lease."""

    lake: Lake
    renew: Callable[[], None]
    fields: Sequence[Field]
    at: datetime
    report: Told = field(default_factory=Told)

    def tell(
        self, parties: dict[int, UUID], gone: Iterable[UUID] = (), *, heads: Mapping[int, str] | None = None
    ) -> set[int]:
        """Tell what is new of these parties; the numbers of those who had one.

        `heads` is what was last told of everybody: asked once by a round of many batches, each asking is a whole scan.
        """
        from cordiale.lake import traits

        found = values.tellings(parties, self.fields) | {key: traits.Telling(()) for key in gone}
        pids = self.lake.keyring.pids(found, create=False)
        heads = traits.heads(self.lake, list(pids.values())) if heads is None else heads
        fresh = {
            key: telling for key, telling in found.items() if telling.fingerprint != heads.get(pids.get(key, -1), "")
        }
        traits.tell(self.lake, fresh, at=self.at)
        self.report.seen += len(found)
        self.report.told += sum(bool(telling.traits) for telling in fresh.values())
        self.report.left += sum(not telling.traits for telling in fresh.values())
        self.renew()
        return set(pids.values())


def _in_turn(deed: Callable[[_Round, TraitState | None], Place]) -> Told:
    lake = lakehouse.lake()
    with turn(lake, TURN) as renew:
        if renew is None:
            return Told(held=True)
        state, fields = TraitState.objects.first(), values.held()
        at = clock.now() if state is None else max(clock.now(), state.told_at + timedelta(microseconds=1))
        work = _Round(lake, renew, fields, at)
        place = deed(work, state)
        TraitState.objects.update_or_create(
            pk=1,
            defaults={
                "turn": place.turn, "number": place.number, "defined": values.defined(fields), "told_at": work.at,
            },
        )  # fmt: skip
        return work.report


def _changed(work: _Round, state: TraitState | None) -> Place:
    if state is None or state.defined != values.defined(work.fields):
        return _everybody(work, state)
    place = Place(state.turn, state.number)
    try:
        while found := reading.after(place, limit=AT_ONCE):
            keys = {change.party for change in found if _speaks(change.what, change.kind)}
            parties = dict(Party.objects.filter(key__in=keys).values_list("pk", "key"))
            work.tell(parties, gone=keys - set(parties.values()))
            place = reading.place_of(found[-1])
            work.at += timedelta(microseconds=1)
    except PlaceLost:
        return _everybody(work, state)
    return place


def _speaks(what: str, kind: str) -> bool:
    """Whether a change may have changed what the lake holds: of events, those about consents alone."""
    return what != "event.recorded" or kind.startswith("consent.")


def _everybody(work: _Round, _state: TraitState | None) -> Place:
    """Party by party in the order of their ids; then whom the lake knows and nobody else does takes leave."""
    from cordiale.lake import traits

    place, last = reading.end(), 0
    work.report.whole = True
    heads = traits.heads(work.lake)
    strangers = set(heads)
    while rows := list(Party.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "key")[:AT_ONCE]):
        last = rows[-1][0]
        strangers -= work.tell(dict(rows), heads=heads)
    work.report.left += len(strangers)
    traits.leave(work.lake, sorted(strangers), at=work.at)
    return place
