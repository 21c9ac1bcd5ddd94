"""Accounts of people who work here, made from the command line; everybody else is invited on the screens."""

from django.db import transaction

from cordiale.people import users
from cordiale.people.models import User
from cordiale.people.rights import members, roles
from cordiale.project.speech import language


@transaction.atomic
def create(*, email: str, name: str, password: str, admin: bool) -> User:
    """Make an account that can sign in at once; `admin` makes it one of the owners."""
    user = users.create(email=email, name=name, password=password, language=language())
    if admin:
        members.give(user, roles.OWNER)
    return user
