"""The comparison of records, the panel of the customer page, and what is done from them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cordiale.people import access, rights, search
from cordiale.people.merging import choices, merges, reviewing, suspects
from cordiale.people.merging.guarding import VERB
from cordiale.people.merging.models import Merge
from cordiale.people.merging.refusals import NoSuchMerge
from cordiale.people.models import Party
from cordiale.people.refusals import NoSuchParty
from cordiale.people.rights.lens import Lens
from cordiale.people.signed_in import SignedRequest
from cordiale.web import panels

CLASSED = {choices.EMAIL: "email", choices.PHONE: "phone", choices.ADDRESS: "address"}


@require_http_methods(["GET", "POST"])
def merge(request: SignedRequest) -> HttpResponse:
    """Records side by side; the form says which one stays and whose value each field keeps."""
    keys = list(dict.fromkeys(_key(str(text)) for text in _given(request).getlist("party")))[: merges.MOST]
    found = [access.party_for(request.user, key, verb=VERB) for key in keys]
    if request.method == "POST":
        chosen = _key(request.POST.get("survivor", ""))
        keep = {name[5:]: _key(str(value)) for name, value in request.POST.items() if name.startswith("keep-")}
        made = merges.merge(chosen, others=[key for key in keys if key != chosen], keep=keep, by=request.user)
        undo = reverse("merging:separate", args=[made.key])
        messages.success(request, _("Les fiches n’en font plus qu’une."), extra_tags=undo)
        return redirect(reviewing.following(request) or reverse("customers:page", args=[chosen]))
    if len(found) < 2:
        return redirect("merging:find", found[0].key) if found else redirect("customers:list")
    survivor = _survivor(request, found)
    lines = [line for line in choices.lines(found, survivor=survivor) if _seen(request, line.name)]
    context = {
        "parties": found,
        "survivor": survivor,
        "differing": [line for line in lines if line.differs],
        "same": [line for line in lines if not line.differs],
        "review": request.GET.get(reviewing.NAME, ""),
        "following": reviewing.following(request),
        "reason": reviewing.reason(request),
        "silent": any(one.do_not_contact for one in found),
    }
    return render(request, "merging/compare.html", context)


def _given(request: HttpRequest) -> QueryDict:
    return request.POST if request.method == "POST" else request.GET


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as unreadable:
        raise NoSuchParty from unreadable


def _survivor(request: HttpRequest, found: Iterable[Party]) -> Party:
    """The record asked for, else the first that is not archived."""
    rows = list(found)
    asked = request.GET.get("survivor", "")
    live = [one for one in rows if one.archived_at is None] or rows
    return next((one for one in live if str(one.key) == asked), live[0])


def _seen(request: SignedRequest, name: str) -> bool:
    """Whether the reader may read this field; what they may not is merged as proposed."""
    field = CLASSED.get(
        name, f"custom.{name.removeprefix(choices.CUSTOM)}" if name.startswith(choices.CUSTOM) else name
    )
    return rights.level(request.user, field) in ("read", "write")


@require_POST
def separate(request: SignedRequest, merge: UUID) -> HttpResponse:
    """Take a merge back."""
    made = Merge.objects.filter(key=merge).select_related("survivor").first()
    if made is None:
        raise NoSuchMerge
    concerned = [made.survivor, *Party.objects.filter(pk__in=made.parties.values("party_id"))]
    if not all(rights.covers(request.user, one) for one in concerned):
        raise NoSuchMerge
    for one in concerned:
        rights.require(request.user, VERB, one)
    merges.separate(merge, by=request.user)
    messages.success(request, _("Les fiches sont de nouveau séparées."))
    return _to(request, made.survivor.key)


@require_GET
def panel(request: SignedRequest, key: UUID) -> HttpResponse:
    """The card of the customer page: who may be the same, and what was made one here."""
    party = access.party_for(request.user, key, verb=VERB)
    context = {"party": party, "suspects": suspects.of(party, user=request.user), "merges": _made(request, party)}
    return panels.respond(request, "merging/panel.html", context, title=_("Doublons"))


def _made(request: SignedRequest, party: Party) -> list[tuple[Merge, list[Party]]]:
    """The merges that made this record, with what they joined as the reader may see it."""
    lens = Lens(request.user)
    joined = [(one, Party.objects.filter(pk__in=one.parties.values("party_id"))) for one in merges.of(party)]
    seen = [(one, lens.parties(rights.visible(rows, request.user))) for one, rows in joined]
    return [(one, parties) for one, parties in seen if parties]


@require_GET
def find(request: SignedRequest, key: UUID) -> HttpResponse:
    """Look for the other record by name, and choose it."""
    party = access.party_for(request.user, key, verb=VERB)
    text = request.GET.get("q", "").strip()[:100]
    among = access.parties_for(request.user, verb=VERB).filter(kind=party.kind).exclude(pk=party.pk)
    found = Lens(request.user).parties(search.find(text, limit=10, among=among)) if len(text) > 1 else []
    context = {"party": party, "text": text, "found": found, "suspects": suspects.of(party, user=request.user)}
    return render(request, "merging/find.html", context)


@require_POST
def apart(request: SignedRequest, key: UUID) -> HttpResponse:
    """These two are not the same; the toast takes it back."""
    party = access.party_for(request.user, key, verb=VERB)
    other = access.party_for(request.user, _key(request.POST.get("other", "")))
    suspects.tell_apart(party.key, other=other.key, by=request.user)
    undo = f"{reverse('merging:doubt', args=[party.key])}?other={other.key}"
    said = _("%(one)s et %(other)s restent deux fiches.") % {"one": party.name, "other": other.name}
    messages.success(request, said, extra_tags=undo)
    following = reviewing.following(request)
    return redirect(following) if following else _to(request, party.key)


@require_POST
def doubt(request: SignedRequest, key: UUID) -> HttpResponse:
    """Take it back."""
    party = access.party_for(request.user, key, verb=VERB)
    suspects.doubt(party.key, other=_key(request.GET.get("other", "")), by=request.user)
    messages.success(request, _("Elles sont de nouveau proposées comme doublons."))
    return _to(request, party.key)


def _to(request: HttpRequest, key: UUID) -> HttpResponse:
    address = reverse("customers:page", args=[key])
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)
