"""What people do at the door, and what a phone with an authenticator app does."""

import re

from django.core import mail
from django.test import Client
from tests.cast import PASSWORD

from cordiale.jobs.models import Job
from cordiale.jobs.tasks import find
from cordiale.people.signin.factors import totp

SIGN_IN = "/connexion/"
EMAIL = "figaro@rivage.example"


def sign_in(client, *, headers=None, **given):
    return client.post(SIGN_IN, {"username": EMAIL, "password": PASSWORD, **given}, headers=headers)


class Phone:
    """An authenticator app: shows the code of now, or of some steps later."""

    def __init__(self, secret):
        self.secret = secret

    def code(self, later=0):
        return totp.code_at(self.secret, totp.step_now() + later)


def stranger():
    """Another browser."""
    return Client()


def deliver():
    """Send what waits, as the worker would; what arrived."""
    for job in Job.objects.filter(task__startswith="cordiale.people.signin").order_by("pk"):
        find(job.task)(**job.arguments)
        job.delete()
    sent, mail.outbox[:] = list(mail.outbox), []
    return sent


def links(letter):
    return re.findall(r"https?://\S+", letter.body)
