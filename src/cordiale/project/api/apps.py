from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "cordiale.project.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cordiale.people import rights
        from cordiale.people.privacy import recipients
        from cordiale.project.api import given, housekeeping  # noqa: F401  its nightly task
        from cordiale.web import navigation, public

        recipients.register(given.told)
        rights.verbs.register("access.read", label=_("Voir les accès des programmes"), changes=False)
        rights.verbs.register("access.give", label=_("Ouvrir un accès à un programme"), sensitive=True)
        rights.verbs.register("access.end", label=_("Fermer l’accès d’un programme"))
        rights.verbs.register("event.record", label=_("Noter un fait"), scoped=True, like="party.change")
        rights.verbs.register("change.read", label=_("Suivre les changements"), changes=False, like="party.read")
        rights.verbs.register("team.read", label=_("Voir l’équipe"), changes=False, like="home.read")
        public.register(
            "api-v1:door", "Programs show a key; each operation asks for its own verb and looks at the record's scope."
        )
        public.register("api-v1:description", "The description of the API holds no data; client generators read it.")
        rights.routes.guard("api-v1:documentation", get="account.own")
        rights.routes.guard("access:list", get="access.read")
        rights.routes.guard("access:new", get="access.give", post="access.give")
        rights.routes.guard("access:end", get="access.end", post="access.end")
        rights.routes.guard("access:programs", get="access.read")
        rights.routes.guard("access:new-program", get="access.give", post="access.give")
        rights.routes.guard("access:suspend-program", post="access.end")
        rights.routes.guard("access:reopen-program", post="access.give")
        navigation.register(
            group="settings-pages",
            key="access",
            label=_("Accès des programmes"),
            icon="key-round",
            url="access:list",
            order=900,
            allowed=rights.may("access.read"),
        )
