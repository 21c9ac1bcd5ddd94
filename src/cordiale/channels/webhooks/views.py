"""Pages of the webhooks: what there is, a new one, one with its messages."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from cordiale.channels.webhooks import subscriptions
from cordiale.channels.webhooks.forms import TOPICS, WebhookForm
from cordiale.channels.webhooks.models import Delivery, Subscription
from cordiale.channels.webhooks.refusals import NoSuchWebhook, UnknownTopic
from cordiale.people import rights
from cordiale.people.signed_in import SignedRequest

SHOWN = 50
State = Delivery.State


@require_safe
def listed(request: SignedRequest) -> HttpResponse:
    """Every webhook that is open."""
    lost = Count("deliveries", filter=Q(deliveries__state=State.GIVEN_UP))
    rows = Subscription.objects.filter(ended_at=None).select_related("owner").annotate(lost=lost).order_by("name", "pk")
    context = {"rows": rows, "may_change": rights.may("webhook.change")(request.user)}
    return render(request, "webhooks/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedRequest) -> HttpResponse:
    """Open one; its secret is on the answer to this very post, and nowhere else ever."""
    form = WebhookForm(request.POST or None)
    if not (form.is_bound and form.is_valid()):
        return render(request, "webhooks/new.html", {"form": form}, status=422 if form.is_bound else 200)
    told = form.cleaned_data
    kinds = [one.strip() for one in told["kinds"].split(",") if one.strip()]
    row, secret = subscriptions.open_one(
        name=told["name"], url=told["url"].strip(), whats=told["whats"], kinds=kinds, by=request.user
    )
    return render(request, "webhooks/made.html", {"row": row, "secret": secret})


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: SignedRequest, key: UUID) -> HttpResponse:
    """One webhook and its latest messages; deeds are posted here."""
    row = Subscription.objects.select_related("owner").filter(key=key, ended_at=None).first()
    if row is None:
        raise NoSuchWebhook
    if request.method == "POST":
        return _done(request, row)
    topics = [label for name, label in TOPICS if name in row.whats]
    context = {
        "row": row,
        "topics": topics,
        "deliveries": row.deliveries.order_by("-pk")[:SHOWN],
        "lost": row.deliveries.filter(state=State.GIVEN_UP).count(),
        "may_change": rights.may("webhook.change")(request.user),
    }
    return render(request, "webhooks/one.html", context)


def _done(request: SignedRequest, row: Subscription) -> HttpResponse:
    deed, by = request.POST.get("deed", ""), request.user
    if deed == "rotate":
        row, secret = subscriptions.rotate(row.key, by=by)
        return render(request, "webhooks/made.html", {"row": row, "secret": secret, "rotated": True})
    if deed == "end":
        subscriptions.end(row.key, by=by)
        messages.success(request, _("Le webhook « %(name)s » est supprimé.") % {"name": row.name})
        return redirect("webhooks:list")
    if deed == "pause":
        subscriptions.pause(row.key, by=by)
    elif deed == "resume":
        subscriptions.resume(row.key, by=by)
    elif deed == "test":
        subscriptions.test(row.key, by=by)
        messages.success(request, _("Le message d’essai part."))
    elif deed == "again":
        count = subscriptions.send_again(row.key, by=by)
        said = ngettext("%(count)s message repart.", "%(count)s messages repartent.", count)
        messages.success(request, said % {"count": count})
    else:
        raise UnknownTopic(value=deed[:40])
    return redirect("webhooks:one", key=row.key)
