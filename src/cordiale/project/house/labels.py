"""What each setting is, in a few words; docs/settings.md says more."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Labels = dict[str, Promise]
GROUPS: list[tuple[Promise, Labels]] = [
    (
        _("Entreprise"),
        {
            "CORDIALE_COMPANY": _("Nom de l’entreprise"),
            "CORDIALE_LANGUAGE": _("Langue de qui n’en a choisi aucune"),
            "CORDIALE_COUNTRY": _("Pays des téléphones sans préfixe"),
            "CORDIALE_CURRENCY": _("Monnaie des chiffres"),
            "CORDIALE_TIME_ZONE": _("Fuseau horaire de l’entreprise"),
        },
    ),
    (
        _("Adresse et proxy"),
        {
            "CORDIALE_URL": _("Adresse du site dans les e-mails"),
            "CORDIALE_HOSTS": _("Noms sous lesquels le site répond"),
            "CORDIALE_LISTEN": _("Adresse et port d’écoute"),
            "CORDIALE_HTTPS": _("Derrière un proxy HTTPS"),
            "CORDIALE_PROXIES": _("Proxys que l’on croit"),
            "CORDIALE_FILES_HOST": _("Nom réservé aux fichiers joints"),
        },
    ),
    (
        _("Connexion"),
        {
            "CORDIALE_MFA": _("Validation en deux étapes"),
            "CORDIALE_PASSWORDS": _("Mots de passe permis"),
            "CORDIALE_SESSION_HOURS": _("Durée d’une session, en heures"),
            "CORDIALE_IDLE_MINUTES": _("Minutes sans rien faire avant la fin de session"),
            "CORDIALE_SECRET_KEY": _("Secret qui signe les sessions"),
            "CORDIALE_OIDC_ISSUER": _("Connexion d’entreprise, le fournisseur"),
            "CORDIALE_OIDC_CLIENT_ID": _("Connexion d’entreprise, notre nom"),
            "CORDIALE_OIDC_CLIENT_SECRET": _("Connexion d’entreprise, le secret"),
            "CORDIALE_OIDC_NAME": _("Connexion d’entreprise, le nom du bouton"),
            "CORDIALE_OIDC_DOMAINS": _("Connexion d’entreprise, domaines admis"),
            "CORDIALE_OIDC_ROLE": _("Connexion d’entreprise, rôle des nouveaux"),
        },
    ),
    (
        _("E-mail"),
        {
            "CORDIALE_SMTP_URL": _("Serveur d’e-mail"),
            "CORDIALE_MAIL_FROM": _("Expéditeur des e-mails"),
        },
    ),
    (
        _("Données et protections"),
        {
            "CORDIALE_ROWS_PER_HOUR": _("Fiches qu’une personne peut voir en une heure"),
            "CORDIALE_ROWS_PER_DAY": _("Fiches qu’une personne peut voir en un jour"),
            "CORDIALE_ERASURE_ALONE": _("Effacements sans l’accord d’un second"),
            "CORDIALE_ERASURE_JOURNAL": _("Journal des personnes effacées"),
            "CORDIALE_IMPORT_DAYS": _("Jours de garde d’un fichier importé"),
            "CORDIALE_FILE_MB": _("Plus grand fichier joint, en Mo"),
            "CORDIALE_PARTY_FILES_MB": _("Fichiers d’un client en tout, en Mo"),
            "CORDIALE_AUDIT_ANCHORS": _("Ancres du journal d’audit"),
            "CORDIALE_AUDIT_MAIL": _("Rythme des ancres envoyées par e-mail"),
            "CORDIALE_AUDIT_DAYS": _("Jours de garde du journal d’audit"),
        },
    ),
    (
        _("Autres programmes"),
        {
            "CORDIALE_API_ORIGINS": _("Sites qui peuvent appeler l’API depuis un navigateur"),
            "CORDIALE_API_FILE_MB": _("Plus grand fichier envoyé par l’API, en Mo"),
            "CORDIALE_OUTBOUND_HOSTS": _("Machines internes que les webhooks peuvent appeler"),
        },
    ),
    (
        _("Bases et lac"),
        {
            "CORDIALE_DATA": _("Dossier de données"),
            "DATABASE_URL": _("Base de données"),
            "CORDIALE_SPOOL_URL": _("Tampon des faits"),
            "CORDIALE_LAKE": _("Lac"),
            "CORDIALE_LAKE_STORAGE": _("Accès au stockage d’objets"),
            "CORDIALE_LAKE_MEMORY_MB": _("Mémoire d’une analyse, en Mo"),
            "CORDIALE_LAKE_THREADS": _("Fils d’une analyse"),
            "CORDIALE_LAKE_KEEP_HOURS": _("Heures de garde d’un fichier remplacé du lac"),
            "CORDIALE_KEYRING_URL": _("Trousseau"),
            "CORDIALE_KEYRING_SECRET": _("Secret du trousseau"),
        },
    ),
    (
        _("Sauvegardes"),
        {
            "CORDIALE_BACKUPS": _("Dossier des sauvegardes"),
            "CORDIALE_BACKUPS_APART": _("Dossier du trousseau et des secrets"),
            "CORDIALE_BACKUP_HOURS": _("Heures entre deux sauvegardes"),
            "CORDIALE_BACKUP_KEEP": _("Sauvegardes gardées"),
            "CORDIALE_BACKUP_KEYRING_DAYS": _("Jours de garde des copies du trousseau"),
        },
    ),
    (
        _("Marche et surveillance"),
        {
            "CORDIALE_WEB_PROCESSES": _("Processus web"),
            "CORDIALE_WEB_THREADS": _("Fils de chaque processus web"),
            "CORDIALE_WORKERS": _("Travailleurs"),
            "CORDIALE_LOG_LEVEL": _("Détail du journal technique"),
            "CORDIALE_LOG_FORMAT": _("Forme du journal technique"),
            "CORDIALE_METRICS_TOKEN": _("Jeton de qui relève les mesures"),
            "CORDIALE_OTLP_URL": _("Collecteur OpenTelemetry"),
        },
    ),
]
