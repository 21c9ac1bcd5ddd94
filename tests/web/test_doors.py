"""Language, theme, search, errors and refusals through the doors users use."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from cordiale.web import navigation, palette, panels, public, refusals

pytestmark = pytest.mark.django_db
SIGN_IN = "/connexion/"


@pytest.fixture
def desk(client, figaro):
    client.force_login(figaro)
    return client


def test_the_visitor_chooses_the_language_of_the_door(client):
    answer = client.post(reverse("web:language"), {"language": "en", "next": SIGN_IN})
    assert answer["Location"] == SIGN_IN
    page = client.get(SIGN_IN)
    assert page["Content-Language"] == "en"
    assert "Sign in" in page.content.decode()


@pytest.mark.parametrize(("header", "language"), [("en-GB,en", "en"), ("de,fr;q=0.8", "fr"), ("de", "fr"), ("", "fr")])
def test_the_browser_chooses_until_then(client, header, language):
    assert client.get(SIGN_IN, headers={"accept-language": header})["Content-Language"] == language


def test_the_account_decides_before_cookie_and_browser(desk, figaro):
    desk.cookies["language"] = "en"
    assert desk.get("/preferences/", headers={"accept-language": "en"})["Content-Language"] == "fr"
    desk.post(reverse("web:language"), {"language": "en"})
    figaro.refresh_from_db()
    assert figaro.language == "en"


def test_an_unknown_language_and_theme_change_nothing(desk, figaro):
    desk.post(reverse("web:language"), {"language": "tlh"})
    desk.post(reverse("web:theme"), {"theme": "pink"})
    figaro.refresh_from_db()
    assert (figaro.language, figaro.theme) == ("fr", "")


def test_the_theme_stands_on_the_page_from_the_server(desk, figaro):
    desk.post(reverse("web:theme"), {"theme": "dark"})
    assert '<html lang="fr" data-theme="dark"' in desk.get("/preferences/").content.decode()
    assert desk.post(reverse("web:theme"), {"theme": "light"}, headers={"hx-request": "true"}).status_code == 204
    figaro.refresh_from_db()
    assert figaro.theme == "light"


def test_search_asks_every_source_and_tells_what_it_found(desk, monkeypatch):
    monkeypatch.setattr(palette, "_sources", {})
    asked = []

    def find(user, text, limit):
        asked.append((user.email, text, limit))
        yield from [palette.Result(label=f"<b>{n}", href=f"/c/{n}/", note="Yonville") for n in range(9)]

    palette.register_source("customers", "Clients", find)
    page = desk.get("/palette/", {"q": " emma "}).content.decode()
    assert asked == [("figaro@rivage.example", "emma", 6)]
    assert page.count('role="option"') == 5
    assert "&lt;b&gt;0" in page
    assert desk.get("/palette/", {"q": "e"}).content.strip() == b""
    assert "Il y en a d’autres" not in desk.get("/recherche/", {"q": "emma"}).content.decode()
    assert "Rien de ce nom" in desk.get("/recherche/", {"q": "\x00zzz"}).content.decode() or asked


@pytest.mark.urls("tests.web.refusing_urls")
def test_a_refusal_is_a_page_a_toast_or_a_problem(desk):
    page = desk.get("/refus/")
    assert page.status_code == 422
    assert "Trop tard pour &lt;Emma&gt;." in page.content.decode()
    toast = desk.get("/refus/", headers={"hx-request": "true"})
    assert (toast.status_code, toast["HX-Retarget"], toast["HX-Reswap"]) == (422, "#toasts", "beforeend")
    assert "&lt;Emma&gt;" in toast.content.decode()
    problem = desk.get("/refus/", headers={"accept": "application/json"})
    assert problem["Content-Type"] == "application/problem+json"
    assert json.loads(problem.content) == {
        "type": "urn:cordiale:too_late",
        "code": "too_late",
        "title": "too_late",
        "status": 422,
        "detail": "Trop tard pour <Emma>.",
        "details": {"name": "<Emma>"},
    }


def test_anything_else_stays_loud(rf):
    assert refusals.RefusalMiddleware(lambda request: None).process_exception(rf.get("/"), ValueError()) is None


@pytest.mark.parametrize(("language", "said"), [("fr", "Cette page n’existe pas"), ("en", "This page does not exist")])
def test_a_missing_page(client, language, said):
    answer = client.get("/nulle-part/", headers={"accept-language": language})
    assert (answer.status_code, said in answer.content.decode()) == (404, True)


def test_a_missing_token_is_told_gently(figaro):
    answer = Client(enforce_csrf_checks=True).post(SIGN_IN, {"username": "x"})
    assert (answer.status_code, "Votre formulaire a expiré" in answer.content.decode()) == (403, True)


def test_the_page_for_bugs_needs_no_database(client, figaro, django_assert_num_queries, rf):
    from cordiale.web import errors

    with django_assert_num_queries(0):
        page = errors.broken(rf.get("/x/"))
        card = errors.broken(rf.get("/x/?a=1", headers={"hx-request": "true"}))
    assert page.status_code == card.status_code == 500
    assert "L’erreur vient de nous" in page.content.decode()
    assert 'hx-get="/x/?a=1"' in card.content.decode()


def test_a_stranger_behind_htmx_is_moved_to_the_door(client):
    answer = client.get("/preferences/", headers={"hx-request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (401, SIGN_IN)
    assert client.get("/preferences/", headers={"accept": "application/json"}).status_code == 401


def test_the_service_worker_keeps_no_page_with_data(client):
    script = client.get("/service-worker.js")
    assert script["Content-Type"].startswith("text/javascript")
    text = script.content.decode()
    assert "'/hors\\u002Dligne/'" in text or "'/hors-ligne/'" in text
    assert "/preferences/" not in text
    page = client.get("/hors-ligne/").content.decode()
    assert "figaro" not in page.lower()


def test_signed_in_pages_are_kept_by_nobody(desk):
    assert desk.get("/preferences/")["Cache-Control"] == "no-store"


def test_two_pages_cannot_share_a_shortcut(monkeypatch):
    monkeypatch.setattr(navigation, "_entries", {})
    one = {"group": "understand", "icon": "users", "url": "web:search", "shortcut": "c"}
    navigation.register(key="customers", label="Clients", **one)
    with pytest.raises(ValueError, match="customers"):
        navigation.register(key="contracts", label="Contrats", **one)


def test_the_sidebar_shows_only_what_is_registered_and_allowed(desk, monkeypatch):
    monkeypatch.setattr(navigation, "_entries", {})
    common = {"icon": "users", "url": "web:search"}
    navigation.register(group="listen", key="a", label="Ouvert", count=lambda user: 1250, **common)
    navigation.register(group="serve", key="b", label="Fermé", allowed=lambda user: False, **common)
    page = desk.get("/recherche/").content.decode()
    assert "Écouter" in page
    assert "<em>1\u00a0250</em>" in page
    assert "Servir" not in page
    assert 'aria-current="page"' in page


def test_panels_come_in_their_order(monkeypatch):
    monkeypatch.setattr(panels, "_panels", {})
    for key, order in (("late", 30), ("orders", 10), ("notes", 20)):
        panels.register(place="customer", key=key, title=key, url="web:search", order=order)
    panels.register(place="home", key="other", title="x", url="web:search")
    assert [panel.key for panel in panels.at("customer", column="right")] == ["orders", "notes", "late"]
    assert panels.at("customer", column="main") == []


def test_a_public_view_says_why():
    with pytest.raises(ValueError, match="without a reason"):
        public.register("signin:preferences", " ")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "following", ["nulle-part", '"><img src=x>', "//ailleurs.example/", "https://ailleurs.example/"]
)
def test_the_way_back_is_a_path_of_ours_or_the_first_page(client, following):
    answer = client.post(reverse("web:language"), {"language": "en", "next": following})
    assert (answer.status_code, answer["Location"]) == (302, "/")
