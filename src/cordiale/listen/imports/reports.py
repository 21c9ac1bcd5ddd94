"""The report of an import, as tables of words that a terminal and a screen show alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cordiale.listen.imports import reasons
from cordiale.listen.imports.kinds import kind_of
from cordiale.listen.imports.models import ImportRun
from cordiale.web.fmt import number, when

CLASSES = {
    "sale": gettext_noop("Ventes d’articles, clients identifiés"),
    "sale_anonymous": gettext_noop("Ventes d’articles, anonymes"),
    "return_matched": gettext_noop("Retours et annulations rattachés à une vente"),
    "return_unmatched": gettext_noop("Retours et annulations sans vente retrouvée"),
    "return_anonymous": gettext_noop("Retours anonymes, non rattachables"),
    "zero": gettext_noop("Articles à montant nul"),
    "gift": gettext_noop("Articles offerts (prix nul)"),
    "sample": gettext_noop("Échantillons et accessoires"),
    "voucher": gettext_noop("Bons cadeaux"),
    "postage": gettext_noop("Port et livraison"),
    "discount": gettext_noop("Remises"),
    "manual": gettext_noop("Saisies manuelles"),
    "fee": gettext_noop("Frais et commissions"),
    "bank": gettext_noop("Frais bancaires"),
    "adjustment": gettext_noop("Ajustements comptables"),
    "stock_out": gettext_noop("Sorties de stock (casse, pertes\u00a0; prix nul)"),
    "stock_in": gettext_noop("Entrées de stock (prix nul)"),
}
STREAMS = {
    "parties": gettext_noop("Clients et contacts"),
    "order": gettext_noop("Commandes"),
    "product": gettext_noop("Articles"),
    "event": gettext_noop("Faits"),
    "record": gettext_noop("Fiches d’objets"),
}
Told = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of text under headers; the first column is words, the others are figures. `strong` rows are sums."""

    title: str
    headers: Sequence[str]
    rows: list[Sequence[str]]
    strong: frozenset[int] = field(default_factory=frozenset)
    note: str = ""


def tables(run: ImportRun) -> list[Table]:
    """The whole report in the active language."""
    parts = [_written(run)]
    if run.report.get("kind") == "orders":
        parts = [_reconciliation(run), *_orders(run), *parts]
    parts.append(_refused(run))
    return [part for part in parts if part.rows]


def _reconciliation(run: ImportRun) -> Table:
    told: dict[str, Told] = {row["class"]: row for row in run.report["rows"]}
    rows: list[Sequence[str]] = []
    for name, label in CLASSES.items():
        if name in told:
            row = told[name]
            rows.append((_(label), number(row["lines"]), *(_money(row[part]) for part in ("plus", "minus", "net"))))
    refused = run.counts["rows"]["refused"]
    rows.append((_("Lignes refusées"), number(refused), "", "", ""))
    lines = sum(row["lines"] for row in told.values()) + refused
    sums = [sum(Decimal(row[part]) for row in told.values()) for part in ("plus", "minus", "net")]
    rows.append((_("Total"), number(lines), *(_money(value) for value in sums)))
    read = run.report["totals"]["lines_read"]
    exact = lines == read and sums[2] == Decimal(run.report["totals"]["net"])
    verdict = _("%(read)s lignes lues, %(lines)s classées\u00a0: le compte est juste.") if exact else _(
        "%(read)s lignes lues, %(lines)s classées\u00a0: LE COMPTE N’EST PAS JUSTE."
    )  # fmt: skip
    return Table(
        title=_("Chaque ligne à sa place (%(currency)s)") % {"currency": ", ".join(run.report["currencies"])},
        headers=(_("Nature"), _("Lignes"), _("En plus"), _("En moins"), _("Net")),
        rows=rows,
        strong=frozenset({len(rows) - 1}),
        note=verdict % {"read": number(read), "lines": number(lines)},
    )


def _orders(run: ImportRun) -> Iterable[Table]:
    told: Told = run.report["totals"]
    gross, returns = Decimal(told["gross"]), Decimal(told["returns"])
    zone = ZoneInfo(run.plan["options"]["time_zone"])
    yield Table(
        title=_("Chiffre d’affaires (articles)"),
        headers=(_("Mesure"), _("Valeur")),
        rows=[
            (_("Ventes brutes"), _money(gross)),
            (_("Retours et annulations"), _money(returns)),
            (_("Ventes nettes d’articles"), _money(gross + returns)),
            (_("Reste\u00a0: port, frais, remises, ajustements"), _money(Decimal(told["net"]) - gross - returns)),
            (_("Total de toutes les lignes, au centime"), _money(told["net"])),
            (_("Le même total sans arrondi par ligne"), _exact(told["net_exact"])),
        ],
        strong=frozenset({2, 4}),
    )
    yield Table(
        title=_("Commandes, clients, articles"),
        headers=(_("Mesure"), _("Valeur")),
        rows=[
            (_("Période"), f"{_local(told['first_at'], zone)} – {_local(told['last_at'], zone)} ({zone.key})"),
            (_("Références de commande"), number(told["orders"])),
            (_("dont ventes"), number(told["orders_sale"])),
            (_("dont retours et annulations"), number(told["orders_return"])),
            (_("dont ajustements et mouvements de stock"), number(told["orders_adjustment"])),
            (_("Commandes sans client"), number(told["orders_anonymous"])),
            (_("Clients distincts"), number(told["customers"])),
            (_("dont acheteurs"), number(told["customers_buying"])),
            (_("Articles distincts"), number(told["products"])),
        ],
    )
    yield Table(title=_("À savoir"), headers=(_("Constat"), _("Valeur")), rows=list(_remarks(run)))


