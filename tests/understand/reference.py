"""The same marts in plain Python, written from docs/algorithms, to compare with."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from itertools import pairwise
from math import log
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


def day(at: datetime, zone: str) -> int:
    return at.astimezone(ZoneInfo(zone)).date().toordinal()


def month(at: datetime, zone: str) -> int:
    local = at.astimezone(ZoneInfo(zone))
    return local.year * 12 + local.month - 1


def rfm(orders: list[dict], *, as_of: datetime) -> dict[int, tuple]:
    per: dict[tuple, list[dict]] = defaultdict(list)
    for row in orders:
        if row["pid"] is not None and row["at"] < as_of:
            per[row["pid"], row["currency"]].append(row)
    sales = {key: [row for row in rows if row["kind"] == "sale"] for key, rows in per.items()}
    main: dict[int, str] = {}
    for pid, currency in sorted(per, key=lambda key: (-len(sales[key]), key[1])):
        if sales[pid, currency]:
            main.setdefault(pid, currency)
    told = {}
    for pid, currency in main.items():
        last = max(row["at"] for row in sales[pid, currency])
        spent = sum(row["amount"] for row in per[pid, currency])
        told[pid] = [currency, (as_of - last) // DAY, len(sales[pid, currency]), spent, last]
    scores = {pid: [_fifth(pid, told, column) for column in (4, 2, 3)] for pid in told}
    return {pid: (*told[pid][:4], *scores[pid]) for pid in told}


def _fifth(pid: int, told: dict[int, list], column: int) -> int:
    peers = sorted((row[column], other) for other, row in told.items() if row[0] == told[pid][0])
    place, size = peers.index((told[pid][column], pid)), len(peers)
    small, larger = divmod(size, 5)  # the first `larger` groups hold one more
    edge = larger * (small + 1)
    return 1 + (place // (small + 1) if place < edge else larger + (place - edge) // small)


def retention(orders: list[dict], *, zone: str, as_of: datetime) -> dict[tuple[int, int], tuple[int, int]]:
    active: dict[int, set[int]] = defaultdict(set)
    for row in orders:
        if row["pid"] is not None and row["kind"] == "sale" and row["at"] < as_of:
            active[row["pid"]].add(month(row["at"], zone))
    cells = {}
    for cohort in {min(months) for months in active.values()}:
        members = [months for months in active.values() if min(months) == cohort]
        for since in range(month(as_of, zone) - cohort + 1):
            cells[cohort, since] = (len(members), sum(cohort + since in months for months in members))
    return cells


def lateness(orders: list[dict], *, rhythm, zone: str, as_of: datetime) -> dict[int, tuple]:
    visits: dict[int, dict[int, datetime]] = defaultdict(dict)
    for row in orders:
        if row["pid"] is not None and row["kind"] == "sale" and row["at"] < as_of:
            days = visits[row["pid"]]
            days[day(row["at"], zone)] = max(row["at"], days.get(day(row["at"], zone), row["at"]))
    told = {}
    for pid, days in visits.items():
        order = sorted(days)
        gaps = [after - before for before, after in pairwise(order)]
        logs = sum(round(1000 * log(gap)) for gap in gaps)
        if len(gaps) < 2:
            told[pid] = (None, False)
            continue
        late_at = days[order[-1]] + timedelta(days=rhythm.late_after(len(gaps), logs))
        told[pid] = (late_at, late_at <= as_of)
    return told
