"""What the doctor looks at around signing in: second factors, HTTPS on a public name, the mail server."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from cordiale.people.models import User
from cordiale.people.signin.models import Factor
from cordiale.project.demo.place import MARKER
from cordiale.project.doctor import Finding, care, well
from cordiale.project.speech import say

LOCAL = {"localhost", "127.0.0.1", "[::1]"}


def examine_signin() -> Iterator[Finding]:
    """Whether the door is as shut as it can be; a demo says so itself and is left alone."""
    findings = [] if (settings.DATA / MARKER).is_file() else [*_factors(), *_https(), *_mail()]
    yield from findings
    if not findings:
        yield well("signin", say("La connexion est en ordre."))


def _factors() -> Iterator[Finding]:
    if settings.MFA == "required":
        return
    people = User.objects.filter(is_active=True)
    alone = people.exclude(pk__in=Factor.objects.values("user")).count()
    said = say("La validation en deux étapes est facultative. Comptes sans elle : %(count)s.", count=alone)
    yield care("signin", said, say("Réglez CORDIALE_MFA=required."))


def _https() -> Iterator[Finding]:
    public = sorted(set(settings.ALLOWED_HOSTS) - LOCAL)
    if public and not settings.HTTPS:
        said = say(
            "Le site a un nom public (%(host)s) sans HTTPS : les mots de passe passeraient en clair.", host=public[0]
        )
        yield care("signin", said, say("Placez un mandataire HTTPS devant et réglez CORDIALE_HTTPS=yes."))


def _mail() -> Iterator[Finding]:
    if not settings.BY_MAIL and User.objects.count() > 1:
        said = say("Aucun serveur d’e-mail : ni lien de mot de passe oublié, ni avis de nouvel appareil n’arrivent.")
        yield care("signin", said, say("Réglez CORDIALE_SMTP_URL."))
