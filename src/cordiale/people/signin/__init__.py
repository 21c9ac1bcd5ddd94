"""Signing in and keeping sessions honest (docs/signin.md).

    signin.fresh(request)   whether the person proved who they are within the last ten minutes
    signin.ask(request)     the answer that asks for the proof and comes back; a form that was sent is kept
    signin.revoke(user)     end every session of a person, at once and everywhere

This module is light on purpose: it is imported before Django's models are ready.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from cordiale.people.models import User


def fresh(request: HttpRequest) -> bool:
    """Whether the person behind the request proved who they are within the last ten minutes."""
    from cordiale.people.signin import confirmation

    return confirmation.fresh(request)


def ask(request: HttpRequest) -> HttpResponse:
    """Send the person to the page that asks for a proof; afterwards the request goes on, with its form."""
    from cordiale.people.signin import confirmation

    return confirmation.ask(request)


def revoke(user: User) -> None:
    """End every session of a person; nothing that was signed in before answers any more."""
    from cordiale.people.signin import sessions

    sessions.revoke(user)
