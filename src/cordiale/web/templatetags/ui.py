"""`{% load ui %}`: every component of the house. The list with examples is docs/web.md, the look is /galerie/."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from cordiale.web.tags import charts, marks, numbers, parts

register = template.Library()

for function in (
    marks.icon,
    marks.mark,
    marks.avatar,
    marks.tag,
    marks.status,
    marks.evidence,
    marks.delta,
    numbers.number,
    numbers.money,
    numbers.money_short,
    numbers.share,
    numbers.day,
    numbers.when,
    numbers.ago,
    numbers.month,
    numbers.value,
    numbers.figure,
    numbers.figure_note,
    charts.interval,
    charts.estimate,
    charts.sparkline,
    charts.bar,
    charts.diverging,
    charts.stack,
):
    register.simple_tag(function)

register.simple_tag(parts.query, takes_context=True)
register.simple_tag(parts.nav_count, takes_context=True)
register.simple_block_tag(parts.card)
register.inclusion_tag("web/parts/chart.html")(charts.chart)
register.inclusion_tag("web/parts/field.html")(parts.field)
register.inclusion_tag("web/parts/panels.html", takes_context=True)(parts.panels)
register.inclusion_tag("web/parts/sort_header.html", takes_context=True)(parts.sort_header)
register.inclusion_tag("web/parts/pager.html", takes_context=True)(parts.pager)


@register.simple_block_tag
def empty(content: str, title: str, *, icon: str = "circle-dot", quiet: bool = False) -> SafeString:
    """`{% empty title="…" icon="users" %}one sentence and one action{% endempty %}`."""
    return render_to_string("web/parts/empty.html", {"content": content, "title": title, "icon": icon, "quiet": quiet})


@register.simple_block_tag
def notice(content: str, *, tone: str = "", icon: str = "info", title: str = "") -> SafeString:
    """`{% notice tone="warn" icon="triangle-alert" title="…" %}what happened, what to do{% endnotice %}`."""
    return render_to_string("web/parts/notice.html", {"content": content, "tone": tone, "icon": icon, "title": title})
