"""The digest: what was not read on screen, in one mail, outside quiet hours. It names no customer."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cordiale import jobs
from cordiale.core import clock
from cordiale.web import mails

if TYPE_CHECKING:
    from cordiale.people.models import User
    from cordiale.people.notices.models import Rhythm

OLDEST = timedelta(days=7)
KEPT_FOR = timedelta(days=90)
AT_ONCE = 500


@jobs.every(name="notices.digest", minutes=10)
def send() -> None:
    """Send the digests that are due. A mail that fails is tried again by the queue; nobody gets one twice."""
    from cordiale.people.models import User
    from cordiale.people.notices.models import Notice

    now = clock.now()
    Notice.objects.filter(mailed_at=None, at__lt=now - OLDEST).update(mailed_at=now)
    waiting = Notice.objects.filter(mailed_at=None, read_at=None, at__gte=now - OLDEST)
    for user in User.objects.filter(pk__in=waiting.values("user_id"), is_active=True).order_by("pk")[:AT_ONCE]:
        one(user, now=now)


@jobs.every(name="notices.forget", at=time(4, 20))
def forget() -> None:
    """What was told three months ago is forgotten, read or not."""
    from cordiale.people.notices.models import Notice

    Notice.objects.filter(at__lt=clock.now() - KEPT_FOR).delete()


def one(user: User, *, now: datetime) -> bool:
    """Send one colleague's digest, if it is time; whether a mail left."""
    from cordiale.people.notices import kinds, notices
    from cordiale.people.notices.models import Notice, Rhythm

    rhythm = notices.rhythm(user)
    if not due(rhythm, now=now):
        return False
    wanted = [name for name, (shown, mailed) in notices.wishes(user).items() if shown and mailed]
    rows = list(Notice.objects.filter(user=user, mailed_at=None, read_at=None).values_list("pk", "kind"))
    counts = Counter(kind for _pk, kind in rows if kind in wanted)
    if counts:
        with translation.override(user.language or settings.LANGUAGE_CODE):
            total = sum(counts.values())
            subject = ngettext("%(count)s notification", "%(count)s notifications", total) % {"count": total}
            lines = [f"- {kind.label}\u00a0: {counts[kind.name]}" for kind in kinds.every() if counts[kind.name]]
            hello = _("Bonjour %(name)s,") % {"name": user.name.split()[0]}
            centre = settings.SITE_URL + reverse("notices:centre")
            told = [hello, "\n".join(lines), _("Ouvrez Cordiale pour les lire\u00a0:"), centre]
            with transaction.atomic():  # a mail that fails leaves no mark
                Notice.objects.filter(pk__in=[pk for pk, _kind in rows]).update(mailed_at=now)
                Rhythm.objects.update_or_create(user=user, defaults={"last_at": now})
                mails.send(user.email, subject=f"{settings.COMPANY_NAME}\u00a0: {subject}", lines=told)
    return bool(counts)


def due(rhythm: Rhythm, *, now: datetime) -> bool:
    """Whether it is no quiet hour where its reader is, and long enough since the last digest."""
    local = now.astimezone(rhythm.user.zone)
    if local.weekday() >= 5 and not rhythm.weekends:
        return False
    if quiet(local.time(), rhythm.quiet_from, rhythm.quiet_until):
        return False
    # A little early counts: the round comes every ten minutes, and a day must stay a day.
    wait = timedelta(hours=rhythm.digest_every) - timedelta(minutes=5)
    return rhythm.last_at is None or now - rhythm.last_at >= wait


def quiet(moment: time, since: time, until: time) -> bool:
    """Whether a time of day lies in quiet hours, which may go over midnight."""
    return since <= moment < until if since <= until else moment >= since or moment < until
