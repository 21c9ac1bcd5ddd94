"""Customers for the palette and the search page: by name, e-mail, phone or reference."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from cordiale.people import access, search
from cordiale.understand.customers.query import searchable
from cordiale.understand.customers.rows import parties_with_city
from cordiale.web.palette import Result


def find(user: Any, text: str, limit: int) -> Iterator[Result]:
    """The best matches, with the city or the e-mail that tells homonyms apart."""
    if not searchable(user):
        return
    parties = search.find(text, limit=limit, among=access.parties_for(user))
    known = parties_with_city().in_bulk([party.pk for party in parties])
    for party in parties:
        row = known[party.pk]
        note = row.row_city or row.row_email or ""
        yield Result(label=party.name, href=reverse("customers:page", args=[party.key]), note=note, initials=party.name)
