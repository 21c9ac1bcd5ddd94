"""Each night, what signing in no longer needs goes away."""

from datetime import time, timedelta

from django.conf import settings
from django.core.management import call_command

from cordiale import jobs
from cordiale.core import clock
from cordiale.people.signin.models import Budget, Device, Invitation, Reset, Session

KEPT_FOR = timedelta(days=30)
DEVICE_KEPT_FOR = timedelta(days=365)


@jobs.every(name="signin.housekeeping", at=time(2, 40))
def tidy() -> None:
    """Sessions that are over, old counters, devices nobody uses, links that answered or died a month ago."""
    now = clock.now()
    call_command("clearsessions")
    Session.objects.filter(opened_at__lt=now - timedelta(seconds=settings.SESSION_COOKIE_AGE)).delete()
    Budget.objects.filter(failed_at__lt=now - timedelta(days=2)).delete()
    Device.objects.filter(seen_at__lt=now - DEVICE_KEPT_FOR).delete()
    Reset.objects.filter(expires_at__lt=now - KEPT_FOR).delete()
    Invitation.objects.filter(expires_at__lt=now - KEPT_FOR).delete()
