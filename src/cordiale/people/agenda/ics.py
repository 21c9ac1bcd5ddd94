"""Tasks as a calendar (RFC 5545): what Thunderbird, Outlook, Google and telephones read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from cordiale.people.agenda import recurrence
from cordiale.people.agenda.models import Task

LINE = 75
YEARS = 3
_PRIORITY = {1: 9, 2: 5, 3: 1}


def calendar(tasks: Iterable[Task], *, name: str, zone: str, host: str, links: bool = True) -> str:
    """The whole calendar for a reader in `zone`, in lines of at most 75 octets that end with CR LF."""
    rows = list(tasks)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Cordiale//Agenda//FR", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines += [f"X-WR-CALNAME:{text(name)}", f"X-WR-TIMEZONE:{zone}", "REFRESH-INTERVAL;VALUE=DURATION:PT15M"]
    lines.append("X-PUBLISHED-TTL:PT15M")  # the same for Outlook
    since = min((task.on for task in rows if task.on), default=date(2026, 1, 1))
    for place in sorted({task.place.key for task in rows if task.at}):
        lines += timezone(place, since=since.year)
    for task in rows:
        if task.on is not None:
            lines += event(task, host=host, links=links)
    lines.append("END:VCALENDAR")
    return "".join(fold(line) for line in lines)


def event(task: Task, *, host: str, links: bool) -> Iterator[str]:
    """One task. Its UID stays, by whatever address the feed is read; SEQUENCE counts its changes.

    A time is a local one, so that it survives the clocks.
    """
    yield "BEGIN:VEVENT"
    yield f"UID:{task.key}@cordiale"
    yield f"DTSTAMP:{stamp(task.updated_at)}"
    yield f"LAST-MODIFIED:{stamp(task.updated_at)}"
    yield f"CREATED:{stamp(task.created_at)}"
    yield f"SEQUENCE:{task.sequence}"
    yield from _when(task)
    done = "✓ " if task.closed_at else ""
    who = f" · {task.party.name}" if task.party else ""
    yield f"SUMMARY:{text(done + task.title + who)}"
    if task.details:
        yield f"DESCRIPTION:{text(task.details)}"
    if links:
        yield f"URL:https://{host}/taches/{task.key}/"
    yield f"PRIORITY:{_PRIORITY[task.priority]}"
    yield f"CATEGORIES:{text(str(task.get_kind_display()))}"
    yield "STATUS:CONFIRMED"
    yield "TRANSP:OPAQUE" if task.at and not task.closed_at else "TRANSP:TRANSPARENT"
    if task.remind_at and not task.closed_at:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{text(task.title)}")
        yield from (
            f"TRIGGER:-PT{task.remind_before}M" if task.at else f"TRIGGER;VALUE=DATE-TIME:{stamp(task.remind_at)}",
            "END:VALARM",
        )
    yield "END:VEVENT"


def _when(task: Task) -> Iterator[str]:
    day = task.on
    if day is None:
        return
    if task.at is None:
        yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"
    else:
        yield f"DTSTART;TZID={task.place.key}:{day:%Y%m%d}T{task.at:%H%M%S}"
        yield f"DURATION:PT{task.minutes}M"
    if task.repeat and not task.closed_at:
        yield f"RRULE:{_rule(task)}"


def _rule(task: Task) -> str:
    """With a time, UNTIL is an instant in UTC: the end of that local day."""
    if task.at is None or "UNTIL=" not in task.repeat:
        return task.repeat
    until = recurrence.parse(task.repeat).until
    if until is None:
        return task.repeat
    last = datetime.combine(until, task.at, task.place)
    return task.repeat.replace(f"UNTIL={until:%Y%m%d}", f"UNTIL={stamp(last)}")


def stamp(moment: datetime) -> str:
    """An instant in UTC."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def text(value: str) -> str:
    """A text value, escaped; control characters are left out."""
    clean = "".join(letter for letter in value if letter >= " " or letter in "\n\t")
    return clean.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def fold(line: str) -> str:
    """A line of at most 75 octets; the rest on lines that begin with a space, no letter cut in two."""
    parts, size = [""], 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LINE - (len(parts) > 1):
            parts.append("")
            size = 0
        parts[-1] += letter
        size += octets
    return "\r\n ".join(parts) + "\r\n"


