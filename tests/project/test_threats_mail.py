"""T16: whatever people call themselves, one mail leaves, to whom it is meant, with the headers we set."""

import email
import unicodedata
from email.policy import default

import pytest
from django.core import mail
from django.db import connection
from django.test import override_settings
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import PASSWORD
from tests.people.signin.hands import deliver, sign_in

from cordiale.people import users
from cordiale.people.models import User
from cordiale.people.rights import members
from cordiale.web import mails

HEADERS = ["Auto-Submitted", "Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Subject", "To"]
NASTY = (
    "\r\nBcc: all@rivage.example", "\nSubject: x", "\r\n\r\n<script>", "\x00", "\u2028Bcc: x@y.example", "\u202e",
    "\x0b", "\r\n.\r\nMAIL FROM:<x@y.example>\r\n", "=?utf-8?q?=0d=0aBcc=3a_x=40y.example?=", "\x85To: x@y.example",
    "%0d%0aBcc:x",
)  # fmt: skip
texts = st.lists(st.sampled_from(NASTY) | st.text(max_size=30), max_size=6).map("".join)


def sent():
    """The one mail that left, as its reader gets it, and its bytes."""
    [letter] = mail.outbox
    mail.outbox.clear()
    told = letter.message().as_bytes(linesep="\r\n")
    return letter, email.message_from_bytes(told, policy=default), told


def faults(letter, got, told, *, to):
    wrong = [] if letter.recipients() == [to] else ["recipients"]
    wrong += [] if sorted(set(got.keys())) == HEADERS and len(got.keys()) == len(HEADERS) else sorted(got.keys())
    wrong += [] if str(got["To"]) == to else ["To"]
    body = "".join(part.get_content() for part in got.walk() if not part.is_multipart())
    steering = {one for one in body + str(got["Subject"]) if unicodedata.category(one)[0] == "C"} - {"\n", "\r"}
    wrong += sorted(map(repr, steering))
    return wrong + ([] if b"\x00" not in told else ["NUL"])


@given(subject=texts, line=texts, company=texts)
def test_any_text_makes_one_mail_with_our_headers(subject, line, company):
    mail.outbox = []
    with override_settings(COMPANY_NAME=company, EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        mails.send("emma@yonville.example", subject=subject, lines=[line, "https://localhost/x"])
    assert faults(*sent(), to="emma@yonville.example") == []


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("nasty", NASTY, ids=repr)
def test_every_mail_of_the_door_stays_one_mail(client, figaro, nasty):
    """Name, job, device, factor and company are typed by people; each stands in some mail."""
    if "\x00" in nasty and connection.vendor == "postgresql":
        pytest.skip("PostgreSQL keeps no NUL")
    User.objects.filter(pk=figaro.pk).update(name=f"Figaro{nasty}", job_title=nasty)
    with override_settings(COMPANY_NAME=f"Rivage{nasty}"):
        members.give(figaro, "owner")
        sign_in(
            client, headers={"user-agent": f"Mozilla/5.0 Firefox Linux {nasty}".replace("\r\n", " ").replace("\n", " ")}
        )
        client.post(reverse("signin:forgotten"), {"email": figaro.email})
        from cordiale.people.signin import mails as letters

        letters.factor_changed(user=str(figaro.key), what="added", name=nasty)
        letters.new_device(user=str(figaro.key), device=nasty)
        left = [*mail.outbox, *deliver()]
    assert len(left) >= 4
    for letter in left:
        mail.outbox[:] = [letter]
        assert faults(*sent(), to=figaro.email) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    ["a@x.example\r\nBcc: b@y.example", "a@x.example,b@y.example", "<a@x.example>", "a b@x.example",
     '"a\r\n"@x.example', "a@x.example\u2028b@y.example", "a@[127.0.0.1]", "a@x.example;b@y.example", "@x.example"],
)  # fmt: skip
def test_no_account_has_two_addresses_or_a_line_of_its_own(address):
    from cordiale.people.refusals import InvalidEmail

    with pytest.raises(InvalidEmail):
        users.create(email=address, name="X", password=PASSWORD)
