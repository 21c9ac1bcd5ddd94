from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MergingConfig(AppConfig):
    name = "cordiale.people.merging"
    label = "merging"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cordiale.people.merging import guarding, rules, telling, worklist  # noqa: F401  register their tasks
        from cordiale.web import navigation, panels

        rules.register()
        guarding.register()
        navigation.register(
            group="understand", key="doubles", label=_("Doublons"), icon="git-merge", url="merging:doubles", order=40
        )  # fmt: skip
        panels.register(
            place="customer", key="merging", title=_("Doublons"), url="merging:panel", column="right", order=900
        )
