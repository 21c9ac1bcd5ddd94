"""The settings' pages: a change is kept in the file, what the environment fixes is refused, health speaks."""

import stat

import pytest
from django.test import override_settings
from django.urls import reverse

from cordiale.people.audit.models import Entry
from cordiale.people.rights import members
from cordiale.project.environment import file_values
from cordiale.project.house import company, values

pytestmark = pytest.mark.django_db
VALUES = {"name": "Rivage", "language": "en", "currency": "CHF", "country": "CH", "time_zone": "Europe/Zurich"}


@pytest.fixture
def desk(client, figaro):
    members.give(figaro, "administrator")
    client.force_login(figaro)
    return client


@pytest.fixture
def data(tmp_path):
    with override_settings(DATA=tmp_path):
        yield tmp_path


def test_the_index_shows_the_pages_one_may_open(desk):
    page = desk.get(reverse("house:settings")).content.decode()
    assert reverse("house:company") in page
    assert reverse("house:health") in page


def test_a_change_is_written_into_the_file_beside_what_stands_there(desk, data, django_capture_on_commit_callbacks):
    (data / "cordiale.env").write_text("# ours\nCORDIALE_WORKERS=3\nCORDIALE_COMPANY=Ancien\n")
    with django_capture_on_commit_callbacks(execute=True):
        answer = desk.post(reverse("house:company"), VALUES)
    assert answer.status_code == 302
    told = file_values(data / "cordiale.env")
    assert (told["CORDIALE_COMPANY"], told["CORDIALE_CURRENCY"], told["CORDIALE_WORKERS"]) == ("Rivage", "CHF", "3")
    assert (data / "cordiale.env").read_text().startswith("# ours\n")
    assert stat.S_IMODE((data / "cordiale.env").stat().st_mode) == 0o600
    assert Entry.objects.filter(deed="settings.changed").count() == 1


def test_a_name_cannot_bring_another_setting_in(figaro, data):
    company.change({"name": "Rivage\nCORDIALE_WORKERS=64\r\nX=1"}, by=figaro)
    assert file_values(data / "cordiale.env") == {"CORDIALE_COMPANY": "Rivage CORDIALE_WORKERS=64 X=1"}


@pytest.mark.parametrize(
    "wrong", [{"currency": "XXX"}, {"time_zone": "Mars/Olympus"}, {"language": "de"}, {"name": ""}]
)
def test_what_is_not_on_the_lists_is_refused_and_nothing_is_written(desk, data, wrong):
    assert desk.post(reverse("house:company"), {**VALUES, **wrong}).status_code == 422
    assert not (data / "cordiale.env").exists()


def test_what_the_environment_fixes_is_told_and_not_changed(desk, figaro, data, monkeypatch):
    monkeypatch.setenv("CORDIALE_COMPANY", "Cordiale")
    assert "Fixé par l’environnement" in desk.get(reverse("house:company")).content.decode()
    desk.post(reverse("house:company"), VALUES)
    assert "CORDIALE_COMPANY" not in file_values(data / "cordiale.env")
    with pytest.raises(company.SetElsewhere):
        company.change({"name": "Rivage"}, by=figaro)


@pytest.mark.parametrize(("language", "words"), [("fr", "Base de données"), ("en", "Database")])
def test_the_state_of_the_house_is_told_in_the_readers_language(desk, figaro, language, words):
    type(figaro).objects.update(language=language)
    page = desk.get(reverse("house:health")).content.decode()
    assert words in page
    assert ("est saine" in page or "PostgreSQL" in page) if language == "fr" else "est saine" not in page


def test_the_first_steps_check_themselves_off_and_can_be_put_aside(desk, figaro, emma):
    members.give(figaro, "owner")
    assert "steps-title" in desk.get("/").content.decode()
    desk.post(reverse("house:steps"))
    assert "steps-title" not in desk.get("/").content.decode()
    assert "Revoir les premiers pas" in desk.get(reverse("house:settings")).content.decode()
    desk.post(reverse("house:steps"), {"back": "1"})
    assert "steps-title" in desk.get("/").content.decode()


def test_every_question_mark_leads_to_its_place_in_the_help(desk):
    page = desk.get(reverse("house:help")).content.decode()
    for topic in ("clients", "importer", "pilotage", "sauvegardes"):
        assert f'id="{topic}"' in page


def test_every_setting_has_its_words_and_stands_once(settings):
    from cordiale.project.house.labels import GROUPS

    named = [name for _title, labels in GROUPS for name in labels]
    assert sorted(named) == sorted(settings.SETTING_NAMES)


def test_the_values_in_force_tell_where_they_come_from(desk, data, monkeypatch):
    (data / "cordiale.env").write_text("CORDIALE_COMPANY=Rivage\nCORDIALE_WORKERS=3\n")
    monkeypatch.setenv("CORDIALE_WORKERS", "5")
    found = {value.name: value for value in values.every()}
    told = {name: (found[name].shown, found[name].place, found[name].here) for name in
            ("CORDIALE_COMPANY", "CORDIALE_WORKERS", "CORDIALE_BACKUP_KEEP")}  # fmt: skip
    assert told == {
        "CORDIALE_COMPANY": ("Rivage", "file", True),
        "CORDIALE_WORKERS": ("5", "environment", False),
        "CORDIALE_BACKUP_KEEP": ("7", "default", False),
    }
    page = desk.get(reverse("house:values")).content.decode()
    assert "Travailleurs" in page


def test_no_secret_is_shown(desk, data, monkeypatch):
    monkeypatch.setenv("CORDIALE_SMTP_URL", "smtps://rivage:tres-secret@mail.example:465")
    for name in values.SECRET:
        monkeypatch.setenv(name, "tres-secret")
    page = desk.get(reverse("house:values")).content.decode()
    assert "tres-secret" not in page
    assert "smtps://rivage:•••@mail.example:465" in page


@pytest.mark.parametrize(
    ("asked", "stands", "not_there"),
    [
        ("sauvegarde", "CORDIALE_BACKUP_HOURS", "CORDIALE_WORKERS"),
        ("FUSEAU", "CORDIALE_TIME_ZONE", "CORDIALE_BACKUP_HOURS"),
        ("silence", "notifications/reglages/", "CORDIALE_TIME_ZONE"),
        ("etat maison", "reglages/sante/", "reglages/entreprise/"),
    ],
)
def test_one_search_finds_pages_and_values(desk, asked, stands, not_there):
    page = desk.get(reverse("house:settings"), {"q": asked}, headers={"HX-Request": "true"}).content.decode()
    assert stands in page
    assert not_there not in page
    assert "<html" not in page


def test_who_may_not_see_the_house_finds_their_own_settings_alone(client, figaro):
    client.force_login(figaro)
    page = client.get(reverse("house:settings"), {"q": "fuseau"}).content.decode()
    assert "preferences/" in page
    assert "CORDIALE_TIME_ZONE" not in page
    assert client.get(reverse("house:values")).status_code == 403
