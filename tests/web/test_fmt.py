"""Numbers, money and dates as people read them in both languages."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from cordiale.core import statistics
from cordiale.web import figures, fmt
from cordiale.web.figures import Figure

NB = "\u00a0"
MINUS = "\u2212"


@pytest.mark.parametrize(
    ("value", "places", "french", "english"),
    [
        (4820, 0, f"4{NB}820", "4,820"),
        (2.94, 1, "2,9", "2.9"),
        (-192, 0, f"{MINUS}192", f"{MINUS}192"),
        (Decimal("0.5"), 0, "1", "1"),
        (-0.4, 0, "0", "0"),
        (None, 0, "—", "—"),
        (float("nan"), 0, "—", "—"),
    ],
)
def test_numbers(value, places, french, english):
    assert fmt.number(value, places, lang="fr") == french
    assert fmt.number(value, places, lang="en") == english


@pytest.mark.parametrize(
    ("amount", "currency", "french", "english"),
    [
        (4820, "EUR", f"4{NB}820{NB}€", "€4,820"),
        (Decimal("12.30"), "EUR", f"12,30{NB}€", "€12.30"),
        (Decimal("-15.5"), "GBP", f"{MINUS}15,50{NB}£", f"{MINUS}£15.50"),
        (1200, "CHF", f"1{NB}200{NB}CHF", f"CHF{NB}1,200"),
        (None, "EUR", "—", "—"),
    ],
)
def test_money(amount, currency, french, english):
    assert fmt.money(amount, currency, lang="fr") == french
    assert fmt.money(amount, currency, lang="en") == english


def test_short_money_for_axes():
    assert fmt.money_short(601_000, "EUR", lang="fr") == f"601{NB}k€"
    assert fmt.money_short(-1_240_000, "EUR", lang="en") == f"{MINUS}€1.2m"
    assert fmt.money_short(186, "EUR", signed=True, lang="fr") == f"+186{NB}€"


def test_shares_and_points():
    assert fmt.share(0.142, 1, lang="fr") == f"14,2{NB}%"
    assert fmt.share(0.142, 1, lang="en") == "14.2%"
    assert fmt.points(0.013, lang="fr") == f"+1,3{NB}pt"
    assert fmt.points(-0.14, 0, lang="fr") == f"{MINUS}14{NB}pts"


def test_dates(settings):
    settings.TIME_ZONE = "Europe/Paris"
    moment = datetime(2026, 11, 12, 17, 40, tzinfo=UTC)
    assert fmt.day(date(2026, 11, 12), lang="fr") == "12 nov. 2026"
    assert fmt.day(date(2026, 11, 12), lang="en") == "12 Nov 2026"
    assert fmt.when(moment, lang="fr") == "12 nov. 2026, 18:40"
    assert fmt.month("2011-03", lang="fr") == "mars 2011"
    assert fmt.month("2011-03", lang="en") == "March 2011"
    assert fmt.day(None) == fmt.month("") == "—"


@pytest.mark.parametrize(
    ("past", "french", "english"),
    [
        (timedelta(seconds=20), "à l’instant", "just now"),
        (timedelta(minutes=5), "il y a 5 min", "5 min ago"),
        (timedelta(hours=3), "il y a 3 h", "3 h ago"),
        (timedelta(days=1, hours=1), "hier", "yesterday"),
        (timedelta(days=3), "il y a 3 jours", "3 days ago"),
        (timedelta(days=40), "13 oct.", "13 Oct"),
    ],
)
def test_how_long_ago(past, french, english):
    now = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    for language, expected in (("fr", french), ("en", english)):
        with translation.override(language):
            assert fmt.ago(now - past, now=now) == expected


@given(st.floats() | st.decimals(allow_nan=False, allow_infinity=False, places=3), st.sampled_from(["fr", "en"]))
def test_no_number_is_written_with_a_missing_glyph(value, language):
    said = (
        fmt.number(value, 2, lang=language) + fmt.share(value, lang=language) + fmt.money(value, "EUR", lang=language)
    )
    assert "\u202f" not in said
    assert "-" not in said


def test_a_figure_says_what_it_is():
    figure = Figure(
        value=0.34, low=0.27, high=0.42, n=9406, unit="share", period="90 jours", source="modèle", evidence="quasi"
    )
    with translation.override("fr"):
        assert figures.text(figure) == f"34{NB}%"
        assert figures.note(figure) == f"entre 27 et 42{NB}%, n{NB}={NB}9{NB}406, 90 jours, modèle"
        assert figures.sentence(figure) == f"34{NB}% (entre 27 et 42{NB}%)"
    with translation.override("en"):
        assert figures.between(figure) == "between 27% and 42%"


def test_a_full_count_has_no_interval():
    with translation.override("fr"):
        assert figures.note(Figure(value=41280, n=41280)) == f"n{NB}={NB}41{NB}280"


def test_a_figure_from_an_estimate():
    figure = Figure.of(statistics.proportion(142, 1000), unit="share", evidence="experiment")
    assert (figure.n, figure.bounded) == (1000, True)
    with translation.override("fr"):
        assert figures.sentence(figure) == f"14,2{NB}% (entre 12,2 et 16,5{NB}%)"
