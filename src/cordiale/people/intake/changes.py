"""What a row changes in a known party: pure comparison. What is not told is left as it is."""

from __future__ import annotations

from dataclasses import dataclass, field

from cordiale.people import naming
from cordiale.people.intake.drafts import Line, Ready, Triple
from cordiale.people.intake.known import Known


@dataclass(slots=True)
class Change:
    """The difference: `fields` of the party, new keys, and so on; `before` and `after` are kept for taking it back."""

    known: Known
    fields: dict[str, object] = field(default_factory=dict)
    keys: list[Triple] = field(default_factory=list)
    mains: list[Triple] = field(default_factory=list)
    demoted: list[int] = field(default_factory=list)
    new_addresses: dict[str, dict[str, str]] = field(default_factory=dict)
    addresses: dict[int, dict[str, object]] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    consents: list[Line] = field(default_factory=list)
    before: dict[str, object] = field(default_factory=dict)
    after: dict[str, object] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(
            self.fields or self.keys or self.new_addresses or self.addresses or self.tags or self.consents
        )  # fmt: skip

    def note(self, name: str, before: object, after: object) -> None:
        self.before[name], self.after[name] = before, after


def difference(row: Ready, known: Known) -> Change:
    """What of the row is new against what is known."""
    change = Change(known)
    _names(row, known, change)
    if row.language and row.language != known.language:
        _set(change, "language", row.language)
    if row.born_on and row.born_on != known.born_on:
        change.fields["born_on"] = row.born_on
        change.note("born_on", known.born_on and known.born_on.isoformat(), row.born_on.isoformat())
    _custom(row, known, change)
    _keys(row, known, change)
    _addresses(row, known, change)
    change.tags = [tag for tag in row.tags if tag.casefold() not in known.tags]
    change.consents = [line for line in row.consents if line not in known.consents]
    return change


def _set(change: Change, name: str, value: str) -> None:
    old = getattr(change.known, name)
    if old != value:
        change.fields[name] = value
        change.note(name, old, value)


def _custom(row: Ready, known: Known, change: Change) -> None:
    """The company's own fields that the row tells otherwise; the others stay."""
    told = {name: value for name, value in row.custom.items() if known.custom.get(name) != value}
    if told:
        change.fields["custom"] = {**known.custom, **told}
        for name, value in told.items():
            change.note(f"custom:{name}", known.custom.get(name), value)


def _names(row: Ready, known: Known, change: Change) -> None:
    if not row.told_name:
        return
    named = row.named
    whole_only = not named.given_name and not named.family_name
    if whole_only and naming.alike(named.sort_name, known.sort_name):
        return
    for name in ("name", "given_name", "family_name", "sort_name"):
        _set(change, name, getattr(named, name))


def _keys(row: Ready, known: Known, change: Change) -> None:
    """New keys are added; the first one a row tells of a kind becomes the main one when it is new."""
    seen: set[str] = set()
    for triple, (_, valid) in row.keys.items():
        kind = triple[0]
        first = kind not in seen
        seen.add(kind)
        if triple in known.keys:
            continue
        change.keys.append(triple)
        old = next((one for one, key in known.keys.items() if one[0] == kind and key.main), None)
        if first and (old is None or valid):
            change.mains.append(triple)
            if old is not None:
                change.demoted.append(known.keys[old].pk)
                change.note(f"main:{kind}", [old[1], old[2]], [triple[1], triple[2]])


def _addresses(row: Ready, known: Known, change: Change) -> None:
    for purpose, told in row.addresses.items():
        old = known.addresses.get(purpose)
        if old is None:
            change.new_addresses[purpose] = told
            continue
        merged = {name: told[name] or old[name] for name in ("lines", "postcode", "city", "country")}
        if any(merged[name] != old[name] for name in merged):
            change.addresses[int(str(old["pk"]))] = merged
            change.note(f"address:{purpose}", {name: old[name] for name in merged}, merged)
