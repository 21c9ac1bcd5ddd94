from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebhooksConfig(AppConfig):
    name = "cordiale.channels.webhooks"
    label = "webhooks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cordiale.channels.webhooks import given, work  # noqa: F401  its tasks
        from cordiale.people import rights
        from cordiale.people.privacy import recipients
        from cordiale.web import navigation

        recipients.register(given.told)
        grants = {"administrator": "all", "integrator": "all"}
        rights.verbs.register("webhook.read", label=_("Voir les webhooks"), changes=False, grants=grants)
        rights.verbs.register("webhook.change", label=_("Tenir les webhooks"), grants=grants)
        rights.routes.guard("webhooks:list", get="webhook.read")
        rights.routes.guard("webhooks:new", get="webhook.change", post="webhook.change")
        rights.routes.guard("webhooks:one", get="webhook.read", post="webhook.change")
        navigation.register(
            group="settings-pages",
            key="webhooks",
            label=_("Webhooks"),
            icon="radio",
            url="webhooks:list",
            order=910,
            allowed=rights.may("webhook.read"),
        )
