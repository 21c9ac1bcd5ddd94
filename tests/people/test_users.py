"""Accounts: opened, set, closed."""

import pytest
from django.contrib.auth import authenticate
from tests.cast import PASSWORD

from cordiale.people import teams, users
from cordiale.people.models import User
from cordiale.people.refusals import EmailTaken, InvalidEmail, TeamExists, UnknownChoice, WeakPassword, WrongPassword


def test_an_account_signs_in_with_its_email_in_any_case(figaro):
    assert authenticate(username=" FIGARO@rivage.example", password=PASSWORD) == figaro
    with pytest.raises(EmailTaken):
        users.create(email="Figaro@Rivage.example", name="F")
    with pytest.raises(InvalidEmail):
        users.create(email="figaro", name="F")


def test_a_weak_password_is_refused_in_words_and_nothing_is_stored(db):
    with pytest.raises(WeakPassword) as refused:
        users.create(email="a@b.fr", name="A", password="figaro")
    assert refused.value.details["reasons"]
    assert not User.objects.exists()


def test_preferences_change_one_by_one(figaro):
    users.change_preferences(figaro.key, theme="dark", language="en")
    figaro.refresh_from_db()
    assert (figaro.theme, figaro.language, figaro.name) == ("dark", "en", "Figaro Almaviva")
    for wrong in ({"theme": "pink"}, {"language": "xx"}):
        with pytest.raises(UnknownChoice):
            users.change_preferences(figaro.key, **wrong)


def test_a_password_is_changed_by_who_knows_it(figaro):
    with pytest.raises(WrongPassword):
        users.change_password(figaro.key, current="no", new="le-mariage-1778")
    users.change_password(figaro.key, current=PASSWORD, new="le-mariage-1778")
    assert authenticate(username=figaro.email, password="le-mariage-1778") == figaro
    users.close(figaro.key)
    assert authenticate(username=figaro.email, password="le-mariage-1778") is None


def test_a_team_has_one_name_and_members(figaro):
    team = teams.create(name="Boutique")
    with pytest.raises(TeamExists):
        teams.create(name=" boutique ")
    teams.join(figaro, team=team)
    assert [user.name for user in team.members.all()] == ["Figaro Almaviva"]
    teams.rename(team.key, name="Boutique de Sion")
