"""Who works at Rivage: three people who can sign in, and an adviser in each agency."""

import secrets
from dataclasses import dataclass

from cordiale.people import teams, users
from cordiale.people.models import Team, User
from cordiale.people.rights import members
from cordiale.project.demo.names import FAMILY, MEN, WOMEN
from cordiale.project.demo.places import AGENCIES
from cordiale.project.demo.registry import address_of

DOMAIN = "rivage.example"
HOME_AGENCY = "Lausanne Flon"
COLLEAGUE = "marc.aubry"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who can sign in to the demo."""

    local: str
    name: str
    job: str
    role: str

    @property
    def email(self) -> str:
        return f"{self.local}@{DOMAIN}"


ADVISER = Account("ines.morel", "Inès Morel", "Conseillère, Lausanne", "sales")
DIRECTOR = Account("helene.rochat", "Hélène Rochat", "Directrice de la relation client", "owner")
ANALYST = Account("samir.benali", "Samir Benali", "Analyste", "analyst")
ACCOUNTS = (ADVISER, DIRECTOR, ANALYST)


@dataclass(frozen=True, slots=True)
class Staff:
    """The team of each agency and who cares for its customers there."""

    teams: dict[str, Team]
    advisers: dict[str, User]
    colleague: User


def engage(*, password: str) -> Staff:
    """Open the accounts and teams that are missing; those who sign in get `password`."""
    known = {team.name: team for team in Team.objects.all()}
    by_agency = {one.name: known.get(one.name) or teams.create(name=one.name) for one in AGENCIES}
    home = by_agency[HOME_AGENCY]
    for account in ACCOUNTS:
        user = _user(account.email, name=account.name, job=account.job, team=home if account is ADVISER else None)
        users.set_password(user.key, new=password)
        members.give(user, account.role)
    advisers = {}
    for number, agency in enumerate(AGENCIES):
        given, family = (WOMEN, MEN)[number % 2][number * 3 % 60], FAMILY[number * 7 % len(FAMILY)]
        local = address_of(given, family, number=0).partition("@")[0]
        email = ADVISER.email if agency.name == HOME_AGENCY else f"{local}@{DOMAIN}"
        advisers[agency.name] = _user(
            email, name=f"{given} {family}", job=f"Conseil, {agency.name}", team=by_agency[agency.name]
        )
        members.give(advisers[agency.name], "sales")
    colleague = _user(f"{COLLEAGUE}@{DOMAIN}", name="Marc Aubry", job="Conseiller sinistres", team=home)
    members.give(colleague, "service")
    return Staff(by_agency, advisers, colleague)


def _user(email: str, *, name: str, job: str, team: Team | None) -> User:
    known = User.objects.filter(email=email).first()
    return known or users.create(email=email, name=name, job_title=job, team=team)


_WORDS = ("rivage", "lac", "tilleul", "verger", "ponton", "galet", "voile", "brume", "phare", "rosier", "sapin")


def draw_password() -> str:
    """Four words and a number: 23 bits, enough for a house that only listens to this machine."""
    words = [secrets.choice(_WORDS) for _ in range(4)]
    return "-".join([*words, str(secrets.randbelow(900) + 100)])
