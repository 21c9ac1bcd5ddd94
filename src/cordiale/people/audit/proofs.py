"""Verifications: asked for on the screen or every night, carried out as a job, kept with what they found."""

from __future__ import annotations

from dataclasses import asdict
from datetime import time
from uuid import UUID

from cordiale import jobs
from cordiale.core import clock


@jobs.task()
def prove(*, key: str, progress: jobs.Progress) -> None:
    """Go through the whole log and keep what was found."""
    from cordiale.people import audit
    from cordiale.people.audit import verifying
    from cordiale.people.audit.models import Verification

    proof = Verification.objects.get(key=UUID(key))
    rows = Verification.objects.filter(pk=proof.pk)

    def tell(seen: int) -> None:
        rows.update(seen=seen)
        progress.step(seen, proof.total)

    report = verifying.verify(on_progress=tell)
    faults = [asdict(one) for one in report.faults]
    rows.update(done_at=clock.now(), seen=report.entries, anchors=report.anchors, faults=faults)
    audit.write(proof.asked_by, "log.proven", rows=report.entries, detail={"faults": len(faults)})


@jobs.every(name="audit.prove", at=time(4, 40))
def nightly() -> None:
    """Every night."""
    ask(None)


def ask(by: UUID | None) -> UUID:
    """Ask for a verification; its key."""
    from cordiale.people.audit import verifying
    from cordiale.people.audit.models import Verification

    proof = Verification.objects.create(asked_by=by, total=verifying.total())
    prove.enqueue(key=str(proof.key))
    return proof.key
