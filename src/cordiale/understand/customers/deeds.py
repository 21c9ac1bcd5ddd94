"""What people do on a customer page. Each view asks a verb, says what was done, and goes back to the page."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cordiale.core import keys
from cordiale.people import access, consents, duplicates, identifiers, notes, parties, relations, search, tags
from cordiale.people.consents import Evidence
from cordiale.people.fields import filling
from cordiale.people.models import Note, Party, Relation, User
from cordiale.people.signed_in import SignedRequest
from cordiale.understand.customers import agreements, identity
from cordiale.understand.customers.forms import CustomerForm, NoteForm
from cordiale.understand.customers.query import searchable
from cordiale.understand.customers.record import page_of


def back(request: SignedRequest, party: Party | UUID) -> HttpResponse:
    """To the customer page, keeping the list it was opened from; for htmx too."""
    key = party if isinstance(party, UUID) else party.key
    address = page_of(key, request.POST.get("from", ""))
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def _undoable(request: SignedRequest, text: str, undo: str) -> None:
    """A toast whose button undoes the deed: the address travels as the message's tag."""
    messages.success(request, text, extra_tags=undo)


@require_http_methods(["GET", "POST"])
def create(request: SignedRequest) -> HttpResponse:
    """A new customer; somebody alike is shown before a second record is made."""
    form = CustomerForm(request.POST or None, initial={"kind": "person"})
    form.open_to(request.user)
    form.add_own(filling.writable(request.user), filling.starting())
    if request.method == "GET":
        return render(request, "customers/new.html", {"form": form})
    if not form.is_valid():
        return render(request, "customers/new.html", {"form": form}, status=422)
    alike = _alike(form, reader=request.user)
    if alike and not request.POST.get("anyway"):
        return render(request, "customers/new.html", {"form": form, "alike": alike, "stopped": True}, status=409)
    party = identity.make(form=form, by=request.user)
    messages.success(request, _("%(name)s est dans vos clients.") % {"name": party.name})
    return redirect("customers:page", party.key)


def _alike(form: CustomerForm, *, reader: User) -> list[duplicates.Candidate]:
    """Who of those the reader may see may be the same person, from what is valid so far."""
    place = form.place()
    return duplicates.candidates(
        sort_name=parties.Naming.of(**form.names()).sort_name,
        normals=[
            (one, identifiers.normalise(one.kind, one.value, region=settings.REGION)) for one in form.given_keys()
        ],
        born_on=form.cleaned_data.get("born_on"),
        postcode=place.postcode if place else "",
        reader=reader,
    )


@require_GET
def lookalikes(request: SignedRequest) -> HttpResponse:
    """Asked while the form is being typed: somebody with this e-mail, phone, or name and place."""
    form = CustomerForm(request.GET)
    form.is_valid()
    names = {"kind": "person", "given_name": "", "family_name": ""}
    form.cleaned_data = {**names, **form.cleaned_data}
    return render(request, "customers/parts/alike.html", {"alike": _alike(form, reader=request.user)})


