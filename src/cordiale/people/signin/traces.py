"""What signing in leaves in the audit log: sign-ins, failures, changes of factors, invitations."""

from cordiale.people import audit
from cordiale.people.models import User


def tell(actor: User | None, deed: str, *, subject: str = "", **detail: object) -> None:
    """Write a deed down, in the transaction of the deed."""
    audit.write(actor, deed, subject=subject, detail=detail)
