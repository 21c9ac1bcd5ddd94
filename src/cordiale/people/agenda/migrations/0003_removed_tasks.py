from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agenda", "0002_zone_of_tasks")]

    operations = [
        migrations.AddField(
            model_name="task",
            name="removed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
