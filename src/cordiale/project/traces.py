"""One request followed through several programs: W3C Trace Context, without a library.

A caller that sends a `traceparent` finds its trace in our log lines and, with `CORDIALE_OTLP_URL`, in its collector.
"""

import re
import secrets
from dataclasses import dataclass

PARENT = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")


@dataclass(frozen=True)
class Span:
    """Our part of a trace. `parent` is the caller's part, empty when the trace begins here."""

    trace: str
    span: str
    parent: str = ""
    sampled: bool = True

    @property
    def header(self) -> str:
        """What a program asked next would get."""
        return f"00-{self.trace}-{self.span}-{'01' if self.sampled else '00'}"


def begin(traceparent: str) -> Span:
    """Our part of the caller's trace; a header that is not one begins a trace of ours."""
    found = PARENT.fullmatch(traceparent.strip())
    span = secrets.token_hex(8)
    if (
        found is None
        or found[1] == "ff"
        or (found[1] == "00" and found[5])
        or not int(found[2], 16)
        or not int(found[3], 16)
    ):
        return Span(secrets.token_hex(16), span)
    return Span(found[2], span, found[3], bool(int(found[4], 16) & 1))
