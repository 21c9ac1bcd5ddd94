"""Following a party: its followers are told what happens, by a reader of the timeline with a cursor of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cordiale import jobs
from cordiale.core import clock

KIND = "party.followed"
OVERLAP = timedelta(minutes=5)  # a transaction that ended late is read in the next round; telling twice is telling once
AT_ONCE = 500
WORTH_TELLING = {
    "order.placed": gettext_lazy("une commande"),
    "order.returned": gettext_lazy("un retour"),
    "contract.signed": gettext_lazy("un contrat signé"),
    "contract.cancelled": gettext_lazy("un contrat résilié"),
    "contract.ended": gettext_lazy("un contrat terminé"),
    "customer.left": gettext_lazy("un départ"),
    "ticket.opened": gettext_lazy("une demande ouverte"),
    "ticket.closed": gettext_lazy("une demande close"),
    "claim.opened": gettext_lazy("un sinistre déclaré"),
    "claim.declared": gettext_lazy("un sinistre déclaré"),
    "complaint.received": gettext_lazy("une réclamation"),
    "survey.answered": gettext_lazy("une réponse à une enquête"),
    "review.written": gettext_lazy("un avis publié"),
    "call.received": gettext_lazy("un appel reçu"),
    "mail.received": gettext_lazy("un e-mail reçu"),
    "message.received": gettext_lazy("un message reçu"),
    "note.written": gettext_lazy("une note"),
    "file.attached": gettext_lazy("un fichier joint"),
    "task.closed": gettext_lazy("une tâche faite"),
    "consent.withdrawn": gettext_lazy("un accord retiré"),
    "party.merged": gettext_lazy("des fiches réunies"),
}


def follow(party: Any, *, by: Any) -> None:
    """Hear from now on what happens with a party."""
    from cordiale.people.shelf.models import Follow

    Follow.objects.get_or_create(user=by, party=party)


def unfollow(party: Any, *, by: Any) -> None:
    """Hear no more of it."""
    from cordiale.people.shelf.models import Follow

    Follow.objects.filter(user=by, party=party).delete()


def say(words: Mapping[str, Any], name: str) -> str:
    """`Emma Bovary : une réclamation`."""
    what = WORTH_TELLING.get(str(words.get("event")), "")
    return _("%(name)s\u00a0: %(what)s") % {"name": name, "what": what}


def href(words: Mapping[str, Any]) -> str:
    return reverse("customers:page", args=[words["key"]])


@jobs.every(name="shelf.tell_followers", minutes=1)
def tell_followers() -> None:
    """Read what is new in the timelines of followed parties and tell their followers, each thing once a day."""
    from cordiale.people.shelf.models import Cursor

    now = clock.now()
    cursor, made = Cursor.objects.get_or_create(pk=1, defaults={"upto": now})
    if made:
        return
    _tell(since=cursor.upto - OVERLAP, until=now)
    Cursor.objects.filter(pk=1).update(upto=now)


def _tell(*, since: Any, until: Any) -> None:
    """Followers are few and entries of a party recent: the read goes from the follows to their entries by index."""
    from cordiale.people import rights
    from cordiale.people.models import TimelineEntry
    from cordiale.people.notices import notices
    from cordiale.people.shelf.models import Follow

    followed = Follow.objects.values("party_id").distinct()
    fresh = TimelineEntry.objects.filter(
        party_id__in=followed, received_at__gt=since, received_at__lte=until, kind__in=list(WORTH_TELLING)
    )
    entries = fresh.select_related("party").order_by("received_at", "id")
    for entry in entries[:AT_ONCE]:
        followers = Follow.objects.filter(party=entry.party_id, since__lte=entry.received_at).select_related("user")
        users = [
            one.user
            for one in followers
            if str(one.user.key) != entry.data.get("actor") and rights.covers(one.user, entry.party)
        ]
        origin = f"follow:{entry.party.key.hex}:{entry.kind}:{entry.received_at:%Y%m%d}"
        notices.tell(users, kind=KIND, origin=origin, party=entry.party, words={"event": entry.kind})
