"""Attaching, handing out, removing, forgetting; through the doors people use."""

import hashlib
import io
import struct
from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.people.files.samples import HOSTILE, MAGIC

from cordiale.core import clock
from cordiale.people.audit.models import Entry
from cordiale.people.files import attachments, holdings, names, pictures, work
from cordiale.people.files.models import Attachment
from cordiale.people.merging import merges
from cordiale.people.privacy import erasing, subjects


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)},
    }}  # fmt: skip
    return tmp_path


@pytest.fixture
def desk(client, figaro):
    client.force_login(figaro)
    return client


def upload(name="Devis été.pdf", content=MAGIC["pdf"]):
    return SimpleUploadedFile(name, content)


def attach(party, figaro, **more):
    return attachments.attach(party.key, upload(**more), by=figaro)


def test_several_are_attached_at_once_and_the_refused_one_says_why(desk, emma):
    sent = [upload(), upload("photo.png", MAGIC["png"]), upload("page.html", HOSTILE["html"])]
    answer = desk.post(reverse("files:attach", args=[emma.key]), {"files": sent}, follow=True)
    assert sorted(attachments.of(emma).values_list("name", "kind")) == [
        ("Devis été.pdf", "application/pdf"), ("photo.png", "image/png"),
    ]  # fmt: skip
    said = [str(message) for message in answer.context["messages"]]
    assert said[0] == "2 fichiers joints."
    assert said[1].startswith("page.html")


def test_a_script_gets_no_page_that_would_use_up_the_messages(desk, emma):
    address = reverse("files:attach", args=[emma.key])
    assert desk.post(address, {"files": [upload()]}, headers={"hx-request": "true"}).status_code == 204
    assert "1 fichier joint." in desk.get(reverse("customers:page", args=[emma.key])).content.decode()


def test_it_is_handed_out_as_a_download_that_cannot_act(desk, emma, figaro):
    row = attach(emma, figaro)
    answer = desk.get(reverse("files:open", args=[row.key]))
    assert b"".join(answer.streaming_content) == MAGIC["pdf"]
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == (
        "attachment; filename=\"Devis _t_.pdf\"; filename*=UTF-8''Devis%20%C3%A9t%C3%A9.pdf"
    )
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "private, no-store")
    assert Entry.objects.filter(deed="file.read", party=emma.key, subject=str(row.key)).exists()


def test_its_place_tells_nothing_and_its_hash_is_kept(emma, figaro, storage):
    row = attach(emma, figaro)
    assert row.sha256 == hashlib.sha256(MAGIC["pdf"]).hexdigest()
    assert len(row.stored) == 41
    assert "." not in row.stored
    assert (storage / row.stored).stat().st_mode & 0o077 == 0


def test_on_a_host_of_its_own_by_an_address_good_for_a_minute(desk, client, emma, figaro, settings):
    row = attach(emma, figaro)
    settings.FILES_HOST = "fichiers.example"
    settings.ALLOWED_HOSTS = ["testserver", "fichiers.example"]
    address = desk.get(reverse("files:open", args=[row.key]))["Location"]
    assert address.startswith("http://fichiers.example/fichiers/signes/")
    path = address.removeprefix("http://fichiers.example")
    client.logout()
    there = {"host": "fichiers.example"}
    assert b"".join(client.get(path, headers=there).streaming_content) == MAGIC["pdf"]
    assert client.get(path).status_code == 404  # not on the site's own host
    assert client.get(path[:-2] + "x/", headers=there).status_code == 404
    assert client.get("/connexion/", headers=there).status_code == 404
    with time_machine.travel(clock.now() + timedelta(seconds=90)):
        assert client.get(path, headers=there).status_code == 404


def png(width, height):
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", width, height) + b"\x08\x02" + b"\x00" * 20


def test_a_picture_is_shown_small_of_no_origin(desk, emma, figaro):
    row = attach(emma, figaro, name="parquet.png", content=png(480, 320))
    small = reverse("files:picture", args=[row.key])
    card = desk.get(reverse("files:panel", args=[emma.key]), headers={"hx-request": "true"}).content.decode()
    assert f'src="{small}" alt=""' in card
    answer = desk.get(small)
    assert b"".join(answer.streaming_content) == png(480, 320)
    assert (answer["Content-Type"], answer["Content-Disposition"]) == ("image/png", "inline")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert Entry.objects.filter(deed="file.read", party=emma.key, detail__contains="small").count() == 1


def test_what_is_no_picture_or_an_enormous_one_is_not_shown(desk, emma, figaro):
    flood = attach(emma, figaro, name="flood.png", content=png(60_000, 60_000))
    torn = attach(emma, figaro, name="torn.jpg", content=MAGIC["jpg"])
    other = attach(emma, figaro)
    for row in (flood, torn, other):
        assert desk.get(reverse("files:picture", args=[row.key])).status_code == 404
    assert (
        reverse("files:picture", args=[other.key])
        not in desk.get(reverse("files:panel", args=[emma.key]), headers={"hx-request": "true"}).content.decode()
    )


RIFF = b"RIFF\x00\x00\x00\x00WEBP"


