"""Finding parties by any beginning of a name, an e-mail, a phone in any spacing, a reference (docs/people.md).

Words are cut and folded here, the same way when stored and when asked, so SQLite and PostgreSQL answer alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.lookups import GreaterThan

from cordiale.people import bulk, common, naming
from cordiale.people.audit import door
from cordiale.people.models import Identifier, Party, SearchEntry

MOST_WORDS = 8
LONGEST_WORD = 60
CANDIDATES = 300  # read from the index before sorting: a two-letter beginning may match hundreds of thousands

Word = tuple[tuple[str, ...], ...]  # alternatives; each is a list of beginnings that must all occur

_PHONE_KIND, _EMAIL_KIND, _DEVICE_KIND = map(
    str, (Identifier.Kind.PHONE, Identifier.Kind.EMAIL, Identifier.Kind.DEVICE)
)
_PHONE = re.compile(r"\+?[\d][\d\s.\-/()\u00a0]*")
# Country codes of the regions we serve first, and the digit that replaces them at home. Written out because asking
# the phone library costs as much as reading the number, for each of a million rows.
_DIALLED_AT_HOME = {
    "+33": "0", "+41": "0", "+32": "0", "+49": "0", "+44": "0", "+43": "0", "+31": "0",
    "+352": "", "+377": "", "+39": "", "+34": "", "+351": "", "+1": "",
}  # fmt: skip
_DIALLED_ABROAD = re.compile(r"^00(?=\d{6})")


def words_of(*, name: str, identifiers: Iterable[tuple[str, str]]) -> str:
    """The words a party is found by, from its name and its (kind, normal) keys."""
    words = dict.fromkeys(naming.fold(name).split())
    for kind, normal in identifiers:
        words |= dict.fromkeys(_words_of_key(kind, normal))
    return " ".join(word[:LONGEST_WORD] for word in words)


def _words_of_key(kind: str, normal: str) -> list[str]:
    if kind == _PHONE_KIND and normal[1:].isdecimal():
        return [normal.removeprefix("+"), *_national(normal)]
    folded = naming.fold(normal).split()
    if kind == _DEVICE_KIND or not folded:
        return []
    compact = "".join(folded)
    if kind == _EMAIL_KIND:
        return [*folded[:-1], compact]  # the last piece is the top-level domain, which finds everybody
    return [*folded, compact]


def _national(normal: str) -> list[str]:
    """How the number is dialled at home: 0612345678 beside 33612345678."""
    for code, trunk in _DIALLED_AT_HOME.items():
        if normal.startswith(code):
            return [trunk + normal.removeprefix(code)]
    return []


def index(party: Party) -> None:
    """Write one party's words anew; called by every verb that changes its name or keys."""
    store(
        {
            party.pk: words_of(
                name=party.name, identifiers=party.identifiers.order_by("pk").values_list("kind", "normal")
            )
        }
    )


def store(bodies: Mapping[int, str], *, new: bool = False) -> None:
    """Write the words of many parties (`new`: of which none has any yet); the only writer of the index."""
    known = {} if new else dict(SearchEntry.objects.filter(pk__in=bodies).values_list("pk", "body"))
    changed = {pk: bodies[pk] for pk, body in known.items() if bodies[pk] != body}
    added = {pk: body for pk, body in bodies.items() if pk not in known}
    if connection.vendor == "sqlite":
        index, columns = "people_search", ("rowid", "body")
        forgotten = [("delete", pk, known[pk]) for pk in changed]
        bulk.write(table=index, columns=("people_search", *columns), rows=forgotten)
        bulk.write(table=index, columns=columns, rows=[*changed.items(), *added.items()])
    bulk.write(table="people_searchentry", columns=("party_id", "body"), rows=list(added.items()))
    bulk.update(SearchEntry, columns=("body",), rows=[(body, pk) for pk, body in changed.items()])


def find(text: str, *, limit: int = 20, among: QuerySet[Party] | None = None) -> list[Party]:
    """The parties that match every word, those whose sorted name begins like the text first.

    `among` is what the asker may see (`access.parties_for(user)`).
    """
    visible = Party.objects.filter(archived_at=None) if among is None else among
    folded = naming.fold(text)
    if not folded:
        return []
    door.asked(text=text)
    first = list(visible.filter(begins(folded)).order_by("sort_name", "id")[:limit])
    if len(first) >= limit or not _asked(text):
        door.listed(len(first))
        return first
    rest = narrow(visible, text, most=CANDIDATES).exclude(pk__in=[party.pk for party in first])
    found = first + list(rest.order_by("sort_name", "id")[: limit - len(first)])
    door.listed(len(found))
    return found


def narrow(parties: QuerySet[Party], text: str, *, most: int | None = None) -> QuerySet[Party]:
    """Keep the parties that match every word of the text; with `most`, look at so many index hits at most."""
    words = _asked(text)
    if not words:
        folded = naming.fold(text)
        return parties.filter(begins(folded)) if folded else parties
    return among(parties, Found.of(text), most=most)