@require_http_methods(["GET", "POST"])
def write_note(request: SignedRequest, key: UUID) -> HttpResponse:
    """Write a note; the page without a script has the form alone."""
    party = access.party_for(request.user, key)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        notes.write(party.key, body=form.cleaned_data["body"], by=request.user)
        messages.success(request, _("Note enregistrée."))
        return back(request, party)
    context = {"form": form, "party": party, "origin": request.GET.get("from", request.POST.get("from", ""))}
    return render(request, "customers/note.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def rewrite_note(request: SignedRequest, key: UUID, note: UUID) -> HttpResponse:
    """Correct one's own note."""
    party = access.party_for(request.user, key)
    held = Note.objects.filter(key=note, party=party).first()
    form = NoteForm(request.POST or None, initial={"body": held.body if held else ""})
    if request.method == "POST" and form.is_valid():
        notes.rewrite(note, body=form.cleaned_data["body"], by=request.user)
        messages.success(request, _("Note corrigée."))
        return back(request, party)
    context = {"form": form, "party": party, "note": held, "origin": request.GET.get("from", "")}
    return render(request, "customers/note.html", context, status=422 if form.errors else 200)


@require_POST
def remove_note(request: SignedRequest, key: UUID, note: UUID) -> HttpResponse:
    """Take one's own note away; its text is kept in the session as long as it can be undone."""
    party = access.party_for(request.user, key)
    held = Note.objects.filter(key=note, party=party).first()
    if held is not None:
        kept = {"body": held.body, "at": held.created_at.isoformat(), "party": str(party.key)}
        request.session["removed_notes"] = {str(note): kept}
    notes.remove(note, by=request.user)
    _undoable(request, _("Note retirée."), reverse("customers:restore-note", args=[key, note]))
    return back(request, party)


@require_POST
def restore_note(request: SignedRequest, key: UUID, note: UUID) -> HttpResponse:
    """Put the note back as it was."""
    party = access.party_for(request.user, key)
    kept = request.session.pop("removed_notes", {}).get(str(note))
    if kept and kept["party"] == str(party.key):
        at = datetime.fromisoformat(kept["at"])
        notes.put_back(party.key, key=note, body=kept["body"], written_at=at, by=request.user)
    return back(request, party)


@require_POST
def stick(request: SignedRequest, key: UUID) -> HttpResponse:
    """Stick a tag."""
    party = access.party_for(request.user, key)
    tag = tags.stick(party.key, name=request.POST.get("name", ""), by=request.user)
    messages.success(request, _("Étiquette « %(name)s » ajoutée.") % {"name": tag.name})
    return back(request, party)


@require_POST
def peel(request: SignedRequest, key: UUID) -> HttpResponse:
    """Take a tag off."""
    party = access.party_for(request.user, key)
    name = request.POST.get("name", "")
    tags.peel(party.key, name=name, by=request.user)
    messages.success(request, _("Étiquette « %(name)s » retirée.") % {"name": name[:60]})
    return back(request, party)


@require_POST
def hand_over(request: SignedRequest, key: UUID) -> HttpResponse:
    """Say who cares for a customer."""
    party = access.party_for(request.user, key)
    chosen = request.POST.get("owner", "")
    owner = User.objects.filter(key=UUID(chosen), is_active=True).first() if len(chosen) == 36 else None
    parties.hand_over(party.key, owner=owner, team=owner.team if owner else party.team, by=request.user)
    said = _("%(name)s s’en occupe.") % {"name": owner.name} if owner else _("Plus personne ne s’en occupe.")
    messages.success(request, said)
    return back(request, party)


@require_POST
def silence(request: SignedRequest, key: UUID) -> HttpResponse:
    """Not to be contacted, or again; the toast takes it back."""
    party = access.party_for(request.user, key)
    silent = not request.GET.get("off") and not request.POST.get("off")
    parties.silence(party.key, by=request.user, silent=silent)
    said = _("Plus personne ne contactera %(name)s.") if silent else _("%(name)s peut de nouveau être contacté.")
    undo = reverse("customers:silence", args=[key]) + ("?off=1" if silent else "")
    _undoable(request, said % {"name": party.name}, undo)
    return back(request, party)


@require_POST
def archive(request: SignedRequest, key: UUID) -> HttpResponse:
    """Put a record aside; the toast undoes it."""
    party = access.party_for(request.user, key)
    parties.archive(party.key, by=request.user)
    _undoable(request, _("%(name)s est archivé.") % {"name": party.name}, reverse("customers:restore", args=[key]))
    return back(request, party)


@require_POST
def restore(request: SignedRequest, key: UUID) -> HttpResponse:
    """Take a record back."""
    party = access.party_for(request.user, key)
    parties.restore(party.key, by=request.user)
    messages.success(request, _("%(name)s est de nouveau dans vos clients.") % {"name": party.name})
    return back(request, party)


SAYINGS = {"grant": consents.grant, "refuse": consents.refuse, "withdraw": consents.withdraw}


@require_http_methods(["GET", "POST"])
def consent(request: SignedRequest, key: UUID) -> HttpResponse:
    """What the customer agreed to, with its history; a change says how we know."""
    party = access.party_for(request.user, key)
    if request.method == "POST":
        say = SAYINGS.get(request.POST.get("say", ""))
        if say is not None:
            how = request.POST.get("how", "").strip()[:200]
            evidence = Evidence(source="manual", actor=request.user, proof={"how": how} if how else {})
            purpose, channel = request.POST.get("purpose", ""), request.POST.get("channel", "")
            say(party.key, purpose=purpose, channel=channel, evidence=evidence)
            messages.success(request, _("Accord noté."))
        return redirect(request.get_full_path())
    history = party.consents.select_related("actor", "wording").order_by("-at", "-pk")[:100]
    context = {
        "party": party,
        "table": agreements.table(party),
        "history": [(line, agreements.CHANNELS.get(line.channel, line.channel)) for line in history],
        "origin": request.GET.get("from", ""),
    }
    return render(request, "customers/consents.html", context)


@require_http_methods(["GET", "POST"])
def relate(request: SignedRequest, key: UUID) -> HttpResponse:
    """Tie a customer to another one, found by name."""
    party = access.party_for(request.user, key)
    if request.method == "POST":
        chosen = request.POST.get("other", "")
        other = access.party_for(request.user, UUID(chosen) if len(chosen) == 36 else keys.new())
        relations.relate(party.key, other=other.key, kind=request.POST.get("kind", ""))
        messages.success(request, _("Lien ajouté avec %(name)s.") % {"name": other.name})
        return back(request, party)
    text = request.GET.get("q", "").strip()
    asked = len(text) > 1 and searchable(request.user)
    found = search.find(text, limit=10, among=access.parties_for(request.user)) if asked else []
    context = {
        "party": party,
        "text": text,
        "found": [one for one in found if one.pk != party.pk],
        "kinds": Relation.Kind.choices,
        "origin": request.GET.get("from", ""),
    }
    return render(request, "customers/relate.html", context)


@require_POST
def untie(request: SignedRequest, key: UUID, relation: int) -> HttpResponse:
    """Forget a tie."""
    party = access.party_for(request.user, key)
    relations.end(party.key, relation=relation)
    messages.success(request, _("Lien retiré."))
    return back(request, party)
