"""Django's settings, all read from the environment; every one is told in docs/settings.md."""

import base64
import binascii
import os
from pathlib import Path

from cordiale.lake.config import LakeConfig
from cordiale.project import content_policy, entrance, logs, secrets
from cordiale.project.environment import Environment, database, file_values
from cordiale.project.speech import say

PACKAGE = Path(__file__).resolve().parent.parent

# The data directory: the only place the product writes to.
DATA = Path(os.environ.get("CORDIALE_DATA", "").strip() or "var").resolve()
DATA.mkdir(parents=True, exist_ok=True, mode=0o750)
env = Environment({**file_values(DATA / "cordiale.env"), **os.environ})
env.text("CORDIALE_DATA", default="var")

# The company
COMPANY_NAME = env.text("CORDIALE_COMPANY", default="Cordiale")
CURRENCY = env.matching(
    "CORDIALE_CURRENCY", default="EUR", pattern="[A-Z]{3}", form=say("écrivez un code de devise comme « EUR ».")
)
REGION = env.matching(
    "CORDIALE_COUNTRY", default="FR", pattern="[A-Z]{2}", form=say("écrivez un code de pays comme « FR ».")
)

# Addresses, secrets and cookies
HTTPS = env.flag("CORDIALE_HTTPS")
LISTEN = env.matching(
    "CORDIALE_LISTEN",
    default="127.0.0.1:8000",
    pattern=r"(\[[0-9a-fA-F:]+\]|[\w.-]+):\d{1,5}",
    form=say("écrivez une adresse et un port comme « 127.0.0.1:8000 »."),
)
ALLOWED_HOSTS = env.words(
    "CORDIALE_HOSTS",
    default=["localhost", "127.0.0.1", "[::1]"],
    pattern=r"\.?[\w.-]+|\[[0-9a-fA-F:]+\]",
    form=say("écrivez les noms de la machine séparés par des virgules, sans « http:// » ni port."),
)
CSRF_TRUSTED_ORIGINS = [f"https://{'*' if host.startswith('.') else ''}{host}" for host in ALLOWED_HOSTS]
SECRET_KEY = env.text("CORDIALE_SECRET_KEY") or secrets.kept(DATA / "secret.key").hex()
if len(SECRET_KEY) < 32:
    env.refuse("CORDIALE_SECRET_KEY", say("écrivez au moins 32 caractères pris au hasard."))
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
# `check --deploy` asks for three things that are not ours to decide: other sites of the same domain (W005), the list
# of browsers, which nobody leaves quickly (W021), and moving plain HTTP, which the proxy does before us (W008).
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]
PROXIES = env.words(
    "CORDIALE_PROXIES",
    default=["127.0.0.1", "::1"],
    pattern=r"[0-9a-fA-F.:]+(/\d{1,3})?",
    form=say("écrivez les adresses ou réseaux de vos mandataires, comme « 127.0.0.1,10.0.0.0/8 »."),
)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 3600 * env.integer("CORDIALE_SESSION_HOURS", default=12, least=1, most=720)
SITE_URL = env.matching(
    "CORDIALE_URL",
    default=f"https://{ALLOWED_HOSTS[0].lstrip('.')}"
    if HTTPS
    else f"http://{LISTEN.replace('127.0.0.1', 'localhost')}",
    pattern=r"https?://[\w.:\[\]-]+/?",
    form=say("écrivez l’adresse du site comme « https://clients.exemple.fr », sans rien après."),
).rstrip("/")
SITE_URL_GIVEN = env.given("CORDIALE_URL")

# Signing in
MFA = env.choice("CORDIALE_MFA", default="required", among=("required", "optional"))
PASSWORDS = env.flag("CORDIALE_PASSWORDS", default=True)
SESSION_IDLE_S = 60 * env.integer("CORDIALE_IDLE_MINUTES", default=30, least=5, most=720)
OIDC = entrance.company(env, name=COMPANY_NAME)

# Mail
DEFAULT_FROM_EMAIL = env.text("CORDIALE_MAIL_FROM", default="cordiale@localhost")
_mail = entrance.mail(env, data=DATA)
globals().update(_mail)
BY_MAIL = "EMAIL_HOST" in _mail

SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = content_policy.policy()

