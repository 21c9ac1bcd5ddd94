"""The digest over real SMTP on loopback: in the reader's language, outside the quiet hours of the reader's place."""

from datetime import UTC, datetime

import pytest
import time_machine
from tests.people.signin.test_links import Postbox

from cordiale.people import users
from cordiale.people.notices import digest, notices

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MORNING = datetime(2027, 3, 16, 7, 30, tzinfo=UTC)  # 8:30 in Paris, 3:30 at night in Montreal
LATER = datetime(2027, 3, 16, 13, 30, tzinfo=UTC)  # 9:30 in Montreal


@pytest.fixture
def postbox(settings):
    box = Postbox()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
    settings.SITE_URL = "https://crm.rivage.example"
    yield box
    box.close()


@pytest.fixture
def readers(figaro, emma):
    told = {"password": "un-mariage-de-1784"}
    suzanne = users.create(email="suzanne@rivage.example", name="Suzanne Noël", **told)
    rosine = users.create(email="rosine@rivage.example", name="Rosine Bartholo", language="en", **told)
    users.change_preferences(rosine.key, time_zone="America/Toronto")
    with time_machine.travel(MORNING, tick=False):
        for number in range(2):
            words = {"title": "Rappeler Emma Bovary", "task": str(emma.key)}
            notices.tell([suzanne, rosine], kind="task.due", origin=f"due:{number}", words=words)
    return suzanne, rosine


def text(letter, kind="plain"):
    return letter.get_body((kind,)).get_content().replace("\r\n", "\n")


def test_each_gets_it_in_their_language_and_in_their_morning(readers, postbox):
    with time_machine.travel(MORNING, tick=False):
        digest.send()
        digest.send()
    [french] = postbox.letters
    assert (french["To"], french["Subject"]) == ("suzanne@rivage.example", "Cordiale\u00a0: 2 notifications")
    assert "Bonjour Suzanne,\n\n- Rappel d’une tâche\u00a0: 2\n" in text(french)
    assert "https://crm.rivage.example/notifications/" in text(french)
    assert '<html lang="fr">' in text(french, "html")
    with time_machine.travel(LATER, tick=False):
        digest.send()
    [_french, english] = postbox.letters
    assert english["To"] == "rosine@rivage.example"
    assert "Hello Rosine," in text(english)
    assert '<html lang="en">' in text(english, "html")
    assert english["Auto-Submitted"] == "auto-generated"
    assert not any("Emma" in text(letter) + text(letter, "html") for letter in postbox.letters)
