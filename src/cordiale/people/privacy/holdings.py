"""The map of this house: every table and store that holds something about somebody.

Tables are declared here by the label of their model, those of upper rooms too: one page to read, one page to review.
Stores that only an upper room can open (import folders, attachments) are declared by that room.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cordiale.people.privacy import stores
from cordiale.people.privacy.map import Holding
from cordiale.people.privacy.map import declare as _declare

SERVICE = ("service", "sales")
EVERYTHING = ("service", "sales", "marketing", "analysis")
TEAM = ("team", "hosting")


def declare() -> None:
    """Called once when the house opens."""
    _declare(*_record(), *_merging(), *_talk(), *_derived(), *_proof(), *_passing(), *_stores())


def _record() -> list[Holding]:
    """Who they are."""
    common: dict[str, Any] = {"basis": "contract", "retention": "relation", "recipients": TEAM}
    return [
        Holding(
            name="people.Party", label=_("Fiche\u00a0: nom, langue, date de naissance, champs de l’entreprise"),
            data_class="contact", purposes=EVERYTHING, links=("id",), given=True, order=900,
            hidden=("sort_name", "merged_into", "version"), **common,
        ),
        Holding(
            name="people.Identifier", label=_("E-mails, téléphones, références"), data_class="contact",
            purposes=EVERYTHING, links=("party",), given=True, hidden=("normal",), order=500, **common,
        ),
        Holding(
            name="people.Address", label=_("Adresses postales"), data_class="contact", purposes=SERVICE,
            links=("party",), given=True, **common,
        ),
        Holding(
            name="people.Relation", label=_("Liens avec d’autres personnes"), data_class="contact",
            purposes=("service",), links=("party", "other"), **common,
        ),
        Holding(
            name="people.Tag_parties", label=_("Étiquettes"), data_class="commercial", purposes=EVERYTHING,
            links=("party",), **common,
        ),
        Holding(
            name="rights.Share", label=_("Partages de la fiche dans l’équipe"), data_class="public",
            purposes=("service",), links=("party",), **common,
        ),
    ]  # fmt: skip


def _merging() -> list[Holding]:
    """Which records were made one, and what that changed."""
    common: dict[str, Any] = {
        "basis": "interest",
        "retention": "relation",
        "recipients": ("team",),
        "data_class": "contact",
    }
    survivor, merged = "survivor", "parties__party"
    return [
        Holding(
            name="merging.RowChange", label=_("Ce que chaque fusion a changé"), purposes=("service",),
            links=(f"merge__{survivor}", f"merge__{merged}"), order=40, **common,
        ),
        Holding(
            name="merging.Merged", label=_("Fiches fusionnées"), purposes=("service",),
            links=("party", f"merge__{survivor}"), order=50, **common,
        ),
        Holding(name="merging.Merge", label=_("Fusions"), purposes=("service",), links=(survivor,), order=60, **common),
        Holding(
            name="merging.Suspect", label=_("Fiches qui se ressemblent"), purposes=("service",),
            links=("low", "high"), **common,
        ),
        Holding(
            name="merging.Apart", label=_("Fiches reconnues différentes"), purposes=("service",),
            links=("low", "high"), **common,
        ),
    ]  # fmt: skip


def _talk() -> list[Holding]:
    """What was said and done."""
    return [
        Holding(
            name="people.Note", label=_("Notes de l’équipe"), data_class="sensitive", purposes=("service",),
            basis="interest", retention="relation", recipients=TEAM, links=("party",),
        ),
        Holding(
            name="people.TimelineEntry", label=_("Fil récent\u00a0: échanges, achats, visites"),
            data_class="behavioural", purposes=EVERYTHING, basis="contract", retention="recent", recipients=TEAM,
            links=("party",),
        ),
        Holding(
            name="people.Consent", label=_("Accords et refus, avec leur preuve"), data_class="public",
            purposes=("marketing", "law"), basis="law", retention="relation", recipients=TEAM, links=("party",),
            given=True, hidden=("identifier",),
        ),
    ]  # fmt: skip


def _derived() -> list[Holding]:
    """What was computed or copied from the rest."""
    derived: dict[str, Any] = {"basis": "interest", "retention": "derived", "recipients": TEAM}
    return [
        Holding(
            name="people.SearchEntry", label=_("Mots de la recherche"), data_class="contact", purposes=("service",),
            links=("party",), **derived,
        ),
        Holding(
            name="people.IntakeTrace", label=_("Ce que chaque import a changé"), data_class="contact",
            purposes=("service",), links=("party",), **derived,
        ),
        Holding(
            name="imports.SourceRecord", label=_("Références des faits importés"), data_class="commercial",
            purposes=("service",), links=("party",), **derived,
        ),
        Holding(
            name="bulk.BulkChange", label=_("Ce qu’un geste groupé peut rendre, pendant un jour"),
            data_class="commercial", purposes=("service",), links=("party",), **derived,
        ),
        Holding(
            name="audit.RecordChange", label=_("Historique de la fiche"), data_class="contact",
            purposes=("security",), links=("party",), hidden=("salt",), **derived,
        ),
    ]  # fmt: skip


def _proof() -> list[Holding]:
    """What proves how data was handled."""
    return [
        Holding(
            name="audit.Entry", label=_("Journal d’audit\u00a0: clés et nombres, jamais de noms"),
            data_class="public", purposes=("security", "law"), basis="law", retention="log",
            recipients=("team",), links=("party",), erase="keep", hidden=("hash", "lane", "position"),
            why=_("Ne contient que des clés tirées au sort, qui ne mènent plus à personne après l’effacement."),
        ),
        Holding(
            name="feed.Change", label=_("Suite des changements pour les logiciels reliés\u00a0: clés et dates"),
            data_class="public", purposes=("service",), basis="contract", retention="log", recipients=("team",),
            links=("party",), erase="keep", hidden=("turn", "other"),
            why=_("Ne contient que des clés\u00a0; dit aux logiciels reliés que la fiche n’est plus là."),
        ),
        Holding(
            name="rights.Honey", label=_("Fiches témoins, qui ne sont personne"), data_class="public",
            purposes=("security",), basis="interest", retention="relation", recipients=("team",), links=("party",),
            hidden=("sown_by",),
        ),
        Holding(
            name="webhooks.Delivery", label=_("Annonces faites aux logiciels reliés\u00a0: clés et dates"),
            data_class="public", purposes=("service",), basis="contract", retention="log", recipients=("team",),
            links=("party",), erase="keep", hidden=("other",),
            why=_("Ne contient que des clés\u00a0; dit aux logiciels reliés que la fiche n’est plus là."),
        ),
        Holding(
            name="privacy.Mark", label=_("Limitations et oppositions"), data_class="public", purposes=("law",),
            basis="law", retention="relation", recipients=("team",), links=("party",),
        ),
        Holding(
            name="privacy.Hold", label=_("Blocages légaux"), data_class="public", purposes=("law",), basis="law",
            retention="relation", recipients=("team",), links=("party",),
        ),
        Holding(
            name="privacy.Request", label=_("Demandes d’exercice des droits"), data_class="public",
            purposes=("law",), basis="law", retention="proof", recipients=("team",), links=("party",),
            erase="unlink", clears=("identity", "outcome"),
        ),
        Holding(
            name="privacy.Handover", label=_("Fichiers préparés pour la personne"), data_class="sensitive",
            purposes=("law",), basis="law", retention="handover", recipients=("team",), links=("party",),
        ),
    ]  # fmt: skip


def _passing() -> list[Holding]:
    """What may name somebody in passing, and leads to nobody."""
    common: dict[str, Any] = {
        "data_class": "contact", "purposes": ("service",), "basis": "interest", "recipients": ("team",),
    }  # fmt: skip
    return [
        Holding(
            name="lists.SavedView", label=_("Vues gardées dont les mots nomment quelqu’un"), retention="relation",
            texts=("name", "address"), passing="delete", **common,
        ),
        Holding(
            name="bulk.BulkRun", label=_("Gestes groupés dont la liste nomme quelqu’un"), retention="derived",
            texts=("value", "address", "chosen", "error"), among={"ended_at__isnull": False}, **common,
        ),
        Holding(
            name="rights.Approval", label=_("Demandes d’accord dont la liste nomme quelqu’un"), retention="log",
            texts=("subject", "reason"), passing="delete", **common,
        ),
        Holding(
            name="api.StoredAnswer", label=_("Réponses gardées un jour pour les logiciels reliés"),
            retention="derived", texts=("name", "headers", "body"), passing="delete", **common,
        ),
        Holding(
            name="webhooks.Subscription", label=_("Conditions des webhooks qui nomment quelqu’un"),
            retention="relation", texts=("name", "where"), **common,
        ),
        Holding(
            name="imports.ImportRun", label=_("Importations dont le compte rendu nomme quelqu’un"),
            retention="files", texts=("file_name", "path", "plan", "evidence", "report", "refusal"),
            among={"finished_at__isnull": False}, order=940, **common,
        ),
        Holding(
            name="imports.Template", label=_("Modèles d’import qui nomment quelqu’un"), retention="relation",
            texts=("label", "plan"), **common,
        ),
        Holding(
            name="jobs.Job", label=_("Travaux finis dont le message nomme quelqu’un"), retention="log",
            texts=("arguments", "text", "error"), among={"ended_at__isnull": False}, **common,
        ),
        Holding(
            name="privacy.Erasure", label=_("Motifs d’effacement qui nomment quelqu’un"), retention="proof",
            texts=("reason",), **common,
        ),
    ]  # fmt: skip


def _stores() -> list[Holding]:
    """Places that are no table."""
    return [
        Holding(
            name="lake", label=_("Lac et tampon\u00a0: tous les faits, chiffrés par personne"),
            data_class="behavioural", purposes=EVERYTHING, basis="contract", retention="relation", recipients=TEAM,
            order=910, counts=stores.count_lake, erases=stores.erase_lake, exports=stores.export_lake,
        ),
        Holding(
            name="sessions", label=_("Sessions de l’équipe\u00a0: fiches vues, notes retirées"),
            data_class="contact", purposes=("service",), basis="interest", retention="session",
            recipients=("team",), order=92, counts=stores.count_sessions, erases=stores.erase_sessions,
            exports=stores.nothing,
        ),
        Holding(
            name="handovers", label=_("Fichiers d’accès et de portabilité"), data_class="sensitive",
            purposes=("law",), basis="law", retention="handover", recipients=("team",), order=90,
            counts=stores.count_handovers, erases=stores.erase_handovers, exports=stores.nothing,
        ),
    ]  # fmt: skip
