"""Records of the company's own objects: vehicles, policies, boats, each of a customer found by reference or e-mail."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cordiale.core.errors import Refusal
from cordiale.listen.imports.kinds import own, pointing
from cordiale.listen.imports.kinds.base import Field, Kind
from cordiale.listen.imports.kinds.customers import drafts
from cordiale.listen.imports.kinds.streams import Prepared, Sheet
from cordiale.listen.imports.models import SourceRecord
from cordiale.listen.imports.plans import Plan
from cordiale.listen.imports.workbench import Workbench
from cordiale.people.fields import definitions, objects, values
from cordiale.people.fields.models import CustomField, ObjectType, Record
from cordiale.web.refusals import sentence

PREFIX = "object:"
LEDGER = "record"
AT_ONCE = 1_000
FIELDS = (
    Field(
        name="title", label=gettext_lazy("Nom de la fiche"), longest=200,
        synonyms=("title", "titre", "name", "nom", "libelle", "label", "designation"),
        help=gettext_lazy("Ce qui la désigne\u00a0: une immatriculation, un numéro de contrat."),
    ),
    Field(
        name="customer", label=gettext_lazy("Référence du client"), type="reference", longest=120,
        synonyms=("customer id", "customer", "client", "id client", "numero client", "code client", "reference client"),
        help=gettext_lazy("Un client inconnu est créé."),
    ),
    Field(
        name="customer_email", label=gettext_lazy("E-mail du client"), type="email", longest=254,
        synonyms=("email", "e mail", "mail", "courriel", "customer email", "email client"),
        help=gettext_lazy("Retrouve le client quand il n’a pas de référence."),
    ),
    Field(
        name="key", label=gettext_lazy("Référence de la fiche"), type="reference", longest=200,
        synonyms=("id", "key", "reference", "ref", "numero", "external id"),
        help=gettext_lazy("Permet de corriger cette fiche par un prochain fichier. Sans elle\u00a0: son nom."),
    ),
)  # fmt: skip
SHEET = """
create or replace table sheet as
select row_number() over (order by line) as number, * from (
    select line, {key} as key, coalesce(f_title, f_key) as title, r.told, coalesce('x:' || f_customer,
        'm:' || f_customer_email) as party_ref, f_customer as customer, f_customer_email as email,
        timestamp '2000-01-01' as ts, cast(null as varchar) as customer_name, cast(null as varchar) as country
    from checked join told_values r using (line))
