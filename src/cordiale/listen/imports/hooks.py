"""Who wants to know that an import has ended: rooms above register here by name (`imports.after`)."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """An import was carried out or reverted, and the lake holds its facts."""

    run: UUID
    kind: str
    source: str
    reverted: bool = False


Hook = Callable[[Ended], None]
_HOOKS: dict[str, Hook] = {}


def after(hook: Hook) -> Hook:
    """Call `hook` after each import, once per name. Usable as a decorator; register in `AppConfig.ready`."""
    _HOOKS[f"{hook.__module__}.{hook.__qualname__}"] = hook
    return hook


def tell(ended: Ended) -> None:
    """Call every hook, in the order they came."""
    for hook in _HOOKS.values():
        hook(ended)
