"""Numbers, money, dates and figures as text."""

from datetime import date, datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from cordiale.web import figures, fmt
from cordiale.web.figures import Figure
from cordiale.web.tags import marks


def number(value: fmt.Number | None, places: int = 0, signed: bool = False) -> str:
    """`{% number 4820 %}`, `{% number x 1 signed=True %}`."""
    return fmt.number(value, places, signed=signed)


def money(amount: fmt.Number | None, currency: str = "EUR", places: int | None = None, *, signed: bool = False) -> str:
    """`{% money order.amount order.currency %}`."""
    return fmt.money(amount, currency, places, signed=signed)


def money_short(amount: fmt.Number | None, currency: str = "EUR", signed: bool = False) -> str:
    """`{% money_short 601000 "EUR" %}`: 601 k€."""
    return fmt.money_short(amount, currency, signed=signed)


def share(value: fmt.Number | None, places: int = 0, signed: bool = False) -> str:
    """`{% share 0.142 1 %}`: 14,2 %."""
    return fmt.share(value, places, signed=signed)


def day(moment: date | datetime | None) -> SafeString | str:
    """`{% day order.at %}` inside a `<time>`."""
    if moment is None:
        return fmt.NOTHING
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), fmt.day(moment))


def when(moment: datetime | None) -> SafeString | str:
    """`{% when event.at %}`: day and time."""
    if moment is None:
        return fmt.NOTHING
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), fmt.when(moment))


def ago(moment: datetime | None) -> SafeString | str:
    """`{% ago event.at %}`: how long ago, the exact time as its title."""
    if moment is None:
        return fmt.NOTHING
    return mark_safe(
        f'<time datetime="{moment.isoformat()}" title="{fmt.when(moment)}">{fmt.ago(moment)}</time>'
    )  # days


def month(moment: date | str | None, short: bool = False) -> str:
    """`{% month "2011-03" %}`: mars 2011."""
    return fmt.month(moment, short=short)


def value(figure: Figure) -> str:
    """`{% value figure %}`: the number in its unit, nothing else."""
    return figures.text(figure)


def figure(figure: Figure) -> SafeString:
    """`{% figure figure %}`: number, interval, n, period, source and strength of proof, in a line of text."""
    said = figures.note(figure)
    return format_html(
        '<span class="figure"><b>{}</b>{} {}</span>',
        figures.text(figure),
        format_html(' <span class="figure-note">({})</span>', said) if said else "",
        marks.evidence(figure.evidence),
    )


def figure_note(figure: Figure, interval: bool = True) -> SafeString:
    """`{% figure_note figure %}`: what stands under a big number: interval, n, period, source, proof."""
    said = figures.note(figure, interval=interval)
    return format_html('<span class="figure-note">{}</span> {}', said, marks.evidence(figure.evidence))
