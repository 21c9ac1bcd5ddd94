"""The list and the customer page as people use them, through HTTP."""

import csv
import io
from datetime import timedelta
from decimal import Decimal
from urllib.parse import parse_qs, urlparse

import pytest
from django.db import connection
from django.urls import reverse

from cordiale.core import clock
from cordiale.people import consents, notes, parties, tags
from cordiale.people.models import Note, Party
from cordiale.people.rights import members
from cordiale.understand.profile.models import Profile


@pytest.fixture
def desk(client, figaro):
    client.force_login(figaro)
    return client


def text(answer):
    return answer.content.decode()


def page_of(party):
    return reverse("customers:page", args=[party.key])


@pytest.fixture
def late_emma(emma):
    now = clock.now()
    Profile.objects.create(
        party=emma,
        currency="EUR",
        first_order_at=now - timedelta(days=400),
        last_order_at=now - timedelta(days=90),
        order_count=9,
        spent=Decimal("1234.50"),
        year_value=Decimal("840.00"),
        typical_gap_days=30.0,
        late_at=now - timedelta(days=34, hours=1),
        late=True,
        money_score=5,
        cohort="2025-10",
    )
    return emma


def test_the_list_shows_its_rows_as_links_to_the_pages(desk, late_emma, candide):
    body = text(desk.get(reverse("customers:list")))
    assert f'href="{page_of(late_emma)}"' in body
    assert "1\u00a0235\u00a0€" in body
    assert "en retard de 34 jours" in body
    assert body.index("Emma Bovary") < body.index("Candide Thunder")


def test_a_search_and_its_filters_stand_in_the_address_of_the_rows(desk, late_emma, candide):
    body = text(desk.get(reverse("customers:list"), {"q": "bóv", "late": "1"}))
    assert "Emma Bovary" in body
    assert "Candide" not in body
    assert f"{page_of(late_emma)}?from=q%3Db%25C3%25B3v%26f%3Dlate%3Ais%3Alate" in body
    assert "en retard</b>" in body


def test_a_value_that_means_nothing_is_told_and_left_aside(desk, emma):
    answer = desk.get(reverse("customers:list"), {"spent_min": "beaucoup", "kind": "robot"})
    assert answer.status_code == 200
    assert "« beaucoup » ne peut pas être compris" in text(answer)
    assert "« robot » ne peut pas être compris" in text(answer)
    assert "Emma Bovary" in text(answer)


def test_empty_parameters_leave_the_address(desk, emma):
    answer = desk.get(reverse("customers:list"), {"q": "", "kind": "person", "spent_min": ""})
    assert answer["Location"] == f"{reverse('customers:list')}?kind=person"


def test_nobody_yet_and_nobody_like_this_are_two_states(desk, figaro):
    assert "Votre maison est prête" in text(desk.get(reverse("customers:list")))
    parties.create(by=figaro, name="Géronte")
    assert "Aucun client ne correspond" in text(desk.get(reverse("customers:list"), {"q": "zzz"}))


def test_only_the_changing_part_is_sent_to_htmx(desk, emma):
    body = text(desk.get(reverse("customers:list"), headers={"HX-Request": "true"}))
    assert body.lstrip().startswith('<div id="customers">')


def test_pages_of_fifty_go_forth_and_back(desk, figaro):
    for number in range(120):
        parties.create(by=figaro, name=f"Client {number:03d}")
    first = text(desk.get(reverse("customers:list")))
    second = text(desk.get(reverse("customers:list") + "?" + _pager(first, "Suivants")))
    assert ("Client 050" in second, "Client 049" in second, "Client 099" in second, "Client 100" in second) == (
        True, False, True, False,
    )  # fmt: skip
    back = text(desk.get(reverse("customers:list") + "?" + _pager(second, "Précédents")))
    assert ("Client 000" in back, "Client 049" in back, "Client 050" in back) == (True, True, False)


def _pager(body, word):
    before = body[: body.index(f"<span>{word}</span>")]
    return before[before.rindex('href="?') + 7 :].split('"')[0].replace("&amp;", "&")


def test_the_count_is_capped_and_comes_apart(desk, emma, candide, monkeypatch):
    assert "2</small>" in text(desk.get(reverse("customers:count")))
    monkeypatch.setattr("cordiale.understand.customers.result.COUNT_LIMIT", 2)
    monkeypatch.setattr("cordiale.understand.customers.listing.COUNT_LIMIT", 2)
    assert "1+</small>" in text(desk.get(reverse("customers:count")))


