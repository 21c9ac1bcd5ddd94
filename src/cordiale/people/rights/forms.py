"""Forms of the rights' screens."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from cordiale.people.models import Team, Territory, User
from cordiale.people.rights import classes, verbs
from cordiale.people.rights.matrix import SCOPE_WORDS, YES
from cordiale.people.rights.models import Role

Choices = list[tuple[str, Any]]


def _teams() -> Choices:
    return [("", _("Aucune équipe")), *((str(team.key), team.name) for team in Team.objects.order_by("name"))]


def territories() -> Choices:
    """The tree as choices, what is inside another moved to the right."""
    found = Territory.objects.order_by("path")
    names = {one.pk: one.name for one in found}
    told = [(one, [names.get(int(pk), "") for pk in one.path.strip("/").split("/")]) for one in found]
    told.sort(key=lambda pair: [name.lower() for name in pair[1]])
    return [(str(one.key), "\u2003" * (len(way) - 1) + one.name) for one, way in told]


def _told(role: Role) -> str:
    """The name of a role and for whom it is."""
    return format_html("{} <small>{}</small>", str(role), role.sentence) if role.sentence else str(role)


class PersonForm(forms.Form):
    """The roles of somebody, their team and their territory."""

    roles = forms.MultipleChoiceField(label=_("Rôles"), required=False, widget=forms.CheckboxSelectMultiple)
    team = forms.ChoiceField(label=_("Équipe"), required=False)
    territory = forms.ChoiceField(label=_("Secteur"), required=False)

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        held = [str(key) for key in person.memberships.values_list("role__key", flat=True)]
        now = {
            "roles": held,
            "team": str(person.team.key) if person.team else "",
            "territory": str(person.territory.key) if person.territory else "",
        }
        super().__init__(*args, **{**kwargs, "initial": now})
        offered = sorted(Role.objects.filter(retired_at=None), key=lambda role: (not role.ready, role.pk))
        self.fields["roles"].choices = [(str(role.key), _told(role)) for role in offered]  # type: ignore[attr-defined]
        self.fields["team"].choices = _teams()  # type: ignore[attr-defined]
        self.fields["territory"].choices = [("", _("Aucun secteur")), *territories()]  # type: ignore[attr-defined]


class RoleForm(forms.Form):
    """A role of one's own: its name, and a choice for every verb and every class of data."""

    name = forms.CharField(label=_("Nom"), max_length=60)
    told = forms.CharField(label=_("Pour qui"), max_length=200, required=False)

    def __init__(self, *args: Any, role: Role, **kwargs: Any) -> None:
        now: dict[str, str] = {"name": role.name, "told": role.told}
        now |= {f"verb-{verb.name}": role.scope(verb.name) for verb in verbs.every()}
        now |= {f"class-{data_class}": role.level(data_class) for data_class in classes.CLASSES}
        super().__init__(*args, **{**kwargs, "initial": now})
        self.verbs = [verb for verb in verbs.every() if not verb.everyone]
        self.classes = [data_class for data_class in classes.CLASSES if data_class != "secret"]
        for verb in self.verbs:
            words = SCOPE_WORDS if verb.scoped else {"none": SCOPE_WORDS["none"], "all": YES}
            self.fields[f"verb-{verb.name}"] = forms.ChoiceField(label=str(verb.label), choices=list(words.items()))
        for data_class in self.classes:
            offered = classes.LEVELS[2:] if data_class == "public" else classes.LEVELS
            levels = [(level, classes.LEVEL_WORDS[level]) for level in offered]
            self.fields[f"class-{data_class}"] = forms.ChoiceField(label=classes.CLASSES[data_class], choices=levels)

    def scopes(self) -> dict[str, str]:
        return {verb.name: self.cleaned_data[f"verb-{verb.name}"] for verb in self.verbs}

    def levels(self) -> dict[str, str]:
        return {data_class: self.cleaned_data[f"class-{data_class}"] for data_class in self.classes}

    @property
    def verb_fields(self) -> list[forms.BoundField]:
        return [self[f"verb-{verb.name}"] for verb in self.verbs]

    @property
    def class_fields(self) -> list[forms.BoundField]:
        return [self[f"class-{data_class}"] for data_class in self.classes]


class NameForm(forms.Form):
    """The name of a copy, a team."""

    name = forms.CharField(label=_("Nom"), max_length=120)


class TerritoryForm(NameForm):
    """A territory and what it lies in."""

    within = forms.ChoiceField(label=_("Dans"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["within"].choices = [("", _("Au premier niveau")), *territories()]  # type: ignore[attr-defined]


class ShareForm(forms.Form):
    """With whom a customer is shared, how far and until when."""

    whom = forms.ChoiceField(label=_("Avec"))
    may_change = forms.BooleanField(label=_("Peut aussi corriger la fiche"), required=False)
    last_day = forms.DateField(
        label=_("Jusqu’au"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(label=_("Pourquoi"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(is_active=True).order_by("name")[:500]
        self.fields["whom"].choices = [  # type: ignore[attr-defined]
            ("", _("Choisir")),
            (_("Équipes"), [(f"team-{team.key}", team.name) for team in Team.objects.order_by("name")]),
            (_("Personnes"), [(f"user-{user.key}", user.name) for user in people]),
        ]

    def grantee(self) -> dict[str, Any]:
        """The person or the team that was chosen."""
        kind, _dash, key = self.cleaned_data["whom"].partition("-")
        return {kind: (Team if kind == "team" else User).objects.get(key=key)}
