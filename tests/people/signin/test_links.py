"""Links sent by mail: an invitation and a forgotten password, over a real mail server; each good once."""

import asyncio
import email
import re
import threading
from datetime import timedelta
from email.policy import default
from threading import Event

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.cast import PASSWORD
from tests.people.signin.hands import EMAIL, deliver, links, sign_in, stranger

from cordiale import jobs
from cordiale.core import clock
from cordiale.people import teams, users
from cordiale.people.models import User
from cordiale.people.refusals import EmailTaken
from cordiale.people.rights import members
from cordiale.people.signin import invitations
from cordiale.people.signin.models import Invitation, Reset
from cordiale.people.signin.refusals import AlreadyInvited, NotYoursToGive

pytestmark = pytest.mark.django_db
NEW = "le-mariage-de-figaro-1778"
ROSINE = "rosine@rivage.example"


class Postbox:
    """A small SMTP server (RFC 5321) that keeps what it gets."""

    def __init__(self):
        self.letters = []
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()
        serving = asyncio.run_coroutine_threadsafe(asyncio.start_server(self.serve, "127.0.0.1", 0), self.loop)
        self.server = serving.result(10)
        self.port = self.server.sockets[0].getsockname()[1]

    async def serve(self, reader, writer):
        writer.write(b"220 postbox\r\n")
        while line := (await reader.readline()).strip().upper():
            if line == b"DATA":
                writer.write(b"354 go on\r\n")
                body = await reader.readuntil(b"\r\n.\r\n")
                self.letters.append(email.message_from_bytes(body[:-5], policy=default))
            writer.write(b"221 bye\r\n" if line == b"QUIT" else b"250 well\r\n")
            await writer.drain()
            if line == b"QUIT":
                break
        writer.close()

    async def _shut(self):
        self.server.close()
        await self.server.wait_closed()

    def close(self):
        asyncio.run_coroutine_threadsafe(self._shut(), self.loop).result(10)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.loop.close()


@pytest.fixture
def postbox(settings):
    box = Postbox()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
    settings.BY_MAIL = True
    yield box
    box.close()


@pytest.fixture
def suzanne(db):
    made = users.create(email="suzanne@rivage.example", name="Suzanne", password=PASSWORD)
    members.give(made, "administrator")
    return made


@pytest.fixture
def office(client, suzanne):
    sign_in(client, username=suzanne.email)
    deliver()
    return client


@pytest.mark.slow
def test_an_invitation_travels_by_real_mail_and_opens_one_account(office, postbox, settings):
    settings.MFA, settings.SITE_URL = "optional", "https://crm.rivage.example"
    team = teams.create(name="Boutique")
    given = {"email": " Rosine@Rivage.example", "team": str(team.key), "roles": ["sales"], "language": "en"}
    assert "Un message part vers rosine@rivage.example" in office.post("/equipe/inviter/", given).content.decode()
    jobs.work(until=Event(), once=True)
    [letter] = postbox.letters
    assert (letter["To"], letter["Subject"]) == (ROSINE, "Your access to Cordiale")
    [link] = [word for word in letter.get_body(("plain",)).get_content().split() if word.startswith("http")]
    assert link.startswith("https://crm.rivage.example/invitation/")
    path = link.removeprefix("https://crm.rivage.example")
    guest = stranger()
    assert guest.get(path).status_code == 200
    answer = guest.post(path, {"name": "Rosine", "new": NEW, "again": NEW})
    assert answer["Location"] == "/"
    rosine = User.objects.get(email=ROSINE)
    assert (rosine.team, rosine.language) == (team, "en")
    assert [membership.role.code for membership in rosine.memberships.all()] == ["sales"]
    assert guest.get("/preferences/").status_code == 200
    assert stranger().get(path).status_code == 410
    assert stranger().post(path, {"name": "Autre", "new": NEW, "again": NEW}).status_code == 410
    assert User.objects.count() == 2


def test_the_link_is_kept_nowhere(office):
    page = office.post("/equipe/inviter/", {"email": ROSINE, "language": "fr"}).content.decode()
    token = page.partition("/invitation/")[2].partition("/")[0]
    row = Invitation.objects.get()
    assert len(token) > 70
    assert token not in repr(Invitation.objects.values())
    assert len(row.hash) == 64


def test_a_resent_invitation_voids_the_first_link_and_a_cancelled_one_both(office, suzanne):
    made = invitations.invite(email=ROSINE, by=suzanne)
    first = invitations.link(made)
    office.post(reverse("accounts:resend", args=[made.key]))
    made.refresh_from_db()
    second = invitations.link(made)
    path = second.partition("8000")[2]
    assert (stranger().get(first.partition("8000")[2]).status_code, stranger().get(path).status_code) == (410, 200)
    assert [links(message) for message in deliver()] == [[second]]
    office.post(reverse("accounts:cancel", args=[made.key]))
    assert stranger().get(path).status_code == 410


