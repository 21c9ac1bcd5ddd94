from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ShelfConfig(AppConfig):
    name = "cordiale.people.shelf"
    label = "shelf"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cordiale.people import rights
        from cordiale.people.notices import kinds
        from cordiale.people.shelf import follows, holdings
        from cordiale.web import navigation

        holdings.declare()
        rights.verbs.register("shelf.own", label=_("Garder des clients à portée de main"), like="party.read")
        rights.routes.guard("shelf:shelf", get="shelf.own")
        rights.routes.guard("shelf:marks", get="party.read", party="key")
        rights.routes.guard("shelf:star", post="party.read", party="key")
        rights.routes.guard("shelf:follow", post="party.read", party="key")
        kinds.register(
            follows.KIND, label=_("Chez un client que je suis"), icon="binoculars", say=follows.say, href=follows.href
        )
        navigation.register(
            group="", key="shelf", label=_("Favoris"), icon="star", url="shelf:shelf", shortcut="f", order=8
        )
