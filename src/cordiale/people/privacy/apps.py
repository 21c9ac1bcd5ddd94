from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "cordiale.people.privacy"
    label = "privacy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cordiale.people.privacy import holdings, retention, tasks  # noqa: F401  register their periodic tasks

        holdings.declare()
