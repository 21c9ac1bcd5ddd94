"""Saved views, columns, editing in place and boards, as people use them in the list."""

import re
from urllib.parse import parse_qs, urlparse

import pytest
from django.urls import reverse

from cordiale.people import parties, tags, users
from cordiale.people.fields import definitions
from cordiale.people.models import Party, Team
from cordiale.people.rights import members
from cordiale.understand.lists import saved
from cordiale.understand.lists.models import DefaultView, SavedView

LIST = reverse("customers:list")


@pytest.fixture
def desk(client, figaro):
    client.force_login(figaro)
    return client


@pytest.fixture
def seller(figaro):
    user = users.create(email="seller@rivage.example", name="Sganarelle", password="le-medecin-malgre-lui-1666")
    members.give(user, "marketer")
    return user


def text(answer):
    return answer.content.decode()


def keep(desk, address, name="À rappeler", **more):
    answer = desk.post(reverse("customers:keep-view-as"), {"name": name, "address": address, **more})
    assert answer.status_code == 302
    return SavedView.objects.get(name=name)


def names(body):
    return re.findall(r'class="row-link"[^>]*>([^<]+)<', body)


def test_a_view_keeps_conditions_order_columns_and_density(desk, emma, candide):
    tags.stick(emma.key, name="Fidèle")
    view = keep(desk, "f=tag:is:Fidèle&sort=-spent&cols=name&cols=team&dense=1")
    body = text(desk.get(LIST, {"vue": str(view.key)}))
    assert names(body) == ["Emma Bovary"]
    assert 'data-label="Équipe"' in body
    assert 'data-label="Ville"' not in body
    assert "customers dense" in body
    assert "Rétablir" not in body


def test_a_changed_view_offers_to_be_kept_and_to_be_reset(desk, emma, candide):
    view = keep(desk, "sort=-spent")
    body = text(desk.get(LIST, {"vue": str(view.key), "sort": "-last"}))
    assert "Rétablir" in body
    desk.post(reverse("customers:keep-view", args=[view.key]), {"address": f"sort=-last&vue={view.key}"})
    view.refresh_from_db()
    assert view.address == "sort=-last"
    assert "Rétablir" not in text(desk.get(LIST, {"vue": str(view.key)}))


def test_links_under_a_view_hold_the_whole_state(desk, emma):
    view = keep(desk, "f=kind:is:person")
    body = text(desk.get(LIST, {"vue": str(view.key)}))
    href = re.search(r'aria-label="Retirer le filtre[^"]*"', body)
    assert href is not None
    link = re.search(r'href="(\?[^"]*sort=[^"]*vue=[^"]*)"', body)[1].replace("&amp;", "&")
    assert parse_qs(urlparse(link).query)["vue"] == [str(view.key)]


def test_the_list_opens_with_the_view_one_chose(desk, emma, candide):
    tags.stick(emma.key, name="Fidèle")
    view = keep(desk, "f=tag:is:Fidèle", first="1")
    assert names(text(desk.get(LIST))) == ["Emma Bovary"]
    assert len(names(text(desk.get(LIST, {"vue": "tous"})))) == 2
    desk.post(reverse("customers:revise-view", args=[view.key]), {"name": view.name, "reach": "mine"})
    assert not DefaultView.objects.exists()


def test_a_removed_view_comes_back(desk, emma):
    view = keep(desk, "sort=-spent", first="1")
    desk.post(reverse("customers:remove-view", args=[view.key]))
    assert view.name not in text(desk.get(LIST, {"vue": "tous"})).partition("toasts")[0]
    desk.post(reverse("customers:put-back-view", args=[view.key]))
    assert view.name in text(desk.get(LIST))


def test_views_are_shared_as_far_as_said(desk, figaro, seller, emma, client):
    keep(desk, "sort=-spent", "À moi")
    shared = keep(desk, "sort=-last", "À tous", reach="all")
    client.force_login(seller)
    body = text(client.get(LIST))
    assert "À tous" in body
    assert "À moi" not in body
    assert saved.view_of(seller, shared.key) == shared


def test_a_team_view_is_for_the_team(desk, figaro, seller):
    figaro.team = Team.objects.create(name="Rouen")
    figaro.save()
    view = keep(desk, "sort=-spent", reach="team")
    assert list(saved.open_to(seller, place="customers")) == []
    with pytest.raises(saved.NoSuchView):
        saved.view_of(seller, view.key)


def test_somebody_elses_view_is_not_changed(desk, figaro, seller, client, emma):
    view = keep(desk, "sort=-spent")
    client.force_login(seller)
    assert client.post(reverse("customers:remove-view", args=[view.key])).status_code == 404


def test_a_view_without_a_name_is_refused(desk):
    assert desk.post(reverse("customers:keep-view-as"), {"name": " ", "address": ""}).status_code == 422


def test_the_columns_offered_are_those_one_may_read(desk, seller, client, emma):
    page = reverse("customers:display")
    assert "Téléphone" in text(desk.get(page))
    client.force_login(seller)
    assert "Téléphone" not in text(client.get(page))
    assert "+33" not in text(client.get(LIST, {"cols": ["name", "phone"]}))


