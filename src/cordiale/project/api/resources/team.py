"""Colleagues and teams: who can be given a customer."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router

from cordiale.people.models import Team, User
from cordiale.project.api import paging, replies
from cordiale.project.api.access.principals import ProgramRequest
from cordiale.project.api.resources.shapes import REFUSED, Pages, Shown

router = Router(tags=["team"])


class UserShown(Shown):
    key: UUID
    name: str
    job_title: str
    team: UUID | None


class UserPage(Shown):
    rows: list[UserShown]
    next: str


class TeamShown(Shown):
    key: UUID
    name: str


class TeamPage(Shown):
    rows: list[TeamShown]
    next: str


@router.get("/users", response={200: UserPage, **REFUSED}, operation_id="list_users", summary="List colleagues")
def users(request: ProgramRequest, asked: Query[Pages]) -> HttpResponse:
    """Those who work here now."""
    request.caller.require("team.read")
    rows = User.objects.filter(is_active=True).select_related("team")
    order = paging.Order(name="name", column="name")
    page = paging.page(rows, order=order, question={"of": "users"}, cursor=asked.cursor, limit=asked.limit)
    told = [
        {"key": one.key, "name": one.name, "job_title": one.job_title, "team": one.team.key if one.team else None}
        for one in page.rows
    ]
    return replies.reply({"rows": told, "next": page.next})


@router.get("/teams", response={200: TeamPage, **REFUSED}, operation_id="list_teams", summary="List teams")
def teams(request: ProgramRequest, asked: Query[Pages]) -> HttpResponse:
    """Every team."""
    request.caller.require("team.read")
    order = paging.Order(name="name", column="name")
    page = paging.page(
        Team.objects.all(), order=order, question={"of": "teams"}, cursor=asked.cursor, limit=asked.limit
    )
    return replies.reply({"rows": [{"key": one.key, "name": one.name} for one in page.rows], "next": page.next})
