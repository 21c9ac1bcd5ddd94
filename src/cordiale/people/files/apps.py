from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    name = "cordiale.people.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cordiale.people.files import guarding, holdings, work  # noqa: F401  registers its nightly task
        from cordiale.web import panels

        guarding.register()
        holdings.declare()
        panels.register(place="customer", key="files", title=_("Fichiers"), url="files:panel", order=60)
