from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    name = "cordiale.understand.customers"
    label = "customers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cordiale.understand.customers import guarding, known
        from cordiale.understand.customers.found import find
        from cordiale.web import navigation, palette

        navigation.register(
            group="understand", key="customers", label=_("Clients"), icon="users", url="customers:list", shortcut="c",
            order=10, phone=True,
        )  # fmt: skip
        palette.register_source("customers", _("Clients"), find)
        known.register()
        guarding.register()
