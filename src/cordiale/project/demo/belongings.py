"""What Rivage's team made its own: fields and an object, tasks, favourites, files, a word to a colleague.

Written once, through the doors everybody uses, so that nobody's first look at a page finds it empty.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Collection
from datetime import datetime, time, timedelta
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cordiale.people import notes
from cordiale.people.agenda import tasks
from cordiale.people.fields import definitions, filling, objects
from cordiale.people.fields.models import CustomField
from cordiale.people.files import attachments
from cordiale.people.models import Party, User
from cordiale.people.shelf import follows, recents, stars
from cordiale.project.demo.staff import DIRECTOR, HOME_AGENCY, Staff

FILLED, VEHICLES = 120, 40
HOMES = [{"fr": "Maison", "en": "House"}, {"fr": "Appartement", "en": "Flat"}, {"fr": "Péniche", "en": "Houseboat"}]
WAYS = [
    {"fr": "E-mail", "en": "E-mail"}, {"fr": "Téléphone", "en": "Phone"}, {"fr": "En agence", "en": "At the agency"},
]  # fmt: skip
COVERS = [{"fr": "Tous risques", "en": "Comprehensive"}, {"fr": "Responsabilité civile", "en": "Third party"}]
FIELDS = (
    ("choice", {"label_fr": "Logement", "label_en": "Home"}, HOMES),
    ("number", {"label_fr": "Personnes au foyer", "label_en": "People at home"}, ()),
    ("day", {"label_fr": "Prochaine échéance", "label_en": "Next renewal"}, ()),
    ("choices", {"label_fr": "Comment lui parler", "label_en": "How to talk to them"}, WAYS),
    ("money", {"label_fr": "Prime annuelle", "label_en": "Yearly premium", "currency": "CHF"}, ()),
)
VEHICLE = {
    "label_fr": "Véhicule", "plural_fr": "Véhicules", "label_en": "Vehicle", "plural_en": "Vehicles", "icon": "car",
}  # fmt: skip
OF_A_VEHICLE = (
    ("text", {"label_fr": "Modèle", "label_en": "Model"}, ()),
    ("number", {"label_fr": "Année", "label_en": "Year"}, ()),
    ("choice", {"label_fr": "Couverture", "label_en": "Cover"}, COVERS),
)
MODELS = ("Peugeot 3008", "Renault Zoé", "Škoda Octavia", "Toyota Yaris", "Fiat Panda", "Volvo V60")
TODO = (
    # days from now, at, kind, what, repeat, of Nadia
    (-2, None, "call", "Rappeler pour le devis habitation", "", True),
    (0, time(9, 30), "call", "Confirmer le rendez-vous de jeudi", "", False),
    (0, None, "other", "Relire l’avenant avant envoi", "", True),
    (1, time(14), "meeting", "Point sinistre avec l’expert", "", True),
    (3, time(10), "visit", "Visite à domicile, état des lieux", "", False),
    (7, None, "other", "Passer les échéances du mois en revue", "FREQ=MONTHLY;BYDAY=1MO", False),
)
REPORT = """Compte rendu de visite
Objet : dégât des eaux, cuisine et couloir.
Constat : parquet à remplacer sur 6 m2, peinture à reprendre.
Suite : devis de l'artisan attendu, réponse sous 48 heures.
"""


def settle(nadia: UUID, *, among: Collection[UUID], people: Staff, as_of: datetime) -> None:
    """Everything, once."""
    if CustomField.objects.exists():
        return
    director = User.objects.get(email=DIRECTOR.email)
    adviser = people.advisers[HOME_AGENCY]
    around = [nadia, *sorted(among)]
    _fields(around, by=director)
    _vehicles(around, by=director)
    hers = Party.objects.get(key=nadia)
    others = list(Party.objects.filter(key__in=around[1:9]).order_by("pk"))
    _tasks(hers, others, by=adviser, director=director, as_of=as_of)
    _files(nadia, by=people.colleague)
    body = f"@{adviser.name} elle demande si la franchise réduite vaut aussi pour la voiture. Tu regardes ?"
    notes.write(nadia, body=body, by=people.colleague, at=as_of - timedelta(hours=3))
    for user, parties in ((adviser, [hers, *others[:3]]), (director, [hers, *others[3:5]])):
        for party in reversed(parties):
            stars.star(party, by=user)
            recents.remember(party, by=user)
        follows.follow(hers, by=user)


def _fields(around: list[UUID], *, by: User) -> None:
    for kind, told, options in FIELDS:
        definitions.define(by=by, kind=kind, told={**told, "data_class": "commercial"}, options=options)
    for number, key in enumerate(around[:FILLED]):
        told = {
            "logement": HOMES[number * 7 % 9 // 4]["fr"],
            "personnes_au_foyer": str(1 + number * 5 % 5) if number else "4",
            "prochaine_echeance": f"{timezone.localdate() + timedelta(days=20 + number * 37 % 300)}",
            "comment_lui_parler": "E-mail; Téléphone" if number % 3 == 0 else WAYS[number % 3]["fr"],
            "prime_annuelle": str(380 + number * 91 % 1400),
        }
        filling.fill(key, told=told if number % 4 != 3 else {**told, "prime_annuelle": ""}, by=by)


def _vehicles(around: list[UUID], *, by: User) -> None:
    of = objects.define(by=by, told=VEHICLE)
    for kind, told, options in OF_A_VEHICLE:
        definitions.define(by=by, kind=kind, told={**told, "data_class": "commercial"}, options=options, of=of)
    for number, key in enumerate(around[:VEHICLES]):
        told = {
            "modele": MODELS[number % len(MODELS)], "annee": str(2009 + number * 7 % 16),
            "couverture": COVERS[number % 2]["fr"],
        }  # fmt: skip
        objects.add(of.name, party=key, title=f"VD {100200 + number * 3571}", told=told, by=by)


def _tasks(nadia: Party, others: list[Party], *, by: User, director: User, as_of: datetime) -> None:
    today = timezone.localtime(as_of).date()
    for number, (days, at, kind, title, repeat, hers) in enumerate(TODO):
        plan = tasks.Plan(title=title, kind=kind, on=today + timedelta(days=days), at=at, repeat=repeat)
        tasks.add(plan, by=by, party=nadia if hers else others[number % len(others)] if others and not repeat else None)
    for days, title in ((0, "Relire le bilan des réclamations"), (2, "Préparer le point d’équipe")):
        tasks.add(tasks.Plan(title=title, on=today + timedelta(days=days)), by=director)


def _files(nadia: UUID, *, by: User) -> None:
    for name, content in (("compte-rendu-visite.txt", REPORT.encode()), ("parquet-cuisine.png", picture())):
        attachments.attach(nadia, SimpleUploadedFile(name, content), by=by)


def picture(width: int = 480, height: int = 320) -> bytes:
    """A PNG of a wooden floor with a stain, drawn here: no photograph of anybody's home is shipped."""
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            grain = (x * 3 + (y // 40) * 57) % 29 + (12 if y % 40 < 2 or (x + y // 40 * 130) % 240 < 2 else 0)
            wet = max(0, 90 - ((x - 300) ** 2 + (y - 170) ** 2) // 120)
            rows += bytes(max(0, tone - grain - wet) for tone in (196, 154, 108))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
