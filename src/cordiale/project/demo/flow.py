"""`cordiale demo`: prepare Rivage if it is not there, say where it is, and open it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from cordiale.core import clock
from cordiale.core.errors import Refusal
from cordiale.project.console import out
from cordiale.project.demo import load, place, staff
from cordiale.project.demo.carry import Carrier
from cordiale.project.demo.place import Place, Plan
from cordiale.project.demo.simulate import SMALLEST, Company, simulate
from cordiale.project.speech import say

CUSTOMERS = 20_000
SEED = 7


class TooFewCustomers(Refusal):
    """Too small to be a company."""

    code = "too-few-customers"
    sentence: ClassVar[str] = "La démonstration demande %(least)s clients au moins (--customers)."


class BadDay(Refusal):
    """The day the history ends cannot be read, or is still to come."""

    code = "bad-day"
    sentence: ClassVar[str] = "Écrivez --as-of comme 2026-11-20, un jour passé ou aujourd’hui, et non « %(given)s »."


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was asked on the command line; None: not said."""

    customers: int | None = None
    seed: int | None = None
    as_of: datetime | None = None
    fresh: bool = False
    password: str = ""


def day(text: str) -> datetime | None:
    """The last minute of a day given as 2026-11-20 (or now, for today); None when nothing was given."""
    if not text:
        return None
    try:
        begins = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise BadDay(given=text) from None
    now = clock.now()
    if begins > now:
        raise BadDay(given=text)
    return min(begins + timedelta(hours=23, minutes=59), now).replace(second=0, microsecond=0)


def run(wish: Wish, *, serve: bool, host: str, port: int) -> None:
    """Prepare what is missing, tell how to come in, then serve until Ctrl+C (unless told not to)."""
    from django.conf import settings

    from cordiale.project import up

    plan, password = prepare(wish)

    def ready(address: str) -> None:
        tell(plan, password=password, address=address, data=settings.DATA)

    if not serve:
        ready("")
        return
    set_host, _, set_port = settings.LISTEN.rpartition(":")
    up.bring_up(host=host or set_host, port=int(set_port) if port < 0 else port, on_ready=ready)


def prepare(wish: Wish) -> tuple[Plan, str]:
    """Make the demo ready, going on where an interrupted preparation stopped. The plan, and the accounts' password."""
    from django.conf import settings

    from cordiale.project import up
    from cordiale.project.lock import held

    if wish.customers is not None and wish.customers < SMALLEST:
        raise TooFewCustomers(least=SMALLEST)
    where = Place(settings.DATA)
    with held(settings.DATA):
        if wish.fresh and where.plan():
            place.clear(settings.DATA)
        up.migrate()
        plan = where.check(customers=wish.customers, seed=wish.seed, as_of=wish.as_of, occupied=load.occupied())
        password = wish.password or staff.draw_password()
        people = staff.engage(password=password)
        if plan is None:
            plan = where.keep(_new_plan(wish))
        if not plan.ready:
            _build(plan, where=where, people=people)
            plan = where.done(plan)
    return plan, password


def _new_plan(wish: Wish) -> Plan:
    as_of = wish.as_of or clock.now().replace(second=0, microsecond=0)
    return Plan(wish.customers or CUSTOMERS, SEED if wish.seed is None else wish.seed, as_of)


def _build(plan: Plan, *, where: Place, people: staff.Staff) -> None:
    """Two processes side by side: this one takes the people in, the other carries the events to the lake."""
    carrier = Carrier.start(customers=plan.customers, seed=plan.seed, as_of=plan.as_of)
    try:
        with _bars() as bars:
            facts = bars.line(say("Événements"))
            company = simulate(customers=plan.customers, seed=plan.seed, as_of=plan.as_of)
            where.keep_truth(company.truth())
            _settle(company, people=people, bars=bars)
            carrier.wait(on_look=lambda said: bars.show(facts, said.done, said.total))
            bars.finish(facts)
            understanding = bars.line(say("Profils et chiffres"))
            load.understand()
            bars.finish(understanding)
    finally:
        carrier.stop()


def _settle(company: Company, *, people: staff.Staff, bars: "_Bars") -> None:
    line = bars.line(say("Clients"))
    load.take_in(company, on_progress=lambda done, total: bars.show(line, done, total))
    bars.finish(line)
    line = bars.line(say("Liens, équipes et notes"))
    load.settle(company, people=people)
    bars.finish(line)


@dataclass(frozen=True, slots=True)
class _Bars:
    """Progress on a terminal; nothing but the result in a log."""

    progress: Progress

    def line(self, what: str) -> TaskID:
        return self.progress.add_task(what, total=None)

    def show(self, line: TaskID, done: int, total: int) -> None:
        self.progress.update(line, completed=done, total=total or None)

    def finish(self, line: TaskID) -> None:
        self.progress.update(line, completed=1, total=1)


@contextmanager
def _bars() -> Iterator[_Bars]:
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=out) as progress:
        yield _Bars(progress)


def tell(plan: Plan, *, password: str, address: str, data: Path) -> None:
    """Where it is, how to come in, who to look at."""
    told = {"count": plan.customers, "day": plan.as_of.date().isoformat()}
    out.print(say("Rivage est prête : %(count)s clients, trois ans d’histoire jusqu’au %(day)s.", **told), style="bold")
    if address:
        out.print(say("Adresse : %(address)s (Ctrl+C pour arrêter)", address=address))
    for account in staff.ACCOUNTS:
        out.print(f"  {account.email}  {account.name}, {account.job}", markup=False)
    out.print(say("Mot de passe de ces trois comptes : %(password)s", password=password), markup=False)
    out.print(say("À regarder d’abord : Nadia Berthelot, de Lausanne."))
    out.print(say("Les effets vrais sont écrits dans %(file)s.", file=data / place.TRUTH), markup=False)