# Programs
API_ORIGINS = env.words(
    "CORDIALE_API_ORIGINS",
    default=[],
    pattern=r"https?://[\w.-]+(:\d{1,5})?",
    form=say("écrivez des origines comme « https://app.example.com », séparées par des virgules."),
)
OUTBOUND_HOSTS = env.words(
    "CORDIALE_OUTBOUND_HOSTS",
    default=[],
    pattern=r"([\w.-]+|\[[0-9a-fA-F:]+\])(:\d{1,5})?",
    form=say("écrivez des machines comme « erp.interne » ou « 10.0.0.8:8080 », séparées par des virgules."),
)
API_FILE_BYTES = 1_000_000 * env.integer("CORDIALE_API_FILE_MB", default=500, least=1, most=100_000)

# How much one person may read; 0 sets no limit
ROWS_PER_HOUR = env.integer("CORDIALE_ROWS_PER_HOUR", default=6_000, least=0, most=10_000_000)
ROWS_PER_DAY = env.integer("CORDIALE_ROWS_PER_DAY", default=20_000, least=0, most=100_000_000)

# Rooms and the way of a request
DEBUG = False
ROOT_URLCONF = "cordiale.project.urls"
WSGI_APPLICATION = "cordiale.project.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"
LOGIN_URL = "signin:sign-in"
LOGIN_REDIRECT_URL = "/"
INSTALLED_APPS = [
    "cordiale.project.oauth",
    "cordiale.project.api",
    "cordiale.project.house",
    "cordiale.project.home",
    "cordiale.steer.measures",
    "cordiale.understand.bulk",
    "cordiale.understand.customers",
    "cordiale.understand.lists",
    "cordiale.understand.profile",
    "cordiale.understand.traits",
    "cordiale.listen.imports",
    "cordiale.channels.webhooks",
    "cordiale.channels.feed",
    "cordiale.people.merging",
    "cordiale.people.files",
    "cordiale.people.agenda",
    "cordiale.people.shelf",
    "cordiale.people.notebook",
    "cordiale.people.notices",
    "cordiale.people.audit",
    "cordiale.people.fields",
    "cordiale.people.privacy",
    "cordiale.people.rights",
    "cordiale.people.signin",
    "cordiale.people",
    "cordiale.jobs",
    "cordiale.web",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
]
MIDDLEWARE = [
    "cordiale.project.proxies.trust_own_proxies",
    "django.middleware.security.SecurityMiddleware",
    "cordiale.people.files.serving.FilesHostMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cordiale.project.requests.log_requests",
    "csp.middleware.CSPMiddleware",
    "cordiale.web.headers.HeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cordiale.people.signin.guard.HonestSessionMiddleware",
    "cordiale.web.manners.MannersMiddleware",
    "cordiale.web.public.SignedInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "cordiale.people.audit.door.AuditMiddleware",
    "cordiale.web.refusals.RefusalMiddleware",
    "cordiale.people.rights.middleware.GuardMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cordiale.web.context.shell",
            ],
        },
    }
]
CSRF_FAILURE_VIEW = "cordiale.web.errors.expired"
FORM_RENDERER = "cordiale.web.controls.Controls"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "cordiale.people.signin.passwords.KnownPasswordValidator"},
]

# Language and time
LANGUAGE_CODE = env.choice("CORDIALE_LANGUAGE", default="fr", among=("fr", "en"))
LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "project" / "locale"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = USE_TZ = True
TIME_ZONE = env.zone("CORDIALE_TIME_ZONE", default="Europe/Paris")

# Stores
DATABASE_URL = env.store("DATABASE_URL", default=f"sqlite:///{DATA / 'cordiale.sqlite3'}")
DATABASES = {"default": database(DATABASE_URL)}
_shared = DATABASE_URL if DATABASE_URL.startswith("postgres") else ""
_given = env.text("CORDIALE_KEYRING_SECRET")
try:
    _keyring_secret = base64.urlsafe_b64decode(_given) if _given else secrets.kept(DATA / "keyring.secret")
except (binascii.Error, ValueError):
    _keyring_secret = b""
if len(_keyring_secret) != 32:
    env.refuse("CORDIALE_KEYRING_SECRET", say("écrivez 32 octets pris au hasard, en base64."))
