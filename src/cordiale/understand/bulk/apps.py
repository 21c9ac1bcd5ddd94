from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BulkConfig(AppConfig):
    name = "cordiale.understand.bulk"
    label = "bulk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cordiale.people import rights
        from cordiale.understand.bulk import holdings, tasks  # noqa: F401  declares its periodic task

        holdings.declare()
        rights.verbs.register("bulk.run", label=_("Agir sur plusieurs clients à la fois"), like="party.read")
        rights.routes.guard("bulk:prepare", post="bulk.run")
        rights.routes.guard("bulk:begin", post="bulk.run")
        for name in ("run", "progress"):
            rights.routes.guard(f"bulk:{name}", get="bulk.run")
        for name in ("cancel", "undo"):
            rights.routes.guard(f"bulk:{name}", post="bulk.run")
        rights.routes.guard("bulk:file", get="party.export")
