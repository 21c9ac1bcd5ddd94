"""What the doctor looks at around the house: mail, addresses and proxies, anchors of the log, programs we tell."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.mail import get_connection
from django.db import connection
from django.db.models import Min

from cordiale.channels.webhooks.models import Delivery, Subscription
from cordiale.core import clock
from cordiale.people.audit import anchors
from cordiale.people.audit.models import Entry
from cordiale.project.doctor import Finding, care, ill, well
from cordiale.project.speech import say

PATIENCE_S = 5
ANCHOR_LATE = timedelta(hours=3)
DELIVERY_LATE = timedelta(minutes=30)
SAFE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
OLDEST_POSTGRESQL = 130_000


def examine_mail() -> Iterator[Finding]:
    """The mail server is there and lets us in; nothing is sent."""
    if not settings.BY_MAIL:
        yield well("mail", say("Aucun serveur d’e-mail : les messages sont rangés dans le dossier de données."))
        return
    post = get_connection(timeout=PATIENCE_S)
    try:
        post.open()
        post.close()
    except (OSError, smtplib.SMTPException) as error:
        said = say("Le serveur d’e-mail ne répond pas ou refuse : %(why)s.", why=type(error).__name__)
        yield ill(
            "mail", said, say("Vérifiez CORDIALE_SMTP_URL ; les messages attendent et seront essayés de nouveau.")
        )
        return
    if not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL) and settings.EMAIL_HOST not in ("localhost", "127.0.0.1"):
        said = say("Les e-mails, liens de connexion compris, voyagent sans chiffrement.")
        yield care("mail", said, say("Écrivez CORDIALE_SMTP_URL avec smtp+tls:// ou smtps://."))
        return
    yield well("mail", say("Le serveur d’e-mail répond."))


def examine_address() -> Iterator[Finding]:
    """The site's address in mails, HTTPS and the proxies that are believed go together."""
    found = False
    if settings.HTTPS and not settings.SITE_URL.startswith("https://"):
        found = True
        said = say("Les liens des e-mails mènent à %(address)s, sans HTTPS.", address=settings.SITE_URL)
        yield care("address", said, say("Réglez CORDIALE_URL."))
    wide = [net for net in settings.PROXIES if "/" in net and int(net.rpartition("/")[2]) < (32 if ":" in net else 16)]
    if wide:
        found = True
        said = say(
            "Des réseaux entiers sont crus comme mandataires (%(nets)s) : chacun pourrait y feindre son adresse.",
            nets=", ".join(wide),
        )
        yield care("address", said, say("Nommez vos mandataires seuls dans CORDIALE_PROXIES."))
    if not found:
        yield well("address", say("Le site s’annonce à %(address)s.", address=settings.SITE_URL))


def examine_audit() -> Iterator[Finding]:
    """The log's heads were written lately, and every line of their file follows from the one before."""
    if not Entry.objects.exists():
        yield well("audit", say("Le journal est encore vide."))
        return
    told = anchors.known()
    if not told or clock.now() - told[-1].at > ANCHOR_LATE:
        said = say("Aucune ancre du journal depuis plus de trois heures.")
        yield care("audit", said, say("Vérifiez que « cordiale up » tourne et que %(path)s peut être écrit.",
                                      path=settings.AUDIT_ANCHORS))  # fmt: skip
    elif Path(settings.AUDIT_ANCHORS).stat().st_dev == settings.DATA.stat().st_dev:
        said = say("Ancres du journal : %(count)s, sur le même disque que les données (CORDIALE_AUDIT_ANCHORS).",
                   count=len(told))  # fmt: skip
        yield well("audit", said)
    else:
        yield well("audit", say("Ancres du journal : %(count)s, sur un autre disque.", count=len(told)))


def examine_programs() -> Iterator[Finding]:
    """Programs that asked to be told are told: nothing is long overdue, nobody was given up."""
    running = Subscription.objects.filter(ended_at=None, paused_at=None)
    late = Delivery.objects.filter(state=Delivery.State.WAITING, subscription__in=running).aggregate(at=Min("next_at"))
    paused = Subscription.objects.filter(ended_at=None, paused_at__isnull=False).count()
    if late["at"] is not None and clock.now() - late["at"] > DELIVERY_LATE:
        said = say("Des webhooks attendent depuis plus de trente minutes.")
        yield care("programs", said, say("Vérifiez que « cordiale up » tourne ; la page Webhooks montre les réponses."))
    elif paused:
        said = say("Webhooks en pause : %(count)s.", count=paused)
        yield well("programs", said)
    else:
        yield well("programs", say("Aucun webhook en retard."))


def examine_server() -> Iterator[Finding]:
    """PostgreSQL keeps what it acknowledges: the settings that would let it forget are on."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [[*SAFE, "data_checksums"]])
        told = dict(cursor.fetchall())
        cursor.execute("SHOW server_version_num")
        version = int(cursor.fetchone()[0])
    for name, wanted in SAFE.items():
        if told.get(name) != wanted:
            said = say(
                "PostgreSQL peut perdre ce qu’il a promis : %(name)s = %(value)s.", name=name, value=told.get(name)
            )
            yield ill("database", said, f"ALTER SYSTEM SET {name} = {wanted}; SELECT pg_reload_conf();")
    if version < OLDEST_POSTGRESQL:
        yield care(
            "database", say("Cette version de PostgreSQL n’est plus soignée."), say("Passez à une version suivie.")
        )
    if told.get("data_checksums") != "on":
        said = say("PostgreSQL ne vérifie pas ses pages : un disque qui ment passerait inaperçu.")
        yield care("database", said, "pg_checksums --enable")
