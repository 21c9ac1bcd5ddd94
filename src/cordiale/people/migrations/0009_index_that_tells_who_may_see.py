from django.db import migrations, models

from cordiale.jobs.migrating import AddIndexOnline


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0008_the_workplace"),
    ]

    atomic = False

    operations = [
        migrations.RemoveIndex(
            model_name="party",
            name="party_by_name",
        ),
        AddIndexOnline(
            model_name="party",
            index=models.Index(
                fields=["sort_name", "id", "archived_at", "owner", "team", "territory"], name="party_by_name"
            ),
        ),
    ]
