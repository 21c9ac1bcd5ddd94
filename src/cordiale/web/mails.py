"""The form of every mail of the house: plain text, and the same as HTML under the company's name or logo."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from email.mime.image import MIMEImage

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from cordiale.web import brand

_LOGO = "logo@cordiale"
_BODY = "margin:0;padding:24px 12px;background:#f5f4f0;color:#1d212c;font:15px/1.55 system-ui,-apple-system,sans-serif"
_SHEET = "max-width:560px;margin:0 auto;padding:28px;background:#fff;border:1px solid #e5e4e0;border-radius:12px"


def send(to: str, *, subject: str, lines: Sequence[str]) -> None:
    """Send one mail; a line that is an address becomes a link. It asks for no automatic answer (RFC 3834).

    What people chose themselves (names, devices) may stand in it: no control letter passes, and a subject is one line.
    """
    subject, lines = " ".join(_plain(subject).split("\n")), [_plain(line) for line in lines]
    text = "\n\n".join([*lines, _plain(settings.COMPANY_NAME)]) + "\n"
    logo = brand.logo()
    mail = EmailMultiAlternatives(
        subject, text, settings.DEFAULT_FROM_EMAIL, [to], headers={"Auto-Submitted": "auto-generated"}
    )
    mail.attach_alternative(_written(lines, logo=logo), "text/html")
    if logo is not None:
        mail.mixed_subtype = "related"
        image = MIMEImage(logo.path.read_bytes(), logo.media.partition("/")[2])
        image.add_header("Content-ID", f"<{_LOGO}>")
        image.add_header("Content-Disposition", "inline")
        mail.attach(image)
    mail.send()


def _plain(text: str) -> str:
    """Without letters that steer a mail program or turn the reading direction; ends of line are all alike."""
    told = "\n".join(text.splitlines())
    return "".join(letter for letter in told if letter == "\n" or unicodedata.category(letter)[0] != "C")


def _written(lines: Sequence[str], *, logo: brand.Logo | None) -> str:
    name = _plain(settings.COMPANY_NAME)
    head: SafeString = format_html('<b style="font-size:17px">{}</b>', name)
    if logo is not None:
        width = round(min(240, 40 * logo.width / logo.height))
        head = format_html('<img src="cid:{}" width="{}" alt="{}">', _LOGO, width, name)
    body = format_html_join("", "<p>{}</p>", ((_line(line),) for line in lines))
    return format_html(
        '<!doctype html><html lang="{}"><body style="{}"><div style="{}"><p>{}</p>{}</div></body></html>',
        get_language() or settings.LANGUAGE_CODE, _BODY, _SHEET, head, body,
    )  # fmt: skip


def _line(line: str) -> SafeString:
    if line.startswith(("http://", "https://")) and " " not in line:
        return format_html('<a href="{}" style="color:#2e56d5;overflow-wrap:anywhere">{}</a>', line, line)
    return format_html_join(mark_safe("<br>"), "{}", ((part,) for part in line.split("\n")))
