"""The rows of the list as text, ready to be written: they are most of the page, so nothing is left to work out."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import quote
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from cordiale.understand.customers.columns import Column, Painter
from cordiale.understand.customers.rows import Row
from cordiale.web.tags import marks

_ANY = UUID(int=0)


class Lines:
    """Writes the rows of a table; what is the same in every row is worked out once."""

    def __init__(self, *, address: str, columns: Sequence[Column]) -> None:
        origin = f"?from={quote(address)}" if address else ""
        page, peek = (escape(reverse(name, args=[_ANY]) + origin) for name in ("customers:page", "customers:preview"))
        self._page, self._peek = (tuple(place.split(str(_ANY))) for place in (page, peek))
        self._pick, self._look, self._eye = escape(_("Choisir")), escape(_("Aperçu de")), marks.icon("eye")
        self._cells = [Painter(column).cell for column in columns]

    def line(self, row: Row) -> str:
        """One `<tr>`; every text in it is escaped."""
        party, key, name = row.party, str(row.party.key), escape(row.party.name)
        page, peek = key.join(self._page), key.join(self._peek)
        cells = "".join([cell(row) for cell in self._cells])
        return (
            f'<tr>\n<td class="row-pick"><input type="checkbox" form="selection" name="key" value="{key}"'
            f' aria-label="{self._pick} {name}"></td>\n<th scope="row"><div class="who">'
            f'<span class="avatar {party.kind}" aria-hidden="true">{escape(marks.initials(party.name))}</span>'
            f'<span><a class="row-link" href="{page}">{name}</a><small>{escape(row.email)}</small></span>'
            f'<button class="icon-btn row-peek" type="button" hx-get="{peek}" hx-target="#drawer"'
            f' aria-label="{self._look} {name}">{self._eye}</button></div></th>\n{cells}\n</tr>\n'
        )


def of(rows: Sequence[Row], *, address: str, columns: Sequence[Column]) -> SafeString:
    """The rows of a table; `address` is the list they stand in, handed on to their pages."""
    lines = Lines(address=address, columns=columns)
    return mark_safe("".join([lines.line(row) for row in rows]))  # each line escapes what it tells
