"""Repetitions and notices in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cordiale.people.agenda import recurrence

READY = (
    ("", gettext_lazy("Une seule fois")),
    ("FREQ=DAILY", gettext_lazy("Chaque jour")),
    ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", gettext_lazy("Du lundi au vendredi")),
    ("FREQ=WEEKLY", gettext_lazy("Chaque semaine")),
    ("FREQ=WEEKLY;INTERVAL=2", gettext_lazy("Toutes les deux semaines")),
    ("FREQ=MONTHLY", gettext_lazy("Chaque mois")),
    ("FREQ=MONTHLY;BYMONTHDAY=-1", gettext_lazy("Le dernier jour du mois")),
    ("FREQ=MONTHLY;INTERVAL=3", gettext_lazy("Tous les trois mois")),
    ("FREQ=YEARLY", gettext_lazy("Chaque année")),
)
REMINDERS = (
    ("", gettext_lazy("Aucun")),
    ("0", gettext_lazy("À l’heure dite")),
    ("15", gettext_lazy("15 minutes avant")),
    ("60", gettext_lazy("Une heure avant")),
    ("1440", gettext_lazy("La veille")),
)


def repeated(text: str) -> str:
    """A repetition in words; one that came from another program is told as it is written."""
    if not text:
        return ""
    rule = recurrence.parse(text)
    bare = recurrence.dump(recurrence.Rule(rule.frequency, rule.interval, rule.by_day, rule.by_month_day))
    return str(dict(READY).get(bare, bare))


def assigned(words: Mapping[str, Any], name: str) -> str:
    """`Figaro vous confie : Rappeler Emma`."""
    return _("%(actor)s vous confie\u00a0: %(title)s") % {"actor": words["actor"], "title": words["title"]}


def due(words: Mapping[str, Any], name: str) -> str:
    """`À faire : Rappeler (Emma Bovary)`."""
    if name:
        return _("À faire\u00a0: %(title)s (%(name)s)") % {"title": words["title"], "name": name}
    return _("À faire\u00a0: %(title)s") % {"title": words["title"]}


def href(words: Mapping[str, Any]) -> str:
    return reverse("agenda:task", args=[words["task"]])
