"""Orders: the shop's baskets and the contracts' yearly payments, priced once for all worlds, and the returns."""

from dataclasses import dataclass

import numpy as np

from cordiale.project.demo import programme
from cordiale.project.demo.catalogue import ARTICLES, CONTRACTS, PRODUCTS
from cordiale.project.demo.draws import DAY_US, Bools, Calendar, Floats, Ints, moments
from cordiale.project.demo.places import AGENCIES
from cordiale.project.demo.population import KIND, Population
from cordiale.project.demo.stream import Batch, money, text
from cordiale.project.demo.worlds import Chances

RETURN_SHARE = 0.045
FREE_POSTAGE_FROM = 6000  # cents: below, the customer pays postage
POSTAGE = 590


@dataclass(frozen=True, slots=True)
class Baskets:
    """The possible shop orders with their lines; lines are grouped by order, `first[i]` to `first[i + 1]`."""

    at: Ints
    first: Ints
    product: Ints  # index in ARTICLES
    quantity: Ints
    unit: Ints  # cents, discount taken off
    postage: Ints
    amount: Ints  # cents, lines and postage
    merchandise: Ints
    margin: Floats  # cents
    returned: Bools
    returned_at: Ints
    promotion: list[str]


@dataclass(frozen=True, slots=True)
class Payments:
    """The possible contract payments: one a year and contract."""

    at: Ints
    amount: Ints
    margin: Floats


def baskets(
    rng: np.random.Generator, people: Population, luck: Chances, *, calendar: Calendar, induced: list[str]
) -> Baskets:
    """Fill and price every possible order. `induced` names the offer an order owes its existence to, else ""."""
    size = len(luck.owner)
    at = moments(rng, luck.week, calendar=calendar)
    lines = 1 + rng.poisson(np.where(people.behaviour[luck.owner] == KIND["emma"], 1.6, 0.75))
    first = np.concatenate([[0], np.cumsum(lines)])
    order = np.repeat(np.arange(size), lines)
    popularity = 1 / (1 + np.arange(len(ARTICLES)) % 9)
    product = rng.choice(len(ARTICLES), len(order), p=popularity / popularity.sum())
    quantity = 1 + rng.binomial(2, 0.18, len(order))
    quantity += np.where(people.organisation[luck.owner][order], rng.poisson(3.0, len(order)), 0)
    public = calendar.promotions()[luck.week]
    by_offer = np.array([bool(name) for name in induced], dtype=bool)
    off = np.maximum(public * programme.PROMOTION_DISCOUNT, by_offer * programme.OFFER_DISCOUNT)
    price = np.array([item.price for item in ARTICLES])[product]
    cost = price * (1 - np.array([item.margin for item in ARTICLES])[product])
    unit = np.round(price * (1 - off[order])).astype(np.int64)
    merchandise = np.add.reduceat(unit * quantity, first[:-1]) if size else np.zeros(0, dtype=np.int64)
    costs = np.add.reduceat(cost * quantity, first[:-1]) if size else np.zeros(0)
    postage = np.where(merchandise < FREE_POSTAGE_FROM, POSTAGE, 0)
    returned = rng.random(size) < RETURN_SHARE
    back = at + rng.integers(4, 24, size) * DAY_US
    back += rng.integers(0, 5400, size) * 1_000_000
    return Baskets(
        at=at,
        first=first,
        product=product,
        quantity=quantity,
        unit=unit,
        postage=postage,
        amount=merchandise + postage,
        merchandise=merchandise,
        margin=merchandise - costs,
        returned=returned & (back < calendar.end),
        returned_at=back,
        promotion=[name or ("soldes" if sale else "") for name, sale in zip(induced, public.tolist(), strict=True)],
    )


