"""What of signing in asks for a right: the pages, who may invite, close and set back, which roles one may hand on."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from cordiale.people import rights
from cordiale.people.models import User
from cordiale.people.rights import members, roles, standing
from cordiale.people.signin.refusals import NotYoursToGive
from cordiale.web import navigation, public

ADMINISTRATORS = {"administrator": "all"}
OPEN = {
    "sign-in": "The door itself.",
    "passkey-door": "Gives a challenge to a passkey at the door; names nobody.",
    "second": "The second half of the door, for whose password was good.",
    "company": "Leaves for the company's own sign-in service.",
    "company-back": "Comes back from the company's sign-in service, checked.",
    "forgotten": "Who forgot a password cannot sign in; the answer is always the same.",
    "reset": "Behind a signed link of one hour, good once.",
    "accept": "Behind a signed invitation, good once; nobody has an account yet.",
}
# One's own account: reading, doing, or both.
OWN = {
    "sign-out": "post", "confirm": "get post", "confirm-passkey": "post", "preferences": "get post", "security": "get",
    "set-up": "get", "totp-new": "get post", "passkey-new": "get post", "passkey-options": "post",
    "renew-codes": "post", "rename-factor": "get post", "remove-factor": "post", "end-session": "post",
    "end-all": "post",
}  # fmt: skip
TEAM = {
    "resend": "account.invite", "cancel": "account.invite", "close": "account.close", "reopen": "account.close",
    "set-back": "factor.reset",
}  # fmt: skip


def register() -> None:
    """Called once when the house opens."""
    _verbs()
    for name, reason in OPEN.items():
        public.register(f"signin:{name}", reason)
    for name, methods in OWN.items():
        rights.routes.guard(f"signin:{name}", **dict.fromkeys(methods.split(), "account.own"))
    rights.routes.guard("accounts:team", get="account.read")
    rights.routes.guard("accounts:invite", get="account.read", post="account.invite")
    for name, verb in TEAM.items():
        rights.routes.guard(f"accounts:{name}", post=verb)
    navigation.register(
        group="settings-pages", key="accounts", label=_("Comptes"), icon="users-round", url="accounts:team", order=90
    )


def _verbs() -> None:
    rights.verbs.register(
        "account.read", label=_("Voir les comptes"), changes=False, grants={**ADMINISTRATORS, "auditor": "all"}
    )
    rights.verbs.register("account.invite", label=_("Inviter quelqu’un"), sensitive=True, grants=ADMINISTRATORS)
    rights.verbs.register("account.close", label=_("Fermer un compte"), sensitive=True, grants=ADMINISTRATORS)
    rights.verbs.register(
        "factor.reset", label=_("Retirer la validation perdue d’un collègue"), sensitive=True, grants=ADMINISTRATORS
    )


def choices(giver: User) -> list[tuple[str, str]]:
    """The roles this person may hand on, by code, with their names: an owner's only by an owner."""
    if not rights.allow(giver, "role.give"):
        return []
    owner = any(role.code == roles.OWNER for role in standing.of(giver).roles)
    return [(role.code, str(role.name)) for role in roles.READY if owner or role.code != roles.OWNER]


def may_give(giver: User, codes: Sequence[str]) -> None:
    """Refuse roles that this person may not hand on."""
    if not set(codes) <= {code for code, _name in choices(giver)}:
        raise NotYoursToGive


def give(user: User, codes: Sequence[str], *, by: User | None) -> None:
    """Give a new account the roles it was invited with."""
    for code in codes:
        members.give(user, code, by=by)
