"""Mentions: `@Hélène Rochat` in a note tells that colleague, once, if they may see the customer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cordiale.people import naming, rights
from cordiale.people.models import Note, User
from cordiale.people.notices import notices

KIND = "note.mentioned"
MOST = 20
MOST_WORDS = 5
_AT = re.compile(r"(?<![\w@.])@(?=\w)")


def found(body: str, *, users: Iterable[User]) -> list[User]:
    """The colleagues named after an @, the longest name that fits first; accents and capitals do not matter.

    A first name alone is enough when only one colleague bears it.
    """
    names: dict[str, list[User]] = {}
    for user in users:
        folded = naming.fold(user.name)
        for name in {folded, folded.partition(" ")[0]} - {""}:
            names.setdefault(name, []).append(user)
    told: list[User] = []
    for piece in _AT.split(body)[1 : MOST + 1]:
        words = naming.fold(piece[:120]).split()[:MOST_WORDS]
        for count in range(len(words), 0, -1):
            fitting = names.get(" ".join(words[:count]), [])
            if len(fitting) == 1:
                told.append(fitting[0])
                break
    return list(dict.fromkeys(told))


def tell(note: Note, *, by: User) -> list[User]:
    """Tell those a note mentions; returns those who could not be told, because the customer is not theirs to see."""
    if "@" not in note.body:
        return []
    mentioned = found(note.body, users=User.objects.filter(is_active=True).order_by("pk"))
    seeing = [user for user in mentioned if rights.allow(user, "note.write", note.party)]
    notices.tell(seeing, kind=KIND, origin=f"note:{note.key.hex}", party=note.party, actor=by)
    return [user for user in mentioned if user not in seeing]


def say(words: Mapping[str, Any], name: str) -> str:
    """`Figaro vous mentionne chez Emma Bovary`."""
    return _("%(actor)s vous mentionne dans une note sur %(name)s") % {"actor": words["actor"], "name": name}


def href(words: Mapping[str, Any]) -> str:
    return reverse("customers:page", args=[words["key"]])
