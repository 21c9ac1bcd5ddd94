from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportsConfig(AppConfig):
    name = "cordiale.listen.imports"
    label = "imports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cordiale.listen.imports import reverting
        from cordiale.people import intake
        from cordiale.web import navigation

        intake.keep_if(reverting.still_needed)
        navigation.register(
            group="listen",
            key="imports",
            label=_("Importer"),
            icon="upload",
            url="imports:start",
            shortcut="i",
            order=90,
        )
