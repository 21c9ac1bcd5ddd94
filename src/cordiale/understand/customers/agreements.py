"""What a customer agreed to, in words: as chips on the page, as a table and a history where it is changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cordiale.people import consents
from cordiale.people.models import Consent, Party

CHANNELS: dict[str, str | Promise] = {
    "email": _("E-mail"),
    "phone": _("Téléphone"),
    "sms": _("SMS"),
    "letter": _("Courrier"),
    "push": _("Notification"),
    "web": _("Web"),
    "all": _("Tous les canaux"),
}
ASKED = (
    ("marketing", "email"), ("marketing", "phone"), ("marketing", "sms"), ("marketing", "letter"),
    ("profiling", "all"), ("survey", "all"), ("open_tracking", "email"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Agreement:
    """One purpose and channel as it stands; `state` is empty when nothing was ever said."""

    purpose: str
    channel: str
    state: str = ""
    at: datetime | None = None

    @property
    def granted(self) -> bool:
        return self.state == Consent.State.GRANTED

    @property
    def purpose_words(self) -> str | Promise:
        return Consent.Purpose(self.purpose).label

    @property
    def channel_words(self) -> str | Promise:
        return CHANNELS.get(self.channel, self.channel)

    @property
    def state_words(self) -> str | Promise:
        return Consent.State(self.state).label if self.state else _("jamais demandé")

    @property
    def short(self) -> str | Promise:
        """One word: the channel of advertising, the purpose of the rest."""
        return self.channel_words if self.purpose == Consent.Purpose.MARKETING else self.purpose_words


def of(party: Party) -> list[Agreement]:
    """What was said, in the order of the table: one query."""
    said = {(one.purpose, one.channel): Agreement(one.purpose, one.channel, one.state, one.at)
            for one in consents.standings(party)}  # fmt: skip
    known = [said[pair] for pair in ASKED if pair in said]
    return known + [one for pair, one in said.items() if pair not in ASKED]


def table(party: Party) -> list[Agreement]:
    """Everything that may be asked, said or not."""
    said = {(one.purpose, one.channel): one for one in of(party)}
    asked = [said.pop(pair, Agreement(*pair)) for pair in ASKED]
    return asked + list(said.values())
