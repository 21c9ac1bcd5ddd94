"""Figures for a monitoring server (`/metrics`, Prometheus text): routes, refusals, jobs, spool, lake, backups.

Each web process counts for itself and shares its counts through a small file of the data directory, so that whichever
process is asked answers for all. Labels are routes, verbs and codes of ours: never an address, a person, a query.
"""

from __future__ import annotations

import json
import os
import secrets
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

from django.conf import settings
from django.db.models import Avg, Count, F, Min
from django.http import HttpRequest

from cordiale.core import clock
from cordiale.jobs.models import Job

BOUNDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
SHARE_EVERY_S = 2.0
Sample = tuple[str, dict[str, str], float]


class Counts:
    """What one process has answered. Keys are texts, so that they can be shared as JSON."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._shared_at = 0.0
        self._process = os.getpid()
        self.values: Counter[str] = Counter()

    def answered(self, method: str, route: str, *, status: int, seconds: float, refusal: str = "") -> None:
        """Count one answer."""
        with self._lock:
            if self._process != os.getpid():  # forked: the parent counts its own
                self._process, self.values = os.getpid(), Counter()
            self.values[f"requests|{method}|{route}|{status}"] += 1
            self.values[f"seconds|{method}|{route}"] += seconds  # type: ignore[assignment]
            for bound in BOUNDS:
                if seconds <= bound:
                    self.values[f"bucket|{method}|{route}|{bound}"] += 1
            if refusal:
                self.values[f"refusals|{refusal}"] += 1
            due = time.monotonic() - self._shared_at > SHARE_EVERY_S
        if due:
            self.share()

    def share(self) -> None:
        """Let the other processes know."""
        with self._lock:
            self._shared_at = time.monotonic()
            text = json.dumps(self.values)
        folder = settings.DATA / "run"
        folder.mkdir(exist_ok=True, mode=0o750)
        draft = folder / f".{os.getpid()}.{threading.get_ident()}"
        draft.write_text(text, encoding="utf-8")
        draft.replace(folder / f"counts-{os.getpid()}.json")


COUNTS = Counts()


def may_read(request: HttpRequest) -> bool:
    """The machine itself, or whoever shows the token; through a proxy everybody looks like the machine."""
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN and secrets.compare_digest(shown.encode(), settings.METRICS_TOKEN.encode()):
        return True
    try:
        near = ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
    return near and not settings.METRICS_TOKEN and not getattr(request, "came_through_proxy", False)


def text() -> str:
    """Everything in Prometheus' text format."""
    lines = []
    for name, kind, told, samples in families():
        lines += [f"# HELP {name} {told}", f"# TYPE {name} {kind}"]
        lines += [_line(*sample) for sample in samples]
    return "\n".join(lines) + "\n"


def families() -> Iterator[tuple[str, str, str, list[Sample]]]:
    """Name, kind, meaning and samples of each figure."""
    COUNTS.share()
    counts = together()
    yield "cordiale_requests_total", "counter", "Answers by route and status.", list(_requests(counts))
    yield "cordiale_request_seconds", "histogram", "Time to answer by route.", list(_durations(counts))
    refused: list[Sample] = [
        ("cordiale_refusals_total", {"code": key[1]}, counts["|".join(key)]) for key in _keys(counts, "refusals")
    ]
    yield "cordiale_refusals_total", "counter", "Expected refusals by code.", refused
    yield from _jobs()
    yield from _stores()


