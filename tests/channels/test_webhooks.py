"""Webhooks: signed, sent again, given up in sight, never twice, never about what the owner may not see."""

import base64
import hashlib
import hmac
import http.server
import json
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from cordiale.channels.outbound import DestinationRefused
from cordiale.core import clock
from cordiale.core.event import Event

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


class Receiver:
    """A program on loopback that keeps what it is told and answers as it was bidden."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.answer = 204
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.heard.append((dict(self.headers), body))
                self.send_response(receiver.answer)
                self.end_headers()

            def log_message(self, *args: object) -> None:
                return

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook"

    @property
    def types(self) -> list[str]:
        return [json.loads(body)["type"] for _, body in self.heard]


@pytest.fixture
def receiver(settings) -> Iterator[Receiver]:
    settings.OUTBOUND_HOSTS = ["127.0.0.1"]
    made = Receiver()
    thread = threading.Thread(target=made.server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


def opened(receiver, by, **told):
    from cordiale.channels.webhooks import subscriptions

    return subscriptions.open_one(name="Caisse", url=receiver.url, by=by, **told)


def rounds():
    """The dispatcher and what it set to work, without the house's other periodic jobs."""
    from cordiale.channels.webhooks import sending, work
    from cordiale.channels.webhooks.models import Subscription

    work.dispatch()
    for row in Subscription.objects.filter(paused_at=None, ended_at=None):
        sending.due(row, most=200)


def verified(secret, headers, body):
    key = base64.b64decode(secret.removeprefix("whsec_"))
    told = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    right = "v1," + base64.b64encode(hmac.new(key, told, hashlib.sha256).digest()).decode()
    return right in headers["webhook-signature"].split()


def test_a_change_is_told_once_and_signed(receiver, figaro, emma):
    from cordiale.people import parties

    _, secret = opened(receiver, figaro)
    parties.describe(emma.key, language="en")
    rounds()
    rounds()
    assert receiver.types == ["party.updated"]
    headers, body = receiver.heard[0]
    assert verified(secret, headers, body)
    assert not verified(secret, headers, body + b" ")
    assert json.loads(body)["data"] == {"party": str(emma.key)}
    assert b"Bovary" not in body


def test_what_happened_before_is_not_told(receiver, figaro, emma):
    opened(receiver, figaro)
    rounds()
    assert receiver.heard == []


def test_only_what_was_asked_for(receiver, figaro, emma, harpagon):
    from cordiale.people import parties, timeline

    opened(receiver, figaro, whats=["event.recorded"], kinds=["call.made"])
    parties.describe(emma.key, language="en")
    for kind in ("call.made", "letter.sent"):
        timeline.record(Event(kind=kind, party=emma.key))
    rounds()
    assert [json.loads(body)["data"]["kind"] for _, body in receiver.heard] == ["call.made"]


def test_a_condition_chooses_whose_changes(receiver, figaro, emma, harpagon):
    from cordiale.core.conditions import Test, dump
    from cordiale.people import parties

    opened(receiver, figaro, where=dump(Test("language", "is", "fr")))
    parties.describe(emma.key, born_on=None, language="fr")
    parties.describe(harpagon.key, language="de")
    rounds()
    assert [json.loads(body)["data"]["party"] for _, body in receiver.heard] == [str(emma.key)]


def test_nobody_is_told_of_what_they_may_not_see(receiver, figaro, emma):
    from cordiale.people import parties, users
    from cordiale.people.rights import members

    seller = users.create(email="vente@rivage.example", name="Suzanne", password=None)
    members.give(seller, "sales")
    opened(receiver, seller)
    parties.describe(emma.key, language="en")
    rounds()
    assert receiver.heard == []


def test_a_failure_is_tried_again_later_and_given_up_in_the_end(receiver, figaro, emma):
    from cordiale.channels.webhooks import sending, subscriptions
    from cordiale.channels.webhooks.models import Delivery
    from cordiale.people import parties

    row, _ = opened(receiver, figaro)
    receiver.answer = 500
    parties.describe(emma.key, language="en")
    now = clock.now()
    rounds()
    rounds()
    assert len(receiver.heard) == 1
    for wait in sending.WAITS:
        now += wait + timedelta(seconds=1)
        with time_machine.travel(now, tick=False):
            rounds()
    lost = Delivery.objects.get()
    assert (lost.state, lost.attempts, lost.status, lost.next_at) == ("failed", 1 + len(sending.WAITS), 500, None)
    assert len({headers["webhook-id"] for headers, _ in receiver.heard}) == 1
    assert len({body for _, body in receiver.heard}) == 1
    receiver.answer = 204
    assert subscriptions.send_again(row.key, by=figaro) == 1
    rounds()
    assert Delivery.objects.get().state == "done"