qualify row_number() over (partition by key order by line desc) = 1
"""
RECORDS = """
select s.key, p.key as party, s.title, s.told from sheet s left join parties p on p.ref = s.party_ref
where s.number between $first and $last order by s.number
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Records(Kind):
    """One record per row. Values are read as the form reads them: what does not fit is refused with its row."""

    of: ObjectType

    def prepare(self, bench: Workbench, plan: Plan) -> Prepared:
        _refuse(bench, "required|customer", "f_customer is null and f_customer_email is null")
        _refuse(bench, "required|title", "f_title is null and f_key is null")
        self._read(bench, plan)
        party = "coalesce('x:' || f_customer, 'm:' || f_customer_email)"
        if not self.of.many:
            first = f"select min(line) from checked group by {party}"
            _refuse(bench, "only_one|customer", f"line not in ({first})")
        named = f"coalesce('k:' || f_key, 'n:' || {party} || ':' || lower(f_title))"
        bench.run(SHEET.format(key=named if self.of.many else f"'o:' || {party}"))
        rows, count, customers = bench.one(
            "select (select count(*) from checked), count(*), count(distinct party_ref) from sheet"
        )
        return Prepared(
            sheets=(self._sheet(plan, count=int(str(count))),),
            drafts=drafts(bench, plan, table="sheet"),
            draft_count=int(str(customers)),
            report={"kind": "records", "rows": rows, "customers": customers},
        )

    def _sheet(self, plan: Plan, *, count: int) -> Sheet:
        """Under the name of who gives the references: two systems may both have a vehicle 17."""
        issuer = f"{self.of.pk}:{plan.options.issuer}"[:60]
        return Sheet(of=self.of.pk, ledger=LEDGER, issuer=issuer, count=count, query=RECORDS)

    def refuse_parties(self, bench: Workbench) -> bool:
        """Those of refused customers, and a second record for a customer who may have one."""
        refused = Kind.refuse_parties(self, bench)
        return (not self.of.many and self._refuse_seconds(bench)) or refused

    def _refuse_seconds(self, bench: Workbench) -> bool:
        """A customer who has one already, that no earlier file of this kind brought."""
        any_refused = False
        rows = bench.rows("select s.line, p.key from sheet s join parties p on p.ref = s.party_ref")
        while some := [row for _place, row in zip(range(AT_ONCE), rows, strict=False)]:
            lines = {str(key): line for line, key in some}
            held = Record.objects.filter(of=self.of, party__key__in=lines, archived_at=None)
            known = dict(held.values_list("key", "party__key"))
            ours = SourceRecord.objects.filter(kind=LEDGER, event_id__in=known, issuer__startswith=f"{self.of.pk}:")
            others = set(known) - set(ours.values_list("event_id", flat=True))
            for key in others:
                _refuse(bench, "only_one|customer", f"line = {lines[known[key].hex]}")
            any_refused |= bool(others)
        return any_refused

    def _read(self, bench: Workbench, plan: Plan) -> None:
        """Table `told_values` (line, told): the values of each good row, as they are stored."""
        defined = [one for one in definitions.active(of=self.of) if plan.column_of(own.PREFIX + one.name)]
        columns = [(own.PREFIX + one.name, one) for one in defined]
        pointed = pointing.keys_of(bench, plan, columns)
        required = [one for one in definitions.active(of=self.of) if one.required]
        good: list[tuple[int, str]] = []
        bad: list[tuple[int, str]] = []
        listed = ", ".join(["line", *(f"f_{name}" for name, _one in columns)])
        for line, *cells in bench.rows(f"select {listed} from checked order by line"):
            told = {one.name: _told(one, cell, pointed) for one, cell in zip(defined, cells, strict=True)}
            try:
                good.append((int(str(line)), _stored(told, defined, required)))
            except Refusal as refusal:  # an expected end of that row, not of the file
                bad.append((int(str(line)), f"intake|{self.name}|{sentence(refusal)}"))
        _fill(bench, "told_values", good)
        _fill(bench, "bad_values", bad)
        bench.run("update typed set reasons = [b.told] from bad_values b where typed.line = b.line")


def _told(one: CustomField, cell: object, pointed: dict[str, str]) -> object:
    return pointed.get(str(cell), cell) if one.kind == CustomField.Kind.REFERENCE else cell


def _stored(told: dict[str, Any], known: list[CustomField], required: list[CustomField]) -> str:
    held = {one.name: value for one in known if (value := values.read(one, told[one.name])) is not None}
    for one in required:
        values.demanded(one, held.get(one.name))
    return json.dumps(held, ensure_ascii=False, sort_keys=True)


def _fill(bench: Workbench, table: str, rows: list[tuple[int, str]]) -> None:
    lines, texts = [line for line, _told in rows], [told for _line, told in rows]
    given = pa.table({"line": pa.array(lines, pa.int64()), "told": pa.array(texts, pa.string())})
    bench.connection.register("some_values", given)
    bench.run(f"create or replace table {table} as select * from some_values")
    bench.connection.unregister("some_values")


def _refuse(bench: Workbench, reason: str, condition: str) -> None:
    bench.run(f"update typed set reasons = ['{reason}'] where reasons is null and {condition}")


def kinds() -> Iterator[Kind]:
    """A kind of import for each object in use."""
    return map(kind_for, objects.active())


def named(name: str) -> Kind | None:
    """The kind of that name, of a retired object too: what it brought stays readable."""
    number = name.removeprefix(PREFIX)
    found = ObjectType.objects.filter(pk=int(number)).first() if name.startswith(PREFIX) and number.isdigit() else None
    return None if found is None else kind_for(found)


def kind_for(of: ObjectType) -> Kind:
    """How records of an object come in."""
    return Records(
        name=f"{PREFIX}{of.pk}",
        label=of.plural or of.label,
        help=_("Une ligne par fiche «\u00a0%(object)s\u00a0», chacune d’un client.") % {"object": of.label},
        fields=(*FIELDS, *map(own.field_of, definitions.active(of=of))),
        needs=(("title", "key"), ("customer", "customer_email")),
        of=of,
    )
