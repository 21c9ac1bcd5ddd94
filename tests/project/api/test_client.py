"""The generated client: as the interface is now, and at work against a live server."""

import importlib.util
import sys
from pathlib import Path

import pytest

PLACE = Path(__file__).parents[3] / "clients/python/cordiale_client.py"


@pytest.fixture(scope="module")
def client_module():
    spec = importlib.util.spec_from_file_location("cordiale_client", PLACE)
    module = importlib.util.module_from_spec(spec)
    sys.modules["cordiale_client"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["cordiale_client"]


def test_the_client_is_what_the_interface_says():
    from tools import client

    assert client.text() == PLACE.read_text("utf-8"), "python -m tools.client write"


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_a_program_works_with_it(client_module, live_server, figaro):
    from tests.project.api.programs import EVERYTHING, key_of

    c = client_module
    verbs = [*EVERYTHING, "file.read", "file.attach", "file.remove"]
    with c.Cordiale(live_server.url, key=key_of(figaro, verbs=verbs)) as house:
        assert house.who_am_i().name == "Caisse"
        key = c.IdentifierTold(kind="email", value="emma@yonville.example")
        made = house.create_party(c.PartyTold(given_name="Emma", family_name="Bovary", identifiers=[key]))
        assert made.created_at.tzinfo is not None
        tag = house.etag
        with pytest.raises(c.Refused) as twin:
            house.create_party(c.PartyTold(name="Autre", identifiers=[key]))
        assert (twin.value.status, twin.value.code) == (409, "duplicate_party")
        changed = house.change_party(made.key, c.PartyChange(language="en"), if_match=tag)
        assert changed.language == "en"
        with pytest.raises(c.Refused) as late:
            house.change_party(made.key, c.PartyChange(language="de"), if_match=tag)
        assert late.value.code == "changed_meanwhile"
        told = house.take_in_parties(c.Rows(rows=[c.Row(name=f"Client {n}") for n in range(5)]))
        assert (told.created, [one.outcome for one in told.rows]) == (5, ["created"] * 5)
        assert len(list(house.pages(house.list_parties, limit=2, fields="name"))) == 6
        house.record_event(made.key, c.EventTold(kind="call.made", data={"minutes": 3}))
        assert house.read_timeline(made.key, kinds="call.made").rows[0].data["minutes"] == 3
        file = house.attach_file(made.key, b"Chere Emma", "lettre.txt")
        assert house.read_file(made.key, file.key) == b"Chere Emma"
        assert house.remove_file(made.key, file.key) is None
        start = house.list_changes(after="now")
        house.archive_party(made.key)
        assert [one.what for one in house.list_changes(after=start.next).rows] == ["party.archived"]
