"""A list made one’s own: columns chosen, kept as a view, a cell changed by keyboard, rows handed over and back."""

from threading import Event

import pytest
from playwright.sync_api import expect

from cordiale import jobs
from cordiale.people import parties
from cordiale.people.models import Party


@pytest.fixture
def crowd(figaro, transactional_db):
    """Five customers of whom nobody takes care."""
    return [parties.create(by=figaro, given_name=f"Ami{number}", family_name="Martin") for number in range(5)]


def test_columns_are_ticked_without_the_drawer_closing_and_kept_as_a_view(screen, crowd):
    page = screen.open("/clients/")
    page.get_by_role("link", name="Affichage").click()
    drawer = page.locator("#drawer")
    drawer.get_by_label("Équipe", exact=True).check()
    drawer.get_by_label("Ville", exact=True).uncheck()
    expect(page.locator(".customers thead th", has_text="Équipe")).to_have_count(1)
    expect(page.locator(".customers thead th", has_text="Ville")).to_have_count(0)
    expect(drawer).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Enregistrer la vue").click()
    page.locator("#view-new").get_by_label("Nom de la vue").fill("Par équipe")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Par équipe", level=1)).to_be_visible()
    expect(page.locator(".customers thead th", has_text="Équipe")).to_have_count(1)


def test_a_cell_is_changed_and_given_back_by_keyboard(screen, crowd, figaro):
    page = screen.open("/clients/")
    page.locator(".cell-edit").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".cell-form select")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".cell-form")).to_have_count(0)
    page.locator(".cell-edit").first.focus()
    page.keyboard.press("Enter")
    page.locator(".cell-form select").select_option(label="Figaro Almaviva")
    page.keyboard.press("Enter")
    expect(page.locator(".row-owner")).to_have_count(1)
    page.locator("#toasts").get_by_role("button", name="Annuler").click()
    expect(page.locator(".row-owner")).to_have_count(0)
    assert not Party.objects.filter(owner=figaro).exists()


def test_ticked_rows_are_handed_over_and_taken_back(screen, crowd, figaro):
    page = screen.open("/clients/")
    page.locator(".row-pick input[name=key]").nth(0).check()
    page.locator(".row-pick input[name=key]").nth(2).click(modifiers=["Shift"])
    expect(page.locator("#selection .chosen")).to_have_text("3 choisis")
    page.get_by_role("button", name="Confier").click()
    page.locator("select[name=value]").select_option(label="Figaro Almaviva")
    page.get_by_role("button", name="Appliquer à 3").click()
    jobs.work(until=Event(), once=True)
    page.reload()
    page.get_by_role("button", name="Annuler cette action").click()
    jobs.work(until=Event(), once=True)
    page.reload()
    expect(page.locator(".facts")).to_contain_text("Remises comme avant")
    assert not Party.objects.filter(owner=figaro).exists()
