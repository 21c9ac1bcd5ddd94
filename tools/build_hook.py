"""Hatch's build hook: messages compiled, static files hashed and compressed, so that a wheel works by itself.

An editable install gets the messages only: in a checkout static files come straight from the rooms.
"""

import shutil
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import django
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BuildHook(BuildHookInterface):
    """Run before the files of the wheel are chosen."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        messages(root).compile_all()
        if version != "editable":
            collect(root)
            build_data["artifacts"] += ["src/cordiale/_static/**", "src/cordiale/**/*.mo"]

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """A checkout must not serve yesterday's files."""
        shutil.rmtree(Path(self.root) / "src" / "cordiale" / "_static", ignore_errors=True)


def messages(root: Path) -> ModuleType:
    """The compiler of messages, loaded by its path: front ends may have a module `tools` of their own."""
    spec = spec_from_file_location("cordiale_messages", root / "tools" / "messages.py")
    if spec is None or spec.loader is None:
        raise RuntimeError("tools/messages.py is not there")
    module = module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def collect(root: Path) -> None:
    """Static files of all rooms into `cordiale/_static`: hashed names, a manifest, brotli and gzip.

    With settings of its own: the product's would need everything the product depends on.
    """
    from django.conf import settings
    from django.core.management import call_command

    package = root / "src" / "cordiale"
    target = package / "_static"
    shutil.rmtree(target, ignore_errors=True)
    if not settings.configured:
        settings.configure(
            INSTALLED_APPS=["django.contrib.staticfiles"],
            STATICFILES_DIRS=sorted(path for path in package.rglob("static") if path.is_dir()),
            STATIC_ROOT=target,
            STATIC_URL="/static/",
            STORAGES={"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}},
        )
        django.setup()
    call_command("collectstatic", interactive=False, verbosity=0)
    if not list(target.glob("**/*.br")):
        raise RuntimeError("static files were not compressed: is brotli installed?")
