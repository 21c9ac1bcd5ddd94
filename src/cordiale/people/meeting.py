"""Two people correct the same record at once: what each changed is kept, what both changed is told, nothing is lost.

The form carries, signed, what the record said when it was opened. Field by field: what I left alone takes what the
other wrote; what the other left alone takes what I wrote; where both wrote, both texts are shown and I decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django import forms
from django.core import signing
from django.http import QueryDict
from django.utils.functional import Promise

from cordiale.people.audit.models import RecordChange
from cordiale.people.models import Party, User

NAME = "was"
_SALT = "people.meeting"

Plain = str | list[str]


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that both have changed."""

    label: str | Promise
    theirs: str
    mine: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """What became of a form that met another: the data to go on with, what was kept of theirs, what is to decide."""

    data: QueryDict
    kept: tuple[str, ...] = ()
    clashes: tuple[str, ...] = ()
    theirs: Mapping[str, Plain] = field(default_factory=dict)


def plain(value: object) -> Plain:
    """A value as a form would send it."""
    if isinstance(value, list | tuple):
        return sorted(str(one) for one in value)
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)


def seal(typed: Mapping[str, object]) -> str:
    """What the record says now, to travel with the form."""
    return signing.dumps({name: plain(value) for name, value in typed.items()}, salt=_SALT, compress=True)


def unsealed(text: str) -> dict[str, Plain] | None:
    """What the record said then; None when the form did not say, or somebody wrote it by hand."""
    try:
        told = signing.loads(text, salt=_SALT)
    except signing.BadSignature:
        return None
    return told if isinstance(told, dict) else None


def meet(data: QueryDict, *, now: Mapping[str, object]) -> Meeting:
    """Bring what I sent together with what the record says now."""
    was = unsealed(data.get(NAME, ""))
    if was is None:
        return Meeting(data)
    merged, theirs = data.copy(), {name: plain(value) for name, value in now.items()}
    kept: list[str] = []
    clashes: list[str] = []
    for name in [name for name in was if name in theirs and theirs[name] != was[name] and name in data]:
        mine = plain(data.getlist(name)) if isinstance(was[name], list) else data.get(name, "").strip()
        if mine == was[name]:
            merged.setlist(name, _listed(theirs[name]))
            kept.append(name)
        elif mine != theirs[name]:
            clashes.append(name)
    return Meeting(merged, tuple(kept), tuple(clashes), theirs)


def _listed(value: Plain) -> list[str]:
    return value if isinstance(value, list) else [value]


def clashes(met: Meeting, form: forms.Form) -> list[Clash]:
    """What both have changed, as people read it."""
    return [
        Clash(
            form.fields[name].label or name, _shown(form, name, met.theirs[name]), _shown(form, name, _sent(met, name))
        )
        for name in met.clashes
    ]


def _sent(met: Meeting, name: str) -> Plain:
    listed = [str(one) for one in met.data.getlist(name)]
    return listed if isinstance(met.theirs[name], list) else "".join(listed[-1:])


def _shown(form: forms.Form, name: str, value: Plain) -> str:
    """A value in words: a choice as its control says it."""
    choices = dict(getattr(form.fields[name].widget, "choices", ()))
    return told([str(choices.get(one, one)) for one in _listed(value)] if choices else value)


def told(value: Plain) -> str:
    """A value in a sentence."""
    return ", ".join(value) if isinstance(value, list) else value or "—"


def last_by(party: Party) -> str:
    """Who changed the record last, by name."""
    actor = RecordChange.objects.filter(party=party).order_by("-id").values_list("actor", flat=True).first()
    return User.objects.filter(key=actor).values_list("name", flat=True).first() or "" if actor else ""