@pytest.mark.parametrize(
    ("media", "head", "drawn"),
    [
        ("image/gif", b"GIF89a" + struct.pack("<HH", 10, 20) + b"\x00" * 9, True),
        ("image/gif", b"GIF89a" + struct.pack("<HH", 65535, 65535) + b"\x00" * 9, False),
        ("image/jpeg", b"\xff\xd8\xff\xe0\x00\x04xx\xff\xff\xc0\x00\x0b\x08\x00\x10\x00\x20" + b"\x00" * 9, True),
        ("image/jpeg", b"\xff\xd8\xff\xe0\x00\x00", False),
        ("image/webp", RIFF + b"VP8X\x0a\x00\x00\x00" + b"\x00" * 4 + b"\x0f\x00\x00\x1f\x00\x00", True),
        ("image/webp", RIFF + b"VP8L\x0a\x00\x00\x00\x2f" + b"\xff" * 4 + b"\x00" * 5, False),
        ("image/webp", RIFF + b"VP8 \x0a\x00\x00\x00" + b"\x00" * 3 + b"\x9d\x01\x2a\x10\x00\x20\x00", True),
        ("image/png", b"\x89PNG", False),
        ("image/tiff", b"II*\x00", False),
    ],
)  # fmt: skip
def test_the_size_is_read_from_the_head(media, head, drawn):
    assert pictures.drawable(io.BytesIO(head), media=media) is drawn


def test_a_picture_comes_from_the_files_own_host_when_there_is_one(desk, client, emma, figaro, settings):
    row = attach(emma, figaro, name="parquet.png", content=png(48, 32))
    settings.FILES_HOST = "fichiers.example"
    settings.ALLOWED_HOSTS = ["testserver", "fichiers.example"]
    address = desk.get(reverse("files:picture", args=[row.key]))["Location"]
    path = address.removeprefix("http://fichiers.example")
    client.logout()
    there = {"host": "fichiers.example"}
    answer = client.get(path, headers=there)
    assert b"".join(answer.streaming_content) == png(48, 32)
    assert (answer["Content-Disposition"], answer["Cross-Origin-Resource-Policy"]) == ("inline", "cross-origin")
    assert client.get(path).status_code == 404
    assert client.get(path.replace("signes/apercu", "signes"), headers=there).status_code == 404


def test_removing_can_be_undone_until_the_night_that_forgets(desk, emma, figaro, storage):
    row = attach(emma, figaro)
    desk.post(reverse("files:remove", args=[row.key]))
    assert desk.get(reverse("files:open", args=[row.key])).status_code == 404
    desk.post(reverse("files:put-back", args=[row.key]))
    assert attachments.of(emma).get() == row
    attachments.remove(row.key, by=figaro)
    with time_machine.travel(clock.now() + timedelta(days=31)):
        work.tidy()
    assert not Attachment.objects.exists()
    assert not default_storage.exists(row.stored)


def test_bytes_without_a_row_are_swept_once_they_are_old(emma, figaro):
    row = attach(emma, figaro)
    Attachment.objects.all().delete()
    assert work.sweep() == 0
    with time_machine.travel(clock.now() + timedelta(days=2)):
        assert work.sweep() == 1
    assert not default_storage.exists(row.stored)


def test_erasing_forgets_bytes_and_rows_of_that_party_alone(emma, harpagon, figaro):
    gone, stays = attach(emma, figaro), attach(harpagon, figaro)
    assert attachments.erase(emma) == 1
    assert (default_storage.exists(gone.stored), default_storage.exists(stays.stored)) == (False, True)


def test_erasing_a_person_erases_the_bytes_of_merged_records_too(emma, harpagon, figaro, settings, tmp_path):
    settings.ERASURE_JOURNAL = str(tmp_path / "apart" / "erased.jsonl")
    rows = [attach(emma, figaro), attach(harpagon, figaro, name="b.pdf")]
    merges.merge(emma.key, others=[harpagon.key], by=figaro)
    found = subjects.of(emma.key)
    assert sorted(name for name, _bytes in holdings.files(found)) == [
        "fichiers/0001 Devis été.pdf",
        "fichiers/0002 b.pdf",
    ]
    erasing.carry_out(erasing.plan([emma.key], reason="à sa demande", by=figaro).key)
    assert not any(default_storage.exists(row.stored) for row in rows)


def test_size_and_room_are_bounded(desk, emma, figaro, settings):
    settings.FILE_MB, settings.PARTY_FILES_MB = 1, 1
    address = reverse("files:attach", args=[emma.key])
    for name, size in (("grand.txt", 1_000_001), ("premier.txt", 900_000), ("second.txt", 200_000), ("vide.txt", 0)):
        desk.post(address, {"files": [upload(name, b"a" * size)]})
    assert list(attachments.of(emma).values_list("name", flat=True)) == ["premier.txt"]


def test_files_follow_a_merge_and_come_back(emma, harpagon, figaro):
    row = attach(harpagon, figaro)
    made = merges.merge(emma.key, others=[harpagon.key], by=figaro)
    assert attachments.of(emma).get() == row
    merges.separate(made.key, by=figaro)
    assert attachments.of(harpagon).get() == row


def test_the_card_costs_few_queries(desk, emma, figaro, django_assert_max_num_queries):
    for number in range(5):
        attach(emma, figaro, name=f"{number}.pdf")
    address = reverse("files:panel", args=[emma.key])
    desk.get(address, headers={"hx-request": "true"})
    with django_assert_max_num_queries(12):
        desk.get(address, headers={"hx-request": "true"})


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\temp\\a.pdf", "a.pdf"),
        ("ﬁche．ｐｄｆ", "fiche.pdf"),
        ("a／b.pdf", "b.pdf"),
        ("facture\u202efdp.exe", "facturefdp.exe"),
        (".htaccess", "htaccess"),
        ("a\x00\r\n.txt", "a.txt"),
        ("", "fichier"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_names_are_cleaned(given, clean):
    assert names.clean(given) == clean


@given(st.text(max_size=200))
def test_a_clean_name_stays_clean_and_short(given_name):
    once = names.clean(given_name)
    assert names.clean(once) == once
    assert 0 < len(once) <= names.MOST
    assert not set(once) & set('/\\\r\n\x00"')
