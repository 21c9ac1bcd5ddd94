"""The timeline as a page of stories: events in words, grouped by period, with the notes' own text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from cordiale.core import clock
from cordiale.core.event import Event
from cordiale.people import timeline
from cordiale.people.models import Note, Party, User
from cordiale.understand.customers import articles, saying, veils, wording
from cordiale.understand.customers.saying import Chip, Said
from cordiale.understand.customers.wording import Wording
from cordiale.web import fmt

AT_ONCE = 30
NOTE_EVENTS = ("note.written",)


@dataclass(frozen=True, slots=True)
class Story:
    """One event, ready to be shown; `note` when it is a note of the team that still exists."""

    event: Event
    wording: Wording
    said: Said
    when: str
    exactly: str
    note: Note | None = None
    mine: bool = False

    @property
    def title(self) -> str:
        return self.said.title or str(self.wording.title)

    @property
    def amount(self) -> str:
        return fmt.money(self.event.amount, self.event.currency) if self.event.amount is not None else ""

    @property
    def negative(self) -> bool:
        return self.event.amount is not None and self.event.amount < 0


@dataclass(frozen=True, slots=True)
class Chapter:
    """The stories of one period."""

    title: str
    stories: list[Story]


@dataclass(frozen=True, slots=True)
class Told:
    """A page of the timeline; `older` asks for the next one."""

    chapters: list[Chapter]
    older: str | None


def tell(party: Party, *, reader: User, group: str = "", before: str | None = None, limit: int = AT_ONCE) -> Told:
    """The party's events before a point, as stories. `group` keeps exchanges, web or purchases."""
    page = timeline.of(party, before=before, limit=limit, kinds=wording.kinds_of(group))
    return tell_page(page, reader=reader, bought=articles.of(party, page.events))


def tell_page(page: timeline.Page, *, reader: User, bought: articles.Articles) -> Told:
    """A page of events as stories; `bought` knows the names of what was ordered."""
    events = [event for event in veils.events_for(reader, page.events) if event.kind not in wording.SILENT]
    notes = _notes(events)
    now = timezone.localtime(clock.now())
    stories = [_story(event, notes=notes, bought=bought, reader=reader, now=now) for event in events]
    chapters = [
        Chapter(title, list(inside)) for title, inside in groupby(stories, key=lambda story: _period(story, now=now))
    ]
    return Told(chapters, page.next)


def _notes(events: Iterable[Event]) -> dict[str, Note]:
    keys = [event.subject for event in events if event.kind in NOTE_EVENTS and event.subject]
    known = [UUID(key) for key in keys if len(key) == 36]
    if not known:
        return {}
    return {str(note.key): note for note in Note.objects.filter(key__in=known).select_related("author")}


def _story(event: Event, *, notes: dict[str, Note], bought: articles.Articles, reader: User, now: datetime) -> Story:
    told = wording.of(event.kind)
    when, exactly = _when(event.at, now=now), fmt.when(event.at)
    if event.kind in articles.KINDS:
        say = saying.order if event.kind == "order.placed" else saying.returned
        return Story(event, told, say(event, articles.names(bought, event)), when, exactly)
    if event.kind not in NOTE_EVENTS:
        return Story(event, told, told.say(event), when, exactly)
    note = notes.get(event.subject)
    return Story(event, told, _of_note(note), when, exactly, note, note is not None and note.author_id == reader.pk)


def _of_note(note: Note | None) -> Said:
    if note is None:
        return Said(text=_("Cette note a été retirée."))
    by = [Chip(note.author.name)] if note.author else []
    edited = [Chip(_("modifiée"))] if note.edited_at else []
    return Said(text=note.body, chips=tuple(by + edited))


def _when(moment: datetime, *, now: datetime) -> str:
    """`09:12` today, `mar. 18:40` within the week, then the day."""
    local = timezone.localtime(moment)
    days = (now.date() - local.date()).days
    if days <= 0:
        return fmt.clock_time(local) if days == 0 else fmt.when(local)
    if days < 7:
        return f"{fmt.weekday(local)} {fmt.clock_time(local)}"
    return fmt.day(local, year=local.year != now.year)


def _period(story: Story, *, now: datetime) -> str:
    """`À venir`, `Aujourd’hui`, `Hier`, `Cette semaine`, the month, then the month with its year."""
    local = timezone.localtime(story.event.at)
    days = (now.date() - local.date()).days
    if days < 0:
        return _("À venir")
    if days < 2:
        return _("Hier") if days else _("Aujourd’hui")
    if days < 7:
        return _("Cette semaine")
    month = fmt.month(local)
    name = month.rsplit(fmt.NBSP, 1)[0].rsplit(" ", 1)[0] if local.year == now.year else month
    return name[:1].upper() + name[1:]
