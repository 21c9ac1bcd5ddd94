from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ListsConfig(AppConfig):
    name = "cordiale.understand.lists"
    label = "lists"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cordiale.people.rights import verbs

        verbs.register("view.keep", label=_("Enregistrer ses vues"), like="party.read")
        verbs.register("view.share", label=_("Partager une vue avec son équipe"), like="party.tag")