def _remarks(run: ImportRun) -> Iterable[Sequence[str]]:
    told: Told = run.report["totals"]
    rows: dict[str, Told] = {row["class"]: row for row in run.report["rows"]}
    twice: Told = run.report["duplicates"]
    yield (
        _("Lignes de retour dont la vente a même quantité et même prix"),
        f"{number(told['matched_exact'])} ({_money(told['matched_exact_amount'])})",
    )
    loose = rows.get("return_matched", {"lines": 0, "net": "0"})
    yield (
        _("Lignes de retour rattachées à la dernière vente du même article"),
        f"{number(loose['lines'] - told['matched_exact'])}"
        f" ({_money(Decimal(loose['net']) - Decimal(told['matched_exact_amount']))})",
    )
    yield _("Retours rattachés à une commande précise"), number(told["returns_linked"])
    yield (
        _("Lignes répétées à l’identique, gardées"),
        f"{number(twice['lines'])} ({_money(twice['amount'])})",
    )
    if told["orders_two_times"]:
        yield (
            _("Commandes écrites à deux minutes différentes\u00a0: la première compte"),
            number(told["orders_two_times"]),
        )
    merged = told["product_codes_written"] - told["product_codes"]
    if run.plan["options"]["merge_case"] and merged:
        yield _("Codes article réunis, qui ne différaient que par les majuscules"), number(merged)
    if trimmed := [name for name, style in run.plan["formats"].items() if style["trim_float"]]:
        yield _("Références écrites «\u00a017850.0\u00a0», lues «\u00a017850\u00a0»"), ", ".join(trimmed)
    for name, lines in run.report["countries_as_given"]:
        label = _("Pays inconnu") if not name else _("Pays gardé tel quel\u00a0: %(name)s") % {"name": name}
        yield label, _("%(lines)s lignes") % {"lines": number(lines)}


def _written(run: ImportRun) -> Table:
    done = run.state == ImportRun.State.DONE
    rows = [
        (_(label), *(number(run.counts[name].get(part, 0)) for part in ("created", "updated", "unchanged")))
        for name, label in STREAMS.items()
        if name in run.counts
    ]
    return Table(
        title=_("Ce qui a été écrit") if done else _("Ce qui serait écrit"),
        headers=("", _("Nouveaux"), _("Modifiés"), _("Inchangés")),
        rows=list(rows),
    )


def _refused(run: ImportRun) -> Table:
    kind = kind_of(run.kind)
    rows: list[Sequence[str]] = [
        (reasons.heading(row["code"], row["field"], kind=kind), number(row["rows"]), number(row["line"]))
        for row in run.report.get("refused", [])
    ]
    return Table(title=_("Refus"), headers=(_("Raison"), _("Lignes"), _("Première ligne")), rows=rows)


def _money(value: object) -> str:
    return number(Decimal(str(value)), 2)


def _exact(value: object) -> str:
    exact = Decimal(str(value)).normalize()
    places = -int(exact.as_tuple().exponent)
    return number(exact, max(places, 2))


def _local(text: str | None, zone: ZoneInfo) -> str:
    if not text:
        return "—"
    return when(datetime.fromisoformat(text).replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None))


def as_text(parts: Iterable[Table]) -> str:
    """The tables for a terminal: words to the left, figures to the right."""
    out: list[str] = []
    for part in parts:
        grid = [list(part.headers), *map(list, part.rows)]
        widths = [max(len(row[i]) for row in grid) for i in range(len(part.headers))]
        line = "  ".join("─" * width for width in widths)
        out += ["", part.title, _aligned(grid[0], widths), line]
        for index, row in enumerate(grid[1:]):
            out += [line] * (index in part.strong and index == len(part.rows) - 1)
            out.append(_aligned(row, widths))
        out += [part.note] if part.note else []
    return "\n".join(out).lstrip("\n")


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    first = row[0].ljust(widths[0])
    return "  ".join([first, *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]).rstrip()