def timezone(zone: str, *, since: int) -> Iterator[str]:
    """The zone's rules: as a yearly rule where the coming years follow one, else each change by its date."""
    changes = [_changes(zone, year) for year in range(since, since + YEARS)]
    yield "BEGIN:VTIMEZONE"
    yield f"TZID:{zone}"
    if not changes[0]:
        offset = _offset(zone, datetime(since, 1, 1, tzinfo=UTC))
        yield from _observance("STANDARD", "19700101T000000", offset, offset, name=_name(zone, since), rule="")
    for place, change in enumerate(changes[0]):
        others = [year[place] for year in changes[1:] if len(year) > place]
        rule = _yearly(change, others)
        kind = "DAYLIGHT" if change[2] > change[1] else "STANDARD"
        local = change[0].astimezone(UTC).replace(tzinfo=None) + change[1]
        name = change[0].astimezone(ZoneInfo(zone)).tzname() or zone
        yield from _observance(kind, f"{local:%Y%m%dT%H%M%S}", change[1], change[2], name=name, rule=rule)
    yield "END:VTIMEZONE"


Change = tuple[datetime, timedelta, timedelta]


def _observance(  # noqa: PLR0917 -- the lines of one block
    kind: str, start: str, before: timedelta, after: timedelta, *, name: str, rule: str
) -> Iterator[str]:
    yield f"BEGIN:{kind}"
    yield f"DTSTART:{start}"
    yield f"TZOFFSETFROM:{_written(before)}"
    yield f"TZOFFSETTO:{_written(after)}"
    yield f"TZNAME:{name}"
    if rule:
        yield f"RRULE:{rule}"
    yield f"END:{kind}"


def _written(offset: timedelta) -> str:
    minutes = round(offset.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"


def _offset(zone: str, moment: datetime) -> timedelta:
    return moment.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()


def _name(zone: str, year: int) -> str:
    return datetime(year, 1, 1, tzinfo=ZoneInfo(zone)).tzname() or zone


def _changes(zone: str, year: int) -> list[Change]:
    """The instants of a year at which the offset changes, with the offsets before and after."""
    found: list[Change] = []
    hour = datetime(year, 1, 1, tzinfo=UTC)
    for _ in range(366):
        following = hour + timedelta(days=1)
        if _offset(zone, hour) != _offset(zone, following):
            low, high = hour, following
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) / 2
                low, high = (middle, high) if _offset(zone, middle) == _offset(zone, hour) else (low, middle)
            exact = (high + timedelta(seconds=30)).replace(second=0, microsecond=0)
            found.append((exact, _offset(zone, hour), _offset(zone, following)))
        hour = following
    return found


def _yearly(change: Change, others: list[Change]) -> str:
    """`FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU` when the years to come change on the same weekday of the same month."""
    places = [_place(one) for one in (change, *others)]
    if len({(month, weekday) for month, weekday, _first, _last in places}) != 1:
        return ""
    month, weekday, _first, _last = places[0]
    if all(last for *_, last in places):
        return f"FREQ=YEARLY;BYMONTH={month};BYDAY=-1{recurrence.DAYS[weekday]}"
    if len({first for _month, _weekday, first, _last in places}) == 1:
        return f"FREQ=YEARLY;BYMONTH={month};BYDAY={places[0][2]}{recurrence.DAYS[weekday]}"
    return ""


def _place(change: Change) -> tuple[int, int, int, bool]:
    local = change[0].astimezone(UTC).replace(tzinfo=None) + change[1]
    last = (local + timedelta(days=7)).month != local.month
    return local.month, local.weekday(), (local.day - 1) // 7 + 1, last
