"""Sessions: opened by a proof, seen at each request, ended by time, by their owner, or by a new epoch of the account.

The session's hash holds the account's epoch (`User.get_session_auth_hash`), so that raising the epoch ends them all at
the very next request. What the session itself remembers stands in `Marks`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import login, logout, update_session_auth_hash
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from cordiale.core import clock
from cordiale.people import users
from cordiale.people.models import User
from cordiale.people.signin import callers, devices, idleness, mails, traces
from cordiale.people.signin.models import Session
from cordiale.people.signin.refusals import NoSuchSession

MARKS = "signin"
BACKEND = "django.contrib.auth.backends.ModelBackend"
SEEN_EVERY_S = 60
FRESH_FOR_S = 600


@dataclass(frozen=True, slots=True)
class Marks:
    """What a session remembers of its sign-in; instants are seconds since 1970. `idle` 0 means no idle limit."""

    row: str
    opened: float
    seen: float
    idle: int
    second: bool = False
    fresh: float = 0.0
    proof: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> Marks | None:
        """The marks of this session, when it was opened by us."""
        kept = request.session.get(MARKS)
        return cls(**kept) if kept else None

    def keep(self, request: HttpRequest) -> Marks:
        request.session[MARKS] = asdict(self)
        return self

    @property
    def is_fresh(self) -> bool:
        return clock.now().timestamp() - self.fresh < FRESH_FOR_S

    def over(self) -> str:
        """Why the session is over: "long", "idle", or nothing when it is not."""
        now = clock.now().timestamp()
        if now - self.opened >= settings.SESSION_COOKIE_AGE:
            return "long"
        return "idle" if self.idle and now - self.seen >= self.idle else ""


@transaction.atomic
def begin(request: HttpRequest, user: User, *, proof: str, second: bool) -> None:
    """Sign somebody in who has proved who they are; `second` says that the proof holds two factors."""
    news = devices.remember(request, user)
    login(request, user, backend=BACKEND)
    _row(request, user, proof=proof, second=second)
    traces.tell(user, "session.opened", proof=proof, new_device=news)
    if news:
        mails.new_device.enqueue(user=str(user.key), device=callers.described(request))


@transaction.atomic
def adopt(request: HttpRequest, user: User) -> Marks:
    """Mark a session that did not come through our door: it begins now and has proved nothing more than its cookie."""
    return _row(request, user, proof="", second=False)


def _row(request: HttpRequest, user: User, *, proof: str, second: bool) -> Marks:
    now = clock.now()
    ends = now + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    request.session.set_expiry(ends)
    if not request.session.session_key:
        request.session.create()
    store_key = str(request.session.session_key)
    row = Session.objects.create(user=user, store_key=store_key, device=callers.described(request), opened_at=now)
    at = now.timestamp()
    marks = Marks(row=str(row.key), opened=at, seen=at, idle=idleness.limit(user), proof=proof)
    return replace(marks, second=second, fresh=at if proof else 0.0).keep(request)


def look(request: HttpRequest, marks: Marks) -> None:
    """The session is in use; written down once a minute at most."""
    now = clock.now()
    if now.timestamp() - marks.seen >= SEEN_EVERY_S:
        replace(marks, seen=now.timestamp()).keep(request)
        Session.objects.filter(key=marks.row).update(seen_at=now)


def proved(request: HttpRequest, *, second: bool) -> None:
    """The person has just proved again who they are."""
    marks = Marks.of(request)
    if marks is not None:
        replace(marks, fresh=clock.now().timestamp(), second=marks.second or second).keep(request)


def open_of(user: User) -> QuerySet[Session]:
    """One's open sessions, the last seen first."""
    return Session.objects.filter(user=user).order_by("-seen_at", "-id")


@transaction.atomic
def end(user: User, *, key: UUID) -> None:
    """Close one of one's own sessions."""
    row = Session.objects.select_for_update().filter(user=user, key=key).first()
    if row is None:
        raise NoSuchSession
    _drop([row.store_key])
    traces.tell(user, "session.ended")


@transaction.atomic
def close(request: HttpRequest, user: User, *, why: str = "asked") -> None:
    """End this session: its owner asked for it, or its time is over ("long", "idle")."""
    marks = Marks.of(request)
    if marks is not None:
        Session.objects.filter(key=marks.row).delete()
    traces.tell(user, "session.closed", why=why)
    logout(request)


@transaction.atomic
def revoke(user: User) -> None:
    """End every session of a person: by the epoch for whatever carries it, and in the store."""
    users.raise_epoch(user.key)
    sweep(user)
    user.refresh_from_db(fields=["epoch"])
    traces.tell(user, "session.revoked")


def sweep(user: User, *, but: str = "") -> None:
    """Take the sessions of a person out of the store; the epoch has ended them already."""
    theirs = Session.objects.filter(user=user)
    _drop((theirs.exclude(key=but) if but else theirs).values_list("store_key", flat=True))


@transaction.atomic
def keep_only_this(request: HttpRequest, user: User) -> None:
    """After a new epoch: this session goes on under a new key, the others are over."""
    marks = Marks.of(request)
    user.refresh_from_db()
    update_session_auth_hash(request, user)
    if marks is not None:
        Session.objects.filter(key=marks.row).update(store_key=request.session.session_key)
        sweep(user, but=marks.row)


def _drop(store_keys: Any) -> None:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    gone = list(store_keys)
    for store_key in gone:
        store(store_key).delete()
    Session.objects.filter(store_key__in=gone).delete()
