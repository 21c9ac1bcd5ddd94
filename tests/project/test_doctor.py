"""What the doctor finds around the house: mail, address and proxies, anchors, webhooks, the server's settings."""

import socket
import threading
from datetime import timedelta

import pytest

from cordiale.channels.webhooks.models import Delivery, Subscription
from cordiale.core import clock
from cordiale.people import audit
from cordiale.people.audit import anchors
from cordiale.project import doctor, surroundings
from cordiale.project.examinations import EXAMINATIONS

pytestmark = pytest.mark.django_db


def states(found):
    return [finding.state.value for finding in found]


def test_every_part_has_a_name_on_the_page():
    from cordiale.project.house.templatetags.house import PARTS

    assert {finding.part for finding in doctor.examine()} <= PARTS.keys()
    assert len(EXAMINATIONS) == 15


@pytest.fixture
def by_mail(settings):
    settings.BY_MAIL, settings.EMAIL_BACKEND = True, "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS = "127.0.0.1", False
    return settings


def test_a_mail_server_that_does_not_answer_is_told(by_mail):
    with socket.create_server(("127.0.0.1", 0)) as free:
        by_mail.EMAIL_PORT = free.getsockname()[1]
    assert states(surroundings.examine_mail()) == ["ill"]


def test_a_mail_server_that_answers_is_well_and_gets_no_mail(by_mail):
    heard = []

    def answer(server):
        line, _ = server.accept()
        with line, line.makefile("rwb") as talk:
            for said in (b"220 post\r\n", b"250 post\r\n", b"221 bye\r\n"):
                talk.write(said)
                talk.flush()
                heard.append(talk.readline().split()[:1])

    with socket.create_server(("127.0.0.1", 0)) as server:
        by_mail.EMAIL_PORT = server.getsockname()[1]
        thread = threading.Thread(target=answer, args=(server,))
        thread.start()
        assert states(surroundings.examine_mail()) == ["well"]
        thread.join(10)
    assert [b"MAIL"] not in heard


def test_links_without_https_and_wide_proxies_are_told(settings):
    settings.HTTPS, settings.SITE_URL, settings.PROXIES = True, "http://crm.example", ["10.0.0.0/8", "172.28.0.0/24"]
    found = list(surroundings.examine_address())
    assert states(found) == ["care", "care"]
    assert "10.0.0.0/8" in found[1].said
    assert "172.28" not in found[1].said
    settings.SITE_URL, settings.PROXIES = "https://crm.example", ["127.0.0.1", "::1"]
    assert states(surroundings.examine_address()) == ["well"]


def test_anchors_that_stay_away_are_told(settings, tmp_path, figaro):
    settings.AUDIT_ANCHORS = str(tmp_path / "anchors.jsonl")
    audit.write(figaro, "settings.changed", detail={"fields": ["name"]})
    assert states(surroundings.examine_audit()) == ["care"]
    anchors.drop()
    assert states(surroundings.examine_audit()) == ["well"]


def test_webhooks_that_wait_are_told(figaro):
    row = Subscription.objects.create(name="Boutique", url="https://shop.example/", owner=figaro, secret=b"x")
    told = {"subscription": row, "what": "party.created", "happened_at": clock.now()}
    delivery = Delivery.objects.create(**told)
    assert states(surroundings.examine_programs()) == ["well"]
    Delivery.objects.filter(pk=delivery.pk).update(next_at=clock.now() - timedelta(hours=1))
    assert states(surroundings.examine_programs()) == ["care"]
    Subscription.objects.update(paused_at=clock.now())
    [finding] = surroundings.examine_programs()
    assert (finding.state.value, "1" in finding.said) == ("well", True)


def test_a_server_that_may_forget_is_ill():
    from django.db import connection

    found = list(surroundings.examine_server())
    if connection.vendor == "sqlite":
        assert found == []
        return
    told = " ".join(finding.said for finding in found)  # the server of the tests runs without fsync, for speed
    assert "fsync" in told or states(found) in ([], ["care"])
