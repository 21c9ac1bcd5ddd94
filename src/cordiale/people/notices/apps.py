from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "cordiale.people.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cordiale.people import rights
        from cordiale.people.notices import digest, holdings  # noqa: F401  registers its periodic task
        from cordiale.people.notices.notices import unread
        from cordiale.web import navigation

        holdings.declare()
        rights.verbs.register("notice.own", label=_("Lire ses notifications"), everyone=True)
        rights.routes.guard("notices:centre", get="notice.own")
        rights.routes.guard("notices:follow", get="notice.own")
        rights.routes.guard("notices:read", post="notice.own")
        rights.routes.guard("notices:wishes", get="notice.own", post="notice.own")
        navigation.register(
            group="", key="notices", label=_("Notifications"), icon="bell", url="notices:centre", shortcut="n", order=6,
            count=unread,  # type: ignore[arg-type]  # those who see the navigation are signed in
        )  # fmt: skip