LAKE = LakeConfig(
    root=env.text("CORDIALE_LAKE", default=str(DATA / "lake")),
    spool_url=env.store("CORDIALE_SPOOL_URL", default=_shared or f"sqlite:///{DATA / 'spool.sqlite3'}"),
    keyring_url=env.store("CORDIALE_KEYRING_URL", default=_shared or f"sqlite:///{DATA / 'keyring.sqlite3'}"),
    keyring_secret=_keyring_secret,
    memory_mb=env.integer("CORDIALE_LAKE_MEMORY_MB", default=512, least=128, most=1_000_000),
    threads=env.integer("CORDIALE_LAKE_THREADS", default=os.cpu_count() or 2, least=1, most=1024),
    keep_files_hours=env.integer("CORDIALE_LAKE_KEEP_HOURS", default=24, least=0, most=720),
    storage_options=env.mapping("CORDIALE_LAKE_STORAGE"),
)

# The audit log
AUDIT_ANCHORS = env.text("CORDIALE_AUDIT_ANCHORS", default=str(DATA / "audit" / "anchors.jsonl"))
AUDIT_MAIL = env.choice("CORDIALE_AUDIT_MAIL", default="daily", among=("hourly", "daily", "never"))
AUDIT_DAYS = env.integer("CORDIALE_AUDIT_DAYS", default=365, least=180, most=36_500)

# Personal data
ERASURE_JOURNAL = env.text("CORDIALE_ERASURE_JOURNAL", default=str(DATA / "privacy" / "erased.jsonl"))
ERASURE_ALONE = env.integer("CORDIALE_ERASURE_ALONE", default=10, least=0, most=1_000_000)
IMPORT_DAYS = env.integer("CORDIALE_IMPORT_DAYS", default=30, least=1, most=3650)

# Static files: hashed and compressed inside a wheel, straight from the rooms in a checkout
STATIC_URL = "/static/"
STATIC_ROOT = PACKAGE / "_static"
BUILT = (STATIC_ROOT / "staticfiles.json").is_file()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if BUILT
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not BUILT
MEDIA_ROOT = DATA / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
FILE_MB = env.integer("CORDIALE_FILE_MB", default=25, least=1, most=1_000)
PARTY_FILES_MB = env.integer("CORDIALE_PARTY_FILES_MB", default=500, least=1, most=1_000_000)
FILES_HOST = env.matching(
    "CORDIALE_FILES_HOST",
    default="",
    pattern=r"([\w.-]+(:\d{1,5})?)?",
    form=say("écrivez le nom d’une machine comme « fichiers.exemple.fr », autre que celui du site."),
)
if FILES_HOST:
    ALLOWED_HOSTS = [*ALLOWED_HOSTS, FILES_HOST.partition(":")[0]]
    CONTENT_SECURITY_POLICY = content_policy.policy(images_from=[FILES_HOST])  # attached pictures, small on the page

# Backups
BACKUPS = Path(env.text("CORDIALE_BACKUPS", default=str(DATA / "backups"))).resolve()
BACKUPS_APART = Path(env.text("CORDIALE_BACKUPS_APART", default=str(DATA / "backups-apart"))).resolve()
BACKUP_HOURS = env.integer("CORDIALE_BACKUP_HOURS", default=24, least=0, most=720)
BACKUP_KEEP = env.integer("CORDIALE_BACKUP_KEEP", default=7, least=1, most=1000)
BACKUP_KEYRING_DAYS = env.integer("CORDIALE_BACKUP_KEYRING_DAYS", default=14, least=1, most=365)

# Processes and logs
WEB_THREADS = env.integer("CORDIALE_WEB_THREADS", default=4, least=1, most=64)
WEB_PROCESSES = env.integer("CORDIALE_WEB_PROCESSES", default=1, least=1, most=64)
WORKERS = env.integer("CORDIALE_WORKERS", default=2, least=1, most=64)
LOG_LEVEL = env.choice("CORDIALE_LOG_LEVEL", default="info", among=("debug", "info", "warning", "error"))
LOG_FORMAT = env.choice("CORDIALE_LOG_FORMAT", default="console", among=("console", "json"))
METRICS_TOKEN = env.text("CORDIALE_METRICS_TOKEN")
OTLP_URL = env.matching(
    "CORDIALE_OTLP_URL",
    default="",
    pattern=r"(https?://[^\s?#]+)?",
    form=say("écrivez l’adresse d’un collecteur, comme « http://127.0.0.1:4318 »."),
)
LOGGING = logs.configuration(level=LOG_LEVEL, form=LOG_FORMAT)

SETTING_DEFAULTS = env.names
SETTING_NAMES = frozenset(env.names)
env.finish()
