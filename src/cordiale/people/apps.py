from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "cordiale.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cordiale.people import (
            forwarding,  # noqa: F401  registers its periodic tasks
            users,
        )
        from cordiale.web import manners

        manners.kept_by(users.change_preferences)
