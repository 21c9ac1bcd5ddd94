from django.apps import AppConfig


class ProfileConfig(AppConfig):
    name = "cordiale.understand.profile"
    label = "profile"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cordiale.listen import imports
        from cordiale.understand.profile import work  # declares its periodic tasks as well

        imports.after(work.after_import)
