"""The customer page: everything known about one party, and its place inside the list it was opened from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cordiale.people import access, relations, rights
from cordiale.people.models import Identifier, Party, Relation, Tag, User
from cordiale.people.rights.lens import Lens
from cordiale.people.shelf import recents
from cordiale.people.signed_in import SignedRequest
from cordiale.understand.customers import agreements, essentials, guidance, rows, story, veils, wording
from cordiale.understand.customers.forms import LANGUAGES
from cordiale.understand.customers.listing import count_words, partial
from cordiale.understand.customers.query import Query
from cordiale.understand.customers.result import Result
from cordiale.understand.profile import profiles
from cordiale.understand.profile.models import Profile
from cordiale.web import fmt, panels

NBSP = "\u00a0"
PHONE_GROUPS = {"+33": (1, 2, 2, 2, 2), "+41": (2, 3, 2, 2), "+32": (3, 2, 2, 2), "+352": (3, 3, 3)}


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The addresses of the records before and after, inside the list."""

    previous: str
    following: str


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation seen from one party: who the other is, and what they are."""

    relation: Relation
    other: Party
    words: str


def page_of(party_key: UUID, origin: str = "") -> str:
    """The address of a customer page, with the list it belongs to."""
    address = reverse("customers:page", args=[party_key])
    return f"{address}?{urlencode({'from': origin})}" if origin else address


def neighbours(query: Query, key: UUID, *, user: User) -> Neighbours:
    """Who stands before and after in the list, in the order of the list."""
    around = Result(query, user=user).around(key)
    keys = dict(Party.objects.filter(pk__in=[pk for pk in around if pk]).values_list("pk", "key"))
    before, after = (page_of(keys[pk], query.address()) if pk in keys else "" for pk in around)
    return Neighbours(before, after)


@require_GET
def customer(request: SignedRequest, key: UUID) -> HttpResponse:
    """The page; panels load by themselves."""
    party = access.party_for(request.user, key)
    if party.merged_into is not None:  # an old link leads to the record it became part of
        survivor = access.party_for(request.user, party.merged_into.key)
        return redirect(page_of(survivor.key, request.GET.get("from", "")))
    lens = Lens(request.user)
    query = Query.within(request.GET.get("from", ""), user=request.user)
    recents.remember(party, by=request.user)
    identifiers: list[Any] = lens.identifiers(party.identifiers.order_by("-main", "pk"))
    for one in identifiers:
        one.shown = shown(one)
    addresses = lens.addresses(party.addresses.order_by("-main", "pk"))
    profile = veils.profile_for(request.user, Profile.objects.filter(pk=party.pk).first())
    follows, as_of = veils.reads(request.user, "behavioural"), profiles.as_of()
    figures = essentials.of(profile, now=as_of)
    bought_at = profile.first_order_at if profile else None
    phone = _first(identifiers, Identifier.Kind.PHONE) if lens.reads("phone") else None
    context = {
        "party": party,
        "identifiers": [one for one in identifiers if one.kind != Identifier.Kind.DEVICE],
        "email": _first(identifiers, Identifier.Kind.EMAIL) if lens.reads("email") else None,
        "phone": phone,
        "phone_shown": phone.shown if phone else "",
        "addresses": addresses,
        "city": next((address.city for address in addresses if address.city), ""),
        "tags": list(party.tags.order_by("name")),
        "known_tags": Tag.objects.order_by("name").values_list("name", flat=True)[:200],
        "essentials": figures[: 2 if follows else 1] if veils.reads(request.user, "commercial") else [],
        "profile": profile,
        "rhythm": rows.rhythm_of(profile, now=as_of) if follows else None,
        "step": guidance.of(party, profile=profile, keys=identifiers, now=as_of)
        if follows and lens.reads("email") and lens.reads("phone")
        else None,
        "agreements": agreements.of(party),
        "ties": ties(party, reader=request.user),
        "owners": owners(),
        "owner_key": str(party.owner.key) if party.owner else "",
        "since": fmt.month(min(bought_at or party.created_at, party.created_at)),
        "spoken": dict(LANGUAGES).get(party.language, party.language),
        "open": veils.opened(request.user),
        "query": query,
        "origin": query.address(),
        "neighbours": neighbours(query, key, user=request.user),
    }
    return render(request, "customers/page.html", context)


def shown(identifier: Identifier) -> str:
    """A key as people read it: a phone in groups, `+41 79 555 01 42`; anything else as given."""
    number = identifier.normal
    country = next((code for code in PHONE_GROUPS if number.startswith(code)), "")
    if identifier.kind != Identifier.Kind.PHONE or not country:
        return identifier.value
    rest, parts = number.removeprefix(country), [country]
    for size in PHONE_GROUPS[country]:
        parts.append(rest[:size])
        rest = rest[size:]
    return NBSP.join(part for part in [*parts, rest] if part)


def _first(identifiers: list[Any], kind: str) -> Any:
    return next((one for one in identifiers if one.kind == kind), None)


def owners() -> list[tuple[str, str]]:
    """Whom a customer can be entrusted to."""
    people = User.objects.filter(is_active=True).order_by("name").values_list("key", "name")[:200]
    return [(str(key), name) for key, name in people]


def ties(party: Party, *, reader: User) -> list[Tie]:
    """The relations of a party to others the reader may see, each told from its side."""
    told: list[Tie] = []
    lens = Lens(reader)
    if not lens.reads("relation"):
        return told
    for relation in relations.around(party):
        outward = relation.party_id == party.pk
        other = relation.other if outward else relation.party
        if not rights.covers(reader, other):
            continue
        other = lens.party(other)
        told.append(Tie(relation, other, str(relation.get_kind_display() if outward else _reverse(relation.kind))))
    return told


def _reverse(kind: str) -> str:
    """What the other is for us, when the relation was told from their side."""
    words = {
        Relation.Kind.WORKS_AT: _("Emploie"),
        Relation.Kind.REFERRED_BY: _("A recommandé"),
        Relation.Kind.HOUSEHOLD: _("Même foyer que"),
        Relation.Kind.PARTNER_OF: _("Partenaire de"),
    }
    return words.get(Relation.Kind(kind), kind)


@require_GET
def place(request: SignedRequest, key: UUID) -> HttpResponse:
    """`3 sur 214`: where the record stands in its list, asked for after the page has been shown."""
    query = Query.within(request.GET.get("from", ""), user=request.user)
    result = Result(query, user=request.user)
    rank = result.position(key)
    count = result.count() if rank else 0
    words = _("%(rank)s sur %(count)s") % {"rank": fmt.number(rank), "count": count_words(count)} if rank else ""
    return render(request, "customers/parts/place.html", {"words": words})


@require_GET
def relation(request: SignedRequest, key: UUID) -> HttpResponse:
    """The timeline: its first page, a filtered one, or the older events that follow a page."""
    party = access.party_for(request.user, key)
    open_groups = veils.open_groups(request.user)
    group = request.GET.get("only", "")
    group = group if group in wording.GROUPS and group in open_groups else ""
    before = request.GET.get("before") or None
    told = story.tell(party, reader=request.user, group=group, before=before)
    context = {
        "party": party,
        "told": told,
        "group": group,
        "groups": [(code, label, code == group) for code, label in wording.GROUPS.items() if code in open_groups],
        "before": before,
        "period": request.GET.get("period", ""),
        "origin": request.GET.get("from", ""),
    }
    if before and partial(request):
        return render(request, "customers/parts/older.html", context)
    return panels.respond(request, "customers/parts/timeline.html", context, title=_("Relation"))