def test_the_export_holds_the_result_and_no_formula(desk, figaro, late_emma, candide):
    parties.create(by=figaro, name="=HYPERLINK(1)")
    answer = desk.get(reverse("customers:export"), {"sort": "-spent"})
    lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")), delimiter=";"))
    assert [line[2] for line in lines[1:]] == ["Emma Bovary", "'=HYPERLINK(1)", "Candide Thunder"]
    assert lines[1][9:13] == ["9", "1234.50", "EUR", "oui"]


def test_the_list_asks_few_questions(desk, late_emma, candide, harpagon, django_assert_max_num_queries):
    tags.stick(late_emma.key, name="Fidèle")
    plain = 16  # two write the log, two count tasks and notices
    searched = plain + (3 if connection.vendor == "postgresql" else 2)  # how common the words are
    for address, most in (({}, plain), ({"sort": "-spent"}, plain), ({"late": "1", "sort": "late"}, plain),
                          ({"q": "emma"}, searched)):  # fmt: skip
        with django_assert_max_num_queries(most):
            assert desk.get(reverse("customers:list"), address).status_code == 200


def test_the_page_shows_who_it_is_and_what_rests_on_what(desk, late_emma, django_assert_max_num_queries):
    consents.grant(late_emma.key, purpose="marketing", channel="email")
    desk.get(page_of(late_emma))
    with django_assert_max_num_queries(29):
        body = text(desk.get(page_of(late_emma)))
    for words in (
        "Emma Bovary", "Yonville", "emma.bovary@yonville.example", "840\u00a0€", "Prendre des nouvelles",
        "En retard de 34 jours", "Une règle, pas un modèle", "C-1857", "Figaro Almaviva",
    ):  # fmt: skip
        assert words.lower() in body.lower(), words


def test_without_consent_nothing_is_proposed(desk, late_emma):
    consents.withdraw(late_emma.key, purpose="marketing", channel="email")
    consents.withdraw(late_emma.key, purpose="marketing", channel="phone")
    body = text(desk.get(page_of(late_emma)))
    assert "Ne pas solliciter pour l’instant" in body
    assert "Prendre des nouvelles" not in body


def test_next_and_previous_follow_the_list_the_page_came_from(desk, late_emma, candide, harpagon):
    body = text(desk.get(page_of(harpagon), {"from": "sort=-name"}))
    links = {rel: urlparse(body.split(f'rel="{rel}" href="')[1].split('"')[0]) for rel in ("next", "prev")}
    assert links["next"].path == page_of(late_emma)
    assert links["prev"].path == page_of(candide)
    assert parse_qs(links["next"].query) == {"from": ["sort=-name"]}
    where = desk.get(reverse("customers:place", args=[harpagon.key]), {"from": "sort=-name"})
    assert "2 sur 3" in text(where)


def test_a_page_of_nobody_is_refused(desk):
    answer = desk.get(reverse("customers:page", args=["00000000-0000-7000-8000-000000000000"]))
    assert answer.status_code == 404


def test_a_note_is_written_told_corrected_removed_and_put_back(desk, emma):
    desk.post(reverse("customers:note", args=[emma.key]), {"body": "A aimé les bottes.", "from": "q=emma"})
    timeline = text(desk.get(reverse("customers:timeline", args=[emma.key]), headers={"HX-Request": "true"}))
    assert "A aimé les bottes." in timeline
    assert "Aujourd’hui" in timeline
    note = Note.objects.get()
    desk.post(reverse("customers:edit-note", args=[emma.key, note.key]), {"body": "A aimé les gants."})
    assert Note.objects.get().body == "A aimé les gants."
    answer = desk.post(reverse("customers:remove-note", args=[emma.key, note.key]), follow=True)
    undo = reverse("customers:restore-note", args=[emma.key, note.key])
    assert f'action="{undo}"' in text(answer)
    assert not Note.objects.exists()
    desk.post(undo)
    kept = Note.objects.get()
    assert (kept.key, kept.body, kept.created_at) == (note.key, "A aimé les gants.", note.created_at)


def test_an_empty_note_comes_back_with_its_reason(desk, emma):
    answer = desk.post(reverse("customers:note", args=[emma.key]), {"body": "  "})
    assert answer.status_code == 422
    assert not Note.objects.exists()


def test_the_note_of_somebody_else_cannot_be_taken_away(desk, emma, db):
    from cordiale.people import users

    other = users.create(email="autre@rivage.example", name="Autre", password="barbier-de-seville-1775")
    members.give(other, "manager")
    note = notes.write(emma.key, body="À moi.", by=other)
    assert desk.post(reverse("customers:remove-note", args=[emma.key, note.key])).status_code == 403
    assert Note.objects.exists()


