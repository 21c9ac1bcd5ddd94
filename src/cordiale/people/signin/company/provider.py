"""The company's sign-in service as the settings name it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """`domains`: whose addresses may come in. `role`: what a stranger gets; empty: only those we know come in."""

    issuer: str
    client_id: str
    client_secret: str
    name: str
    domains: tuple[str, ...]
    role: str = ""
