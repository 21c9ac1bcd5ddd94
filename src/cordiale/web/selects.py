"""A list of hundreds of choices, written at once: a template for each option would take half a second."""

from __future__ import annotations

from typing import Any

from django.forms import Select
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe


class LongSelect(Select):
    """As Django's, without groups."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:  # noqa: PLR0917 -- Django calls it so
        """The control with its options, the chosen one marked."""
        told = {"name": name, **self.build_attrs(self.attrs, attrs)}
        bare = [key for key, said in told.items() if said is True]
        written = format_html_join(
            "", ' {}="{}"', ((key, said) for key, said in told.items() if said not in (True, False))
        )
        chosen = [str(one) for one in self.format_value(value)]
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((key, mark_safe(" selected") if str(key) in chosen else "", label) for key, label in self.choices),
        )
        return format_html("<select{}{}>{}</select>", written, mark_safe("".join(f" {key}" for key in bare)), options)
