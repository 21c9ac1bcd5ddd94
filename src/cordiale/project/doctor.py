"""`cordiale doctor`: examine every part of the house and say, for each that needs care, what to do."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum

from rich.table import Table
from rich.text import Text

from cordiale.project.speech import say


class State(StrEnum):
    """How a part is."""

    WELL = "well"
    CARE = "care"
    ILL = "ill"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What was found about a part: a sentence, and what to do when it needs care."""

    part: str
    state: State
    said: str
    todo: str = ""

    @property
    def needs_care(self) -> bool:
        return self.state is not State.WELL


def well(part: str, said: str) -> Finding:
    """The part is well."""
    return Finding(part=part, state=State.WELL, said=said)


def care(part: str, said: str, todo: str) -> Finding:
    """The part works but somebody should look after it."""
    return Finding(part=part, state=State.CARE, said=said, todo=todo)


def ill(part: str, said: str, todo: str) -> Finding:
    """The part does not work."""
    return Finding(part=part, state=State.ILL, said=said, todo=todo)


def examine() -> list[Finding]:
    """Examine all parts; one that breaks the examination itself is told as ill, and the others still are examined."""
    from cordiale.project.examinations import EXAMINATIONS

    findings: list[Finding] = []
    for part, examination in EXAMINATIONS.items():
        try:
            findings += list(examination())
        except Exception as error:  # noqa: BLE001 - the doctor must not die of the illness
            said = f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"
            findings.append(ill(part, said, say("Lisez le journal ; au besoin, rendez la dernière sauvegarde.")))
    return findings


def as_json(findings: Iterable[Finding]) -> str:
    """For a machine: one object per finding."""
    return json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2)


def as_table(findings: Iterable[Finding]) -> Table:
    """For people: what is, and under it what to do."""
    marks = {State.WELL: ("✓", "green"), State.CARE: ("!", "yellow"), State.ILL: ("✗", "red")}
    table = Table(show_header=False, box=None, padding=(0, 1))
    for finding in findings:
        mark, colour = marks[finding.state]
        text = Text(finding.said)
        if finding.todo:
            text.append(f"\n→ {finding.todo}", style="bold")
        table.add_row(Text(mark, style=colour), Text(finding.part, style="bold"), text)
    return table
