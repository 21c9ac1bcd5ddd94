from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "cordiale.project.home"
    label = "home"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cordiale.people import rights
        from cordiale.web import navigation

        navigation.register(
            group="",
            key="today",
            label=_("Aujourd’hui"),
            icon="sun",
            url="home:today",
            shortcut="h",
            order=0,
            phone=True,
        )
        rights.routes.guard("home:today", get="home.read")
