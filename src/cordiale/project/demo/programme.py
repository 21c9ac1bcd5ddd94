"""What Rivage did to its customers and what it spent: every parameter of the planted effects, in one place.

Weeks count from 0 (156 weeks before the end) to 155 (the week that ends today). A multiplier acts on the weekly rate
of shop orders, or on the weekly hazard of leaving, of the customers who are *treated*; 1.0 is no effect.
"""

from dataclasses import dataclass

WEEKS = 156
PROGRAMME_START = 108
HOLDOUT_SALT = "rivage-universel-1"
HOLDOUT_SHARE = 0.10

# (name, share of customers): the cast. Contracts say how many of them hold at least one.
BEHAVIOURS = (
    "steady",  # buys at an even pace
    "occasional",  # buys rarely
    "seasonal",  # buys in June and December
    "harpagon",  # buys only on discount
    "candide",  # believes every offer
    "lapsing",  # buys less and less
    "newcomer",  # came within the last nine months
    "emma",  # buys much, then disappears without a word
    "tartuffe",  # three people at one address
)
SHARES = (0.27, 0.20, 0.12, 0.12, 0.10, 0.08, 0.06, 0.03, 0.02)
WEEKLY_ORDERS = (0.034, 0.010, 0.040, 0.110, 0.036, 0.040, 0.036, 0.120, 0.030)
CONTRACT_SHARES = (0.85, 0.55, 0.50, 0.45, 0.60, 0.65, 0.55, 0.0, 0.50)

TREND_A_YEAR = 0.06
MONTH_SEASON = (0.92, 0.84, 0.94, 1.00, 1.04, 1.22, 1.08, 0.80, 1.08, 1.00, 1.18, 1.62)
PROMOTION_DISCOUNT = 0.20
OFFER_DISCOUNT = 0.15

PRICE_RISE_WEEK = 100  # contracts renewed from this week on cost more, which makes customers leave (a confounder)
PRICE_RISE_MEAN = 0.065
HAZARD_A_WEEK = 0.0009
HAZARD_AT_RENEWAL = 3.0
HAZARD_PER_RISE = 20.0  # times (1 + 20 x rise) in the weeks around the renewal
HAZARD_AFTER_BAD_CLAIM = 4.0
BAD_CLAIM_WEEKS = 13
BAD_CLAIM_SHARE = 0.28
SILENT_HAZARD_A_WEEK = 0.0016  # customers without a contract leave silently


@dataclass(frozen=True, slots=True)
class Action:
    """One persuasive action: who may get it, how many are held out, what it does, what one contact costs (cents)."""

    key: str
    name: str
    kind: str  # programme | mail | journey | call
    start: int
    weeks: int
    holdout: float
    contact_cost: int
    orders: tuple[float, ...] = (1.0,) * len(BEHAVIOURS)  # multiplier by behaviour, in the order of BEHAVIOURS
    leaving: float = 1.0
    reached: float = 1.0


LOYALTY = Action(
    key="fidelite",
    name="Cercle Rivage",
    kind="programme",
    start=110,
    weeks=WEEKS,
    holdout=0.0,
    contact_cost=150,
    orders=(1.10,) * len(BEHAVIOURS),
    leaving=0.90,
)
LOYALTY_WAVES = (110, 119, 128, 137)  # a wave of agencies starts in each of these weeks, in an order drawn at random
AGENCIES_A_WAVE = 5  # the other agencies wait: they are the not-yet-treated

#                 steady occas. season. harp. cand. laps. newc. emma tart.
_OFFER_EFFECTS = (1.00, 1.15, 1.20, 2.20, 1.80, 0.60, 1.30, 1.00, 1.00)
OFFERS = tuple(
    Action(
        key=f"offre-{number}",
        name=f"Offre du moment {number}",
        kind="mail",
        start=start,
        weeks=4,
        holdout=0.10,
        contact_cost=6,
        orders=_OFFER_EFFECTS,
    )
    for number, start in enumerate((113, 123, 134, 146), start=1)
)
LETTER = Action(
    key="lettre",
    name="La lettre de Rivage",
    kind="mail",
    start=PROGRAMME_START,
    weeks=WEEKS,
    holdout=0.10,
    contact_cost=12,
)
WELCOME = Action(
    key="bienvenue",
    name="Bienvenue",
    kind="journey",
    start=PROGRAMME_START,
    weeks=12,
    holdout=0.10,
    contact_cost=210,
    orders=(1.35,) * len(BEHAVIOURS),
)
CALL = Action(
    key="appel-risque",
    name="Appel avant l’échéance",
    kind="call",
    start=112,
    weeks=13,
    holdout=0.30,
    contact_cost=780,
    leaving=0.40,
    reached=0.72,
)
ACTIONS = (LOYALTY, *OFFERS, LETTER, WELCOME, CALL)
RISKY_RISE = 0.09  # a renewal that costs 9 % more or a badly handled claim makes a customer "at risk"

PHASES = (
    # key, name, first week, last week
    ("etude", "Étude et cas d’affaires", 94, 101),
    ("socle", "Socle client et reprise des données", 100, 111),
    ("pilote", "Pilote : cinq agences", 110, 121),
    ("extension", "Extension par vagues", 119, 145),
    ("regime", "Régime courant", 140, 155),
)
# phase, kind, label, cents for each customer over the whole phase (booked in monthly parts)
COSTS = (
    ("etude", "internal_hours", "Heures internes de l’étude", 60),
    ("etude", "consulting", "Appui extérieur", 70),
    ("socle", "licence", "Logiciels", 90),
    ("socle", "hardware", "Serveurs", 45),
    ("socle", "data_cleaning", "Nettoyage des données", 80),
    ("socle", "integration", "Liaison avec la gestion des contrats", 120),
    ("pilote", "training", "Formation des conseillers", 75),
    ("pilote", "internal_hours", "Heures internes du pilote", 65),
    ("extension", "change_management", "Accompagnement des agences", 85),
    ("extension", "internal_hours", "Heures internes de l’extension", 110),
    ("regime", "support", "Exploitation et assistance", 70),
    ("regime", "licence", "Logiciels, renouvellement", 40),
)
