"""Mails about signing in, written and sent by the worker: a request never waits for a mail server, nor tells by its
slowness whether an address is known."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from cordiale import jobs
from cordiale.people.models import User
from cordiale.people.signin import links, sealing
from cordiale.people.signin.models import Invitation
from cordiale.web import mails


def address_mark(address: str) -> str:
    """What stands for an address in the queue; only somebody with the house's secret can compare it."""
    return sealing.keyed_hash(address.strip().lower(), purpose="address")


@jobs.task()
def reset_asked(*, mark: str) -> None:
    """Somebody asked for a new password for the address of this mark: write to its account, if there is one."""
    from cordiale.people.signin import resets

    people = User.objects.filter(is_active=True).iterator()
    user = next((each for each in people if address_mark(each.email) == mark), None)
    if user is None:
        return
    with transaction.atomic(), translation.override(user.language):
        token = resets.make(user)
        lines = [
            _("Vous avez demandé à choisir un nouveau mot de passe. Ce lien est valable une heure et une seule fois :"),
            links.address("signin:reset", token),
            _("Si vous n’avez rien demandé, ne faites rien : votre mot de passe reste le même."),
        ]
        mails.send(user.email, subject=_("Choisir un nouveau mot de passe"), lines=lines)


@jobs.task()
def invited(*, invitation: str, serial: int) -> None:
    """Send an invitation; an older sending of it is left out."""
    found = Invitation.objects.select_related("by").filter(key=UUID(invitation), serial=serial).first()
    if found is None or found.accepted_at or found.cancelled_at:
        return
    with translation.override(found.language):
        inviter = {"name": found.by.name if found.by else "", "company": settings.COMPANY_NAME}
        lines = [
            _("%(name)s vous invite à rejoindre %(company)s.") % inviter,
            _("Ouvrez ce lien pour choisir votre nom et votre mot de passe :"),
            links.address("signin:accept", links.token("invitation", found.key, serial=serial)),
            _("Ce lien est valable sept jours et une seule fois."),
        ]
        mails.send(found.email, subject=_("Votre accès à %(company)s") % inviter, lines=lines)


@jobs.task()
def new_device(*, user: str, device: str) -> None:
    """Tell somebody that a browser we did not know has signed in."""
    found = User.objects.get(key=UUID(user))
    with translation.override(found.language):
        lines = [
            _("Votre compte vient d’être ouvert depuis un nouvel appareil :"),
            device or _("Appareil inconnu"),
            _("Si c’était vous, tout va bien. Sinon, changez votre mot de passe et fermez les autres sessions ici :"),
            links.address("signin:security"),
        ]
        mails.send(found.email, subject=_("Nouvel appareil connecté"), lines=lines)


@jobs.task()
def factor_changed(*, user: str, what: str, name: str) -> None:
    """Tell somebody that their second factors have changed."""
    found = User.objects.get(key=UUID(user))
    with translation.override(found.language):
        said = {
            "added": _("Un moyen de validation a été ajouté à votre compte : %(name)s."),
            "removed": _("Un moyen de validation a été retiré de votre compte : %(name)s."),
            "reset": _("Vos moyens de validation ont été retirés à votre demande. Vous en choisirez un nouveau."),
        }[what]
        lines = [
            said % {"name": name} if name else said,
            _("Si ce n’était pas vous, prévenez tout de suite la personne qui administre votre espace."),
        ]
        mails.send(found.email, subject=_("Validation en deux étapes modifiée"), lines=lines)
