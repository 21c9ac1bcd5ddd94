"""Structured logs: lines for people or for machines, with allow-listed fields and no personal data.

A field that is not in FIELDS is dropped, whoever logs it. Addresses are logged as routes (`customers/<uuid:key>/`),
without what was asked; e-mail addresses and telephone numbers that a message quotes are blacked out; of an exception
the frames and the class are kept, and its message only where it speaks of code and never quotes a value.
"""

import re
import sys
import traceback

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

FIELDS = frozenset(
    {
        *("at", "level", "logger", "event", "exception", "child", "pid", "exit_code", "delay_s", "address"),
        *("request", "trace", "span", "method", "route", "status", "elapsed_ms", "user"),
        *("task", "job", "state", "attempt", "source", "template", "kind", "table", "tables"),
        *("rows", "read", "new", "refused", "events", "parties", "lag", "bytes", "seconds", "code", "version"),
    }
)
SPEAK_OF_CODE = frozenset(
    {
        *("AttributeError", "ImportError", "NameError", "TypeError", "NotImplementedError", "MemoryError"),
        *("ImproperlyConfigured", "OperationalError", "TemplateDoesNotExist", "SynchronousOnlyOperation"),
    }
)
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(\.[\w-]+)+")
TELEPHONE = re.compile(r"(?<![\w.:-])(\+\d|0[1-9])([ .-]?\d){8,12}(?![\w-])")


def redacted(text: str) -> str:
    """The text without e-mail addresses and telephone numbers."""
    return TELEPHONE.sub("[phone]", EMAIL.sub("[e-mail]", text))


def keep_allowed(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Drop the fields that nobody allowed, black out the texts of the others."""
    kept = {name: value for name, value in event.items() if name in FIELDS}
    return {name: redacted(value) if isinstance(value, str) else value for name, value in kept.items()}


def tell_exception(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Replace the exception by its frames, its class and, where that is safe, the first line of its message."""
    info = event.pop("exc_info", None)
    error = sys.exc_info()[1] if info is True else info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        told = f": {str(error).partition(chr(10))[0]}" if _speaks_of_code(error) else ""
        event["exception"] = "".join(traceback.format_tb(error.__traceback__)) + f"{type(error).__name__}{told}"
    return event


def _speaks_of_code(error: BaseException) -> bool:
    names = {cls.__name__ for cls in type(error).__mro__}
    return not names.isdisjoint(SPEAK_OF_CODE)


def configuration(*, level: str, form: str) -> dict[str, object]:
    """What `logging.config.dictConfig` takes; also sets structlog up to speak through the same lines."""
    before: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(allow=FIELDS),
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    ]
    structlog.configure(
        processors=[
            *(step for step in before if not isinstance(step, structlog.stdlib.ExtraAdder)),
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": "structlog.stdlib.ProcessorFormatter",
        "foreign_pre_chain": before,
        "processors": [
            tell_exception,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            keep_allowed,
            _renderer(form),
        ],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": formatter},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["console"], "level": level.upper()},
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            # The request's own line tells 4xx, with the route in place of the path.
            "django.request": {"level": "ERROR"},
            # They would quote parameters of statements.
            "django.db.backends": {"level": "WARNING"},
            "gunicorn.error": {"handlers": [], "level": "WARNING", "propagate": True},
        },
    }


def _renderer(form: str) -> Processor:
    if form == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), timestamp_key="at", exception_formatter=structlog.dev.plain_traceback
    )
