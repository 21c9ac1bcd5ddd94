"""A customer looked for, found, read and noted, with the keyboard alone."""

from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from cordiale.core import clock
from cordiale.people import parties
from cordiale.people.identifiers import Key
from cordiale.people.models import Note
from cordiale.understand.profile.models import Profile


@pytest.fixture
def crowd(figaro, transactional_db):
    """Sixty customers of whom some buy, and Emma."""
    made = []
    for number in range(60):
        party = parties.create(by=figaro, given_name=f"Ami{number:02d}", family_name="Martin")
        if number % 3 == 0:
            Profile.objects.create(
                party=party, currency="EUR", order_count=number + 1, spent=Decimal(number),
                last_order_at=clock.now() - timedelta(days=number),
            )  # fmt: skip
        made.append(party)
    keys = [Key("email", "emma.bovary@yonville.example")]
    made.append(parties.create(by=figaro, given_name="Emma", family_name="Bovary", identifiers=keys))
    return made


def test_searching_as_one_types_keeps_the_address(screen, crowd):
    page = screen.open("/clients/")
    page.keyboard.press("/")
    page.keyboard.type("bóv")
    expect(page.locator(".customers tbody tr")).to_have_count(1)
    expect(page).to_have_url(f"{screen.address}/clients/?q=b%C3%B3v")
    expect(page.locator("#list-q")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Emma Bovary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Emma Bovary", level=1)).to_be_visible()


def test_rows_are_walked_and_previewed_by_keyboard(screen, crowd):
    page = screen.open("/clients/")
    for key in "jjk":
        page.keyboard.press(key)
    expect(page.locator(".row-link").first).to_be_focused()
    page.keyboard.press(" ")
    expect(page.locator("#drawer")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).to_be_hidden()


def test_filters_are_chosen_shown_and_removed(screen, crowd):
    page = screen.open("/clients/")
    page.keyboard.press("f")
    drawer = page.get_by_role("dialog")
    drawer.locator("button[name=field][value=orders]").click()
    drawer.locator("select[name^=op]").select_option("at_least")
    drawer.locator("input[name^=v]").fill("40")
    page.keyboard.press("Enter")
    expect(page.locator(".filter-chip")).to_contain_text("au moins 40")
    expect(page.locator(".customers tbody tr")).to_have_count(7)
    page.get_by_role("link", name="Retirer le filtre").click()
    expect(page.locator(".filter-chip")).to_have_count(0)
    expect(page).to_have_url(f"{screen.address}/clients/")


def test_sorting_by_a_header_and_turning_the_page(screen, crowd):
    page = screen.open("/clients/")
    page.locator("thead").get_by_role("link", name="Dépensé").click()
    expect(page.locator(".row-link").first).to_have_text("Ami57 Martin")
    expect(page.locator("th[aria-sort=descending]")).to_have_text("Dépensé")
    page.get_by_role("link", name="Suivants").click()
    expect(page.locator(".customers tbody tr")).to_have_count(11)
    page.go_back()
    expect(page.locator(".customers tbody tr")).to_have_count(50)


def test_the_record_is_read_and_noted_by_keyboard(screen, crowd):
    page = screen.open(f"/clients/{crowd[1].key}/?from=sort%3Dname")
    expect(page.locator("#timeline")).to_contain_text("Fiche créée")
    page.keyboard.press("j")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ami02 Martin")
    page.keyboard.press("k")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ami01 Martin")
    expect(page.locator(".top-pager")).to_contain_text("3 sur 61")
    page.keyboard.press("n")
    expect(page.locator("#note-body")).to_be_focused()
    page.keyboard.type("Rappeler jeudi.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast")).to_contain_text("Note enregistrée")
    expect(page.locator("#timeline")).to_contain_text("Rappeler jeudi.")
    page.get_by_role("button", name="Retirer", exact=True).click()
    expect(page.locator(".toast")).to_contain_text("Note retirée")
    page.locator(".toast").get_by_role("button", name="Annuler").click()
    expect(page.locator("#timeline")).to_contain_text("Rappeler jeudi.")
    assert Note.objects.get().body == "Rappeler jeudi."


def test_the_timeline_is_filtered_without_leaving_the_page(screen, crowd):
    page = screen.open(f"/clients/{crowd[-1].key}/")
    expect(page.locator("#timeline")).to_contain_text("Fiche créée")
    page.locator("#relation .segmented").get_by_role("link", name="Achats").click()
    expect(page.locator("#timeline")).to_contain_text("Rien de ce genre pour l’instant.")
    expect(page.locator("#relation [aria-current=true]")).to_have_text("Achats")


def test_in_english(screen, crowd):
    page = screen.open(f"/clients/{crowd[-1].key}/", language="en")
    expect(page.locator("#timeline")).to_contain_text("Record created")
    expect(page.get_by_role("heading", name="Who is talking?")).to_be_visible()


def test_somebody_alike_is_shown_while_typing(screen, crowd):
    page = screen.open("/clients/nouveau/")
    page.get_by_label("E-mail").fill("Emma.Bovary@yonville.example")
    expect(page.locator("#alike")).to_contain_text("Emma Bovary")
