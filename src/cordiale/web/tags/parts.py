"""Fields, panels, pagers, sort headers: the parts that are templates."""

from typing import Any

from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.http import HttpRequest, QueryDict
from django.template import Context
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from cordiale.web import fmt, gate
from cordiale.web import panels as registry
from cordiale.web.navigation import Entry


def field(bound: BoundField, hint: str = "", autofocus: bool = False, **attributes: str) -> dict[str, Any]:
    """`{% field form.email %}`: label, control, help and error, tied together for readers of every kind.

    `hint` marks an optional field with a word; other arguments become attributes of the control
    (`autocomplete="email"`, `rows="3"`; underscores become hyphens).
    """
    described = [f"{bound.auto_id}-help"] if bound.help_text else []
    described += [f"{bound.auto_id}-error"] if bound.errors else []
    attrs: dict[str, str | bool] = {name.replace("_", "-"): value for name, value in attributes.items()}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    if autofocus:
        attrs["autofocus"] = "autofocus"
    widget = bound.field.widget
    grouped = isinstance(widget, RadioSelect | CheckboxSelectMultiple)
    return {
        "bound": bound,
        "hint": hint,
        "control": bound.as_widget(attrs=attrs),
        "grouped": grouped,
        "choices": [(choice.tag(), choice.choice_label) for choice in bound.subwidgets] if grouped else [],
        "checkbox": isinstance(widget, CheckboxInput),
    }


def panels(context: Context, place: str, *, column: str = "", key: object = None) -> dict[str, Any]:
    """`{% panels "customer" column="right" key=party.key %}`: those of the place that the reader may open."""
    request = context.get("request")
    offered = [
        panel
        for panel in registry.at(place, column=column)
        if request is None or gate.may_open(request.user, panel.url)
    ]
    return {
        "panels": [(panel, panel.href(key)) for panel in offered],
        "request": request,
    }


def card(
    content: str, *, title: str = "", sub: str = "", id: str = "", classes: str = "", aside: str = ""
) -> SafeString:
    """`{% card title="Commandes" sub="12 derniers mois" %}…{% endcard %}`: a section with its heading.

    `aside` stands at the right of the heading (a tag's result kept with `as`).
    """
    name = id or "card"
    if not title:
        return format_html('<section class="card {}">{}</section>', classes, content)
    under = format_html('<p class="card-sub">{}</p>', sub) if sub else ""
    head = format_html('<div><h2 id="{}-title">{}</h2>{}</div>{}', name, title, under, conditional_escape(aside))
    return format_html(
        '<section class="card {}" id="{}" aria-labelledby="{}-title"><div class="card-head">{}</div>{}</section>',
        classes,
        name,
        name,
        head,
        content,
    )


def query(context: Context, **changes: object) -> str:
    """`?{% query sort="-spent" page=None %}`: the present query string with some parts replaced or taken out."""
    request: HttpRequest = context["request"]
    values: QueryDict = request.GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            values.pop(name, None)
        elif isinstance(value, list | tuple):
            values.setlist(name, [str(each) for each in value])
        else:
            values[name] = str(value)
    return values.urlencode()


def sort_header(context: Context, label: str, field: str, *, numeric: bool = False, target: str = "") -> dict[str, Any]:
    """`{% sort_header _("Dépensé") "spent" numeric=True target="#customers" %}`: a `<th>` that sorts.

    Reads `?sort=`; a click on the sorted column turns it round (`-field`). `target` swaps by htmx, a link without.
    """
    now = context["request"].GET.get("sort") or str(context.get("sort", ""))
    rising, falling = now == field, now == f"-{field}"
    following = f"-{field}" if rising or (numeric and not falling) else field
    return {
        "label": label,
        "numeric": numeric,
        "target": target,
        "sorting": "ascending" if rising else "descending" if falling else "",
        "icon": "arrow-up" if rising else "arrow-down" if falling else "chevrons-up-down",
        "href": f"?{query(context, sort=following, after=None, before=None)}",
    }


def pager(
    context: Context, *, previous: str = "", following: str = "", text: str = "", target: str = ""
) -> dict[str, Any]:
    """`{% pager previous=page.before following=page.after text=… target="#customers" %}`: keyset pages, no count.

    `previous` and `following` are query strings (without `?`) or empty; J and K do not belong here but to records.
    """
    return {"previous": previous, "following": following, "text": text, "target": target, "request": context["request"]}


def nav_count(context: Context, entry: Entry) -> SafeString | str:
    """The number beside a sidebar entry, when it has one to tell."""
    number = entry.count(context["request"].user) if entry.count else 0
    return format_html("<em>{}</em>", fmt.number(number)) if number else ""
