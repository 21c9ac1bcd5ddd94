"""Other people in what is given out: their addresses and names in the team's words are not the asker's to have."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from cordiale.people import naming
from cordiale.people.models import Relation
from cordiale.people.privacy.subjects import Subject

EMAIL = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
PHONE = re.compile(r"\+?\d(?:[ .()-]?\d){8,14}")
CLASSES = ("sensitive",)  # where the team writes freely


def names_of(subject: Subject) -> list[str]:
    """The names of those the person is tied to, longest first."""
    ties = Relation.objects.filter(Q(party_id__in=subject.pks) | Q(other_id__in=subject.pks))
    found = {name for pair in ties.values_list("party_id", "party__name", "other_id", "other__name")
             for pk, name in (pair[:2], pair[2:]) if pk not in subject.pks and len(name) > 3}  # fmt: skip
    return sorted(found, key=len, reverse=True)


def hidden(value: Any, *, subject: Subject, names: Iterable[str]) -> Any:
    """The same value without other people's e-mails, telephones and names."""
    if isinstance(value, dict):
        return {name: hidden(one, subject=subject, names=names) for name, one in value.items()}
    if isinstance(value, list):
        return [hidden(one, subject=subject, names=names) for one in value]
    if not isinstance(value, str):
        return value
    mine = {normal for _kind, normal in subject.addresses}
    ends = {_digits(normal)[-9:] for kind, normal in subject.addresses if kind == "phone"}
    instead = _("(une autre personne)")
    told = EMAIL.sub(lambda found: found[0] if found[0].lower() in mine else instead, value)
    told = PHONE.sub(lambda found: found[0] if _digits(found[0])[-9:] in ends else instead, told)
    own = {word for word in subject.words if " " in word}
    for name in names:
        if naming.fold(name) not in own:
            told = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", instead, told, flags=re.IGNORECASE)
    return told


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
