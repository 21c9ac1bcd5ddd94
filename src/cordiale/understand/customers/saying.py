"""What one event says, from its own data: a text, a quotation, a score, an amount, chips. Never more than it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from cordiale.web import fmt

if TYPE_CHECKING:
    from cordiale.understand.customers.wording import Fact

SURVEY_WORDS = ("enquête", "survey")
QUOTED = ("verbatim", "comment", "body", "text", "message", "words")


@dataclass(frozen=True, slots=True)
class Chip:
    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """`quote` is the customer's own words, `text` is ours; `title` replaces the kind's when it is more precise."""

    title: str = ""
    text: str = ""
    quote: str = ""
    score: str = ""
    score_tone: str = ""
    chips: tuple[Chip, ...] = ()
    with_amount: bool = True


def _word(data: Mapping[str, object], *names: str) -> str:
    """The first of these values that is a text or a number."""
    for name in names:
        value = data.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return fmt.number(value, 0 if float(value).is_integer() else 1)
    return ""


def _count(data: Mapping[str, object], name: str) -> int:
    value = data.get(name)
    return int(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else 0


def _decimal(value: object) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _sentence(*parts: str) -> str:
    """Parts set side by side as one short sentence."""
    text = ", ".join(part for part in parts if part)
    return f"{text[0].upper()}{text[1:]}." if text else ""


def _chips(*texts: str) -> tuple[Chip, ...]:
    return tuple(Chip(text) for text in texts if text)


def _quote(fact: Fact) -> str:
    return _word(fact.personal, *QUOTED)


def channel_words(code: str) -> str:
    """A channel as people say it; an unknown one by its own name."""
    return {
        "web": _("en ligne"),
        "shop": _("en boutique"),
        "contract": _("contrat"),
        "phone": _("par téléphone"),
        "app": _("par l’application"),
        "agency": _("en agence"),
        "email": _("par e-mail"),
        "mail": _("par e-mail"),
        "letter": _("par courrier"),
        "sms": _("par SMS"),
    }.get(code, code)


def nothing(fact: Fact) -> Said:
    return Said(text=_sentence(_word(fact.data, "text", "reason")))


def subject(fact: Fact) -> Said:
    return Said(text=fact.subject or _word(fact.personal, *QUOTED) or _word(fact.data, "name", "text"))


def order(fact: Fact, articles: Sequence[str] = ()) -> Said:
    """What was bought, by the names of the articles when they are known, else by their number."""
    data = fact.data
    lines = data.get("lines")
    count = len(lines) if isinstance(lines, list) else _count(data, "line_count")
    contract = _word(data, "contract")
    title = ""
    if contract:
        title = _("Renouvellement de contrat") if data.get("renewal") else _("Souscription de contrat")
    counted = ngettext("%(count)d ligne", "%(count)d lignes", count) % {"count": count} if count else ""
    channel = "" if contract else channel_words(_word(data, "channel"))
    promotion = _("Offre : %(name)s") % {"name": _word(data, "promotion")} if _word(data, "promotion") else ""
    reference = contract or _word(data, "order_ref")
    return Said(title=title, text=_sentence(named(articles) or counted, channel), chips=_chips(reference, promotion))


def named(articles: Sequence[str]) -> str:
    """Two names at most, and how many others."""
    names = list(dict.fromkeys(name for name in articles if name))
    if len(names) <= 2:
        return ", ".join(names)
    others = len(names) - 2
    more = ngettext("%(count)d autre", "%(count)d autres", others) % {"count": others}
    return _("%(names)s et %(more)s") % {"names": ", ".join(names[:2]), "more": more}


def returned(fact: Fact, articles: Sequence[str] = ()) -> Said:
    of_order = _word(fact.data, "reverses")
    text = _("reprend la commande %(order)s") % {"order": of_order} if of_order else ""
    return Said(text=_sentence(named(articles), text), chips=_chips(_word(fact.data, "order_ref")))


def adjusted(fact: Fact) -> Said:
    return Said(text=_sentence(_word(fact.data, "reason")), chips=_chips(_word(fact.data, "order_ref")))


def contract(fact: Fact) -> Said:
    data = fact.data
    premium = _decimal(data.get("premium"))
    yearly = _("%(amount)s par an") % {"amount": fmt.money(premium, fact.currency or "EUR")} if premium else ""
    text = _sentence(_word(data, "name", "category"), yearly)
    return Said(text=text, chips=_chips(_word(data, "contract") or fact.subject))


def left(fact: Fact) -> Said:
    reason = _word(fact.data, "label", "reason")
    text = _("motif : %(reason)s") % {"reason": reason} if reason else ""
    return Said(text=_sentence(text), quote=_quote(fact), chips=_chips(_word(fact.data, "contract") or fact.subject))


def mail(fact: Fact) -> Said:
    name = _word(fact.personal, "title", "subject") or _word(fact.data, "title", "name", "campaign") or fact.subject
    link = _word(fact.data, "link", "url")
    text = _("vers %(page)s") % {"page": link} if link else ""
    return Said(text=_("« %(name)s »") % {"name": name} if name else "", chips=_chips(text))


def message(fact: Fact) -> Said:
    return Said(quote=_quote(fact), text=_sentence(_word(fact.data, "topic", "query")))


def is_ours(fact: Fact) -> bool:
    """Whether we were the ones who called or wrote, when the kind alone does not tell."""
    return fact.kind == "call.made" or _word(fact.data, "direction") == "out"


def call(fact: Fact) -> Said:
    data, ours = fact.data, is_ours(fact)
    minutes = _count(data, "minutes") or round(_count(data, "seconds") / 60)
    lasted = ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes} if minutes else ""
    title = ""
    if fact.kind == "call.ended":
        title = _("Appel passé") if ours else _("Appel reçu")
    unanswered = _("sans réponse") if data.get("answered") is False else ""
    by = _word(fact.personal, "by") or _word(data, "agent", "by")
    noted = _("Par %(name)s") % {"name": by} if by else ""
    words = _quote(fact)
    text = _sentence(lasted, unanswered)
    return Said(
        title=title,
        quote="" if ours else words,
        text=f"{text} {words}".strip() if ours else text,
        chips=_chips(topic_words(_word(data, "topic")), noted, _word(data, "ticket", "campaign")),
    )


def topic_words(code: str) -> str:
    """What a call was about, as people say it."""
    return {"claim": _("Sinistre"), "question": _("Question")}.get(code, code.replace("-", " ").replace("_", " "))


def survey_words(code: str) -> str:
    """The name of a survey, as people say it."""
    known = {"apres-sinistre": _("après sinistre"), "annuelle": _("annuelle"), "marque": _("sur la marque")}
    return known.get(code, code.replace("-", " ").replace("_", " "))


def survey_score(data: Mapping[str, object]) -> tuple[int, int] | None:
    """The answer to the survey's one question and the best possible, when it has such a question."""
    name = next((name for name in ("score", "rating") if name in data), None)
    if name is None:
        return None
    best = _count(data, "out_of") or _count(data, "scale") or (5 if name == "rating" else 10)
    return _count(data, name), best


