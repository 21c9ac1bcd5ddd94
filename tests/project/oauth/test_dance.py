"""The whole dance, as it should go."""

import pytest
from tests.project.oauth.dance import BACK, given, make

from cordiale.people.audit.models import Entry
from cordiale.people.notices.models import Notice
from cordiale.project.oauth import texts
from cordiale.project.oauth.models import Grant, TokenPair


def test_from_the_question_to_the_first_call(app, emma, figaro):
    page = app.ask()
    said = page.content.decode()
    assert page.status_code == 200
    for words in ("Courrier", "courrier.example", "Montre le client", figaro.email, "Corriger une fiche", "Refuser"):
        assert words in said
    back = app.hear()
    told = given(back["Location"])
    assert back.status_code == 303
    assert back["Location"].startswith(BACK + "&")
    assert {name: told[name] for name in ("state", "iss", "ici")} == {
        "state": "s p&=#", "iss": "http://localhost:8000", "ici": "1",
    }  # fmt: skip
    answer = app.trade(told["code"])
    assert answer["Cache-Control"] == "no-store"
    tokens = answer.json()
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 600)
    assert tokens["scope"] == "data:contact party.change party.read"
    me = app.get().json()
    assert (me["name"], me["account"]) == ("Courrier", str(figaro.key))
    assert (me["levels"]["contact"], me["levels"]["commercial"]) == ("write", "hidden")
    assert app.get(f"/parties/{emma.key}").json()["name"] == "Emma Bovary"


def test_refreshing_gives_two_new_tokens(app):
    before = app.connect().access, app.refresh
    assert app.renew().status_code == 200
    assert set(before).isdisjoint({app.access, app.refresh})
    assert app.get().status_code == 200


def test_a_confidential_application_proves_itself(app, almaviva, rosine):
    server = make(app.browser, by=almaviva, approver=rosine, name="Serveur", confidential=True)
    assert server.connect().get().status_code == 200
    secret, server.secret = server.secret, ""
    assert server.renew().json()["error"] == "invalid_client"
    import base64

    basic = base64.b64encode(f"app_{server.row.kid}:{secret}".encode()).decode()
    answer = server.post(
        "/oauth/token", {"grant_type": "refresh_token", "refresh_token": server.refresh, "client_id": ""},
        Authorization=f"Basic {basic}",
    )  # fmt: skip
    assert answer.status_code == 200


def test_a_native_program_answers_on_the_port_it_found(app, almaviva, rosine):
    native = make(app.browser, by=almaviva, approver=rosine, redirects=["http://127.0.0.1/retour"])
    here = "http://127.0.0.1:51004/retour"
    page = native.ask(redirect_uri=here)
    assert "form-action 'self' http://127.0.0.1:51004;" in page["Content-Security-Policy"]
    code = native.code(redirect_uri=here)
    assert native.trade(code, redirect_uri=here).status_code == 200
    assert native.ask(redirect_uri="http://localhost:51004/retour").status_code == 400


def test_saying_no_is_told_and_leaves_nothing(app):
    back = app.hear("deny")
    assert (back.status_code, given(back["Location"])["error"]) == (303, "access_denied")
    assert not Grant.objects.exists()


def test_who_is_not_signed_in_signs_in_first(app):
    app.browser.logout()
    answer = app.ask()
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/connexion/")


def test_the_description_names_every_address(client):
    told = client.get("/.well-known/oauth-authorization-server").json()
    assert told["issuer"] == "http://localhost:8000"
    assert told["authorization_endpoint"] == "http://localhost:8000/oauth/authorize"
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["grant_types_supported"] == ["authorization_code", "refresh_token"]
    assert told["authorization_response_iss_parameter_supported"] is True
    assert client.post("/.well-known/oauth-authorization-server").status_code == 405


def test_no_secret_is_stored(app):
    app.connect()
    rows = str([vars(row) for model in (Grant, TokenPair) for row in model.objects.all()])
    for text in (app.access, app.refresh):
        secret = texts.read(text, texts.ACCESS, texts.REFRESH).secret
        assert secret not in rows


def test_what_happens_is_written_down_and_told(app, figaro):
    app.connect()
    deeds = Entry.objects.filter(deed__startswith="app.").order_by("pk").values_list("deed", "subject")
    assert list(deeds) == [(deed, str(app.row.key)) for deed in ("app.registered", "app.approved", "app.connected")]
    assert Notice.objects.get(user=figaro).kind == "app.connected"


def test_where_and_when_it_was_last_used(app):
    app.connect().get()
    grant = Grant.objects.get()
    assert (grant.last_used_from, grant.last_used_at is not None) == ("127.0.0.1", True)


@pytest.mark.parametrize("kind", ["access", "refresh"])
def test_an_application_gives_back_what_it_has(app, kind):
    app.connect()
    answer = app.post("/oauth/revoke", {"token": getattr(app, kind)})
    assert (answer.status_code, answer.content) == (200, b"")
    assert app.get().status_code == 401
    assert app.renew().json()["error"] == "invalid_grant"
    assert app.post("/oauth/revoke", {"token": "cra_nothing"}).status_code == 200
