"""Anchors: the heads of the log written to a second medium, so that a log cut short or rewritten whole is noticed.

A chain proves that nothing inside it changed; only a copy of its head kept elsewhere proves that nothing was cut off
its end. Each line of the file carries the hash of the line before.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from cordiale import jobs
from cordiale.core import clock
from cordiale.people.audit import canonical


@dataclass(frozen=True, slots=True)
class Anchor:
    """What the heads were at a moment: lane -> (position, hash)."""

    at: datetime
    heads: dict[int, tuple[int, str]]


class AnchorsBroken(Exception):
    """A line of the anchors' file does not follow from the one before; `line` says which."""

    def __init__(self, *, line: int) -> None:
        self.line = line
        super().__init__(f"line {line} of the anchors was changed")


def path() -> Path:
    """Where the anchors are written: another volume, if the house chose one."""
    return Path(settings.AUDIT_ANCHORS)


def known() -> list[Anchor]:
    """Every anchor, the oldest first; the file's own chain is checked."""
    file = path()
    if not file.exists():
        return []
    told, before = [], canonical.NOTHING_BEFORE
    for number, line in enumerate(file.read_bytes().splitlines(), 1):
        try:
            one = _opened(line, before=before)
        except (ValueError, KeyError, TypeError, AttributeError) as unreadable:
            raise AnchorsBroken(line=number) from unreadable
        before = hashlib.sha256(line).hexdigest()
        told.append(one)
    return told


def _anchor(told: dict[str, object]) -> Anchor:
    heads: dict[str, list[object]] = told["heads"]  # type: ignore[assignment]
    at = datetime.fromisoformat(str(told["at"]))
    return Anchor(at, {int(lane): (int(str(place)), str(end)) for lane, (place, end) in heads.items()})


def _opened(line: bytes, *, before: str) -> Anchor:
    """The anchor of a line that follows from the one before and is as it was written."""
    one = json.loads(line)
    mark = one.pop("mark", None)  # the first versions wrote none
    if one.keys() != {"at", "before", "heads"} or one["before"] != before:
        raise ValueError("does not follow")
    if mark is not None and mark != _mark(one):
        raise ValueError("was changed")
    return _anchor(one)


def _mark(one: dict[str, object]) -> str:
    return hashlib.sha256(canonical.text(one).encode()).hexdigest()


def drop() -> bool:
    """Write the heads that moved since the last anchor, durably; whether there were any."""
    from cordiale.people.audit import reading

    last: dict[int, tuple[int, str]] = {}
    for anchor in known():
        last |= anchor.heads
    moved = {lane: head for lane, head in reading.heads().items() if last.get(lane) != head}
    if not moved:
        return False
    file = path()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    before = hashlib.sha256(lines[-1].encode()).hexdigest() if lines else canonical.NOTHING_BEFORE
    told: dict[str, object] = {
        "at": clock.now().isoformat(),
        "before": before,
        "heads": {str(lane): head for lane, head in moved.items()},
    }
    line = canonical.text({**told, "mark": _mark(told)})
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
    with os.fdopen(descriptor, "a", encoding="utf-8") as kept:
        kept.write(line + "\n")
        kept.flush()
        os.fsync(kept.fileno())
    return True


@jobs.every(name="audit.anchor", hours=1)
def anchor() -> None:
    """Every hour."""
    drop()
