"""Which verb stands behind each address, by method; the middleware asks before the view is called.

    routes.guard("files:attach", get="file.read", post="file.attach", party="key")

A method that is not named is refused (405). With `party`, the name of the address's part that holds a party's key,
the record is checked too, before the view; with `field`, that the field is open (read, or written for a deed). A route
without a guard is shut, and a test tells.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True, slots=True)
class Guard:
    """The verbs of one route by method, the part of the address that names a party, the field it is all about."""

    verbs: Mapping[str, str]
    party: str = ""
    field: str = ""

    def verb(self, method: str) -> str:
        """The verb of a method; HEAD asks as GET does; empty when the method is not for this route."""
        return self.verbs.get("GET" if method == "HEAD" else method, "")

    @property
    def methods(self) -> list[str]:
        """What the Allow header says."""
        return [*self.verbs, "HEAD"] if "GET" in self.verbs else list(self.verbs)


_guards: dict[str, Guard] = {}


def guard(  # noqa: PLR0913 -- one argument per method
    url_name: str,
    *,
    get: str = "",
    post: str = "",
    put: str = "",
    patch: str = "",
    delete: str = "",
    party: str = "",
    field: str = "",
) -> None:
    """Bind a route to its verbs. Guarding it again replaces the guard."""
    said = dict(zip(METHODS, (get, post, put, patch, delete), strict=True))
    bound = {method: verb for method, verb in said.items() if verb}
    if not bound:
        raise ValueError(f"{url_name} is guarded by nothing")
    _guards[url_name] = Guard(bound, party, field)


def of(url_name: str) -> Guard | None:
    """The guard of a route, if anybody set one."""
    return _guards.get(url_name)


def every() -> dict[str, Guard]:
    """All guards by the name of their route."""
    return dict(_guards)
