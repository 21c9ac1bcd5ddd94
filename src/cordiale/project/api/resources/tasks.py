"""Tasks and the agenda: what is to do, when, how often, by whom, about whom."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from cordiale.people.agenda import reading, tasks
from cordiale.people.agenda.models import Task
from cordiale.people.agenda.refusals import NoSuchTask
from cordiale.people.agenda.tasks import Plan
from cordiale.project.api import paging, replies
from cordiale.project.api.access.principals import Principal, ProgramRequest
from cordiale.project.api.refusals import Invalid
from cordiale.project.api.resources.changing import user_of
from cordiale.project.api.resources.shapes import REFUSED, Day, Pages, Shown, Text, Told

router = Router(tags=["tasks"])
VERB = "task.own"
SPAN = 400
At = Annotated[Text, Field(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9])?$", description="HH:MM; empty: all day.")]
Title = Annotated[Text, Field(min_length=1, max_length=200)]
Repeat = Annotated[Text, Field(max_length=120, description="An RRULE (RFC 5545); empty: once.")]
Kind = Literal["call", "meeting", "visit", "other"]
Minutes = Annotated[int, Field(ge=5, le=1440)]
Before = Annotated[int, Field(ge=0, le=525_600, description="Minutes before.")]
Priority = Annotated[int, Field(ge=1, le=3, description="3 is high.")]


class TaskChange(Told):
    """What is to change; what is not named stays. `on` null: some day; `remind_before` null: never."""

    title: Title | None = None
    details: Annotated[Text, Field(max_length=5_000)] | None = None
    kind: Kind | None = None
    priority: Priority | None = None
    on: Day | None = None
    at: At | None = None
    minutes: Minutes | None = None
    repeat: Repeat | None = None
    remind_before: Before | None = None
    assignee: UUID | None = None


class TaskTold(TaskChange):
    """A task, about a party or nobody, for the account or a colleague."""

    title: Title
    party: UUID | None = None


class TaskShown(Shown):
    key: UUID
    title: str
    details: str
    kind: str
    priority: int
    on: date | None = None
    at: str = ""
    minutes: int
    repeat: str
    remind_before: int | None = None
    party: UUID | None = None
    assignee: UUID | None = None
    closed_at: datetime | None = None
    created_at: datetime
    updated_at: datetime


class TaskPage(Shown):
    rows: list[TaskShown]
    next: str


class OccurrenceShown(Shown):
    """A task on one day; `ahead` when it is a repetition to come."""

    day: date
    ahead: bool
    task: TaskShown


class Agenda(Shown):
    rows: list[OccurrenceShown]


class Which(Pages):
    state: Literal["open", "done", "all"] = "open"


class Span(Told):
    """From a day to a day, both included, 400 at most."""

    since: Day
    until: Day


def _told(one: Task, *, caller: Principal) -> dict[str, Any]:
    """A task; its day and time are those of the account's own place."""
    on, at = one.read(caller.user.zone)
    return {
        "key": one.key, "title": one.title, "details": one.details, "kind": one.kind, "priority": one.priority,
        "on": on, "at": f"{at:%H:%M}" if at else "", "minutes": one.minutes, "repeat": one.repeat,
        "remind_before": one.remind_before, "party": one.party.key if one.party else None,
        "assignee": one.assignee.key if one.assignee else None, "closed_at": one.closed_at,
        "created_at": one.created_at, "updated_at": one.updated_at,
    }  # fmt: skip


def _own(caller: Principal) -> None:
    caller.require(VERB)
    caller.require_field("note")


def _held(caller: Principal, key: UUID) -> Task:
    """A task the account may change, of a party it sees."""
    _own(caller)
    found = reading.seen(caller.user, Task.present.filter(key=key).select_related("party", "assignee"))
    if not found or not tasks.may_change(caller.user, found[0]):
        raise NoSuchTask
    return found[0]


def _plan(told: TaskChange, before: Plan) -> Plan:
    """What was told over what stood before."""
    named = told.model_dump(include=told.model_fields_set - {"assignee", "party"})
    if "at" in named:
        named["at"] = time.fromisoformat(named["at"]) if named["at"] else None
    kept = {name: getattr(before, name) for name in Plan.__dataclass_fields__}
    nullable = ("on", "at", "remind_before")
    return Plan(**kept | {name: value for name, value in named.items() if value is not None or name in nullable})


def _as_plan(one: Task, *, caller: Principal) -> Plan:
    on, at = one.read(caller.user.zone)
    return Plan(**{name: getattr(one, name) for name in Plan.__dataclass_fields__} | {"on": on, "at": at})


