"""Anchors by mail: the heads of the log in the privacy officers' mailboxes, where who administers the house cannot go.

The file of anchors stands on a disk that somebody may write; a mail that arrived yesterday cannot be taken back.
"""

from __future__ import annotations

from datetime import time

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from cordiale import jobs
from cordiale.web import mails

OFFICERS = "privacy"


@jobs.every(name="audit.mail_hourly", hours=1)
def hourly() -> None:
    """Every hour, where the house chose so."""
    if settings.AUDIT_MAIL == "hourly":
        send()


@jobs.every(name="audit.mail_daily", at=time(6, 0))
def daily() -> None:
    """Every morning, where the house chose so."""
    if settings.AUDIT_MAIL == "daily":
        send()


def send() -> int:
    """Mail the heads as they are now to each privacy officer; how many. Without a mail server nothing leaves."""
    from cordiale.people import audit
    from cordiale.people.audit import anchors
    from cordiale.people.models import User

    officers = User.objects.filter(is_active=True, memberships__role__code=OFFICERS).distinct()
    if not settings.BY_MAIL or not officers:
        return 0
    anchors.drop()
    if not anchors.path().exists():
        return 0  # nothing happened yet
    line = anchors.path().read_text("utf-8").splitlines()[-1]
    with transaction.atomic():  # what fails to leave leaves no trace of having left
        audit.write(None, "log.anchored", rows=len(officers))
        for officer in officers:
            with translation.override(officer.language or settings.LANGUAGE_CODE):
                lines = [
                    _("Gardez ce message\u00a0: il prouve où en était le journal de la maison."),
                    line,
                    _(
                        "«\u00a0heads\u00a0» donne, pour chaque voie, la dernière position et son empreinte. "
                        "Si l’export du journal n’y montre pas la même empreinte, il a été récrit ou coupé."
                    ),
                ]
                subject = f"{settings.COMPANY_NAME}\u00a0: {_('ancrage du journal')}"
                mails.send(officer.email, subject=subject, lines=lines)
    return len(officers)
