from django.db import migrations


class Migration(migrations.Migration):
    """Each index is written again with every profile: these two ordered no list."""

    dependencies = [("profile", "0002_by_lateness_and_country")]

    operations = [
        migrations.RemoveIndex(model_name="profile", name="profile_by_rfm"),
        migrations.RemoveIndex(model_name="profile", name="profile_by_last_event"),
    ]
