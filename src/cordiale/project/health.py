"""`/healthz`: does the process live? `/readyz`: can it serve people? Both are public."""

import os
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cordiale.project.environment import sqlite_file
from cordiale.web import public

LEAST_FREE_BYTES = 64 * 1024 * 1024

public.register("healthz", "A supervisor asks whether the process lives; the answer holds no data.")
public.register("readyz", "A load balancer asks whether to send people here; the answer names parts, not content.")


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"alive": True})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when people can be served, 503 with the names of the parts that are not ready."""
    parts = {name: check() for name, check in CHECKS.items()}
    ready = all(parts.values())
    return JsonResponse({"ready": ready, "parts": parts}, status=200 if ready else 503)


def database_answers() -> bool:
    """A connection is open and answers a query."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def migrations_applied() -> bool:
    """Every migration of the code is in the database; once true it stays so for this process."""
    try:
        return _no_migration_pending()
    except (DatabaseError, _Pending):
        return False


def spool_writable() -> bool:
    """The spool's file can be written and its disk is not full; a PostgreSQL spool is told by the database's check."""
    url = settings.LAKE.spool_url
    if not url.startswith("sqlite:"):
        return True
    path = sqlite_file(url)
    target = path if path.exists() else _nearest(path.parent)
    return os.access(target, os.W_OK) and shutil.disk_usage(_nearest(path.parent)).free > LEAST_FREE_BYTES


CHECKS: dict[str, Callable[[], bool]] = {
    "database": database_answers,
    "migrations": migrations_applied,
    "spool": spool_writable,
}


class _Pending(Exception):
    """Raised through the cache so that only the good answer is kept."""


@cache
def _no_migration_pending() -> bool:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise _Pending
    return True


def _nearest(folder: Path) -> Path:
    return next(parent for parent in (folder, *folder.parents) if parent.exists())
