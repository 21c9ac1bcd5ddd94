"""The list as a CSV file: every row of the result, in its order, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from cordiale.core.spreadsheets import neutral
from cordiale.people import rights
from cordiale.people.fields import filling, values
from cordiale.people.fields.models import CustomField
from cordiale.people.models import Party, User
from cordiale.people.rights import honey
from cordiale.people.rights.lens import Lens
from cordiale.understand.customers.query import Query
from cordiale.understand.customers.result import Result
from cordiale.understand.customers.rows import Row, fetch
from cordiale.web import fmt

AT_ONCE = 500
MASKABLE = ("public", "contact")  # a figure cannot be masked: it is shown or it is not


def pieces(query: Query, *, user: User) -> Iterator[str]:
    """The file, five hundred rows at a time: memory does not grow with the result."""
    separator = ";" if fmt.language() == "fr" else ","
    shown, own = _shown(user), filling.readable(user)
    yield "\ufeff" + _written([[*_kept(_head(), shown), *(neutral(one.label) for one in own)]], separator)
    result = Result(query, user=user, verb="party.export")
    last: UUID | None = None
    while True:
        found = fetch(result.walk(beyond=last, limit=AT_ONCE), reader=user)
        if found:
            honey.carried(user, [row.party.pk for row in found])
            yield _written([[*_kept(_cells(row), shown), *_own(row, own)] for row in found], separator)
            last = found[-1].party.key
        if len(found) < AT_ONCE:
            return


def chosen(keys: Sequence[str], *, user: User) -> Iterator[str]:
    """The same file for some customers alone, in the order of their names."""
    separator = ";" if fmt.language() == "fr" else ","
    shown, own = _shown(user), filling.readable(user)
    yield "\ufeff" + _written([[*_kept(_head(), shown), *(neutral(one.label) for one in own)]], separator)
    rows = rights.visible(Party.objects.filter(key__in=keys), user, "party.export")
    pks = list(rows.order_by("sort_name", "pk").values_list("pk", flat=True))
    for low in range(0, len(pks), AT_ONCE):
        found = fetch(pks[low : low + AT_ONCE], reader=user)
        honey.carried(user, [row.party.pk for row in found])
        yield _written([[*_kept(_cells(row), shown), *_own(row, own)] for row in found], separator)


def _written(lines: list[list[str]], separator: str) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator).writerows(lines)
    return buffer.getvalue()


# The field behind each column: what is hidden from the reader has no column, what is masked stays masked.
FIELDS = (
    "", "kind", "", "email", "city", "tags", "owner", "first", "last", "orders", "spent", "spent", "late", "created",
)  # fmt: skip


def _shown(user: User) -> list[bool]:
    lens = Lens(user)
    masked = [not field or lens.level(field) != "hidden" for field in FIELDS]
    return [seen and (not field or rights.classes.of(field) in MASKABLE or lens.reads(field))
            for field, seen in zip(FIELDS, masked, strict=True)]  # fmt: skip


def _kept(cells: list[str], shown: list[bool]) -> list[str]:
    return [cell for cell, seen in zip(cells, shown, strict=True) if seen]


def _head() -> list[str]:
    return [
        _("Identifiant"), _("Type"), _("Nom"), _("E-mail"), _("Ville"), _("Étiquettes"), _("Responsable"),
        _("Premier achat"), _("Dernier achat"), _("Commandes"), _("Dépensé"), _("Devise"), _("En retard"), _("Ajouté"),
    ]  # fmt: skip


def _day(moment: datetime | None) -> str:
    return "" if moment is None else f"{timezone.localtime(moment):%Y-%m-%d}"


def _own(row: Row, own: Sequence[CustomField]) -> list[str]:
    """The company's own fields the reader may read, as a file of people gives them back."""
    return [neutral(values.exported(one, row.party.custom.get(one.name))) for one in own]


def _cells(row: Row) -> list[str]:
    party, profile = row.party, row.profile
    own = [party.name, row.email, row.city, ", ".join(row.tags), party.owner.name if party.owner else ""]
    known = ["", "", "", "", "", ""]
    if profile is not None:
        late = _("oui") if profile.late else ""
        spent = str(profile.spent) if profile.order_count else ""
        dates = [_day(profile.first_order_at), _day(profile.last_order_at)]
        known = [*dates, str(profile.order_count), spent, profile.currency, late]
    return [str(party.key), party.kind, *map(neutral, own), *known, _day(party.created_at)]
