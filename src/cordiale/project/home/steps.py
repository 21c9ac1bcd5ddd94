"""The first steps of a new house: what is done, what is left, each with its page. They disappear once all are done."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cordiale.people import access
from cordiale.people.models import User
from cordiale.understand.profile.models import Snapshot


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, why, and where; without `href` it is done from the command line (`command`)."""

    title: str | Promise
    why: str | Promise
    icon: str
    href: str
    done: bool
    command: str = ""


def left(user: User) -> list[Step]:
    """Every step, done or not."""
    customers = access.parties_for(user).exists()
    return [
        Step(
            _("Faire entrer vos clients"),
            _("Un fichier tel qu’il est : CSV, Excel, Parquet. Rien n’est écrit avant votre accord."),
            "upload", reverse("imports:start"), customers,
        ),
        Step(
            _("Ajouter une première personne à la main"),
            _("Un nom suffit. Le reste viendra avec vos échanges."),
            "user-plus", reverse("customers:new"), customers,
        ),
        Step(
            _("Faire entrer vos ventes"),
            _("Elles donnent le rythme de chacun, la fidélité et les premiers départs."),
            "receipt", reverse("imports:start"), Snapshot.objects.filter(published_at__isnull=False).exists(),
        ),
        Step(
            _("Inviter un collègue"),
            _("Chacun a son compte ; les notes et les accords disent qui les a écrits."),
            "users-round", reverse("accounts:team"), User.objects.filter(is_active=True).count() > 1,
        ),
    ]  # fmt: skip
