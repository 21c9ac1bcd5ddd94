"""Icons, pills, avatars: the small marks."""

from functools import cache

from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from cordiale.web import figures

STATUSES: dict[str, tuple[str, str | Promise]] = {
    "ok": ("circle-check", _("Cible atteinte")),
    "watch": ("eye", _("À surveiller")),
    "act": ("triangle-alert", _("Agir")),
    "missing": ("circle-dot", _("Pas encore mesuré")),
    "waiting": ("clock", _("En attente")),
    "running": ("loader-circle", _("En cours")),
    "paused": ("circle-pause", _("En pause")),
    "done": ("circle-check", _("Terminé")),
    "failed": ("circle-x", _("Échec")),
    "cancelled": ("ban", _("Annulé")),
}


@cache
def icon(name: str, classes: str = "") -> SafeString:
    """`{% icon "users" %}`: a decorative icon of the sprite; the word stands beside it."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        f" {classes}" if classes else "",
        static("web/icons/sprite.svg"),
        name,
    )


def mark() -> SafeString:
    """`{% mark %}`: the two overlapping discs."""
    return mark_safe(
        '<svg class="mark" viewBox="0 0 28 28" aria-hidden="true" focusable="false">'
        '<circle class="ours" cx="10.5" cy="14" r="7.5"/><circle class="theirs" cx="17.5" cy="14" r="7.5"/></svg>'
    )


def initials(name: str) -> str:
    """Two letters at most: the first of the first and of the last word."""
    words = [word for word in name.replace("-", " ").split() if word[0].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def avatar(name: str, size: str = "", kind: str = "") -> SafeString:
    """`{% avatar name size="large" kind="organisation" %}`: size '', large or tiny; kind '', ours, organisation."""
    classes = " ".join(part for part in ("avatar", size, kind) if part)
    return format_html('<span class="{}" aria-hidden="true">{}</span>', classes, initials(name))


def tag(label: str, tone: str = "", icon_name: str = "") -> SafeString:
    """`{% tag "Sociétaire" tone="accent" %}`: tone '', accent, voice, pos, warn, neg."""
    drawn = icon(icon_name) if icon_name else ""
    return format_html('<span class="tag{}">{}{}</span>', f" tone-{tone}" if tone else "", drawn, label)


def status(kind: str, label: str = "") -> SafeString:
    """`{% status "watch" %}`: icon and word; the kinds stand in STATUSES, `label` replaces the word."""
    name, word = STATUSES[kind]
    return format_html('<span class="status status-{}">{}{}</span>', kind, icon(name), label or word)


def evidence(kind: str) -> SafeString:
    """`{% evidence "quasi" %}`: how strong the proof is, in one word with its icon."""
    word, name, meaning = figures.EVIDENCE[kind]
    return format_html('<span class="evidence {}" title="{}">{}{}</span>', kind, meaning, icon(name), word)


def delta(text: str, direction: str = "", good: bool | None = None) -> SafeString:
    """`{% delta "+3 pts" direction="up" good=True %}`: direction '', up, down; good None when neither."""
    arrow = icon(f"arrow-{direction}") if direction else ""
    tone = "" if good is None else " good" if good else " bad"
    return format_html('<span class="delta{}">{}{}</span>', tone, arrow, text)
