"""What the last release shipped: `python -m tools.released` notes the migrations and models of this checkout.

Run it when a release is made. From then on a migration may only expand what is noted (docs/upgrade.md).
"""

import json
import os
import sys
import tempfile
from pathlib import Path

NOTE = Path(__file__).with_name("released.json")


def main() -> None:
    """Write the note."""
    with tempfile.TemporaryDirectory() as data:
        os.environ |= {"CORDIALE_DATA": data, "DJANGO_SETTINGS_MODULE": "cordiale.project.settings"}
        import django

        django.setup()
        told = {"migrations": sorted(".".join(key) for key in ours()), "models": sorted(models())}
    NOTE.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(told['migrations'])} migrations, {len(told['models'])} models\n")


def ours() -> dict[tuple[str, str], type]:
    """The product's own migrations by (app label, name)."""
    from django.db.migrations.loader import MigrationLoader

    found = MigrationLoader(None).disk_migrations
    return {key: made for key, made in found.items() if made.__module__.startswith("cordiale.")}


def models() -> list[str]:
    """The product's own models, `label.model`."""
    from django.apps import apps

    return [model._meta.label_lower for model in apps.get_models() if model.__module__.startswith("cordiale.")]


if __name__ == "__main__":
    main()
