"""Preferences, through the page and the verbs behind it."""

import pytest

pytestmark = pytest.mark.django_db


def test_preferences_are_kept(desk, figaro):
    given = {"what": "manners", "name": "Figaro", "language": "en", "theme": "dark"}
    assert desk.post("/preferences/", given).status_code == 302
    figaro.refresh_from_db()
    assert (figaro.name, figaro.language, figaro.theme, figaro.single_keys) == ("Figaro", "en", "dark", False)
    page = desk.get("/preferences/").content.decode()
    assert 'data-keys="off"' in page
    assert "Your preferences are saved." in page


def test_refused_preferences_keep_what_was_typed_and_change_nothing(desk, figaro):
    answer = desk.post("/preferences/", {"what": "manners", "name": "", "language": "en", "theme": "pink"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Ce champ est obligatoire." in page
    assert 'aria-describedby="id_name-error"' in page
    figaro.refresh_from_db()
    assert figaro.name == "Figaro Almaviva"
