"""Who may open a page. The rooms above decide; the shell asks before it offers an entry or a panel."""

from collections.abc import Callable
from typing import Any

_keepers: list[Callable[[Any, str], bool]] = []


def keep(keeper: Callable[[Any, str], bool]) -> None:
    """Ask `keeper(person, url name)` before offering a page."""
    if keeper not in _keepers:
        _keepers.append(keeper)


def may_open(person: Any, url_name: str) -> bool:
    """Whether every keeper lets this person look at the page."""
    return all(keeper(person, url_name) for keeper in _keepers)
