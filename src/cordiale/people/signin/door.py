"""The door: an address and a password, then the second factor; the same answer and the same work for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from cordiale.core import clock
from cordiale.people.models import User
from cordiale.people.signin import budgets, callers, devices, mails, sessions, traces
from cordiale.people.signin.budgets import Purse
from cordiale.people.signin.factors import books, passkeys
from cordiale.people.signin.models import Factor

PENDING = "signin.pending"
PENDING_S = 600


@dataclass(frozen=True, slots=True)
class Answer:
    """Who it is, or how many seconds the next try waits, or neither: the two do not go together."""

    user: User | None = None
    wait: int = 0


def knock(request: HttpRequest, *, address: str, password: str) -> Answer:
    """Try an address and a password. Nothing here depends on whether anybody has that address."""
    purses = _purses(request, address=address)
    if wait := budgets.pay(*purses):
        return Answer(wait=wait)
    found = authenticate(request, username=address, password=password)
    user = found if isinstance(found, User) else None
    if user is None:
        traces.tell(None, "session.refused", subject=mails.address_mark(address)[:16])
        return Answer()
    budgets.give_back(*purses)
    return Answer(user=user)


def _purses(request: HttpRequest, *, address: str) -> list[Purse]:
    """A device that signed in to this account before has its own purse, which no stranger can empty."""
    device = devices.known(request, address=address)
    if device is not None:
        return [Purse("device", str(device.pk))]
    mark = mails.address_mark(address)
    return [Purse("account", mark), Purse("machine", callers.machine(request), budgets.MACHINE)]


def put_off(request: HttpRequest, user: User, *, proof: str, way: str) -> None:
    """The first proof is good; the session stays a stranger's until the second factor is."""
    request.session.cycle_key()
    request.session[PENDING] = {
        "user": str(user.key), "hash": user.get_session_auth_hash(), "at": clock.now().timestamp(), "proof": proof,
        "way": way,
    }  # fmt: skip


def awaited(request: HttpRequest) -> User | None:
    """Who is expected to show a second factor: within ten minutes, with the account as it was."""
    kept = request.session.get(PENDING)
    if kept is None or clock.now().timestamp() - kept["at"] > PENDING_S:
        return None
    user = User.objects.filter(key=UUID(kept["user"]), is_active=True).first()
    return user if user and constant_time_compare(kept["hash"], user.get_session_auth_hash()) else None


def way_on(request: HttpRequest) -> str:
    """Where the person wanted to go before the second factor was asked for."""
    return str(request.session.get(PENDING, {}).get("way", "/"))


def try_code(request: HttpRequest, user: User, code: str) -> Answer:
    """Try a code of the app or a recovery code."""
    purse = _code_purse(request, user)
    if wait := budgets.pay(purse):
        return Answer(wait=wait)
    kind = books.check_code(user, code)
    if not kind:
        traces.tell(user, "factor.refused", kind="code")
        return Answer()
    budgets.give_back(purse)
    traces.tell(user, "factor.used", kind=kind)
    return Answer(user=user)


def try_password(user: User, password: str) -> Answer:
    """Try the password of somebody who is signed in."""
    purse = Purse("password", str(user.key))
    if wait := budgets.pay(purse):
        return Answer(wait=wait)
    if not user.check_password(password):
        traces.tell(user, "session.refused", kind="password")
        return Answer()
    budgets.give_back(purse)
    return Answer(user=user)


def try_passkey(request: HttpRequest, said: str, *, user: User | None = None) -> Answer:
    """Try what a passkey answered; it also tells who it is, unless somebody is expected."""
    factor = passkeys.check(request, said=said, user=user)
    if factor is None:
        traces.tell(user, "factor.refused", kind="passkey")
        return Answer()
    traces.tell(factor.user, "factor.used", kind=Factor.Kind.PASSKEY.value)
    return Answer(user=factor.user)


def enter(request: HttpRequest, user: User, *, proof: str, second: bool) -> None:
    """Let somebody in. What a stranger's session held is not taken along."""
    request.session.pop(PENDING, None)
    sessions.begin(request, user, proof=proof, second=second)


def _code_purse(request: HttpRequest, user: User) -> Purse:
    device = devices.known(request, address=user.email)
    return Purse("code", f"{user.key}:{device.pk}" if device else str(user.key))