def survey(fact: Fact) -> Said:
    score = survey_score(fact.data)
    share = score[0] / score[1] if score else 1.0
    name = survey_words(_word(fact.data, "survey") or fact.subject)
    title = name[:1].upper() + name[1:] if name.startswith(SURVEY_WORDS) else ""
    if name and not title:
        title = _("Enquête %(name)s") % {"name": name}
    theme = _word(fact.data, "topic", "theme")
    return Said(
        title=title,
        quote=_quote(fact),
        score=f"{score[0]}/{score[1]}" if score else "",
        score_tone="neg" if share <= 0.6 else "warn" if share < 0.8 else "pos",
        chips=_chips(_("Thème : %(name)s") % {"name": theme} if theme else ""),
    )


def ticket(fact: Fact) -> Said:
    data = fact.data
    claim = _word(data, "type") == "claim" or fact.kind.startswith("claim.")
    closed = fact.kind.endswith((".closed", ".settled"))
    title = ""
    if claim:
        title = _("Sinistre réglé") if closed else _("Sinistre déclaré")
    what = _word(data, "peril", "topic", "title").replace("-", " ")
    days = _word(data, "days")
    paid = _decimal(data.get("paid"))
    parts = [
        what,
        fmt.money(paid, fact.currency or "EUR") if paid else "",
        _("en %(days)s jours") % {"days": days} if days else "",
        channel_words(_word(data, "channel")) if not closed else "",
    ]
    reference = _word(data, "ticket", "claim") or fact.subject
    chip = _("Dossier %(reference)s") % {"reference": reference} if reference else ""
    return Said(title=title, text=_sentence(*parts), quote=_quote(fact), chips=_chips(chip))


