"""People and organisations: found again by their keys, created or completed by the intake."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from django.utils.translation import gettext_lazy as _

from cordiale.listen.imports.kinds import own, pointing
from cordiale.listen.imports.kinds.base import Field, Kind
from cordiale.listen.imports.kinds.streams import Prepared
from cordiale.listen.imports.plans import Plan
from cordiale.listen.imports.workbench import Workbench
from cordiale.people.fields.models import CustomField
from cordiale.people.intake import PartyDraft

FIELDS = (
    Field(
        name="ref", label=_("Référence"), type="reference", longest=120,
        synonyms=("id", "customer id", "reference", "ref", "numero client", "code client", "client id", "id client",
                  "account id", "external id", "rec id", "unique id", "n client", "household id"),
        help=_("La référence de la fiche dans le système d’où vient le fichier."),
    ),
    Field(
        name="kind", label=_("Nature"), type="choice", longest=20, choices=("person", "organisation"),
        synonyms=("kind", "nature", "type de fiche", "party type"),
        help=_("«\u00a0person\u00a0» ou «\u00a0organisation\u00a0». Sans colonne\u00a0: selon le réglage de l’import."),
    ),
    Field(
        name="name", label=_("Nom complet"), longest=200,
        synonyms=("name", "nom complet", "full name", "nom et prenom", "raison sociale", "company name", "account",
                  "account name", "societe", "entreprise", "organisation", "organization", "company"),
        help=_("Nom affiché, ou raison sociale."),
    ),
    Field(
        name="given_name", label=_("Prénom"), longest=100,
        synonyms=("first name", "given name", "prenom", "firstname", "forename", "vorname"), help=_("Prénom."),
    ),
    Field(
        name="family_name", label=_("Nom de famille"), longest=100,
        synonyms=("last name", "family name", "surname", "nom", "nom de famille", "lastname", "nachname"),
        help=_("Nom de famille."),
    ),
    Field(
        name="email", label=_("E-mail"), type="email", longest=254,
        synonyms=("email", "e mail", "mail", "courriel", "adresse e mail", "email address", "adresse mail"),
        help=_("Sert à retrouver la fiche."),
    ),
    Field(
        name="phone", label=_("Téléphone"), type="phone", longest=40,
        synonyms=("phone", "telephone", "tel", "phone number", "numero de telephone", "phone 1", "telephone fixe",
                  "fixe"),
        help=_("Sert à retrouver la fiche."),
    ),
    Field(
        name="mobile", label=_("Mobile"), type="phone", longest=40,
        synonyms=("mobile", "portable", "gsm", "mobile phone", "telephone portable", "phone 2", "cell"),
        help=_("Un second numéro."),
    ),
    Field(
        name="lines", label=_("Adresse"),
        synonyms=("address", "adresse", "street", "rue", "address 1", "adresse 1", "voie", "street address"),
        help=_("Numéro et rue."),
    ),
    Field(
        name="postcode", label=_("Code postal"), type="reference", longest=20,
        synonyms=("postcode", "code postal", "zip", "zip code", "postal code", "cp", "npa", "plz"),
        help=_("Code postal."),
    ),
    Field(
        name="city", label=_("Ville"), longest=120, synonyms=("city", "ville", "town", "localite", "commune", "suburb"),
        help=_("Ville."),
    ),
    Field(
        name="country", label=_("Pays"), type="country", longest=120, strict=True,
        synonyms=("country", "pays", "country code", "office location"), help=_("Nom ou code du pays."),
    ),
    Field(
        name="language", label=_("Langue"), longest=5, synonyms=("language", "langue", "lang", "locale"),
        help=_("Code de langue, par exemple fr."),
    ),
    Field(
        name="born_on", label=_("Date de naissance"), type="date",
        synonyms=("date of birth", "birth date", "dob", "date de naissance", "naissance", "birthday", "ne le"),
        help=_("Date de naissance."),
    ),
    Field(
        name="tags", label=_("Étiquettes"), longest=500,
        synonyms=("tags", "etiquettes", "labels", "categories", "mots cles"),
        help=_("Plusieurs étiquettes séparées par des virgules ou des points-virgules."),
    ),
    Field(
        name="mail_consent", label=_("Accord pour l’e-mail"), type="flag",
        synonyms=("newsletter", "opt in", "optin", "email opt in", "consent", "consentement", "accord email", "abonne"),
        help=_("Oui ou non\u00a0: la personne a accepté la publicité par e-mail."),
    ),
    Field(
        name="consent_at", label=_("Date de l’accord"), type="moment",
        synonyms=("consent date", "opt in date", "date optin", "date de consentement", "date accord"),
        help=_("Quand l’accord ou le refus a été donné."),
    ),
)  # fmt: skip
NAMED = ("name", "given_name", "family_name", "email", "phone", "mobile", "ref")


class Parties(Kind):
    """One draft per row; the intake decides who is new, who is completed and who is already so."""

    def prepare(self, bench: Workbench, plan: Plan) -> Prepared:
        nothing = " and ".join(f"f_{name} is null" for name in NAMED)
        bench.run(f"update typed set reasons = ['required|name'] where reasons is null and {nothing}")
        undated = "f_mail_consent is not null and f_consent_at is null"
        bench.run(f"update typed set reasons = ['consent_needs_date|consent_at'] where reasons is null and {undated}")
        (rows,) = bench.one("select count(*) from checked")
        return Prepared(
            drafts=self._drafts(bench, plan), draft_count=int(str(rows)), report={"kind": "parties", "rows": rows}
        )

    @staticmethod
    def _drafts(bench: Workbench, plan: Plan) -> Iterator[PartyDraft]:
        defined = {own.PREFIX + one.name: one for one in own.defined() if plan.column_of(own.PREFIX + one.name)}
        pointed = pointing.keys_of(bench, plan, defined.items())
        names = [*(field.name for field in FIELDS), *defined]
        columns = ", ".join(f"f_{name}" for name in names)
        for line, *values in bench.rows(f"select line, {columns} from checked order by line"):
            row = dict(zip(names, values, strict=True))
            told = [(one, _told(one, row[name], pointed)) for name, one in defined.items() if row[name] is not None]
            yield replace(draft_of(str(line), row, plan), custom=told)


def _told(one: CustomField, cell: object, pointed: Mapping[str, str]) -> object:
    """A cell as the field reads it: another party by its key."""
    return pointed.get(str(cell), cell) if one.kind == CustomField.Kind.REFERENCE else cell


def draft_of(ref: str, row: dict[str, object], plan: Plan) -> PartyDraft:
    """The intake's draft of one row; `ref` is the row's line."""
    options = plan.options
    keys = [("external", options.issuer, row["ref"]), ("email", "", row["email"])]
    keys += [("phone", "", row["phone"]), ("phone", "", row["mobile"])]
    place = {name: str(row[name] or "") for name in ("lines", "postcode", "city", "country")}
    words = str(row["tags"] or "").replace(";", ",").split(",")
    return PartyDraft(
        ref=ref,
        kind=str(row["kind"] or options.party_kind),
        name=str(row["name"] or ""),
        given_name=str(row["given_name"] or ""),
        family_name=str(row["family_name"] or ""),
        fallback_name=options.party_name.replace("{ref}", str(row["ref"])) if row["ref"] else "",
        identifiers=[(kind, issuer, str(value)) for kind, issuer, value in keys if value],
        addresses=[place] if any(place.values()) else [],
        language=str(row["language"] or "")[:2].lower(),
        born_on=row["born_on"] if isinstance(row["born_on"], date) else None,
        tags=[word.strip() for word in words if word.strip()],
        consents=_consents(row),
    )


def _consents(row: dict[str, object]) -> list[dict[str, object]]:
    at = row["consent_at"]
    if row["mail_consent"] is None or not isinstance(at, datetime):
        return []
    state = "granted" if row["mail_consent"] else "refused"
    return [{"purpose": "marketing", "channel": "email", "state": state, "at": at.replace(tzinfo=UTC)}]


PARTIES = Parties(
    name="parties",
    label=_("Personnes et organisations"),
    help=_("Une ligne par personne ou par organisation."),
    fields=FIELDS,
    needs=(NAMED,),
    party_ref="cast(line as varchar)",
)
