"""Which column holds which field: suggested from the header's words and from what the values look like."""

from collections.abc import Sequence
from dataclasses import dataclass

from cordiale.listen.imports import countries, refusals
from cordiale.listen.imports.checking import EMAIL
from cordiale.listen.imports.kinds.base import Field, Kind
from cordiale.listen.imports.plans import Plan
from cordiale.listen.imports.reading import Column

SURE, LIKELY, PERHAPS = 1.0, 0.8, 0.5
EVIDENCE = {SURE: "same_name", LIKELY: "similar_name", PERHAPS: "content"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """`confidence` in [0, 1]; `why` is same_name, similar_name or content."""

    column: str
    field: str
    confidence: float
    why: str


def suggest(kind: Kind, columns: Sequence[Column]) -> list[Suggestion]:
    """The best field for each column, no field twice, in the columns' order."""
    scored = [
        (score, -place, -column.index, column, field)
        for column in columns
        for place, field in enumerate(kind.fields)
        if (score := _score(column, field)) > 0
    ]
    taken: dict[str, Suggestion] = {}
    used: set[str] = set()
    for score, _place, _index, column, field in sorted(scored, key=lambda entry: entry[:3], reverse=True):
        if field.name in used or column.name in taken:
            continue
        used.add(field.name)
        why = next(word for least, word in EVIDENCE.items() if score >= least - 0.2)
        taken[column.name] = Suggestion(column=column.name, field=field.name, confidence=round(score, 2), why=why)
    return [taken[column.name] for column in columns if column.name in taken]


def _score(column: Column, field: Field) -> float:
    name = countries.folded(_spaced(column.name))
    words = [countries.folded(word) for word in (field.name.replace("_", " "), *field.synonyms)]
    fits = _content_fits(column, field)
    if name in words or name.replace(" ", "") in [word.replace(" ", "") for word in words]:
        return SURE - 0.001 * words.index(name) if fits and name in words else 0.95 if fits else 0.6
    if fits and any(f" {word} " in f" {name} " for word in words if len(word) > 3):
        return LIKELY
    if field.type == "email" and _share(column, EMAIL) > 0.8:
        return PERHAPS
    return 0.0


def _spaced(name: str) -> str:
    """InvoiceNo -> Invoice No."""
    return "".join(
        f" {c}" if c.isupper() and before.islower() else c for before, c in zip(" " + name, name, strict=False)
    )


def _content_fits(column: Column, field: Field) -> bool:
    if not column.samples:
        return True
    shape = column.format.type
    match field.type:
        case "number":
            return shape == "number"
        case "moment" | "date":
            return shape == "date" or column.format.style == "serial"
        case "flag":
            return shape in ("flag", "number")
        case "email":
            return _share(column, EMAIL) > 0.5
    return not (shape == "date" and field.type in ("text", "reference", "country"))


def _share(column: Column, pattern: str) -> float:
    import re

    fits = sum(bool(re.fullmatch(pattern, sample.strip())) for sample in column.samples)
    return fits / max(len(column.samples), 1)


def settled(plan: Plan, *, kind: Kind, columns: Sequence[Column]) -> Plan:
    """The plan checked against the file: columns exist (whatever their case), fields exist, needs are met.

    Formats that the plan leaves open are those detected in the file.
    """
    from dataclasses import replace

    found = {countries.folded(_spaced(column.name)): column for column in columns}
    found |= {column.name: column for column in columns}
    wanted = {name: found.get(name) or found.get(countries.folded(_spaced(name))) for name in plan.columns}
    missing = [name for name, column in wanted.items() if column is None]
    if missing:
        raise refusals.MissingColumns(columns=", ".join(missing))
    mapped = {column.name: plan.columns[name] for name, column in wanted.items() if column}
    unknown = sorted(set(mapped.values()) - set(kind.by_name))
    if unknown:
        raise refusals.BadMapping(what=", ".join(unknown))
    if len(set(mapped.values())) < len(mapped):
        raise refusals.BadMapping(what=", ".join(sorted(f for f in mapped.values() if [*mapped.values()].count(f) > 1)))
    _refuse_unmet(kind, set(mapped.values()))
    formats = {column.name: column.format for column in columns if column.name in mapped}
    return replace(plan, columns=mapped, formats={**formats, **plan.formats})


def _refuse_unmet(kind: Kind, fields: set[str]) -> None:
    lacking = [str(field.label) for field in kind.fields if field.required and field.name not in fields]
    lacking += [
        " / ".join(str(kind.by_name[name].label) for name in choice)
        for choice in kind.needs
        if not fields & set(choice)
    ]
    if lacking:
        raise refusals.MissingFields(fields=", ".join(lacking))
