"""Passkeys (WebAuthn level 2): the private key stays in the device; we keep the public one.

Each passkey is discoverable and verifies its owner (finger, face, PIN), so it signs in by itself: two factors in one.
"""

from __future__ import annotations

import base64
import hashlib
import json
import struct
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticatorData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from cordiale.core import clock
from cordiale.people.models import User
from cordiale.people.signin import traces
from cordiale.people.signin.models import Factor
from cordiale.people.signin.refusals import KnownPasskey

STATE = "signin.challenge"
FOR_S = 300
MALFORMED = (ValueError, TypeError, KeyError, IndexError, AttributeError, struct.error)
VERIFIED = UserVerificationRequirement.REQUIRED


def _server(request: HttpRequest) -> Fido2Server:
    """Bound to the host that was asked for, which `ALLOWED_HOSTS` has checked, and to our scheme and port."""
    host = request.get_host()
    here = f"{request.scheme}://{host}"
    party = PublicKeyCredentialRpEntity(id=host.rpartition(":")[0] if ":" in host else host, name=settings.COMPANY_NAME)
    return Fido2Server(party, verify_origin=lambda origin: origin == here)


def _credentials(user: User) -> list[AttestedCredentialData]:
    return [AttestedCredentialData(bytes(factor.secret)) for factor in user.factors.filter(kind=Factor.Kind.PASSKEY)]


def _handle(credential_id: bytes) -> str:
    return hashlib.sha256(credential_id).hexdigest()


def _keep(request: HttpRequest, state: Any, *, use: str) -> None:
    request.session[STATE] = {"state": state, "use": use, "at": clock.now().timestamp()}


def _challenge(request: HttpRequest, *, use: str) -> Any:
    """The challenge given for this use; it is good once, for five minutes."""
    kept = request.session.pop(STATE, None)
    late = kept is None or clock.now().timestamp() - kept["at"] > FOR_S
    return None if late or kept["use"] != use else kept["state"]


def offer_new(request: HttpRequest, user: User) -> dict[str, Any]:
    """What the browser needs to make a passkey for this person."""
    entity = PublicKeyCredentialUserEntity(id=user.key.bytes, name=user.email, display_name=user.name)
    options, state = _server(request).register_begin(
        entity,
        _credentials(user),
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=VERIFIED,
    )
    _keep(request, state, use="new")
    return dict(options.public_key)


@transaction.atomic
def add(request: HttpRequest, user: User, *, said: str, name: str) -> Factor | None:
    """Keep the passkey the browser made; None when it does not answer our challenge."""
    state, credential = _challenge(request, use="new"), _read(said)
    if state is None or credential is None:
        return None
    try:
        made = _server(request).register_complete(state, credential).credential_data
    except MALFORMED:
        return None
    if made is None:
        return None
    handle = _handle(made.credential_id)
    if Factor.objects.filter(handle=handle).exists():
        raise KnownPasskey
    return Factor.objects.create(
        user=user, kind=Factor.Kind.PASSKEY, name=name[:60], secret=bytes(made), handle=handle, used_at=clock.now()
    )


def offer(request: HttpRequest, user: User | None) -> dict[str, Any]:
    """What the browser needs to show a passkey: of this person, or of whoever holds one."""
    known = _credentials(user) if user else None
    options, state = _server(request).authenticate_begin(known, user_verification=VERIFIED)
    _keep(request, state, use=f"show:{user.key}" if user else "show")
    return dict(options.public_key)


@transaction.atomic
def check(request: HttpRequest, *, said: str, user: User | None = None) -> Factor | None:
    """The passkey that answered our challenge, and through it the person; None when it cannot be verified."""
    state, credential = _challenge(request, use=f"show:{user.key}" if user else "show"), _read(said)
    if state is None or credential is None:
        return None
    try:
        owner = user or User.objects.get(key=UUID(bytes=_bytes(credential["response"]["userHandle"])), is_active=True)
        used = _server(request).authenticate_complete(state, _credentials(owner), credential)
        counter = AuthenticatorData(_bytes(credential["response"]["authenticatorData"])).counter
    except (*MALFORMED, User.DoesNotExist):
        return None
    return _use(owner, handle=_handle(used.credential_id), counter=counter)


def _use(owner: User, *, handle: str, counter: int) -> Factor | None:
    """A counter that does not grow tells of a copied key (WebAuthn 6.1.1); most passkeys keep it at zero."""
    factor = Factor.objects.select_for_update().get(user=owner, handle=handle)
    if counter <= factor.counter and (counter or factor.counter):
        traces.tell(owner, "factor.doubted", factor=str(factor.key))
        return None
    factor.counter, factor.used_at = counter, clock.now()
    factor.save(update_fields=["counter", "used_at"])
    return factor


def _read(said: str) -> dict[str, Any] | None:
    try:
        found = json.loads(said[:20_000])
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
