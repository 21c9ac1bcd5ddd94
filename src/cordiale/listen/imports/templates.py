"""Templates: plans with a name. Some ship with the product, others are saved by the team."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import get_language

from cordiale.core import clock
from cordiale.listen.imports import refusals
from cordiale.listen.imports.models import Template
from cordiale.listen.imports.plans import Plan
from cordiale.people.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPlan:
    """A template as it is offered. `shipped` ones cannot be changed."""

    name: str
    label: str
    plan: Plan
    shipped: bool


@lru_cache(maxsize=1)
def _shipped() -> dict[str, dict[str, object]]:
    folder = resources.files("cordiale.listen.imports") / "builtin"
    files = (entry for entry in folder.iterdir() if entry.name.endswith(".json"))
    told = [json.loads(entry.read_text(encoding="utf-8")) for entry in files]
    return {str(values["name"]): values for values in sorted(told, key=lambda values: str(values["name"]))}


def all_templates() -> list[NamedPlan]:
    """Saved ones first, by label, then those that ship with the product."""
    saved = [
        NamedPlan(name=row.name, label=row.label, plan=Plan.from_json(row.plan), shipped=False)
        for row in Template.objects.order_by("label")
    ]
    language = (get_language() or "fr")[:2]
    shipped = [_named(values, language) for values in _shipped().values()]
    return [*saved, *shipped]


def _named(values: dict[str, object], language: str) -> NamedPlan:
    labels: dict[str, str] = values["label"]  # type: ignore[assignment]
    plan = Plan.from_json(values["plan"])  # type: ignore[arg-type]
    return NamedPlan(name=str(values["name"]), label=labels.get(language, labels["fr"]), plan=plan, shipped=True)


def template(name: str) -> NamedPlan:
    """The template of that name, the team's own before the product's."""
    known = {entry.name: entry for entry in reversed(all_templates())}
    if name not in known:
        raise refusals.UnknownTemplate(name=name, known=", ".join(sorted(known)))
    return known[name]


@transaction.atomic
def save(*, label: str, plan: Plan, by: User | None) -> Template:
    """Keep a plan under a name; the same name again replaces it."""
    name = slugify(label)[:60] or "modele"
    values = {"label": label[:120], "plan": plan.to_json(), "updated_at": clock.now()}
    row, _created = Template.objects.update_or_create(
        name=name, defaults=values, create_defaults={**values, "created_by": by}
    )
    return row
