from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0009_index_that_tells_who_may_see")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="time_zone",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="As in Europe/Paris; empty: where the house stands.",
                max_length=64,
            ),
        ),
    ]
