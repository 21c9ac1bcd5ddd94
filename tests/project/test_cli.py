"""The command line: languages and exit codes."""

import json
import os
import subprocess
import sys

import pytest

from cordiale.core.errors import Refusal
from cordiale.people.refusals import EmailTaken, WeakPassword
from cordiale.project import accounts, console
from cordiale.project.environment import WrongSettings
from cordiale.project.speech import language


@pytest.mark.parametrize(
    ("end", "code"),
    [
        (lambda: None, 0),
        (lambda: sys.exit(1), 1),
        (lambda: _raise(WrongSettings([])), 2),
        (lambda: _raise(Refusal()), 3),
        (lambda: _raise(KeyError("bug")), 3),
    ],
)
def test_exit_codes_are_honest(end, code):
    assert console.run(end) == code


def _raise(error: Exception) -> None:
    raise error


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"LANG": "fr_CH.UTF-8"}, "fr"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB", "LC_ALL": "fr_FR"}, "fr"),
        ({"LANG": "de_CH"}, "en"),
        ({"LANG": "C.UTF-8"}, "fr"),
        ({"LANG": "C", "CORDIALE_LANGUAGE": "en"}, "en"),
        ({}, "fr"),
    ],
)
def test_the_terminal_is_answered_in_its_language(environ, expected):
    assert language(environ) == expected


@pytest.mark.django_db
def test_a_weak_password_is_refused_in_words():
    with pytest.raises(WeakPassword) as refused:
        accounts.create(email="figaro@rivage.example", name="Figaro", password="azerty", admin=False)
    assert "trop court" in str(refused.value)


@pytest.mark.django_db
def test_an_account_can_sign_in_and_is_not_made_twice(client):
    accounts.create(email="Figaro@rivage.example", name="Figaro", password="le-barbier-de-S", admin=False)
    assert client.login(username="figaro@rivage.example", password="le-barbier-de-S")
    with pytest.raises(EmailTaken):
        accounts.create(email="figaro@RIVAGE.example", name="Figaro", password="le-barbier-de-S", admin=False)


@pytest.mark.slow
def test_the_doctor_finds_a_new_house_unready_then_well(tmp_path):
    environ = {"PATH": os.environ["PATH"], "CORDIALE_DATA": str(tmp_path), "LANG": "fr_FR.UTF-8"}

    def cordiale(*words):
        command = [sys.executable, "-m", "cordiale", *words]
        return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)

    before = cordiale("doctor", "--json")
    assert before.returncode == 1
    told = [(finding["part"], finding["todo"]) for finding in json.loads(before.stdout)]
    assert ("database", "cordiale migrate") in told
    assert cordiale("migrate").returncode == 0
    after = cordiale("doctor", "--json")
    found = {finding["state"] for finding in json.loads(after.stdout) if finding["part"] != "disk"}  # not ours
    assert found == {"well"}
