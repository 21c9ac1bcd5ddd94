"""The deeds that can be done to many customers at once: whom they ask for, what they do, how they are undone."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cordiale.people import many, tags
from cordiale.people.models import Tag, Team, User
from cordiale.understand.bulk.models import BulkRun
from cordiale.understand.bulk.refusals import NoSuchDeed, ValueMissing

NOBODY = "none"
Before = dict[int, int | None]


@dataclass(frozen=True, slots=True)
class Deed(ABC):
    """One deed. `asks` says how its value is chosen: among rows, as a word, or not at all."""

    name: str
    label: str | Promise
    verb: str
    icon: str
    asks: ClassVar[str] = ""

    @property
    def writes(self) -> str:
        """The field it writes, for the policy."""
        return ""

    def choices(self) -> list[tuple[str, str]]:
        """What can be given, when it is chosen among a few."""
        return []

    def check(self, value: str) -> None:
        """Refuse a value that cannot be given."""
        self.told(value)

    @abstractmethod
    def told(self, value: str) -> str:
        """The deed in words."""

    @abstractmethod
    def carry_out(self, pks: Collection[int], *, run: BulkRun) -> Before:
        """Do it; what each record that changed held before."""

    @abstractmethod
    def undo(self, before: Mapping[int, int | None], *, run: BulkRun) -> int:
        """Give back to the records that nobody changed since; how many."""


@dataclass(frozen=True, slots=True)
class Assign(Deed):
    """Entrust to an owner or a team."""

    field: str
    asks: ClassVar[str] = "choice"

    @property
    def writes(self) -> str:
        return self.field

    def choices(self) -> list[tuple[str, str]]:
        people = self.field == "owner"
        rows = User.objects.filter(is_active=True) if people else Team.objects.all()
        listed = rows.order_by("name").values_list("key", "name")[:200]
        return [
            *((str(key), name) for key, name in listed),
            (NOBODY, _("Sans responsable") if people else _("Aucune équipe")),
        ]

    def _holder(self, value: str) -> User | Team | None:
        if value == NOBODY:
            return None
        rows = User.objects.filter(is_active=True) if self.field == "owner" else Team.objects.all()
        found = rows.filter(key=UUID(value)).first() if len(value) == 36 else None
        if found is None:
            raise ValueMissing
        return found

    def told(self, value: str) -> str:
        holder = self._holder(value)
        if holder is None:
            return _("Retirer le responsable") if self.field == "owner" else _("Retirer l’équipe")
        return _("Confier à %(name)s") % {"name": holder.name}

    def carry_out(self, pks: Collection[int], *, run: BulkRun) -> Before:
        return many.assign(pks, field=self.field, to=self._holder(run.value), by=run.by)

    def undo(self, before: Mapping[int, int | None], *, run: BulkRun) -> int:
        return many.give_back(before, field=self.field, since=self._holder(run.value), by=run.by)


@dataclass(frozen=True, slots=True)
class Label(Deed):
    """Stick a word, or take it off."""

    sticks: bool
    asks: ClassVar[str] = "word"

    @property
    def writes(self) -> str:
        return "tags"

    def choices(self) -> list[tuple[str, str]]:
        return [(name, name) for name in Tag.objects.order_by("name").values_list("name", flat=True)[:200]]

    def check(self, value: str) -> None:
        if self.sticks:
            tags.named(value)
        elif not Tag.objects.filter(name__iexact=value).exists():
            raise ValueMissing

    def told(self, value: str) -> str:
        words = _("Ajouter l’étiquette «\u00a0%(name)s\u00a0»") if self.sticks else _(
            "Retirer l’étiquette «\u00a0%(name)s\u00a0»"
        )  # fmt: skip
        return words % {"name": value}

    def carry_out(self, pks: Collection[int], *, run: BulkRun) -> Before:
        return self._do(pks, run=run, stick=self.sticks)

    def undo(self, before: Mapping[int, int | None], *, run: BulkRun) -> int:
        return len(self._do(before, run=run, stick=not self.sticks))

    def _do(self, pks: Iterable[int], *, run: BulkRun, stick: bool) -> Before:
        tag = tags.named(run.value)
        return dict.fromkeys((many.stick if stick else many.peel)(list(pks), tag=tag, by=run.by))


@dataclass(frozen=True, slots=True)
class Archive(Deed):
    """Put aside, all at the moment the run was asked for: only what bears that moment is taken back."""

    @property
    def writes(self) -> str:
        return "archived"

    def told(self, value: str) -> str:
        return _("Archiver")

    def carry_out(self, pks: Collection[int], *, run: BulkRun) -> Before:
        return dict.fromkeys(many.archive(pks, at=run.created_at, by=run.by))

    def undo(self, before: Mapping[int, int | None], *, run: BulkRun) -> int:
        return many.restore(before.keys(), archived_at=run.created_at, by=run.by)


@dataclass(frozen=True, slots=True)
class Export(Deed):
    """Write a file: nothing changes, the run itself reads the rows (`files`)."""

    def told(self, value: str) -> str:
        return _("Exporter")

    def carry_out(self, pks: Collection[int], *, run: BulkRun) -> Before:
        return {}

    def undo(self, before: Mapping[int, int | None], *, run: BulkRun) -> int:
        return 0


DEEDS: dict[str, Deed] = {
    deed.name: deed
    for deed in (
        Assign("owner", gettext_lazy("Confier à quelqu’un"), "party.assign", "user-round", field="owner"),
        Assign("team", gettext_lazy("Confier à une équipe"), "party.assign", "users", field="team"),
        Label("tag", gettext_lazy("Ajouter une étiquette"), "party.tag", "tag", sticks=True),
        Label("untag", gettext_lazy("Retirer une étiquette"), "party.tag", "tag", sticks=False),
        Archive("archive", gettext_lazy("Archiver"), "party.archive", "archive"),
        Export("export", gettext_lazy("Exporter"), "party.export", "download"),
    )
}


def named(name: str) -> Deed:
    """The deed of that name."""
    if name not in DEEDS:
        raise NoSuchDeed
    return DEEDS[name]
