"""The register of processing (GDPR 30), written from the map: what is done, with which data, why, for how long."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

from django.utils.translation import gettext as _

from cordiale.core import spreadsheets
from cordiale.people.privacy import map
from cordiale.people.privacy.map import Holding, Words
from cordiale.people.rights import classes


@dataclass(frozen=True, slots=True)
class Processing:
    """One activity: a purpose with all it uses."""

    purpose: Words
    holdings: list[Holding]

    @property
    def bases(self) -> list[str]:
        return sorted({str(map.BASES[one.basis]) for one in self.holdings})

    @property
    def classes(self) -> list[str]:
        return sorted({str(classes.CLASSES[name]) for one in self.holdings for name in one.classes})

    @property
    def recipients(self) -> list[str]:
        return sorted({str(map.RECIPIENTS[who]) for one in self.holdings for who in one.recipients})

    @property
    def retentions(self) -> list[str]:
        return sorted({str(map.RETENTIONS[one.retention]) for one in self.holdings})


def processings() -> list[Processing]:
    """Each purpose that something is kept for."""
    holdings = map.every()
    told = [(label, [one for one in holdings if name in one.purposes]) for name, label in map.PURPOSES.items()]
    return [Processing(label, some) for label, some in told if some]


def write_csv(out: TextIO) -> None:
    """One line per place where data stands."""
    writer = csv.writer(out, delimiter=";")
    head = [_("Données"), _("Classe"), _("Finalités"), _("Base légale"), _("Conservation"), _("Destinataires")]
    writer.writerow([*head, _("Effacement")])
    writer.writerows(spreadsheets.line(told) for told in _lines())


def _lines() -> Iterator[list[str]]:
    for one in map.every():
        yield [
            str(one.label),
            ", ".join(str(classes.CLASSES[name]) for name in one.classes),
            ", ".join(str(map.PURPOSES[name]) for name in one.purposes),
            str(map.BASES[one.basis]),
            str(map.RETENTIONS[one.retention]),
            ", ".join(str(map.RECIPIENTS[name]) for name in one.recipients),
            str(one.why) if one.erase == "keep" else _("oui"),
        ]
