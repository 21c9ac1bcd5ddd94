"""Settings of signing in that are more than one word: the mail server and the company's own sign-in service."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from cordiale.people.signin.company.provider import Provider
from cordiale.project.environment import Environment
from cordiale.project.speech import say

PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
MAIL_TIMEOUT_S = 20


def mail(env: Environment, *, data: Path) -> dict[str, object]:
    """Django's description of the mail server; without one, mails are written to files that only we can read."""
    raw = env.text("CORDIALE_SMTP_URL")
    folder = data / "mail"
    to_files: dict[str, object] = {
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": str(folder),
    }
    if not raw:
        folder.mkdir(exist_ok=True, mode=0o700)
        return to_files
    parts = urlsplit(raw)
    if parts.scheme not in PORTS or not parts.hostname:
        form = say("écrivez « smtp+tls://nom:secret@serveur:587 », « smtps://… » ou, sans chiffrement, « smtp://… ».")
        env.refuse("CORDIALE_SMTP_URL", form)
        return to_files
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": MAIL_TIMEOUT_S,
    }


def company(env: Environment, *, name: str) -> Provider | None:
    """The company's OpenID provider, when one is named; then the client and the domains must be named too."""
    provider = Provider(
        issuer=env.text("CORDIALE_OIDC_ISSUER"),
        client_id=env.text("CORDIALE_OIDC_CLIENT_ID"),
        client_secret=env.text("CORDIALE_OIDC_CLIENT_SECRET"),
        name=env.text("CORDIALE_OIDC_NAME") or name,
        domains=tuple(env.text("CORDIALE_OIDC_DOMAINS").lower().replace(",", " ").split()),
        role=env.text("CORDIALE_OIDC_ROLE"),
    )
    if not provider.issuer:
        return None
    if not provider.client_id:
        env.refuse("CORDIALE_OIDC_CLIENT_ID", say("écrivez le nom sous lequel le fournisseur nous connaît."))
    if not provider.domains:
        env.refuse("CORDIALE_OIDC_DOMAINS", say("écrivez les domaines des adresses admises, comme « exemple.fr »."))
    return provider