def together() -> Counter[str]:
    """The counts of all processes; those of dead ones are folded into one file, so that no total ever falls."""
    folder = settings.DATA / "run"
    total: Counter[str] = Counter()
    for path in sorted(folder.glob("counts-*.json")):
        try:
            total.update(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            continue
    _fold_dead(folder)
    return total


def _fold_dead(folder: Path) -> None:
    dead = [path for path in folder.glob("counts-*.json") if (pid := path.stem[7:]).isdigit() and not _alive(int(pid))]
    if not dead:
        return
    kept = folder / "counts-ended.json"
    total: Counter[str] = Counter(json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {})
    for path in dead:
        taken = path.with_name(f".taken-{os.getpid()}-{path.name}")
        try:
            path.rename(taken)  # only one process gets it
        except FileNotFoundError:
            continue
        total.update(json.loads(taken.read_text(encoding="utf-8")))
        taken.unlink()
    draft = folder / f".ended-{os.getpid()}"
    draft.write_text(json.dumps(total), encoding="utf-8")
    draft.replace(kept)


def _alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def _keys(counts: Counter[str], kind: str) -> Iterable[list[str]]:
    return (key.split("|") for key in sorted(counts) if key.startswith(f"{kind}|"))


def _requests(counts: Counter[str]) -> Iterator[Sample]:
    for key in _keys(counts, "requests"):
        labels = {"method": key[1], "route": key[2], "status": key[3]}
        yield "cordiale_requests_total", labels, counts["|".join(key)]


def _durations(counts: Counter[str]) -> Iterator[Sample]:
    total: Counter[tuple[str, str]] = Counter()
    for key in _keys(counts, "requests"):
        total[key[1], key[2]] += counts["|".join(key)]
    for (method, route), number in sorted(total.items()):
        labels = {"method": method, "route": route}
        for bound in BOUNDS:
            seen = counts[f"bucket|{method}|{route}|{bound}"]
            yield "cordiale_request_seconds_bucket", {**labels, "le": str(bound)}, seen
        yield "cordiale_request_seconds_bucket", {**labels, "le": "+Inf"}, number
        yield "cordiale_request_seconds_sum", labels, round(float(counts[f"seconds|{method}|{route}"]), 6)
        yield "cordiale_request_seconds_count", labels, number


def _jobs() -> Iterator[tuple[str, str, str, list[Sample]]]:
    now = clock.now()
    still = Job.objects.filter(state__in=[Job.State.WAITING, Job.State.RUNNING]).order_by()
    depth = still.values_list("queue", "state").annotate(number=Count("pk"))
    told = [("cordiale_jobs", {"queue": queue, "state": state}, number) for queue, state, number in depth]
    yield "cordiale_jobs", "gauge", "Open jobs by queue.", told
    due = still.filter(state=Job.State.WAITING, next_at__lte=now).values_list("queue").annotate(first=Min("next_at"))
    late = [("cordiale_job_age_seconds", {"queue": queue}, (now - first).total_seconds()) for queue, first in due]
    yield "cordiale_job_age_seconds", "gauge", "How long the oldest due job of a queue has waited.", late
    since = now - timedelta(hours=1)
    ended = Job.objects.filter(ended_at__gte=since).order_by().values_list("task", "state")
    counted = ended.annotate(number=Count("pk"), mean=Avg(F("ended_at") - F("started_at")))
    rows = list(counted)
    done = [("cordiale_jobs_last_hour", {"task": task, "state": state}, number) for task, state, number, _ in rows]
    yield "cordiale_jobs_last_hour", "gauge", "Jobs ended within the hour, by outcome.", done
    mean = [
        ("cordiale_job_seconds_mean", {"task": task, "state": state}, round(taken.total_seconds(), 3))
        for task, state, _, taken in rows
        if taken is not None
    ]
    yield "cordiale_job_seconds_mean", "gauge", "Mean time of those jobs.", mean


def _stores() -> Iterator[tuple[str, str, str, list[Sample]]]:
    from cordiale.people.lakehouse import lake
    from cordiale.project.backup import keeping

    spool = lake().spool
    waiting: list[Sample] = [("cordiale_spool_waiting", {}, spool.waiting(0))]
    yield "cordiale_spool_waiting", "gauge", "Facts accepted and not yet in the lake.", waiting
    aside: list[Sample] = [("cordiale_spool_quarantined", {}, spool.quarantine.count())]
    yield "cordiale_spool_quarantined", "gauge", "Facts put aside because they could not be read.", aside
    table = lake().tables.find("events")
    loaded: list[Sample] = [("cordiale_lake_events", {}, table.count())] if table is not None else []
    yield "cordiale_lake_events", "gauge", "Facts in the lake, as stored.", loaded
    last = keeping.last(settings.BACKUPS)
    age = (clock.now() - last.taken_at).total_seconds() if last else None
    told: list[Sample] = [("cordiale_backup_age_seconds", {}, round(age))] if age is not None else []
    yield "cordiale_backup_age_seconds", "gauge", "Time since the last finished backup.", told


def _line(name: str, labels: dict[str, str], value: float) -> str:
    said = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
    return f"{name}{{{said}}} {value}" if said else f"{name} {value}"


def _escaped(told: str) -> str:
    return told.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