WAYS = {
    "search": gettext_noop("une recherche"),
    "newsletter": gettext_noop("une lettre d’information"),
    "social": gettext_noop("un réseau social"),
    "ad": gettext_noop("une annonce"),
    "email": gettext_noop("un e-mail"),
}


def visit(fact: Fact) -> Said:
    data = fact.data
    pages, seen = data.get("pages"), data.get("seen")
    names = [str(page) for page in (pages if isinstance(pages, list) else seen if isinstance(seen, list) else [])]
    count = _count(data, "page_count") or (len(pages) if isinstance(pages, list) else _count(data, "pages"))
    minutes = _count(data, "minutes") or round(_count(data, "seconds") / 60)
    viewed = ngettext("%(count)d page", "%(count)d pages", count) % {"count": count} if count else ""
    lasted = ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes} if minutes else ""
    entry = _word(data, "came_from", "referrer", "entry")
    way = _(WAYS[entry]) if entry in WAYS else entry.replace("-", " ")
    came = _("arrivée par %(entry)s") % {"entry": way} if entry and entry != "direct" else ""
    watch = data.get("watch")
    watched = {str(page) for page in watch} if isinstance(watch, list) else set()
    chips = tuple(Chip(name, "warn" if name in watched else "") for name in dict.fromkeys(names[:4]))
    return Said(text=_sentence(viewed, lasted, came), chips=chips)


def page(fact: Fact) -> Said:
    return Said(text=_word(fact.personal, "title", "path") or _word(fact.data, "title", "page", "path") or fact.subject)


def done(fact: Fact) -> Said:
    return Said(text=_word(fact.personal, "title"))


def attached(fact: Fact) -> Said:
    return Said(text=_word(fact.personal, "name"))


def note(fact: Fact) -> Said:
    by = _word(fact.personal, "by", "author") or _word(fact.data, "author", "by")
    return Said(text=_quote(fact), chips=_chips(_("Par %(name)s") % {"name": by} if by else ""))


def consent(fact: Fact) -> Said:
    from cordiale.people.models import Consent

    purposes = {str(code): str(label) for code, label in Consent.Purpose.choices}
    purpose, channel = _word(fact.data, "purpose"), _word(fact.data, "channel")
    return Said(text=_sentence(purposes.get(purpose, purpose), channel_words(channel) if channel != "all" else ""))


def described(fact: Fact) -> Said:
    """The fields or the object by the names they never lose, as words."""
    told = fact.data.get("fields") or [fact.subject]
    words = [str(name).replace("_", " ") for name in told] if isinstance(told, (list, tuple)) else []
    return Said(text=_sentence(*words))


def changed(fact: Fact) -> Said:
    fields = fact.data.get("fields") or fact.data.get("changed")
    names = ", ".join(str(name) for name in fields) if isinstance(fields, (list, tuple)) else ""
    return Said(text=names or _word(fact.personal, "to") or _word(fact.data, "to"))
