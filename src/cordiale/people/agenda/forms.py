"""The form of a task: it reads what was typed; the verbs check it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cordiale.people.agenda.models import Task
from cordiale.people.agenda.tasks import Plan
from cordiale.people.agenda.words import READY, REMINDERS, repeated
from cordiale.people.models import User


class TaskForm(forms.Form):
    """Something to do: what, when, who, how often."""

    title = forms.CharField(label=_("À faire"), max_length=200)
    kind = forms.ChoiceField(label=_("Genre"), choices=Task.Kind.choices, required=False)
    on = forms.DateField(
        label=_("Jour"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    at = forms.TimeField(
        label=_("Heure"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    minutes = forms.IntegerField(label=_("Durée en minutes"), required=False, min_value=5, max_value=1_440)
    assignee = forms.ChoiceField(label=_("Confiée à"), required=False)
    priority = forms.TypedChoiceField(label=_("Priorité"), choices=Task.Priority.choices, coerce=int, required=False)
    repeat = forms.ChoiceField(label=_("Répétition"), required=False)
    remind_before = forms.TypedChoiceField(
        label=_("Rappel"), choices=REMINDERS, coerce=int, required=False, empty_value=None
    )
    details = forms.CharField(
        label=_("Détails"), required=False, max_length=5_000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(is_active=True).order_by("name").values_list("key", "name")[:500]
        self.fields["assignee"].choices = [(str(key), name) for key, name in people]  # type: ignore[attr-defined]
        now = self.initial.get("repeat", "")
        known = [*READY, *([(now, repeated(now))] if now and now not in dict(READY) else [])]
        self.fields["repeat"].choices = known  # type: ignore[attr-defined]
        self.initial.setdefault("assignee", str(user.key))
        self.initial.setdefault("kind", Task.Kind.OTHER)
        self.initial.setdefault("minutes", 30)
        self.initial.setdefault("priority", Task.Priority.NORMAL)

    @classmethod
    def typed(cls, task: Task) -> dict[str, Any]:
        """A task as the form shows it."""
        names = ("title", "kind", "on", "at", "minutes", "priority", "repeat", "remind_before", "details")
        told = {name: getattr(task, name) for name in names}
        return told | {
            "on": task.here_on,
            "at": task.here_at,
            "assignee": str(task.assignee.key) if task.assignee else "",
        }

    def plan(self) -> Plan:
        """What was typed."""
        data = self.cleaned_data
        return Plan(
            title=data["title"], details=data["details"], kind=data["kind"] or Task.Kind.OTHER,
            priority=data["priority"] or Task.Priority.NORMAL, on=data["on"], at=data["at"],
            minutes=data["minutes"] or 30, repeat=data["repeat"], remind_before=data["remind_before"],
        )  # fmt: skip

    def entrusted(self) -> User | None:
        """The colleague chosen."""
        key = self.cleaned_data["assignee"]
        return User.objects.filter(key=key, is_active=True).first() if key else None