def test_a_cell_is_changed_in_its_place_and_back(desk, figaro, emma):
    page = reverse("customers:cell", args=[emma.key, "owner"])
    assert "Figaro Almaviva" in text(desk.get(page, headers={"HX-Request": "true"}))
    answer = text(desk.post(page, {"value": str(figaro.key)}, headers={"HX-Request": "true"}))
    assert "Figaro Almaviva" in answer
    assert Party.objects.get().owner == figaro
    undo = re.search(r'hx-post="([^"]+value=[^"]*)"', answer)[1].replace("&amp;", "&")
    answer = text(desk.post(undo, headers={"HX-Request": "true"}))
    assert f"#cell-owner-{emma.key}" in answer
    assert Party.objects.get().owner is None


def test_only_some_fields_are_changed_in_the_list(desk, seller, client, emma):
    assert desk.post(reverse("customers:cell", args=[emma.key, "name"]), {"value": "x"}).status_code == 422
    client.force_login(seller)
    assert client.post(reverse("customers:cell", args=[emma.key, "owner"]), {"value": ""}).status_code == 403


def test_a_board_has_a_column_for_each_value(desk, figaro, emma, candide, django_assert_max_num_queries):
    parties.hand_over(emma.key, owner=figaro, by=figaro)
    with django_assert_max_num_queries(23):
        body = text(desk.get(LIST, {"layout": "board", "by": "owner"}))
    lanes = [names(part) for part in body.split('<section class="lane"')[1:]]
    assert lanes == [["Emma Bovary"], ["Candide Thunder"]]
    assert "Déplacer Emma Bovary vers…" in body


def test_a_card_is_moved_without_dragging_it(desk, figaro, emma):
    page = reverse("customers:cell", args=[emma.key, "owner"])
    for headers in ({}, {"HX-Request": "true"}):
        body = text(desk.get(page, {"moving": "1", "address": "layout=board&by=owner"}, headers=headers))
        assert f'name="value" value="{figaro.key}"' in body
        assert 'name="value" value=""' not in body  # there it stands
    answer = desk.post(page, {"value": str(figaro.key), "moved": "1", "address": "layout=board&by=owner"})
    assert (answer.status_code, answer.url) == (302, f"{LIST}?layout=board&by=owner")
    assert Party.objects.get().owner == figaro


def test_an_own_field_is_changed_in_the_list_and_on_a_board(desk, figaro, emma):
    options = [{"key": one, "fr": one.title(), "en": one.title()} for one in ("nord", "sud")]
    definitions.define(by=figaro, kind="choice", told={"label_fr": "Zone", "label_en": "Zone"}, options=options)
    definitions.define(by=figaro, kind="number", told={"label_fr": "Enfants", "label_en": "Children"})
    page = reverse("customers:cell", args=[emma.key, "custom.zone"])
    assert '<option value="sud">Sud</option>' in text(desk.get(page, headers={"HX-Request": "true"}))
    answer = text(desk.post(page, {"value": "sud"}, headers={"HX-Request": "true"}))
    assert "Sud" in answer
    assert f"cell-custom-zone-{emma.key}" in answer
    assert Party.objects.get().custom == {"zone": "sud"}
    body = text(desk.get(LIST, {"layout": "board", "by": "custom.zone"}))
    assert [names(part) for part in body.split('<section class="lane"')[1:]] == [[], ["Emma Bovary"], []]
    assert 'draggable="true"' in body
    undo = re.search(r'hx-post="([^"]+value=[^"]*)"', answer)[1].replace("&amp;", "&")
    desk.post(undo, headers={"HX-Request": "true"})
    assert Party.objects.get().custom == {}
    number = reverse("customers:cell", args=[emma.key, "custom.enfants"])
    assert desk.post(number, {"value": "beaucoup"}, headers={"HX-Request": "true"}).status_code == 422
    desk.post(number, {"value": "3"}, headers={"HX-Request": "true"})
    assert Party.objects.get().custom == {"enfants": 3}


def test_a_board_of_a_field_that_makes_none_is_the_table(desk, emma):
    assert "<table" in text(desk.get(LIST, {"layout": "board", "by": "spent"}))


def test_a_card_moves(desk, figaro, emma):
    page = reverse("customers:cell", args=[emma.key, "owner"])
    told = {"value": str(figaro.key), "moved": "1", "address": "layout=board&by=owner"}
    answer = desk.post(page, told, headers={"HX-Request": "true"})
    assert (answer.status_code, Party.objects.get().owner) == (204, figaro)
    assert answer.headers["HX-Redirect"] == f"{LIST}?layout=board&by=owner"


def test_a_field_that_is_always_known_has_no_column_for_nobody(desk, emma):
    body = text(desk.get(LIST, {"layout": "board", "by": "kind"}))
    assert [names(part) for part in body.split('<section class="lane"')[1:]] == [["Emma Bovary"], []]