def test_a_dead_address_is_left_alone_after_three_failures(receiver, figaro, emma):
    from cordiale.people import timeline

    opened(receiver, figaro)
    receiver.answer = 503
    timeline.record_many([Event(kind="call.made", party=emma.key) for _ in range(8)])
    rounds()
    assert len(receiver.heard) == 3


def test_a_secret_is_changed_with_a_day_of_both(receiver, figaro, emma):
    from cordiale.channels.webhooks import subscriptions
    from cordiale.people import parties

    row, old = opened(receiver, figaro)
    _, new = subscriptions.rotate(row.key, by=figaro)
    parties.describe(emma.key, language="en")
    rounds()
    assert verified(old, *receiver.heard[0])
    assert verified(new, *receiver.heard[0])
    with time_machine.travel(clock.now() + timedelta(hours=25)):
        parties.describe(emma.key, language="de")
        rounds()
    assert verified(new, *receiver.heard[1])
    assert not verified(old, *receiver.heard[1])


def test_the_secret_is_not_in_the_database(receiver, figaro):
    row, secret = opened(receiver, figaro)
    row.refresh_from_db()
    raw = base64.b64decode(secret.removeprefix("whsec_"))
    assert raw not in bytes(row.secret)
    assert secret.encode() not in bytes(row.secret)


def test_a_pause_holds_and_an_end_is_an_end(receiver, figaro, emma):
    from cordiale.channels.webhooks import subscriptions
    from cordiale.people import parties

    row, _ = opened(receiver, figaro)
    subscriptions.pause(row.key, by=figaro)
    parties.describe(emma.key, language="en")
    rounds()
    assert receiver.heard == []
    subscriptions.resume(row.key, by=figaro)
    rounds()
    assert receiver.types == ["party.updated"]
    subscriptions.end(row.key, by=figaro)
    parties.describe(emma.key, language="de")
    rounds()
    assert len(receiver.heard) == 1


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "https://10.0.0.1/", "https://169.254.169.254/", "ftp://a.example/"]
)
def test_an_inner_address_is_refused_at_once(figaro, url):
    from cordiale.channels.webhooks import subscriptions

    with pytest.raises(DestinationRefused):
        subscriptions.open_one(name="x", url=url, by=figaro)


def test_an_address_that_turns_inner_later_is_never_reached(receiver, figaro, emma, settings):
    from cordiale.channels.webhooks.models import Delivery
    from cordiale.people import parties

    opened(receiver, figaro)
    settings.OUTBOUND_HOSTS = []
    parties.describe(emma.key, language="en")
    rounds()
    assert receiver.heard == []
    assert Delivery.objects.get().error == "refused:scheme"


def test_the_pages(client, receiver, figaro, emma):
    from cordiale.channels.webhooks.models import Subscription
    from cordiale.people.rights import members

    members.give(figaro, "integrator")
    client.force_login(figaro)
    made = client.post(reverse("webhooks:new"), {"name": "Caisse", "url": receiver.url, "whats": ["party.created"]})
    assert b"whsec_" in made.content
    row = Subscription.objects.get()
    page = reverse("webhooks:one", args=[row.key])
    assert client.post(page, {"deed": "test"}).status_code == 302
    rounds()
    assert receiver.types == ["webhook.tested"]
    shown = client.get(page).content.decode()
    assert "webhook.tested" in shown
    assert "whsec_" not in shown
    assert "whsec_" in client.post(page, {"deed": "rotate"}).content.decode()
    client.post(page, {"deed": "pause"})
    client.post(page, {"deed": "resume"})
    assert client.get(reverse("webhooks:list")).status_code == 200
    assert client.post(page, {"deed": "end"}).status_code == 302
    assert client.get(page).status_code == 404


def test_webhooks_through_the_api(client, receiver, figaro, emma):
    from tests.project.api.programs import Program, key_of

    from cordiale.people.rights import members

    members.give(figaro, "integrator")
    program = Program(client, key_of(figaro, verbs=["webhook.read", "webhook.change"]))
    made = program.post("/webhooks", {"name": "Caisse", "url": receiver.url, "whats": ["party.created"]})
    assert made.status_code == 201
    path = f"/webhooks/{made.json()['key']}"
    assert [one["key"] for one in program.get("/webhooks").json()["rows"]] == [made.json()["key"]]
    assert program.post(f"{path}/test").status_code == 202
    rounds()
    rows = program.get(f"{path}/deliveries").json()["rows"]
    assert [(one["what"], one["state"], one["status"]) for one in rows] == [("webhook.tested", "done", 204)]
    assert program.post(f"{path}/rotate").json()["secret"] != made.json()["secret"]
    assert program.post(f"{path}/pause").json()["paused_at"]
    assert program.post(f"{path}/resume").json()["paused_at"] is None
    assert program.post(f"{path}/again").json() == {"count": 0}
    assert program.post("/webhooks", {"url": "https://10.0.0.1/"}).json()["code"] == "destination_refused"
    assert program.call("DELETE", path).status_code == 204
    assert program.get("/webhooks").json()["rows"] == []
