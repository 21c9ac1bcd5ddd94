"""Proving the log: every hash computed again, every gap found, every anchor compared."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from cordiale.people.audit import anchors, canonical, changes, reading
from cordiale.people.audit.canonical import Body
from cordiale.people.audit.models import Cut, Entry

EVERY = 2_000


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing wrong in a lane, or an anchor or a history that disagrees.

    `kind`: changed (this entry, or the hash of the one before), missing (no entry at this place), cut (entries that an
    anchor knew are gone from the end, or a beginning that retention did not remove), rewritten (an anchor knew another
    hash here), anchors (the file itself was changed, at this line), history (a record's history no longer fits its
    seal).
    """

    kind: str
    lane: int
    position: int


@dataclass(slots=True)
class Report:
    """What a verification found."""

    entries: int = 0
    histories: int = 0
    anchors: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return not self.faults


def verify(*, on_progress: Callable[[int], object] | None = None) -> Report:
    """Go through the whole log; the first fault of each lane, the first anchor that disagrees."""
    report = Report()
    cuts = {cut.lane: (cut.position, cut.hash) for cut in Cut.objects.all()}
    report.faults += [Fault("cut", lane, place) for lane, (place, end) in cuts.items() if not _told(lane, place, end)]
    try:
        told = anchors.known()
    except anchors.AnchorsBroken as broken:
        report.faults.append(Fault("anchors", 0, broken.line))
        told = []
    report.anchors = len(told)
    known = {*reading.lanes(), *cuts, *(lane for anchor in told for lane in anchor.heads)}
    report.faults += [Fault("changed", 0, 0) for lane in known if not isinstance(lane, int)]
    for lane in sorted(one for one in known if isinstance(one, int)):
        wanted = {place: end for anchor in told for at, (place, end) in anchor.heads.items() if at == lane}
        _lane(lane, report, start=cuts.get(lane, (0, canonical.NOTHING_BEFORE)), wanted=wanted, tell=on_progress)
    return report


def _lane(
    lane: int,
    report: Report,
    *,
    start: tuple[int, str],
    wanted: dict[int, str],
    tell: Callable[[int], object] | None,
) -> None:
    position, previous = start
    for body, kept in reading.entries(lane, after=0):
        if body is not None and isinstance(body.position, int) and body.position <= start[0]:
            continue  # retention has begun to remove it
        fault = _fault(body, kept, after=position, previous=previous, wanted=wanted)
        if fault is not None or body is None:
            report.faults.append(fault or Fault("changed", lane, position + 1))
            return
        position, previous = body.position, kept
        report.entries += 1
        if body.deed in (changes.DEED, changes.MANY):
            _history(body, report)
        if tell is not None and report.entries % EVERY == 0:
            tell(report.entries)
    if wanted and max(wanted) > position:
        report.faults.append(Fault("cut", lane, position + 1))


def _fault(body: Body | None, kept: str, *, after: int, previous: str, wanted: dict[int, str]) -> Fault | None:
    if body is None:
        return None
    if body.position != after + 1:
        return Fault("missing", body.lane, after + 1)
    if not _fits(body, kept, previous=previous):
        return Fault("changed", body.lane, body.position)
    if wanted.get(body.position, kept) != kept:
        return Fault("rewritten", body.lane, body.position)
    return None


def _fits(body: Body, kept: str, *, previous: str) -> bool:
    try:
        return body.hashed(previous=previous) == kept
    except reading.NO_SENSE:
        return False


def _told(lane: int, position: int, end: str) -> bool:
    """Whether the log itself says that retention cut it there."""
    detail = canonical.detail({"lane": lane, "position": position, "hash": end})
    return Entry.objects.filter(deed="log.pruned", detail=detail).exists()


def _history(body: Body, report: Report) -> None:
    """An erased person's history is gone, and that is right; one that stands must be as it was sealed."""
    told = json.loads(body.detail)
    rows = changes.sealed(told)
    if not rows or (body.deed == changes.MANY and len(rows) < (body.rows or 0)):
        return  # of many sealed together, some are gone: the seal can no longer be computed
    report.histories += len(rows)
    if changes.seal_of(rows, told) != told.get("seal", told.get("seals")):
        report.faults.append(Fault("history", body.lane, body.position))


def total() -> int:
    """About how many entries there are: the highest id, without counting."""
    last = Entry.objects.order_by("-pk").values_list("pk", flat=True).first()
    return last or 0