@router.get("/tasks", response={200: TaskPage, **REFUSED}, operation_id="list_tasks", summary="List tasks")
def listed(request: ProgramRequest, asked: Query[Which]) -> HttpResponse:
    """The account's own tasks, in the order they were noted."""
    caller = request.caller
    _own(caller)
    rows = Task.present.filter(assignee=caller.user).select_related("party", "assignee")
    if asked.state != "all":
        rows = rows.filter(closed_at__isnull=asked.state == "open")
    order, question = paging.Order(name="noted", column="pk"), {"of": "tasks", "state": asked.state}
    page = paging.page(rows, order=order, question=question, cursor=asked.cursor, limit=asked.limit)
    told = [_told(one, caller=caller) for one in reading.seen(caller.user, page.rows)]
    return replies.reply({"rows": told, "next": page.next})


@router.get("/agenda", response={200: Agenda, **REFUSED}, operation_id="read_agenda", summary="Read the agenda")
def agenda(request: ProgramRequest, asked: Query[Span]) -> HttpResponse:
    """The account's tasks by day, with the repetitions to come."""
    _own(request.caller)
    if not 0 <= (asked.until - asked.since).days <= SPAN:
        raise Invalid(errors=[{"place": ["query", "until"], "code": "out_of_span"}])
    days = reading.between(request.caller.user, since=asked.since, until=asked.until)
    rows = [
        {"day": day, "ahead": one.ahead, "task": _told(one.task, caller=request.caller)}
        for day, some in days.items()
        for one in some
    ]  # fmt: skip
    return replies.reply({"rows": rows})


@router.get(
    "/parties/{uuid:key}/tasks",
    response={200: TaskPage, **REFUSED},
    operation_id="list_tasks_of_party",
    summary="List tasks of a party",
)
def of_party(request: ProgramRequest, key: UUID) -> HttpResponse:
    """The open tasks about a party, the nearest first; two hundred at most."""
    party = request.caller.party(key, "task.write")
    request.caller.require_field("note")
    told = [_told(one, caller=request.caller) for one in reading.of(party, limit=200)]
    return replies.reply({"rows": told, "next": ""})


@router.post("/tasks", response={201: TaskShown, **REFUSED}, operation_id="add_task", summary="Add a task")
def add(request: ProgramRequest, told: TaskTold) -> HttpResponse:
    """Note something to do; a colleague it is entrusted to is told."""
    caller = request.caller
    _own(caller)
    caller.require_field("note", level="write")
    party = caller.party(told.party, "task.write") if told.party else None
    plan = _plan(told, Plan(title=""))
    made = tasks.add(plan, by=caller.user, party=party, assignee=user_of(told.assignee))
    return replies.reply(_told(made, caller=caller), status=201)


@router.get("/tasks/{uuid:id}", response={200: TaskShown, **REFUSED}, operation_id="get_task", summary="Read a task")
def one(request: ProgramRequest, id: UUID) -> HttpResponse:
    """One task."""
    return replies.reply(_told(_held(request.caller, id), caller=request.caller))


@router.patch(
    "/tasks/{uuid:id}", response={200: TaskShown, **REFUSED}, operation_id="change_task", summary="Change a task"
)
def change(request: ProgramRequest, id: UUID, told: TaskChange) -> HttpResponse:
    """Change what is named: the day to postpone it, the assignee to hand it over."""
    held = _held(request.caller, id)
    request.caller.require_field("note", level="write")
    plan, to = _plan(told, _as_plan(held, caller=request.caller)), user_of(told.assignee)
    changed = tasks.change(held.key, plan, by=request.caller.user, assignee=to)
    return replies.reply(_told(changed, caller=request.caller))


@router.post(
    "/tasks/{uuid:id}/close", response={200: TaskShown, **REFUSED}, operation_id="close_task", summary="It is done"
)
def close(request: ProgramRequest, id: UUID) -> HttpResponse:
    """Done; a repeated task comes back on its next day."""
    done = tasks.close(_held(request.caller, id).key, by=request.caller.user)
    return replies.reply(_told(done, caller=request.caller))


@router.post(
    "/tasks/{uuid:id}/reopen", response={200: TaskShown, **REFUSED}, operation_id="reopen_task", summary="Not done"
)
def reopen(request: ProgramRequest, id: UUID) -> HttpResponse:
    """Not done after all."""
    done = tasks.reopen(_held(request.caller, id).key, by=request.caller.user)
    return replies.reply(_told(done, caller=request.caller))


@router.delete(
    "/tasks/{uuid:id}", response={204: None, **REFUSED}, operation_id="remove_task", summary="Take a task away"
)
def remove(request: ProgramRequest, id: UUID) -> HttpResponse:
    """Take a task away for good."""
    tasks.remove(_held(request.caller, id).key, by=request.caller.user)
    return replies.nothing()
