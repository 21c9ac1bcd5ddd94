"""Who is told of what: approvers of an application that waits, somebody of what acts for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cordiale.people.models import User
from cordiale.people.notices import kinds, notices
from cordiale.people.rights.models import Role
from cordiale.project.oauth.models import Application, Grant

WAITING, CONNECTED, REPLAYED = "app.registered", "app.connected", "app.replayed"


def register() -> None:
    """Called once when the house opens."""
    kinds.register(
        WAITING, label=_("Une application attend une approbation"), icon="layers", say=_waiting,
        href=lambda words: reverse("applications:one", args=[words["app"]]),
    )  # fmt: skip
    kinds.register(
        CONNECTED, label=_("Une application est reliée à mon compte"), icon="handshake", say=_connected, href=_security
    )
    kinds.register(
        REPLAYED, label=_("Une application reliée a été coupée par sécurité"), icon="triangle-alert", say=_replayed,
        href=_security,
    )  # fmt: skip


def approvers() -> QuerySet[User]:
    """Those who may agree to an application."""
    held = [role for role in Role.objects.filter(retired_at=None) if role.scope("app.approve") != "none"]
    return User.objects.filter(is_active=True, memberships__role__in=held).distinct()


def waits(application: Application, *, by: User) -> None:
    """An application was registered, or changed."""
    words = {"name": application.name, "app": str(application.key)}
    origin = f"app:{application.key.hex}:{application.epoch}"
    notices.tell(approvers(), kind=WAITING, origin=origin, actor=by, words=words)


def of_grant(grant: Grant, *, kind: str) -> None:
    """Something happened to what somebody agreed to; they are told even of their own deed, which may be a thief's."""
    origin, words = f"{kind}:{grant.key.hex}", {"name": grant.application.name}
    notices.tell([grant.user], kind=kind, origin=origin, words=words)


def _waiting(words: Mapping[str, Any], name: str) -> str:
    return gettext("« %(name)s » attend une approbation, demandée par %(actor)s.") % words


def _connected(words: Mapping[str, Any], name: str) -> str:
    return gettext("« %(name)s » est reliée à votre compte. Si ce n’est pas vous, retirez-la.") % words


def _replayed(words: Mapping[str, Any], name: str) -> str:
    return gettext("« %(name)s » a été coupée de votre compte : un de ses jetons a peut-être été volé.") % words


def _security(words: Mapping[str, Any]) -> str:
    return reverse("signin:security")
