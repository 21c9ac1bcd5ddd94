from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MergingConfig(AppConfig):
    name = "cordiale.people.merging"
    label = "merging"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cordiale.people.merging import guarding, rules, telling  # noqa: F401  registers its task
        from cordiale.web import panels

        rules.register()
        guarding.register()
        panels.register(
            place="customer", key="merging", title=_("Doublons"), url="merging:panel", column="right", order=900
        )
