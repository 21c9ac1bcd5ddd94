"""The ready roles as rows, and a role for everybody who works here already, so that an upgrade shuts nobody out."""

from django.db import migrations

CODES = (
    "owner", "administrator", "manager", "sales", "service", "marketer", "analyst", "privacy", "auditor", "integrator",
)  # fmt: skip


def give(apps, schema_editor):
    roles = apps.get_model("rights", "Role").objects
    memberships = apps.get_model("rights", "Membership").objects
    rows = {code: roles.get_or_create(code=code)[0] for code in CODES}
    for user in apps.get_model("people", "User").objects.filter(is_active=True):
        memberships.get_or_create(user=user, role=rows["owner" if user.is_superuser else "manager"])


class Migration(migrations.Migration):
    dependencies = [("rights", "0001_roles_and_shares")]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
