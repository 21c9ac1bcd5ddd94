"""Forms of the wizard: the file, then what its columns hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from cordiale.core.errors import Refusal
from cordiale.listen.imports import inspection, mapping, templates, uploads
from cordiale.listen.imports.inspection import Inspection
from cordiale.listen.imports.kinds import all_kinds, kind_of
from cordiale.listen.imports.models import ImportRun
from cordiale.listen.imports.plans import Plan
from cordiale.listen.imports.reading import Column, Format
from cordiale.people.models import User
from cordiale.web.refusals import sentence

DELIMITERS = [("", _("détecté")), (",", ","), (";", ";"), ("\t", _("tabulation")), ("|", "|")]
ENCODINGS = [
    ("", _("détecté")),
    ("utf-8", "UTF-8"),
    ("cp1252", "Windows (cp1252)"),
    ("latin-1", "Latin-1"),
    ("utf-16", "UTF-16"),
]


class FileForm(forms.Form):
    """The file and, when one fits, the template to read it by."""

    file = forms.FileField(
        label=_("Fichier"),
        max_length=255,
        error_messages={"empty": _("Ce fichier est vide."), "required": _("Choisissez un fichier.")},
    )
    template = forms.ChoiceField(label=_("Modèle"), required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.run: ImportRun | None = None
        named = [(entry.name, entry.label) for entry in templates.all_templates()]
        self.fields["template"].choices = [("", _("Aucun : proposer une correspondance")), *named]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Keep and read the file here, so that what it refuses stands beside the field."""
        cleaned = super().clean() or {}
        if upload := cleaned.get("file"):
            try:
                self.run = uploads.receive(upload, template=cleaned.get("template", ""), by=self.by)
            except Refusal as refusal:
                self.add_error("file", sentence(refusal))
        return cleaned


class PlanForm(forms.Form):
    """How the file is read and what each column holds. One `column-N` choice per column."""

    kind = forms.ChoiceField(label=_("Ce que contient le fichier"))
    encoding = forms.ChoiceField(label=_("Encodage"), choices=ENCODINGS, required=False)
    delimiter = forms.ChoiceField(label=_("Séparateur"), choices=DELIMITERS, required=False)
    issuer = forms.SlugField(
        label=_("Origine des références"),
        max_length=60,
        help_text=_("Le nom du système d’où viennent les numéros : deux boutiques peuvent avoir un client 17."),
    )
    currency = forms.RegexField(
        r"(?i)[a-z]{3}", label=_("Devise"), required=False, help_text=_("Quand aucune colonne ne la donne.")
    )
    time_zone = forms.ChoiceField(label=_("Fuseau horaire des dates"))
    day_first = forms.BooleanField(
        label=_("Jour avant mois"), required=False, help_text=_("Pour les dates comme 01/02/2026 qui ne le disent pas.")
    )

    def __init__(self, *args: Any, run: ImportRun, look: Inspection, **kwargs: Any) -> None:
        self.plan, self.look = Plan.from_json(run.plan), look
        self.suggested: dict[str, float] = {}
        kwargs["initial"] = self._initial()
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.name, kind.label) for kind in all_kinds().values()]  # type: ignore[attr-defined]
        zones = sorted(available_timezones())
        self.fields["time_zone"].choices = [(zone, zone.replace("_", " ")) for zone in zones]  # type: ignore[attr-defined]
        named = str(self.data.get("kind") or self.plan.kind)
        self.chosen_kind = all_kinds().get(named) or kind_of(self.plan.kind)
        self.suggested = {found.column: found.confidence for found in look.suggestions(self.chosen_kind)}
        choices = [("", _("Ne pas reprendre")), *((field.name, field.label) for field in self.chosen_kind.fields)]
        for column in look.columns:
            self.fields[f"column-{column.index}"] = forms.ChoiceField(
                label=column.name, choices=choices, required=False, initial=self.plan.columns.get(column.name, "")
            )

    def _initial(self) -> dict[str, object]:
        options, reading = self.plan.options, self.plan.reading
        return {
            "kind": self.plan.kind,
            "encoding": reading.encoding if reading.encoding in dict(ENCODINGS) else "",
            "delimiter": reading.delimiter,
            "issuer": options.issuer,
            "currency": options.currency,
            "time_zone": options.time_zone,
            "day_first": options.day_first,
        }

    def rows(self) -> Iterator[tuple[Column, forms.BoundField, float]]:
        """Each column with its choice and how sure the suggestion was."""
        for column in self.look.columns:
            yield column, self[f"column-{column.index}"], self.suggested.get(column.name, 0.0)

    def clean(self) -> dict[str, Any]:
        """The plan must hold against the file: needed fields there, none twice."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        try:
            reading = replace(self.plan.reading, encoding=cleaned["encoding"], delimiter=cleaned["delimiter"])
            look = inspection.inspect(self.look.path, chosen=reading, day_first=cleaned["day_first"])
            self.plan = mapping.settled(self._planned(cleaned, look), kind=self.chosen_kind, columns=look.columns)
        except Refusal as refusal:
            self.add_error(None, sentence(refusal))
        return cleaned

    def _planned(self, cleaned: dict[str, Any], look: Inspection) -> Plan:
        chosen = {column.name: cleaned[f"column-{column.index}"] for column in self.look.columns}
        options = replace(
            self.plan.options,
            issuer=cleaned["issuer"],
            currency=cleaned["currency"].upper(),
            time_zone=cleaned["time_zone"],
            day_first=cleaned["day_first"],
        )
        formats: dict[str, Format] = {} if look.reading != self.plan.reading else self.plan.formats
        if options.day_first != self.plan.options.day_first:
            formats = {}
        columns = {name: field for name, field in chosen.items() if field}
        return Plan(kind=self.chosen_kind.name, columns=columns, formats=formats, reading=look.reading, options=options)


class TemplateForm(forms.Form):
    """A name for a plan that worked."""

    label = forms.CharField(label=_("Nom du modèle"), max_length=120)
