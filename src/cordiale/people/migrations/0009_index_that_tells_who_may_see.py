from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0008_the_workplace"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="party",
            name="party_by_name",
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(
                fields=["sort_name", "id", "archived_at", "owner", "team", "territory"], name="party_by_name"
            ),
        ),
    ]
