"""What Rivage sells: yearly contracts and the articles of its shop. Prices in cents of euro, margins as a share."""

from typing import NamedTuple

CURRENCY = "EUR"


class Product(NamedTuple):
    code: str
    name: str
    category: str
    price: int
    margin: float
    contract: bool = False
    business: bool = False


def _contract(code: str, name: str, category: str, *, price: int, business: bool = False) -> Product:
    return Product(code, name, category, price * 100, 0.18, True, business)


def _article(code: str, name: str, category: str, *, price: float, margin: float = 0.38) -> Product:
    return Product(code, name, category, round(price * 100), margin)


CONTRACTS = (
    _contract("AUT-1", "Auto au tiers", "auto", price=384),
    _contract("AUT-2", "Auto confort", "auto", price=574),
    _contract("AUT-3", "Auto tous risques", "auto", price=792),
    _contract("HAB-1", "Habitation locataire", "habitation", price=186),
    _contract("HAB-2", "Habitation propriétaire", "habitation", price=342),
    _contract("HAB-3", "Habitation et dépendances", "habitation", price=438),
    _contract("PRE-1", "Prévoyance obsèques", "prévoyance", price=276),
    _contract("PRE-2", "Prévoyance famille", "prévoyance", price=660),
    _contract("PRE-3", "Prévoyance revenus", "prévoyance", price=1140),
    _contract("SAN-1", "Santé essentielle", "santé", price=420),
    _contract("SAN-2", "Santé confort", "santé", price=696),
    _contract("SAN-3", "Santé famille", "santé", price=984),
    _contract("VOY-1", "Voyage à l’année", "voyage", price=118),
    _contract("VOY-2", "Voyage famille à l’année", "voyage", price=196),
    _contract("PRO-1", "Responsabilité civile professionnelle", "entreprise", price=890, business=True),
    _contract("PRO-2", "Flotte automobile", "entreprise", price=4200, business=True),
    _contract("PRO-3", "Santé collective", "entreprise", price=6400, business=True),
    _contract("PRO-4", "Locaux professionnels", "entreprise", price=1480, business=True),
)

ARTICLES = (
    _article("MAI-01", "Détecteur de fumée", "maison sûre", price=24.90),
    _article("MAI-02", "Détecteur de monoxyde", "maison sûre", price=39.90),
    _article("MAI-03", "Caméra intérieure", "maison sûre", price=79.00),
    _article("MAI-04", "Serrure connectée", "maison sûre", price=189.00, margin=0.31),
    _article("MAI-05", "Extincteur 2 kg", "maison sûre", price=34.50),
    _article("MAI-06", "Détecteur de fuite d’eau", "maison sûre", price=29.90),
    _article("MAI-07", "Coffre à documents", "maison sûre", price=64.00),
    _article("MAI-08", "Lampe de secours", "maison sûre", price=17.90),
    _article("MAI-09", "Alarme de porte", "maison sûre", price=22.50),
    _article("MAI-10", "Prise coupe-veille", "maison sûre", price=12.90),
    _article("ROU-01", "Siège enfant i-Size", "route", price=169.00, margin=0.30),
    _article("ROU-02", "Rehausseur", "route", price=49.90),
    _article("ROU-03", "Chaînes à neige", "route", price=74.00),
    _article("ROU-04", "Trousse de secours", "route", price=19.90),
    _article("ROU-05", "Gilets et triangle", "route", price=14.90),
    _article("ROU-06", "Caméra de bord", "route", price=98.00, margin=0.33),
    _article("ROU-07", "Démarreur de secours", "route", price=84.00),
    _article("ROU-08", "Éthylotests, lot de 5", "route", price=11.90),
    _article("ROU-09", "Casque de vélo", "route", price=54.90),
    _article("ROU-10", "Antivol de vélo", "route", price=44.90),
    _article("ROU-11", "Éclairage de vélo", "route", price=27.90),
    _article("VOY-51", "Valise cabine", "voyage et loisirs", price=89.00),
    _article("VOY-52", "Sac à dos randonnée", "voyage et loisirs", price=69.00),
    _article("VOY-53", "Adaptateur universel", "voyage et loisirs", price=21.90),
    _article("VOY-54", "Pochette antivol", "voyage et loisirs", price=18.50),
    _article("VOY-55", "Batterie nomade", "voyage et loisirs", price=32.90),
    _article("VOY-56", "Gourde filtrante", "voyage et loisirs", price=38.00),
    _article("VOY-57", "Balise de bagage", "voyage et loisirs", price=29.00),
    _article("VOY-58", "Bâtons de randonnée", "voyage et loisirs", price=46.00),
    _article("BIE-01", "Tensiomètre", "bien-être", price=52.90),
    _article("BIE-02", "Thermomètre frontal", "bien-être", price=31.90),
    _article("BIE-03", "Balance connectée", "bien-être", price=59.00),
    _article("BIE-04", "Coussin ergonomique", "bien-être", price=42.00),
    _article("BIE-05", "Lampe de luminothérapie", "bien-être", price=94.00),
    _article("BIE-06", "Tapis de gymnastique", "bien-être", price=26.90),
    _article("BIE-07", "Bouillotte de noyaux", "bien-être", price=15.90),
    _article("BIE-08", "Purificateur d’air", "bien-être", price=139.00, margin=0.32),
    _article("FAM-01", "Barrière d’escalier", "famille", price=57.00),
    _article("FAM-02", "Veilleuse", "famille", price=16.90),
    _article("FAM-03", "Écoute-bébé", "famille", price=72.00),
    _article("FAM-04", "Coffret premiers gestes", "famille", price=23.50),
    _article("FAM-05", "Téléassistance, boîtier", "famille", price=119.00, margin=0.34),
    _article("FAM-06", "Protège-prises, lot de 10", "famille", price=8.90),
    _article("FAM-07", "Calendrier de l’avent", "famille", price=19.90, margin=0.45),
)

PRODUCTS = CONTRACTS + ARTICLES
