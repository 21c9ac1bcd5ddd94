"""« Qui parle ? »: how much a customer told us and how much we told them, month by month, counted from every event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from babel import dates
from django.utils.translation import gettext as _

from cordiale.core import clock
from cordiale.core.event import Event
from cordiale.lake import history
from cordiale.people import lakehouse, timeline
from cordiale.people.models import Party, TimelineEntry
from cordiale.understand.customers import wording
from cordiale.web import charts, fmt

MONTHS = 12
RECENT = 3  # months compared with those before
MUCH = 2.0
LITTLE = 0.5  # signals a month: a smaller fall is not worth a sentence


@dataclass(frozen=True, slots=True)
class Talk:
    """Both voices over twelve months, the present one included and not over."""

    months: tuple[str, ...]
    theirs: tuple[int, ...]
    ours: tuple[int, ...]

    @property
    def heard(self) -> int:
        return sum(self.theirs)

    @property
    def said(self) -> int:
        return sum(self.ours)

    def __bool__(self) -> bool:
        return bool(self.heard or self.said)

    @property
    def chart(self) -> charts.Chart:
        names = [fmt.month(month) for month in self.months]
        return charts.mirror(
            names, list(self.theirs), list(self.ours), say=fmt.number, axis=[_letter(month) for month in self.months],
            label=_("Signaux par mois"), head=(_("Mois"), _("Reçus"), _("Envoyés")),
        )  # fmt: skip

    @property
    def reading(self) -> str:
        """The chart in one sentence: what changed in the last three months, when it changed much."""
        late, before = self.theirs[-RECENT:], self.theirs[:-RECENT]
        now, usual = sum(late) / RECENT, sum(before) / max(1, len(before))
        if self.heard < 6:
            return _("Trop peu de signaux pour y lire une tendance.")
        if now >= MUCH * usual and now - usual >= 1:
            return _("Ces trois derniers mois, le client s’exprime bien plus que d’habitude.")
        if usual >= MUCH * now and usual - now >= LITTLE:
            return _("Ces trois derniers mois, le client s’exprime bien moins que d’habitude.")
        if self.said > MUCH * self.heard:
            return _("Nous parlons deux fois plus que nous n’écoutons.")
        return _("L’échange est resté régulier.")


def _letter(month: str) -> str:
    """The first letter of a month, as an axis has room for."""
    locale = "fr_FR" if fmt.language() == "fr" else "en_GB"
    return str(dates.format_date(date.fromisoformat(f"{month}-01"), "MMMMM", locale=locale))


def months_until(now: datetime, *, count: int = MONTHS) -> list[str]:
    """The names of the last months, `2026-11` the last."""
    year, month = now.year, now.month
    return [f"{year + (month - 1 - back) // 12}-{(month - 1 - back) % 12 + 1:02d}" for back in range(count - 1, -1, -1)]


def of(party: Party, *, now: datetime | None = None) -> Talk:
    """Count both voices: recent rows from the database, the rest from the lake, each event once."""
    months = months_until(now or clock.now())
    since = datetime.fromisoformat(f"{months[0]}-01").replace(tzinfo=UTC)
    whose = timeline.family(party)
    recent = list(TimelineEntry.objects.filter(party_id__in=list(whose), at__gte=since).values_list("id", "kind", "at"))
    counts: Counter[tuple[str, str]] = Counter((f"{at:%Y-%m}", wording.of(kind).voice) for _id, kind, at in recent)
    known = [row[0] for row in recent]
    for month, kind, number in history.tally(
        lakehouse.lake(), party.key, since=since, without=known, also=list(whose.values())
    ):
        counts[month, wording.of(kind).voice] += number
    return _talk(counts, months)


def of_events(events: Iterable[Event], *, now: datetime | None = None) -> Talk:
    """The same from all the events of a party, when they are at hand."""
    months = months_until(now or clock.now())
    counts: Counter[tuple[str, str]] = Counter((f"{event.at:%Y-%m}", wording.of(event.kind).voice) for event in events)
    return _talk(counts, months)


def _talk(counts: Mapping[tuple[str, str], int], months: Sequence[str]) -> Talk:
    theirs, ours = (tuple(counts.get((month, voice), 0) for month in months) for voice in ("them", "us"))
    return Talk(tuple(months), theirs, ours)
