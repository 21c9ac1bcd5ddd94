"""How far an application may go: verbs (`party.read`) and classes of data (`data:contact`), as one text.

What belongs to no class but `public` needs no word of its own: whoever may read a record sees that much of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from cordiale.people import rights
from cordiale.people.models import User
from cordiale.project.api.screens.forms import OFFERED

VERBS = OFFERED
DATA = "data:"
CLASSES = ("contact", "commercial", "behavioural", "sensitive")
KNOWN = frozenset(VERBS) | {DATA + name for name in CLASSES}


@dataclass(frozen=True, slots=True)
class Scope:
    """A set of words, written in one order."""

    words: frozenset[str]

    def __str__(self) -> str:
        return " ".join(sorted(self.words))

    def __bool__(self) -> bool:
        """Whether anything at all can be done with it: classes alone open nothing."""
        return bool(self.verbs)

    def __and__(self, other: Scope) -> Scope:
        return Scope(self.words & other.words)

    def __le__(self, other: Scope) -> bool:
        return self.words <= other.words

    @property
    def verbs(self) -> frozenset[str]:
        return frozenset(word for word in self.words if not word.startswith(DATA))

    @property
    def levels(self) -> dict[str, str]:
        """The bound on each class: what is not named is hidden, what is named goes as far as the account does."""
        return {name: "hidden" for name in CLASSES if DATA + name not in self.words}

    def told(self) -> list[tuple[str, str | Promise]]:
        """Each verb in the words people read."""
        return [(verb, rights.verbs.of(verb).label) for verb in VERBS if verb in self.words]

    def seen(self) -> list[str | Promise]:
        """Each class in the words people read."""
        return [rights.classes.CLASSES[name] for name in CLASSES if DATA + name in self.words]


def read(text: str) -> Scope:
    """The words of a text, known or not."""
    return Scope(frozenset(text.split()))


def of(verbs: Iterable[str], classes: Iterable[str]) -> Scope:
    """From what was ticked in a form."""
    return Scope(frozenset(verbs) | {DATA + name for name in classes})


def within(scope: Scope, user: User) -> Scope:
    """What of a scope the account may do and see today: what it may not, it cannot agree to either."""
    verbs = {verb for verb in scope.verbs if rights.allow(user, verb)}
    seen = {name for name in CLASSES if rights.level_of_class(user, name) != "hidden"}
    return scope & of(verbs, seen)
