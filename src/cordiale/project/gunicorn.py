"""gunicorn's settings that are not words of its command line."""

from threading import Thread

from django.conf import settings

logconfig_dict = settings.LOGGING
accesslog = None


def post_worker_init(worker: object) -> None:
    """Load what reading the lake needs while nobody waits yet: the first customer page would pay seconds for it."""
    Thread(target=_warm_up, name="warm-up", daemon=True).start()


def _warm_up() -> None:
    import cordiale.lake.duck
    import cordiale.lake.history  # noqa: F401
