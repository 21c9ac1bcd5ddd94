"""Webhooks through the API: open, list, pause, test, end, and what never arrived."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from cordiale.channels.webhooks import subscriptions
from cordiale.channels.webhooks.models import Delivery, Subscription
from cordiale.channels.webhooks.refusals import NoSuchWebhook
from cordiale.project.api import paging, replies
from cordiale.project.api.access.principals import Principal, ProgramRequest
from cordiale.project.api.resources.shapes import REFUSED, Pages, Shown, Text, Told

router = Router(tags=["webhooks"])


class WebhookTold(Told):
    """Where to, and what for: everything when nothing is named. `where` is a condition on the party."""

    name: Annotated[Text, Field(max_length=80)] = ""
    url: Annotated[Text, Field(min_length=1, max_length=2000)]
    whats: Annotated[list[Annotated[Text, Field(max_length=20)]], Field(max_length=20)] = []
    kinds: Annotated[list[Annotated[Text, Field(max_length=64)]], Field(max_length=50)] = []
    where: dict[str, Any] | None = None


class WebhookShown(Shown):
    key: UUID
    name: str
    url: str
    whats: list[str]
    kinds: list[str]
    where: dict[str, Any] | None = None
    created_at: datetime
    paused_at: datetime | None = None


class WebhookMade(WebhookShown):
    """With the secret, this once."""

    secret: str


class WebhookPage(Shown):
    rows: list[WebhookShown]
    next: str


class DeliveryShown(Shown):
    key: UUID
    what: str
    party: UUID | None = None
    kind: str = ""
    state: str
    attempts: int
    status: int
    error: str = ""
    happened_at: datetime
    tried_at: datetime | None = None


class DeliveryPage(Shown):
    rows: list[DeliveryShown]
    next: str


class Secret(Shown):
    secret: str


class Again(Shown):
    count: int


def _mine(caller: Principal, key: UUID) -> Subscription:
    """A subscription of the account itself; those of others do not exist."""
    found = Subscription.objects.filter(key=key, owner=caller.user, ended_at=None).first()
    if found is None:
        raise NoSuchWebhook
    return found


Outcome = TypeVar("Outcome")


def _on_mine(request: ProgramRequest, key: UUID, deed: Callable[..., Outcome]) -> Outcome:
    """Do a deed to one of the account's own webhooks."""
    request.caller.require("webhook.change")
    return deed(_mine(request.caller, key).key, by=request.caller.user)


def _told(row: Subscription) -> dict[str, Any]:
    return {
        "key": row.key, "name": row.name, "url": row.url, "whats": row.whats, "kinds": row.kinds, "where": row.where,
        "created_at": row.created_at, "paused_at": row.paused_at,
    }  # fmt: skip


@router.get("/webhooks", response={200: WebhookPage, **REFUSED}, operation_id="list_webhooks", summary="List webhooks")
def listed(request: ProgramRequest, asked: Query[Pages]) -> HttpResponse:
    """The account's own webhooks."""
    request.caller.require("webhook.read")
    rows = Subscription.objects.filter(owner=request.caller.user, ended_at=None)
    order = paging.Order(name="made", column="pk")
    page = paging.page(rows, order=order, question={"of": "webhooks"}, cursor=asked.cursor, limit=asked.limit)
    return replies.reply({"rows": [_told(one) for one in page.rows], "next": page.next})


@router.post("/webhooks", response={201: WebhookMade, **REFUSED}, operation_id="open_webhook", summary="Open a webhook")
def open_one(request: ProgramRequest, told: WebhookTold) -> HttpResponse:
    """Be told what happens from now on. The secret is in this answer only."""
    request.caller.require("webhook.change")
    row, secret = subscriptions.open_one(**told.model_dump(), by=request.caller.user)
    return replies.reply(_told(row) | {"secret": secret}, status=201)


@router.delete(
    "/webhooks/{uuid:key}", response={204: None, **REFUSED}, operation_id="end_webhook", summary="End a webhook"
)
def end(request: ProgramRequest, key: UUID) -> HttpResponse:
    """Stop for good."""
    _on_mine(request, key, subscriptions.end)
    return replies.nothing()


@router.post(
    "/webhooks/{uuid:key}/pause", response={200: WebhookShown, **REFUSED}, operation_id="pause_webhook", summary="Pause"
)
def pause(request: ProgramRequest, key: UUID) -> HttpResponse:
    """Be told nothing for now; what happens waits."""
    return replies.reply(_told(_on_mine(request, key, subscriptions.pause)))


@router.post(
    "/webhooks/{uuid:key}/resume",
    response={200: WebhookShown, **REFUSED},
    operation_id="resume_webhook",
    summary="Resume",
)
def resume(request: ProgramRequest, key: UUID) -> HttpResponse:
    """Be told again, beginning with what waited."""
    return replies.reply(_told(_on_mine(request, key, subscriptions.resume)))


@router.post(
    "/webhooks/{uuid:key}/rotate",
    response={200: Secret, **REFUSED},
    operation_id="rotate_webhook",
    summary="New secret",
)
def rotate(request: ProgramRequest, key: UUID) -> HttpResponse:
    """A new secret; the old one signs beside it for a day."""
    _, secret = _on_mine(request, key, subscriptions.rotate)
    return replies.reply({"secret": secret})


@router.post(
    "/webhooks/{uuid:key}/test", response={202: DeliveryShown, **REFUSED}, operation_id="test_webhook", summary="Test"
)
def test(request: ProgramRequest, key: UUID) -> HttpResponse:
    """Be sent a message that says it is a test."""
    return replies.reply(_delivery(_on_mine(request, key, subscriptions.test)), status=202)


@router.get(
    "/webhooks/{uuid:key}/deliveries",
    response={200: DeliveryPage, **REFUSED},
    operation_id="list_deliveries",
    summary="List messages",
)
def deliveries(request: ProgramRequest, key: UUID, asked: Query[Pages]) -> HttpResponse:
    """The messages of a month, the latest first."""
    request.caller.require("webhook.read")
    row = _mine(request.caller, key)
    order = paging.Order(name="latest", column="pk", falling=True)
    page = paging.page(
        row.deliveries.all(), order=order, question={"of": str(key)}, cursor=asked.cursor, limit=asked.limit
    )
    return replies.reply({"rows": [_delivery(one) for one in page.rows], "next": page.next})


@router.post(
    "/webhooks/{uuid:key}/again",
    response={200: Again, **REFUSED},
    operation_id="repeat_deliveries",
    summary="Send again",
)
def again(request: ProgramRequest, key: UUID) -> HttpResponse:
    """Try again all that was given up."""
    return replies.reply({"count": _on_mine(request, key, subscriptions.send_again)})


def _delivery(one: Delivery) -> dict[str, Any]:
    return {
        "key": one.key, "what": one.what, "party": one.party, "kind": one.kind, "state": one.state,
        "attempts": one.attempts, "status": one.status, "error": one.error, "happened_at": one.happened_at,
        "tried_at": one.tried_at,
    }  # fmt: skip