def payments(rng: np.random.Generator, people: Population, luck: Chances, *, calendar: Calendar) -> Payments:
    """What each contract costs at each anniversary: 2 % a year, and the rise from the dear renewal on."""
    contracts = people.contracts
    contract = luck.payment_owner
    years = (luck.payment_week - contracts.start[contract]) // 52
    risen = (luck.payment_week >= programme.PRICE_RISE_WEEK) & (years > 0)
    risen &= contracts.start[contract] < programme.PRICE_RISE_WEEK
    yearly = 1.02 ** ((luck.payment_week // 52) * (years > 0))
    amount = contracts.premium[contract] * yearly * (1 + contracts.rise[contract] * risen)
    cents = np.round(amount).astype(np.int64)
    margin = np.array([item.margin for item in CONTRACTS])[contracts.product[contract]]
    return Payments(at=moments(rng, luck.payment_week, calendar=calendar), amount=cents, margin=cents * margin)


def product_events(at: int) -> Batch:
    """`product.described` for the whole catalogue, told when the lake begins."""
    data = [
        f'{{"product":"{item.code}","name":{text(item.name)},"category":{text(item.category)},'
        f'"brand":"Rivage","kind":"product"}}'
        for item in PRODUCTS
    ]
    nobody = np.full(len(PRODUCTS), -1, dtype=np.int64)
    return Batch("product.described", nobody, np.full(len(PRODUCTS), at), data, [item.code for item in PRODUCTS])


def basket_events(baskets: Baskets, luck: Chances, people: Population, *, placed: Bools) -> list[Batch]:
    """`order.placed` for the placed baskets and `order.returned` for the first line of those sent back."""
    chosen = np.flatnonzero(placed)
    country = [AGENCIES[index].country for index in people.agency[luck.owner[chosen]]]
    lines = _lines(baskets)
    data, returns, owed = [], [], []
    bounds = baskets.first.tolist()
    for order, where in zip(chosen.tolist(), country, strict=True):
        first, last = bounds[order], bounds[order + 1]
        parts = [f'{{"line":{number},{lines[first + number - 1]}' for number in range(1, last - first + 1)]
        postage = int(baskets.postage[order])
        if postage:
            price = money(postage)
            parts.append(
                f'{{"line":{last - first + 1},"kind":"postage","product":"PORT","quantity":"1",'
                f'"unit_price":"{price}","amount":"{price}"}}'
            )
        promotion = f'"promotion":"{baskets.promotion[order]}",' if baskets.promotion[order] else ""
        channel = "shop" if order % 5 == 0 else "web"
        data.append(
            f'{{"order_ref":"B-{order:07d}","kind":"sale","reverses":null,"country":"{where}","channel":"{channel}",'
            f'{promotion}"product_amount":"{money(int(baskets.merchandise[order]))}","lines":[{",".join(parts)}]}}'
        )
        if baskets.returned[order]:
            returns.append(_return(baskets, order, country=where, channel=channel))
            owed.append(order)
    back = np.array(owed, dtype=np.int64)
    return [
        Batch("order.placed", luck.owner[chosen], baskets.at[chosen], data, amount=baskets.amount[chosen]),
        Batch(
            "order.returned",
            luck.owner[back],
            baskets.returned_at[back],
            returns,
            amount=-first_line_amounts(baskets)[back],
        ),
    ]


def first_line_amounts(baskets: Baskets) -> Ints:
    """What comes back when an order is returned: its first line."""
    first = baskets.first[:-1]
    return baskets.unit[first] * baskets.quantity[first]


def _lines(baskets: Baskets) -> list[str]:
    return [
        f'"kind":"product","product":"{ARTICLES[product].code}","quantity":"{quantity}",'
        f'"unit_price":"{money(unit)}","amount":"{money(unit * quantity)}"}}'
        for product, quantity, unit in zip(
            baskets.product.tolist(), baskets.quantity.tolist(), baskets.unit.tolist(), strict=True
        )
    ]


def _return(baskets: Baskets, order: int, *, country: str, channel: str) -> str:
    first = int(baskets.first[order])
    quantity, unit = int(baskets.quantity[first]), int(baskets.unit[first])
    amount = money(-unit * quantity)
    return (
        f'{{"order_ref":"R-{order:07d}","kind":"return","reverses":"B-{order:07d}","country":"{country}",'
        f'"channel":"{channel}","product_amount":"{amount}","lines":[{{"line":1,"kind":"product",'
        f'"product":"{ARTICLES[int(baskets.product[first])].code}","quantity":"-{quantity}",'
        f'"unit_price":"{money(unit)}","amount":"{amount}"}}]}}'
    )


def payment_events(payments: Payments, luck: Chances, people: Population, *, renewed: Bools) -> Batch:
    """`order.placed` for each contract payment made."""
    contracts = people.contracts
    chosen = np.flatnonzero(renewed)
    contract = luck.payment_owner[chosen]
    owner = contracts.owner[contract]
    named = [f'"name":{text(item.name)},"category":{text(item.category)}' for item in CONTRACTS]
    data = []
    for place, index in zip(chosen.tolist(), contract.tolist(), strict=True):
        price = money(int(payments.amount[place]))
        week, begun = int(luck.payment_week[place]), int(contracts.start[index])
        country = AGENCIES[people.agency[contracts.owner[index]]].country
        data.append(
            f'{{"order_ref":"P-{index:06d}-{(week - begun) // 52}","kind":"sale","reverses":null,"country":"{country}",'
            f'"channel":"contract","contract":"C-{index:06d}",{named[int(contracts.product[index])]},'
            f'"renewal":{"true" if week > begun else "false"},'
            f'"product_amount":"{price}","lines":[{{"line":1,"kind":"product",'
            f'"product":"{CONTRACTS[int(contracts.product[index])].code}","quantity":"1","unit_price":"{price}",'
            f'"amount":"{price}"}}]}}'
        )
    return Batch(
        "order.placed",
        owner,
        payments.at[chosen],
        data,
        subject=[f"C-{index:06d}" for index in contract.tolist()],
        amount=payments.amount[chosen],
    )
