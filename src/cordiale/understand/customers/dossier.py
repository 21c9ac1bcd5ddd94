"""All that the lake tells of one customer, read once for every panel of the page."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

from cordiale.core.event import Event
from cordiale.people import timeline
from cordiale.people.models import Party, User
from cordiale.understand.customers import articles, essentials, purchases, story, talk, veils

AT_ONCE = 300
KINDS = ("survey.answered", *dict.fromkeys((*purchases.ORDERS, *purchases.CONTRACTS)))


@dataclass(frozen=True)
class Dossier:
    """The latest events of a party; a panel that needs older ones asks for its own kinds."""

    party: Party
    page: timeline.Page
    reader: User

    @property
    def groups(self) -> frozenset[str]:
        """The groups of events the reader may follow."""
        return veils.open_groups(self.reader)

    @cached_property
    def _told(self) -> list[Event]:
        """What the panels tell: from the events at hand when they are all, else one more read for their kinds."""
        if self.page.next is None:
            return veils.events_for(self.reader, self.page.events)
        return veils.events_for(self.reader, timeline.of(self.party, limit=AT_ONCE, kinds=KINDS).events)

    @cached_property
    def bought(self) -> articles.Articles:
        shown = [*self.page.events[: story.AT_ONCE], *self._of(purchases.ORDERS)[:40], *self._payments()]
        return articles.of(self.party, shown)

    def _of(self, kinds: Collection[str]) -> list[Event]:
        return [event for event in self._told if event.kind in kinds]

    @cached_property
    def _contract_events(self) -> list[Event]:
        return [event for event in self._of(purchases.CONTRACTS) if event.data.get("contract")]

    def _payments(self) -> list[Event]:
        """The last payment of each contract."""
        return list({event.data["contract"]: event for event in reversed(self._contract_events)}.values())

    def satisfaction(self) -> essentials.Essential:
        return essentials.satisfaction(self._of(["survey.answered"]))

    def talk(self) -> talk.Talk:
        if not veils.reads(self.reader, "behavioural"):
            return talk.of_events([])
        return talk.of_events(self.page.events) if self.page.next is None else talk.of(self.party)

    def orders(self) -> tuple[list[purchases.Order], bool]:
        return purchases.orders(self._of(purchases.ORDERS), bought=self.bought)

    def contracts(self) -> list[purchases.Contract]:
        return purchases.contracts(self._contract_events, bought=self.bought)

    def stories(self) -> story.Told:
        """The first page of the timeline."""
        events = self.page.events
        shown = replace(self.page, events=events[: story.AT_ONCE])
        if len(events) > story.AT_ONCE:
            shown = replace(shown, next=timeline.place_of(shown.events[-1]))
        return story.tell_page(shown, reader=self.reader, bought=self.bought)


def of(party: Party, *, reader: User) -> Dossier:
    """Read it, for somebody."""
    return Dossier(party, timeline.of(party, limit=AT_ONCE), reader)
