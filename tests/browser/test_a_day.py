"""A day of four people at four desks, each with no more than their role."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import Screen
from tests.cast import PASSWORD

from cordiale import jobs
from cordiale.core import clock
from cordiale.people import parties, teams, users
from cordiale.people.identifiers import Key
from cordiale.people.models import Party
from cordiale.people.rights import members
from cordiale.understand.profile.models import Profile

Desk = Callable[[str, str], Screen]


@pytest.fixture
def desk(browser: Browser, live_server: Any, transactional_db: None, settings: Any, tmp_path: Path) -> Iterator[Desk]:
    """`desk("Célimène", "sales")`: a colleague of the team of Paris in front of a browser."""
    settings.AUDIT_ANCHORS = str(tmp_path / "anchors.jsonl")  # those of a house that is empty
    paris = teams.create(name="Paris")
    made: list[Screen] = []

    def sit(name: str, role: str) -> Screen:
        user = users.create(email=f"{role}@rivage.example", name=name, password=PASSWORD, team=paris)
        members.give(user, role)
        made.append(Screen(browser, live_server.url, user))
        return made[-1]

    yield sit
    for screen in made:
        screen.close()
        assert screen.bad == []


def work() -> None:
    """What waits is done, as the worker does it."""
    jobs.work(until=Event(), once=True)


def told(page: Page, words: str) -> None:
    expect(page.locator(".toast").last).to_contain_text(words)


def test_a_salesperson_meets_somebody_and_remembers_to_call(desk, figaro):
    screen = desk("Célimène Béjart", "sales")
    stranger = parties.create(given_name="Alceste", family_name="Dufour", by=figaro)
    page = screen.open("/clients/")
    page.get_by_role("link", name="Ajouter un client").first.click()
    page.get_by_label("Prénom").fill("Harpagon")
    page.get_by_label("Nom", exact=True).fill("L’Avare")
    page.get_by_label("E-mail").fill("harpagon@cassette.example")
    page.get_by_role("button", name="Ajouter").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Harpagon L’Avare")
    page.keyboard.press("n")
    page.keyboard.type("Aime les remises. Rappeler avec le devis.")
    page.keyboard.press("Control+Enter")
    told(page, "Note enregistrée")
    expect(page.locator("#task-dialog")).to_be_attached()
    page.keyboard.press("t")
    page.get_by_label("À faire").fill("Appeler pour le devis")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[aria-labelledby=panel-tasks]")).to_contain_text("Appeler pour le devis")
    page.goto(f"{screen.address}/")
    expect(page.locator("main")).to_contain_text("Appeler pour le devis")
    page.goto(f"{screen.address}/clients/{stranger.key}/")  # not of the team
    expect(page.locator("main")).not_to_contain_text("Alceste")
    assert any("404" in said for said in screen.bad)
    screen.bad[:] = [said for said in screen.bad if "404" not in said]


def test_an_agent_answers_a_call_joins_a_file_and_makes_one_record_of_two(desk, figaro, tmp_path):
    screen = desk("Dorine Mariane", "service")
    keys = [Key("phone", "0612345678")]
    emma = parties.create(by=figaro, given_name="Emma", family_name="Bovary", identifiers=keys)
    parties.create(
        by=figaro, given_name="Emma", family_name="Rouault", identifiers=keys, allow_duplicates=True
    )  # fmt: skip
    page = screen.open("/")
    page.keyboard.press("Control+k")
    page.keyboard.type("06 12 34 56 78")
    page.get_by_role("option", name="Emma Bovary").click()
    file = tmp_path / "photo.txt"
    file.write_text("Le dégât, vu de la cuisine.", "utf-8")
    page.locator("#files-chosen").set_input_files(file)
    expect(page.locator("[aria-labelledby=panel-files]")).to_contain_text("photo.txt")
    page.get_by_role("link", name="Comparer").click()
    page.get_by_role("button", name="Réunir").click()
    told(page, "Les fiches n’en font plus qu’une.")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Emma Bovary")
    assert Party.objects.filter(merged_into=emma).count() == 1
    page.get_by_role("button", name="Séparer").click()
    told(page, "séparées")
    assert not Party.objects.exclude(merged_into=None).exists()


def test_a_marketer_chooses_whom_to_speak_to_without_seeing_an_address(desk, figaro):
    screen = desk("Valère Orgon", "marketer")
    for number in range(12):
        one = parties.create(
            by=figaro, given_name=f"Ami{number:02d}", family_name="Martin",
            identifiers=[Key("email", f"ami{number:02d}@exemple.example")],
        )  # fmt: skip
        Profile.objects.create(
            party=one, currency="EUR", order_count=number, spent=Decimal(number * 100),
            last_order_at=clock.now() - timedelta(days=number),
        )  # fmt: skip
    page = screen.open("/clients/?f=spent:at_least:600")
    expect(page.locator(".customers tbody tr")).to_have_count(6)
    assert "@exemple.example" not in page.content()
    page.get_by_role("button", name="Enregistrer la vue").click()
    page.locator("#view-new").get_by_label("Nom de la vue").fill("Beaux paniers")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Beaux paniers", level=1)).to_be_visible()
    page.locator(".row-pick input[name=key]").first.check()
    page.locator("thead input[type=checkbox]").check()
    page.get_by_role("button", name="Étiqueter").click()
    page.locator("input[name=value]").fill("Printemps")
    page.get_by_role("button", name="Appliquer à 6").click()
    work()
    page.goto(f"{screen.address}/clients/?f=tag:is:Printemps")
    expect(page.locator(".customers tbody tr")).to_have_count(6)


def test_a_privacy_officer_hands_over_and_erases(desk, figaro):
    screen = desk("Elmire Pernelle", "privacy")
    keys = [Key("email", "tartuffe@cassette.example")]
    tartuffe = parties.create(by=figaro, given_name="Laurent", family_name="Tartuffe", identifiers=keys)
    page = screen.open(f"/clients/{tartuffe.key}/confidentialite/")
    page.get_by_label("Ce qu’elle demande").select_option("access")
    page.get_by_label("Comment savez-vous que c’est elle ?").fill("Carte d’identité au guichet")
    page.get_by_role("button", name="Noter la demande").click()
    page.get_by_role("button", name="Tout ce que nous gardons").click()
    work()
    page.reload()
    with page.expect_download() as handed:
        page.get_by_role("button", name="Prendre le fichier").click()
    assert handed.value.path().stat().st_size > 500
    page.get_by_role("button", name="Voir ce qui partirait").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Effacement")
    page.get_by_role("button", name="Effacer pour toujours").click()
    work()
    page.reload()
    expect(page.locator("main")).to_contain_text("effacé")
    assert not Party.objects.filter(pk=tartuffe.pk).exists()
    page.goto(f"{screen.address}/reglages/journal/")
    page.get_by_role("button", name="Vérifier").click()
    work()
    expect(page.locator("main")).to_contain_text("intact")
