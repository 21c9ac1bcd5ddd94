from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agenda", "0001_tasks_and_feeds")]

    operations = [
        migrations.AddField(
            model_name="task",
            name="zone",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Where it was typed; empty: where the house stands.",
                max_length=64,
            ),
        ),
        # Only what the field says of itself.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="task",
                    name="at",
                    field=models.TimeField(
                        blank=True, help_text="The time of that day in its zone; none: all day.", null=True
                    ),
                )
            ]
        ),
    ]
