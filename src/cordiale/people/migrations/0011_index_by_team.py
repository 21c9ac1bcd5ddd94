"""So that the list of a team is one walk in the order of names, wherever its names stand."""

from django.db import migrations, models

from cordiale.jobs.migrating import AddIndexOnline


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("people", "0010_time_zone_of_users")]
    operations = [
        AddIndexOnline(
            model_name="party",
            index=models.Index(
                condition=models.Q(("team__isnull", False)), fields=["team", "sort_name", "id"], name="party_by_team"
            ),
        ),
    ]
