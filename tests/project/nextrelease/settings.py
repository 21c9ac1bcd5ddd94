"""The product's settings, one release later."""

from cordiale.project.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.project.nextrelease"]  # noqa: F405