def test_an_invitation_expires_after_a_week(suzanne):
    path = invitations.link(invitations.invite(email=ROSINE, by=suzanne)).partition("8000")[2]
    with time_machine.travel(clock.now() + timedelta(days=7, seconds=1)):
        assert stranger().get(path).status_code == 410


def test_nobody_is_invited_twice_or_when_they_are_here(suzanne, figaro):
    invitations.invite(email=ROSINE, by=suzanne)
    with pytest.raises(AlreadyInvited):
        invitations.invite(email=ROSINE.upper(), by=suzanne)
    with pytest.raises(EmailTaken):
        invitations.invite(email=EMAIL, by=suzanne)


def test_only_an_owner_makes_owners_and_only_who_may_invites(suzanne, figaro, client):
    with pytest.raises(NotYoursToGive):
        invitations.invite(email=ROSINE, by=suzanne, roles=["owner"])
    sign_in(client)
    assert client.post("/equipe/inviter/", {"email": ROSINE, "language": "fr"}).status_code == 403
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("token", ["x", "0" * 32 + ".abc", "é" * 80])
def test_a_made_up_link_is_dead(client, db, token):
    assert client.get(f"/invitation/{token}/").status_code == 410
    assert client.get(f"/mot-de-passe/nouveau/{token}/").status_code == 410


def forget(client, address=EMAIL):
    return client.post("/mot-de-passe/oublie/", {"email": address})


def test_a_forgotten_password_is_replaced_once_and_every_session_ends(client, figaro):
    other = stranger()
    sign_in(other)
    deliver()
    forget(client)
    [letter] = deliver()
    path = links(letter)[0].partition("8000")[2]
    assert client.post(path, {"new": "court", "again": "court"}).status_code == 422
    assert client.post(path, {"new": NEW, "again": NEW})["Location"] == "/"
    assert other.get("/preferences/").status_code == 302
    assert sign_in(other).status_code == 422
    assert sign_in(other, password=NEW).status_code == 302
    assert client.post(path, {"new": PASSWORD, "again": PASSWORD}).status_code == 410


def test_the_link_does_not_replace_the_second_factor(client, figaro, phone):
    forget(client)
    path = links(deliver()[0])[0].partition("8000")[2]
    assert client.post(path, {"new": NEW, "again": NEW})["Location"] == reverse("signin:second")
    assert client.get("/preferences/").status_code == 302


def test_a_known_and_an_unknown_address_get_the_same_page_and_the_same_work(client, figaro):
    users.close(users.create(email="closed@rivage.example", name="C", password=PASSWORD).key)
    pages, work = set(), set()
    forget(stranger(), "first@rivage.example")  # from then on the machine has its counter
    for address in (EMAIL, "inconnue@rivage.example", "closed@rivage.example"):
        with CaptureQueriesContext(connection) as asked:
            page = forget(stranger(), address).content.decode().replace(address, "x")
        pages.add(re.sub(r'csrfmiddlewaretoken" value="\w+"', "", page))
        work.add(tuple(sorted(query["sql"].partition(" ")[0] for query in asked)))
    assert (len(pages), len(work)) == (1, 1)
    assert [message.to for message in deliver()] == [[EMAIL]]


def test_the_link_lives_for_an_hour_and_a_new_one_voids_it(client, figaro):
    forget(client)
    first = links(deliver()[0])[0].partition("8000")[2]
    forget(client)
    second = links(deliver()[0])[0].partition("8000")[2]
    assert (client.get(first).status_code, client.get(second).status_code) == (410, 200)
    with time_machine.travel(clock.now() + timedelta(minutes=61)):
        assert client.get(second).status_code == 410


def test_nobody_is_flooded_with_mail(client, figaro):
    for _ in range(10):
        assert forget(client).status_code == 200
    assert len(deliver()) == 3


def test_the_host_of_a_request_never_reaches_a_mail(client, figaro, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client.post("/mot-de-passe/oublie/", {"email": EMAIL}, headers={"host": "evil.example", "x-forwarded-host": "e.ex"})
    [letter] = deliver()
    assert "evil" not in letter.message().as_string()
    assert links(letter)[0].startswith(settings.SITE_URL)


def test_a_new_device_is_told_once(client, figaro):
    sign_in(client, headers={"user-agent": "Mozilla/5.0 (Macintosh; Mac OS X) Version/18 Safari/605"})
    [letter] = deliver()
    assert "Safari sur macOS" in letter.body
    client.post(reverse("signin:sign-out"))
    sign_in(client)
    assert deliver() == []


def test_no_token_of_a_reset_is_kept(client, figaro):
    forget(client)
    token = links(deliver()[0])[0].rstrip("/").rpartition("/")[2]
    assert token not in repr(Reset.objects.values())
