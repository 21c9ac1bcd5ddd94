"""What a page may load and where it may be shown: nothing but our own, no inline, no eval (django-csp)."""

from collections.abc import Sequence
from typing import Any

from csp.constants import NONE, SELF


def policy(*, images_from: Sequence[str] = ()) -> dict[str, Any]:
    """The policy of every page; `images_from` are hosts of ours that serve nothing but files."""
    return {
        "DIRECTIVES": {
            "default-src": [NONE],
            "script-src": [SELF],
            "style-src": [SELF],
            "img-src": [SELF, "data:", *images_from],
            "font-src": [SELF],
            "connect-src": [SELF],
            "manifest-src": [SELF],
            "worker-src": [SELF],
            "form-action": [SELF],
            "base-uri": [NONE],
            "frame-ancestors": [NONE],
            "report-uri": ["/csp"],
            "report-to": "csp",
        }
    }
