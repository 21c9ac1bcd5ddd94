"""The wizard through its door: upload, match, check, import, report, revert."""

from pathlib import Path
from threading import Event

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cordiale import jobs
from cordiale.listen.imports.models import ImportRun
from cordiale.people.models import Party, User
from cordiale.people.rights import members

PEOPLE = "Prénom;Nom;E-mail;Ville\nEmma;Bovary;emma@rivage.example;Yonville\nArgan;Malade;pas une adresse;Paris\n"


@pytest.fixture
def figaro(client, db):
    figaro = User.objects.create_user(email="figaro@cordiale.example", name="Figaro")
    members.give(figaro, "manager")
    client.force_login(figaro)
    return client


def upload(client, text=PEOPLE, name="clients.csv", **more):
    return client.post(reverse("imports:start"), {"file": SimpleUploadedFile(name, text.encode()), **more})


def work():
    """Let the worker do what was asked, once."""
    jobs.work(until=Event(), queues=["imports"], once=True)


def draft(client):
    upload(client)
    return ImportRun.objects.get()


def matching(client, run, **changed):
    page = client.get(reverse("imports:run", kwargs={"key": run.key}))
    form = page.context["form"]
    values = {name: form[name].value() or "" for name in form.fields}
    values["day_first"] = "on"
    return client.post(reverse("imports:matching", kwargs={"key": run.key}), {**values, **changed})


def test_the_columns_are_proposed(figaro):
    run = draft(figaro)
    text = figaro.get(reverse("imports:run", kwargs={"key": run.key})).content.decode()
    assert run.plan["columns"] == {"Prénom": "given_name", "Nom": "family_name", "E-mail": "email", "Ville": "city"}
    assert "Que contiennent les colonnes" in text
    assert "emma@rivage.example" in text


def test_a_file_that_cannot_be_read_says_so_beside_the_field_and_leaves_nothing(figaro):
    answer = upload(figaro, text="", name="vide.csv")
    assert answer.status_code == 422
    assert "vide" in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_a_hostile_name_stays_in_its_folder(figaro):
    upload(figaro, name="../../../etc/passwd.csv")
    run = ImportRun.objects.get()
    assert run.folder in Path(run.path).parents


def test_a_needed_field_without_column_is_told_and_the_choices_stay(figaro):
    run = draft(figaro)
    page = figaro.get(reverse("imports:run", kwargs={"key": run.key}))
    columns = {name: "" for name in page.context["form"].fields if name.startswith("column-")}
    answer = matching(figaro, run, kind="orders", currency="CHF", **columns)
    assert answer.status_code == 422
    assert "CHF" in answer.content.decode()
    assert ImportRun.objects.get().state == "draft"


def test_the_dry_run_counts_and_writes_nothing(figaro):
    run = draft(figaro)
    matching(figaro, run)
    work()
    run.refresh_from_db()
    assert run.state == "checked"
    assert run.counts["rows"] == {"read": 2, "good": 1, "refused": 1}
    assert not Party.objects.exists()
    text = figaro.get(reverse("imports:run", kwargs={"key": run.key})).content.decode()
    assert "pas une adresse" in text


@pytest.mark.slow
def test_import_then_revert(figaro):
    run = draft(figaro)
    matching(figaro, run)
    work()
    figaro.post(reverse("imports:carry-out", kwargs={"key": run.key}))
    work()
    assert Party.objects.get().name == "Emma Bovary"
    figaro.post(reverse("imports:revert", kwargs={"key": run.key}))
    work()
    assert not Party.objects.exists()
    run.refresh_from_db()
    assert run.state == "reverted"


def test_the_refused_rows_come_as_a_file_with_their_reasons(figaro):
    run = draft(figaro)
    matching(figaro, run)
    work()
    text = figaro.get(reverse("imports:refused", kwargs={"key": run.key})).content.decode("utf-8-sig")
    head, line = text.splitlines()
    assert head.startswith("Prénom;Nom;E-mail;Ville;")
    assert line.startswith("Argan;Malade;pas une adresse;Paris;3;")


def test_the_progress_part_sends_on_to_the_page_when_the_work_has_ended(figaro):
    run = draft(figaro)
    answer = figaro.get(reverse("imports:progress", kwargs={"key": run.key}), headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert answer["HX-Redirect"] == reverse("imports:run", kwargs={"key": run.key})


def test_a_waiting_run_shows_its_progress(figaro):
    run = draft(figaro)
    matching(figaro, run)
    text = figaro.get(reverse("imports:run", kwargs={"key": run.key})).content.decode()
    assert "hx-get" in text
    assert "Arrêter" in text


def test_a_template_is_kept_and_proposed(figaro):
    run = draft(figaro)
    figaro.post(reverse("imports:template", kwargs={"key": run.key}), {"label": "Fichier de la boutique"})
    assert "Fichier de la boutique" in figaro.get(reverse("imports:start")).content.decode()


def test_an_unknown_run_is_not_found(figaro):
    answer = figaro.get(reverse("imports:run", kwargs={"key": "0190b9e4-0000-7000-8000-000000000000"}))
    assert answer.status_code == 404


def test_the_wizard_asks_for_a_signed_in_user(client, db):
    assert client.get(reverse("imports:start")).status_code == 302


def test_one_impossible_date_refuses_its_row_only(figaro):
    upload(figaro, text="Prénom;Nom;Naissance\nEmma;Bovary;12/03/1980\nArgan;Malade;01/12/1975\nAli;Baba;31/02/1990\n")
    matching(figaro, ImportRun.objects.get())
    work()
    assert ImportRun.objects.get().counts["rows"] == {"read": 3, "good": 2, "refused": 1}


def test_a_file_without_a_good_row_is_not_offered_to_be_imported(figaro):
    upload(figaro, text="Prénom;E-mail\nEmma;pas une adresse\n")
    run = ImportRun.objects.get()
    matching(figaro, run)
    work()
    text = figaro.get(reverse("imports:run", kwargs={"key": run.key})).content.decode()
    assert "Aucune ligne ne peut être importée" in text
    assert reverse("imports:carry-out", kwargs={"key": run.key}) not in text


def test_giving_a_file_up_forgets_the_run_and_its_file(figaro, settings, tmp_path):
    settings.DATA = tmp_path
    file = SimpleUploadedFile("clients.csv", b"ref,nom\n1,Emma\n")
    figaro.post(reverse("imports:start"), {"file": file})
    run = ImportRun.objects.get()
    assert figaro.post(reverse("imports:discard", args=[run.key])).status_code == 302
    assert not ImportRun.objects.exists()
    assert not run.folder.exists()
