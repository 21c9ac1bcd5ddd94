"""Django's settings, all read from the environment (docs/settings.md)."""

import os
from pathlib import Path

DATA = Path(os.environ.get("CORDIALE_DATA", "var"))
DATA.mkdir(parents=True, exist_ok=True)
SECRET_KEY = os.environ.get("CORDIALE_SECRET_KEY", "skeleton-only")
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver"]
INSTALLED_APPS = [
    "cordiale.project.home",
    "cordiale.steer.measures",
    "cordiale.understand.customers",
    "cordiale.understand.profile",
    "cordiale.listen.imports",
    "cordiale.people",
    "cordiale.jobs",
    "cordiale.web",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
]
AUTH_USER_MODEL = "people.User"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA / "cordiale.sqlite3"}}
ROOT_URLCONF = "cordiale.project.urls"
STATIC_URL = "/static/"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "fr"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
