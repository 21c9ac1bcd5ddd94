from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeasuresConfig(AppConfig):
    name = "cordiale.steer.measures"
    label = "measures"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cordiale.people import rights
        from cordiale.web import navigation

        navigation.register(
            group="prove",
            key="steering",
            label=_("Pilotage"),
            icon="gauge",
            url="measures:steering",
            shortcut="p",
            order=10,
            phone=True,
        )
        rights.verbs.register("measure.read", label=_("Lire le pilotage"), changes=False)
        rights.verbs.register("measure.export", label=_("Exporter les chiffres du pilotage"), changes=False)
        rights.routes.guard("measures:steering", get="measure.read")
        rights.routes.guard("measures:export", get="measure.export")
