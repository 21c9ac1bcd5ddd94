"""Recovery codes: ten, each good once, shown once; the database holds keyed hashes."""

from __future__ import annotations

import secrets

from django.db import transaction

from cordiale.core import clock
from cordiale.people.models import User
from cordiale.people.signin import sealing
from cordiale.people.signin.models import RecoveryCode

COUNT = 10
ALPHABET = "abcdefghjkmnpqrstvwxyz23456789"  # none that looks like another


def _hash(user: User, code: str) -> str:
    plain = "".join(letter for letter in code.lower() if letter in ALPHABET)
    return sealing.keyed_hash(f"{user.key}:{plain}", purpose="recovery")


@transaction.atomic
def renew(user: User) -> list[str]:
    """Ten new codes (49 bits each); those of before are void. The only time they can be read."""
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(10)) for _ in range(COUNT)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, hash=_hash(user, code)) for code in codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def spend(user: User, code: str) -> bool:
    """Use a code up; False when it is none, or was used."""
    unused = RecoveryCode.objects.filter(user=user, hash=_hash(user, code), used_at=None)
    return bool(unused.update(used_at=clock.now()))


def left(user: User) -> int:
    return RecoveryCode.objects.filter(user=user, used_at=None).count()
