"""The cast: customers whose behaviour everybody knows, made through the verbs.

emma buys much, then disappears; harpagon only buys on discount; candide believes every offer; tartuffe is three people
at one address; figaro works at the desk.
"""

from datetime import date

import pytest

from cordiale.people import parties, users
from cordiale.people.addresses import Place
from cordiale.people.identifiers import Key
from cordiale.people.models import Party, User
from cordiale.people.rights import members

PASSWORD = "barbier-de-seville-1775"


@pytest.fixture
def figaro(db) -> User:
    user = users.create(
        email="figaro@rivage.example", name="Figaro Almaviva", password=PASSWORD, job_title="Conseiller"
    )
    members.give(user, "manager")
    return user


@pytest.fixture
def emma(figaro) -> Party:
    return parties.create(
        given_name="Emma",
        family_name="Bovary",
        identifiers=[
            Key("email", "Emma.Bovary@Yonville.example"),
            Key("phone", "06 12 34 56 78"),
            Key("external", "C-1857", issuer="shop"),
        ],
        address=Place(lines="1 rue de l’Église", postcode="76780", city="Yonville", country="FR"),
        language="fr",
        born_on=date(1990, 4, 1),
        by=figaro,
    )


@pytest.fixture
def harpagon(figaro) -> Party:
    return parties.create(
        given_name="Harpagon",
        family_name="L’Avare",
        identifiers=[Key("email", "harpagon@cassette.example"), Key("external", "C-1668", issuer="shop")],
        by=figaro,
    )


@pytest.fixture
def candide(figaro) -> Party:
    return parties.create(
        given_name="Candide", family_name="Thunder", identifiers=[Key("email", "candide@jardin.example")], by=figaro
    )


@pytest.fixture
def tartuffe(figaro) -> list[Party]:
    """Three people who share an e-mail, a phone and a door."""
    return [
        parties.create(
            given_name=given,
            family_name="Tartuffe",
            identifiers=[
                Key("email", "famille@tartuffe.example"),
                Key("phone", "01 44 58 15 15"),
                Key("external", f"C-1664-{place}", issuer="shop"),
            ],
            address=Place(lines="12 rue de Richelieu", postcode="75001", city="Paris", country="FR"),
            allow_duplicates=True,
            by=figaro,
        )
        for place, given in enumerate(["Laurent", "Orgon", "Elmire"])
    ]