@dataclass(frozen=True, slots=True)
class Found:
    """How a text is answered: words that few parties hold are looked up in the index; those that many hold are tested
    in the rows a list walks anyway, because the index would have to gather half the base first."""

    looked_up: tuple[Word, ...]
    tested: tuple[Word, ...]
    first_alone: bool = False
    """Whether of those that hold the first word enough hold the others."""

    @classmethod
    def of(cls, text: str) -> Found:
        """By a sample of what parties are found by."""
        words = tuple(_asked(text))
        bodies = common.sample() if words and "@" not in text else []
        if not bodies:
            return cls(words, ())
        held = [{place for place, body in enumerate(bodies) if _holds(body, word)} for word in words]
        joint = set.intersection(*held)
        first = len(joint) >= common.OFTEN * max(len(held[0]), common.ENOUGH)
        if len(joint) >= common.OFTEN * len(bodies):
            return cls((), words, first)
        rarest = min(map(len, held))
        rare = [len(one) <= max(rarest, common.SELDOM * len(bodies)) for one in held]
        chosen = tuple(word for word, seldom in zip(words, rare, strict=True) if seldom)
        return cls(chosen, tuple(word for word, seldom in zip(words, rare, strict=True) if not seldom), first)


def among(parties: QuerySet[Party], found: Found, *, most: int | None = None) -> QuerySet[Party]:
    """Keep those that match."""
    if not found.looked_up:
        rows = SearchEntry.objects.filter(*map(_tested, found.tested), party=OuterRef("pk"))
        return parties.filter(Exists(rows))
    return parties.filter(pk__in=hits(found)[:most])


def hits(found: Found) -> QuerySet[SearchEntry, Any]:
    """The primary keys of those that match, from the index of words."""
    rows = SearchEntry.objects.filter(*map(_tested, found.tested)).values_list("pk", flat=True)
    if connection.vendor == "sqlite":
        sql = "select rowid from people_search where people_search match %s"
        return rows.filter(pk__in=RawSQL(sql, [_fts5(found.looked_up)]))
    matches = "array_to_tsvector(string_to_array(body, ' ')) @@ %s::tsquery"
    return rows.filter(RawSQL(matches, [_tsquery(found.looked_up)], output_field=BooleanField()))


def tested(parties: QuerySet[Party], text: str) -> QuerySet[Party]:
    """Keep those that match, by what stands in each row: for a walk that finds them often."""
    return among(parties, Found((), tuple(_asked(text))))


def begins(folded: str) -> Q:
    """The condition that a sorted name begins like that: a range of its index on both databases."""
    return Q(sort_name__gte=folded, sort_name__lt=folded + "\U0010ffff")


def beginning(text: str) -> str:
    """The first word, folded, when names that begin with it are also found by it; else nothing.

    These names are one range of an index, however common the word. A key, and a one- or two-digit number, are read in
    other ways.
    """
    words = naming.fold(text).split()
    read_otherwise = "@" in text or _PHONE.fullmatch(naming.clean(text)) or any(_whole(word) for word in words)
    return "" if read_otherwise or not words else words[0]


def _asked(text: str) -> list[Word]:
    """The text as a list of words, each with its alternative readings.

    A single letter says too little to look up: it is left out, and alone it asks for the names that begin with it.
    """
    clean = naming.clean(text)
    if _PHONE.fullmatch(clean) and sum(letter.isdigit() for letter in clean) >= 4:
        digits = "".join(letter for letter in clean if letter.isdigit())
        together = (_DIALLED_ABROAD.sub("", digits),)
        apart = tuple(naming.fold(clean).split())
        return [(together,) if apart in (together, ()) else (together, apart)]
    asked: list[Word] = []
    for piece in clean.split()[:MOST_WORDS]:
        parts = tuple(part[:LONGEST_WORD] for part in naming.fold(piece).split())
        if not parts:
            continue
        compact = ("".join(parts)[:LONGEST_WORD],)
        if len(parts) == 1:
            if len(parts[0]) > 1 or parts[0].isdigit():
                asked.append((parts,))
        else:
            asked.append((compact,) if "@" in piece else (compact, parts))
    return asked


def _whole(part: str) -> bool:
    """One or two digits stand for themselves: as a beginning, they would be half of all phone numbers."""
    return part.isdigit() and len(part) < 3


def _edges(part: str) -> str:
    """What stands in a body, spaces around, that holds a word with this beginning."""
    return f" {part} " if _whole(part) else f" {part}"


def _holds(body: str, word: Word) -> bool:
    return any(all(_edges(part) in f" {body} " for part in reading) for reading in word)


class Place(Func):
    """Where some text stands in a column with a space on either side of it; 0 when it does not."""

    function = "instr"
    template = "%(function)s(' ' || %(expressions)s)"
    arg_joiner = " || ' ', "
    output_field = IntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="strpos", **extra)


def _tested(word: Word) -> Q:
    """The same, asked of the database."""
    whole = Q()
    for reading in word:
        whole |= Q(*[GreaterThan(Place(F("body"), Value(_edges(part))), 0) for part in reading])
    return whole


def _fts5(words: Sequence[Word]) -> str:
    return _joined(words, both=" AND ", either=" OR ", beginning='"{}"*', whole='"{}"')


def _tsquery(words: Sequence[Word]) -> str:
    return _joined(words, both=" & ", either=" | ", beginning="'{}':*", whole="'{}'")


def _joined(words: Sequence[Word], *, both: str, either: str, beginning: str, whole: str) -> str:
    """The words in the database's own query language; parts hold letters and digits only, so nothing needs quoting."""
    readings = [
        [both.join((whole if _whole(part) else beginning).format(part) for part in one) for one in word]
        for word in words
    ]
    return both.join("(" + either.join(f"({reading})" for reading in word) + ")" for word in readings)
