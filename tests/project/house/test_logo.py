"""The company's logo: made safe when it is given, shown everywhere, taken away and put back."""

import contextlib
import struct
import zlib

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cordiale.people.audit.models import Entry
from cordiale.people.rights import members
from cordiale.project.house import pictures
from cordiale.web import brand, mails

pytestmark = pytest.mark.django_db


def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width=64, height=16, *extra, pixels=None):
    lines = pixels if pixels is not None else b"".join(b"\0" + b"\x20\x50\xd0\xff" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    parts = [chunk(b"IHDR", head), *extra, chunk(b"IDAT", zlib.compress(lines)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def jpeg(*extra, width=32, height=8):
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    scan = b"\x01\x01\x00\x00\x3f\x00"
    parts = [(0xDB, b"\0" * 65), *extra, (0xC0, frame), (0xC4, b"\0" * 17), (0xDA, scan)]
    written = b"".join(b"\xff" + bytes([kind]) + struct.pack(">H", len(body) + 2) + body for kind, body in parts)
    return b"\xff\xd8" + written + b"\x12\xff\x00\x34\xff\xd0\x56" + b"\xff\xd9"


@pytest.fixture
def desk(client, figaro, tmp_path):
    members.give(figaro, "administrator")
    client.force_login(figaro)
    with override_settings(MEDIA_ROOT=tmp_path, DATA=tmp_path):
        yield client


def put(desk, content, name="logo.png"):
    return desk.post(reverse("house:change-logo"), {"logo": SimpleUploadedFile(name, content)})


def test_the_logo_is_shown_in_the_shell_and_to_strangers(desk, client):
    assert put(desk, png()).status_code == 302
    found = brand.logo()
    address = reverse("house:logo", args=[found.digest])
    assert address in desk.get("/").content.decode()
    client.logout()
    assert address in client.get(reverse("signin:sign-in")).content.decode()
    answer = client.get(address)
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert (found.width, found.height, found.wide) == (64, 16, True)
    assert Entry.objects.filter(deed="settings.changed").count() == 1
    assert client.get(reverse("house:logo", args=["0" * 32])).status_code == 404


def test_a_logo_taken_away_can_be_put_back(desk):
    put(desk, png())
    address = reverse("house:logo", args=[brand.logo().digest])
    page = desk.post(reverse("house:change-logo"), {"remove": "1"}, follow=True).content.decode()
    assert address not in page
    assert reverse("house:put-logo-back") in page
    assert address in desk.post(reverse("house:put-logo-back"), follow=True).content.decode()
    assert desk.post(reverse("house:put-logo-back")).status_code == 404


def test_the_former_picture_does_not_stay(desk, tmp_path):
    put(desk, png())
    put(desk, jpeg(), "logo.jpg")
    assert [path.suffix for path in tmp_path.glob("logo-*")] == [".jpg"]


def test_who_may_not_change_the_house_cannot_change_its_face(client, figaro, tmp_path):
    client.force_login(figaro)
    with override_settings(MEDIA_ROOT=tmp_path):
        assert put(client, png()).status_code == 403
        assert brand.logo() is None


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", 415),
        (b"GIF89a" + b"\0" * 40, 415),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, 415),
        (png()[:-20], 415),
        (png(pixels=b"\0" * 30_000_000), 415),  # a bomb: more pixels than it says
        (png(width=60_000, height=60_000, pixels=b""), 413),
        (jpeg()[:40], 415),
        (b"\0" * 1_100_000, 413),
    ],
)
def test_what_is_no_picture_is_refused(desk, content, status):
    assert put(desk, content).status_code == status
    assert brand.logo() is None


def test_only_what_draws_is_kept():
    hidden = b"<script>alert(1)</script> 48.8566 N Suzanne"
    told = png(8, 8, chunk(b"tEXt", b"Comment\0" + hidden)) + b"PK\x03\x04" + hidden
    kept = pictures.clean(told)
    assert hidden not in kept.content
    assert kept.content.endswith(chunk(b"IEND", b""))
    assert pictures.clean(kept.content).content == kept.content
    photo = pictures.clean(jpeg((0xE1, b"Exif\0\0" + hidden), (0xFE, hidden)) + hidden)
    assert hidden not in photo.content
    assert (photo.width, photo.height, photo.media) == (32, 8, "image/jpeg")
    assert b"\x12\xff\x00\x34\xff\xd0\x56" in photo.content


@given(place=st.integers(8, 200), byte=st.integers(0, 255))
def test_a_flipped_byte_is_refused_or_cleaned_and_never_a_crash(place, byte):
    for content in (bytearray(png(8, 8)), bytearray(jpeg())):
        content[min(place, len(content) - 1)] = byte
        with contextlib.suppress(pictures.NotAPicture, pictures.PictureTooLarge):
            pictures.clean(bytes(content))


def test_a_mail_carries_the_logo_and_says_the_same_twice(desk):
    put(desk, png(400, 40))
    mails.send("emma@yonville.example", subject="Bonjour", lines=["<b>Un</b>\nDeux", "https://crm.example/a?b=1&c=2"])
    sent = mail.outbox[0]
    html = sent.alternatives[0].content
    assert sent.body.startswith("<b>Un</b>\nDeux\n\nhttps://crm.example/a?b=1&c=2\n\nCordiale")
    assert "&lt;b&gt;Un&lt;/b&gt;<br>Deux" in html
    assert '<a href="https://crm.example/a?b=1&amp;c=2"' in html
    assert 'src="cid:logo@cordiale" width="240"' in html
    raw = sent.message().as_bytes()
    assert b"multipart/related" in raw
    assert b"Content-ID: <logo@cordiale>" in raw
    desk.post(reverse("house:change-logo"), {"remove": "1"})
    mails.send("emma@yonville.example", subject="Bonjour", lines=["Un"])
    assert "cid:" not in mail.outbox[1].alternatives[0].content
