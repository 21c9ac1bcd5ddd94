"""How the command line speaks: colours where there is a terminal, sentences in its language, honest exit codes."""

import os
import traceback
from collections.abc import Callable
from enum import IntEnum

from rich.console import Console

from cordiale.core.errors import Refusal
from cordiale.project.environment import WrongSettings
from cordiale.project.speech import language, say

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


class Exit(IntEnum):
    """What a command ends with."""

    DONE = 0
    DONE_WITH_REFUSALS = 1
    WRONG_USE = 2
    FAILED = 3
    INTERRUPTED = 130


def start_django() -> None:
    """Load the product, speaking the terminal's language."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cordiale.project.settings")
    import django
    from django.utils import translation

    django.setup()
    translation.activate(language())


def sentence(refusal: Refusal) -> str:
    """A refusal in the terminal's language: rooms keep their own catalogues, which only Django knows."""
    from django.conf import settings
    from django.utils.translation import gettext

    if not settings.configured:
        return say(refusal.sentence, **refusal.details)
    translated = gettext(refusal.sentence)
    return translated % refusal.details if refusal.details else translated


def run(command: Callable[[], object]) -> int:
    """Run a command; refusals are told in one sentence, bugs with their traceback."""
    try:
        command()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else Exit.DONE
    except WrongSettings as wrong:
        err.print(str(wrong), style="red", markup=False)
        return Exit.WRONG_USE
    except Refusal as refusal:
        err.print(sentence(refusal), style="red", markup=False)
        return Exit.FAILED
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except Exception:  # noqa: BLE001 - the last frame: a bug stays loud, but must not look like "done with refusals"
        traceback.print_exc()
        return Exit.FAILED
    return Exit.DONE
