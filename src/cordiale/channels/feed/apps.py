from django.apps import AppConfig


class FeedConfig(AppConfig):
    name = "cordiale.channels.feed"
    label = "feed"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cordiale.channels.feed import retention  # noqa: F401  its nightly task
