"""What happened to Nadia, in days before today: a claim that dragged on, and the signs that she may leave."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cordiale.project.demo.catalogue import CONTRACTS
from cordiale.project.demo.words import CANCEL_PAGE

CLAIM = "SN-20418"
YEAR = 365
_NAMES = {product.code: product for product in CONTRACTS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    kind: str
    days: int
    hour: str = "09:00"
    subject: str = ""
    data: Mapping[str, object] = field(default_factory=dict)
    personal: Mapping[str, object] = field(default_factory=dict)
    amount: int = 0  # cents


def _visit(days: int, hour: str, *pages: str, minutes: int = 3, entry: str = "direct") -> Moment:
    watch = [CANCEL_PAGE] if CANCEL_PAGE in pages else []
    data = {"page_count": len(pages) + 1, "seconds": minutes * 60, "entry": entry, "device": "phone"}
    return Moment(
        kind="visit.ended",
        days=days,
        hour=hour,
        subject=pages[-1],
        data=data | {"pages": list(dict.fromkeys(pages))} | ({"watch": watch} if watch else {}),
    )


def _call(days: int, hour: str, said: str, *, minutes: int) -> Moment:
    return Moment(
        kind="call.received",
        days=days,
        hour=hour,
        subject=CLAIM,
        data={"minutes": minutes, "topic": "claim", "agency": "lausanne-flon", "ticket": CLAIM},
        personal={"text": said, "by": "Marc Aubry"},
    )


def _survey(days: int, hour: str, said: str, *, score: int, code: str) -> Moment:
    return Moment(
        kind="survey.answered",
        days=days,
        hour=hour,
        subject=code,
        data={"survey": code, "score": score, "scale": 10},
        personal={"text": said},
    )


def _mail(kind: str, days: int, hour: str, *, code: str, title: str) -> Moment:
    return Moment(kind=kind, days=days, hour=hour, subject=code, data={"campaign": code, "title": title})


def _payment(days: int, contract: str, product: str, *, euros: int, year: int) -> Moment:
    price = f"{euros}.00"
    line = {"line": 1, "kind": "product", "product": product, "quantity": "1", "unit_price": price, "amount": price}
    return Moment(
        kind="order.placed",
        days=days,
        hour="07:10",
        subject=contract,
        amount=euros * 100,
        data={
            "order_ref": f"P-{contract[2:]}-{year}",
            "kind": "sale",
            "reverses": None,
            "country": "CH",
            "channel": "contract",
            "contract": contract,
            "name": _NAMES[product].name,
            "category": _NAMES[product].category,
            "renewal": True,
            "product_amount": price,
            "lines": [line],
        },
    )


def _basket(days: int, number: int, product: str, *, price: str) -> Moment:
    line = {"line": 1, "kind": "product", "product": product, "quantity": "1", "unit_price": price, "amount": price}
    return Moment(
        kind="order.placed",
        days=days,
        hour="19:24",
        amount=int(price.replace(".", "")),
        data={
            "order_ref": f"B-N{number:06d}",
            "kind": "sale",
            "reverses": None,
            "country": "CH",
            "channel": "web",
            "product_amount": price,
            "lines": [line],
        },
    )


_CLAIM = {"ticket": CLAIM, "type": "claim", "category": "habitation", "peril": "dégât des eaux", "contract": "C-900002"}
RECENT = (
    _visit(0, "08:12", "Mon espace", "Tarifs habitation", CANCEL_PAGE, CANCEL_PAGE, minutes=6),
    _survey(
        2,
        "17:40",
        "On m’a bien remboursée, mais j’ai dû appeler trois fois pour savoir où en était mon dossier.",
        score=6,
        code="apres-sinistre",
    ),
    _mail("mail.sent", 3, "06:30", code="bilan", title="Votre bilan annuel est prêt"),
    _mail("mail.opened", 3, "07:02", code="bilan", title="Votre bilan annuel est prêt"),
    _visit(5, "20:31", "Tarifs habitation", CANCEL_PAGE, minutes=4, entry="search"),
    Moment(
        kind="ticket.closed",
        days=8,
        hour="14:20",
        subject=CLAIM,
        data=_CLAIM | {"outcome": "paid", "paid": "1240.00", "days": 24},
        personal={"by": "Marc Aubry"},
    ),
    _call(14, "10:05", "J’appelle pour la troisième fois, où en est mon dossier ?", minutes=9),
    _payment(18, "C-900001", "AUT-2", euros=612, year=7),
    _call(23, "13:45", "Personne ne m’avait dit qu’il fallait envoyer les photos.", minutes=7),
    _visit(27, "18:02", "Tarifs habitation", minutes=2, entry="lescomparaisons.example"),
    _visit(27, "18:40", "Tarifs habitation", "Questions fréquentes", minutes=3, entry="lescomparaisons.example"),
    _visit(27, "21:15", "Tarifs habitation", minutes=1, entry="lescomparaisons.example"),
    _call(29, "09:12", "Quand passe l’expert ?", minutes=5),
    Moment(kind="ticket.opened", days=32, hour="07:48", subject=CLAIM, data=_CLAIM | {"channel": "app", "photos": 2}),
    _basket(33, 3, "MAI-06", price="29.90"),
    _survey(
        67,
        "11:20",
        "Toujours quelqu’un au bout du fil, c’est rare.",
        score=9,
        code="annuelle",
    ),
)
_LETTERS = tuple(
    _mail("mail.sent", days, "06:10", code=f"lettre-n{days}", title="La lettre de Rivage")
    for days in range(41, 3 * YEAR - 20, 46)
)
_READ = tuple(
    _mail("mail.opened", days, "06:55", code=f"lettre-n{days}", title="La lettre de Rivage")
    for days in range(41, 3 * YEAR - 20, 92)
)
_VISITS = tuple(
    _visit(days, "19:40", page, minutes=2)
    for days, page in (
        (48, "Mon espace"),
        (76, "Suivre mon dossier"),
        (119, "Boutique"),
        (163, "Mon espace"),
        (208, "Voyage"),
        (251, "Boutique"),
        (294, "Mon espace"),
        (338, "Tarifs auto"),
        (420, "Boutique"),
        (533, "Mon espace"),
        (690, "Santé"),
        (812, "Boutique"),
        (1004, "Mon espace"),
    )
)
PAST = (
    *_LETTERS,
    *_READ,
    *_VISITS,
    _payment(18 + YEAR, "C-900001", "AUT-2", euros=574, year=6),
    _payment(18 + 2 * YEAR, "C-900001", "AUT-2", euros=562, year=5),
    _payment(293, "C-900002", "HAB-3", euros=438, year=7),
    _payment(293 + YEAR, "C-900002", "HAB-3", euros=418, year=6),
    _payment(293 + 2 * YEAR, "C-900002", "HAB-3", euros=410, year=5),
    _payment(140, "C-900003", "PRE-3", euros=1140, year=5),
    _payment(140 + YEAR, "C-900003", "PRE-3", euros=1118, year=4),
    _payment(140 + 2 * YEAR, "C-900003", "PRE-3", euros=1096, year=3),
    _basket(119, 2, "VOY-51", price="89.00"),
    _basket(420, 1, "ROU-01", price="169.00"),
    _survey(
        67 + YEAR,
        "10:02",
        "Conseillère à l’écoute, explications claires.",
        score=9,
        code="annuelle",
    ),
    Moment(
        kind="call.made",
        days=402,
        hour="15:10",
        subject="bilan",
        data={"minutes": 11, "topic": "bilan annuel"},
        personal={"text": "Bilan annuel fait, tout va bien.", "by": "Inès Morel"},
    ),
)
NOTES = (
    # days ago, who, what
    (
        14,
        "colleague",
        "Troisième appel sur SN-20418. Promis : réponse de l’expert sous 48 heures, je rappelle moi-même.",
    ),
    (7, "colleague", "Dossier clos, 1 240 € versés. S’excuser de l’attente à la prochaine occasion."),
    (4, "adviser", "Échéance habitation le 31 janvier. Proposer la franchise réduite avant qu’elle ne compare."),
)
