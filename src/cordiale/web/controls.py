"""How controls of forms are written: as Django does, except for choices, of which there may be hundreds."""

from __future__ import annotations

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe


class Controls(DjangoTemplates):
    """For `FORM_RENDERER`. Django renders two templates for each choice: 20 ms for the time zones of the world."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> SafeString:
        if template_name == "django/forms/widgets/select.html":
            return _select(context["widget"])
        return SafeString(super().render(template_name, context, request))


def _select(widget: dict[str, Any]) -> SafeString:
    groups = [_group(name, some) for name, some, _index in widget["optgroups"]]
    return mark_safe(f"<select{flatatt({'name': widget['name'], **widget['attrs']})}>{''.join(groups)}</select>")


def _group(name: str | None, some: list[dict[str, Any]]) -> str:
    options = "".join(map(_option, some))
    return f'<optgroup label="{conditional_escape(name)}">{options}</optgroup>' if name else options


def _option(one: dict[str, Any]) -> str:
    attrs = flatatt(one["attrs"]) if one["attrs"] else ""
    return f'<option value="{escape(str(one["value"]))}"{attrs}>{conditional_escape(one["label"])}</option>'
