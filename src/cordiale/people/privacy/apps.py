from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "cordiale.people.privacy"
    label = "privacy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cordiale.people.privacy import guarding, holdings, retention, tasks  # noqa: F401  periodic tasks

        holdings.declare()
        guarding.register()
