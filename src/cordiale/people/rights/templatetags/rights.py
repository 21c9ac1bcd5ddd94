"""`{% load rights %}`: may the reader do this?"""

from __future__ import annotations

from django import template
from django.template import Context

from cordiale.people.models import Party
from cordiale.people.rights import deciding
from cordiale.web import gate

register = template.Library()


@register.simple_tag(takes_context=True)
def may(context: Context, verb: str, party: Party | None = None) -> bool:
    """`{% may "party.archive" party as may_archive %}`: whether the reader may do the verb (to the party)."""
    request = context.get("request")
    return request is not None and bool(deciding.allow(request.user, verb, party))


@register.simple_tag(takes_context=True)
def may_open(context: Context, url_name: str) -> bool:
    """`{% may_open "imports:start" as importing %}`: whether the reader may open that page."""
    request = context.get("request")
    return request is not None and gate.may_open(request.user, url_name)
