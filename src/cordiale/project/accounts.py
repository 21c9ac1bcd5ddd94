"""Accounts of people who work here, made from the command line; the screens for it come with the workplace."""

from typing import ClassVar

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from cordiale.core.errors import Refusal
from cordiale.people.models import User
from cordiale.people.rights import members, roles
from cordiale.project.speech import language


class NotAnAddress(Refusal):
    """The e-mail address cannot be one."""

    code = "not-an-address"
    sentence: ClassVar[str] = "« %(email)s » n’est pas une adresse e-mail."


class AlreadyKnown(Refusal):
    """Somebody signs in with this address."""

    code = "already-known"
    sentence: ClassVar[str] = "Un compte existe déjà pour %(email)s."


class WeakPassword(Refusal):
    """The password would be guessed."""

    code = "weak-password"
    sentence: ClassVar[str] = "Ce mot de passe ne convient pas : %(reasons)s"


@transaction.atomic
def create(*, email: str, name: str, password: str, admin: bool) -> User:
    """Make an account that can sign in at once."""
    try:
        validate_email(email)
    except ValidationError:
        raise NotAnAddress(email=email) from None
    if User.objects.filter(email=email.lower()).exists():
        raise AlreadyKnown(email=email)
    try:
        validate_password(password, user=User(email=email, name=name))
    except ValidationError as error:
        raise WeakPassword(reasons=" ".join(error.messages)) from None
    user = User.objects.create_user(email=email, name=name, password=password, language=language(), is_superuser=admin)
    if admin:
        members.give(user, roles.OWNER)
    return user