def test_archiving_can_be_undone_from_its_toast(desk, emma):
    answer = desk.post(reverse("customers:archive", args=[emma.key]), follow=True)
    emma.refresh_from_db()
    assert emma.archived_at is not None
    assert "Fiche archivée" in text(answer)
    undo = reverse("customers:restore", args=[emma.key])
    assert f'hx-post="{undo}"' in text(answer)
    assert "Emma Bovary" not in text(desk.get(reverse("customers:list")))
    assert desk.post(undo, headers={"HX-Request": "true"})["HX-Redirect"] == page_of(emma)
    emma.refresh_from_db()
    assert emma.archived_at is None


def test_tags_and_owner_change_from_the_page(desk, emma, figaro):
    desk.post(reverse("customers:stick", args=[emma.key]), {"name": "Fidèle"})
    assert [tag.name for tag in emma.tags.all()] == ["Fidèle"]
    desk.post(reverse("customers:peel", args=[emma.key]), {"name": "fidèle"})
    assert not emma.tags.exists()
    desk.post(reverse("customers:owner", args=[emma.key]), {"owner": str(figaro.key)})
    emma.refresh_from_db()
    assert emma.owner == figaro


def test_consents_are_noted_with_how_we_know(desk, emma, figaro):
    address = reverse("customers:consents", args=[emma.key])
    desk.post(address, {"purpose": "marketing", "channel": "sms", "say": "grant", "how": "dit au téléphone"})
    line = emma.consents.get()
    assert (line.state, line.actor, line.proof) == ("granted", figaro, {"how": "dit au téléphone"})
    assert "dit au téléphone" in text(desk.get(address))


def test_somebody_alike_is_shown_before_a_second_record(desk, emma):
    typed = {"kind": "person", "given_name": "E.", "family_name": "Bovary", "email": "emma.bovary@yonville.example"}
    warned = text(desk.get(reverse("customers:lookalikes"), typed, headers={"HX-Request": "true"}))
    assert page_of(emma) in warned
    stopped = desk.post(reverse("customers:new"), typed)
    assert stopped.status_code == 409
    assert 'value="E."' in text(stopped)
    made = desk.post(reverse("customers:new"), {**typed, "anyway": "1"})
    assert (made.status_code, Party.objects.count()) == (302, 2)


def test_a_wrong_field_keeps_what_was_typed(desk):
    answer = desk.post(reverse("customers:new"), {"kind": "person", "family_name": "Géronte", "phone": "12"})
    assert answer.status_code == 422
    assert 'value="Géronte"' in text(answer)
    assert "Ce numéro n’est pas complet" in text(answer)
    assert not Party.objects.exists()


def test_correcting_a_record_replaces_its_main_keys(desk, emma):
    address = reverse("customers:edit", args=[emma.key])
    assert 'value="Yonville"' in text(desk.get(address))
    typed = {
        "given_name": "Emma", "family_name": "Rouault", "email": "emma@rouault.example", "phone": "06 12 34 56 78",
        "lines": "", "postcode": "76000", "city": "Rouen", "country": "fr", "language": "fr", "born_on": "1990-04-01",
    }  # fmt: skip
    assert desk.post(address, typed)["Location"] == page_of(emma)
    emma.refresh_from_db()
    assert emma.name == "Emma Rouault"
    assert list(emma.identifiers.filter(kind="email").values_list("value", "main")) == [("emma@rouault.example", True)]
    assert emma.identifiers.get(kind="phone").normal == "+33612345678"
    assert emma.addresses.get().city == "Rouen"


def test_a_tie_is_told_from_both_sides(desk, emma, candide):
    desk.post(reverse("customers:relate", args=[candide.key]), {"other": str(emma.key), "kind": "referred_by"})
    assert "Recommandé par" in text(desk.get(page_of(candide)))
    assert "A recommandé" in text(desk.get(page_of(emma)))


def test_every_panel_answers_with_and_without_a_script(desk, emma):
    for name in ("talk", "orders", "contracts", "satisfaction", "timeline"):
        address = reverse(f"customers:{name}", args=[emma.key])
        alone = desk.get(address, headers={"HX-Request": "true"})
        assert (alone.status_code, "<html" in text(alone)) == (200, False), name
        assert "<html" in text(desk.get(address)), name


def test_the_palette_finds_customers_with_what_tells_them_apart(desk, tartuffe):
    body = text(desk.get(reverse("web:palette"), {"q": "tartuffe"}))
    assert body.count("<small>Paris</small>") == 3
