"""Nadia Berthelot of Lausanne, whose story is written by hand, and her household: they take no part in the effects."""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import numpy as np

from cordiale.project.demo import treatment
from cordiale.project.demo.draws import Calendar, instant, keys, micros
from cordiale.project.demo.registry import Entrant, Tie, reference
from cordiale.project.demo.story import PAST, RECENT, Moment
from cordiale.project.demo.stream import Batch

EMAIL = "nadia.berthelot@mel.example"
SIZE = 4
_MEMBERS = (
    # given name, born, phone, mail
    ("Nadia", date(1981, 5, 3), "+33199000142", EMAIL),
    ("Karim", date(1979, 11, 21), "+33199000143", "karim.berthelot@mel.example"),
    ("Lina", date(2009, 3, 8), "", ""),
    ("Sami", date(2012, 9, 30), "", ""),
)


@dataclass(frozen=True, slots=True)
class Hero:
    """The household, placed after the simulated parties: `first` is Nadia's index."""

    first: int
    calendar: Calendar
    identities: list[UUID] = field(default_factory=list)

    def entrants(self) -> list[Entrant]:
        """The four of the household; only Nadia and Karim can be written to."""
        granted = (("marketing", "email", True), ("marketing", "phone", True), ("marketing", "sms", False))
        consents = (*granted, ("profiling", "all", True), ("marketing", "letter", False))
        return [
            Entrant(
                ref=reference(self.first + place),
                key=self.identities[place],
                name=f"{given} Berthelot",
                given_name=given,
                family_name="Berthelot",
                email=mail,
                phone=phone,
                street="18 rue du Lac",
                postcode="1003",
                city="Lausanne",
                country="CH",
                agency="Lausanne Flon",
                born_on=born,
                joined_at=_joined(self.calendar),
                tags=("Familles prévoyantes", "Sociétaire") if place == 0 else (),
                consents=consents if place == 0 else (),
            )
            for place, (given, born, phone, mail) in enumerate(_MEMBERS)
        ]

    def ties(self) -> list[Tie]:
        nadia = reference(self.first)
        return [Tie(nadia, reference(self.first + place), "household") for place in range(1, SIZE)]

    def batches(self) -> list[Batch]:
        """Nadia's story as events, by kind."""
        by_kind: dict[str, list[Moment]] = defaultdict(list)
        for moment in (*RECENT, *PAST):
            by_kind[moment.kind].append(moment)
        return [self._batch(kind, moments) for kind, moments in by_kind.items()]

    def _batch(self, kind: str, moments: list[Moment]) -> Batch:
        return Batch(
            kind,
            np.full(len(moments), self.first),
            np.array([self._at(moment) for moment in moments]),
            [_json(moment.data) for moment in moments],
            subject=[moment.subject for moment in moments],
            personal=[_json(moment.personal) if moment.personal else "" for moment in moments],
            amount=np.array([moment.amount for moment in moments]) if moments[0].amount else None,
        )

    def _at(self, moment: Moment) -> int:
        """So many days before the last day, at that hour; what would be in the future happened 20 minutes ago."""
        end = instant(self.calendar.end)
        day = datetime.combine(end.date(), time(), UTC) - timedelta(days=moment.days)
        hours, minutes = moment.hour.split(":")
        at = day + timedelta(hours=int(hours), minutes=int(minutes))
        return micros(min(at, end - timedelta(minutes=20)))


def appear(rng: np.random.Generator, *, first: int, calendar: Calendar) -> Hero:
    """The household with keys of its own; Nadia's is outside the universal hold-out, so that she may be helped."""
    joined = np.full(SIZE, micros(_joined(calendar)))
    while True:
        identities = [UUID(bytes=row.tobytes()) for row in keys(rng, joined)]
        if not treatment.universal_holdout(identities[:1])[0]:
            return Hero(first, calendar, identities)


def _joined(calendar: Calendar) -> datetime:
    """A March, seven years ago."""
    return datetime(calendar.as_of.year - 7, 3, 12, 9, 30, tzinfo=UTC)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
