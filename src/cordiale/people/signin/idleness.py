"""How long a session may rest: short for those who may take data out of the house."""

from django.conf import settings

from cordiale.people import rights
from cordiale.people.models import User


def limit(user: User) -> int:
    """Seconds without a request after which the session ends; 0 for as long as the session lasts."""
    return settings.SESSION_IDLE_S if rights.allow(user, "party.export") else 0
