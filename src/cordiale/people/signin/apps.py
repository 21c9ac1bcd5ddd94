from django.apps import AppConfig


class SigninConfig(AppConfig):
    name = "cordiale.people.signin"
    label = "signin"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cordiale.people.signin import housekeeping, mails, powers  # noqa: F401  their tasks

        powers.register()
