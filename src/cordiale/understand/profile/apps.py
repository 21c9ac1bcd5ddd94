from django.apps import AppConfig


class ProfileConfig(AppConfig):
    name = "cordiale.understand.profile"
    label = "profile"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cordiale.people.privacy import retention
        from cordiale.understand.profile import explaining, living

        explaining.declare()
        retention.sign_of_life(living.since)
        retention.customer_if(living.customer)
        from cordiale.listen import imports
        from cordiale.understand.profile import work  # declares its periodic tasks as well

        imports.after(work.after_import)
