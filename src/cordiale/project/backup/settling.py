"""What a restored house needs before anybody is let in; also run apart, as the proof that a backup can be lived in.

`python -m cordiale.project.backup.settling` settles the house of its environment, asks it whether it is ready and
prints what it found as JSON.
"""

import json
import os
import sys


def settle() -> int:
    """Bring the database to this version, sign everybody out, erase again whom the journal knows; how many came back.

    Sessions, keys, tokens and calendar addresses ended since the backup must stay ended, and who was erased since must
    stay so.
    """
    from django.contrib.sessions.models import Session

    from cordiale.people import audit, privacy
    from cordiale.people.agenda import feeds
    from cordiale.project import up
    from cordiale.project.api.access import keys
    from cordiale.project.oauth import applications

    up.migrate()
    Session.objects.all().delete()
    applications.suspend_all()
    keys.end_all()
    feeds.revoke_all()
    erased = privacy.replay()
    audit.write(None, "house.restored", rows=erased)
    return erased


def main() -> None:
    """Settle, and answer as a load balancer and a reader would ask."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cordiale.project.settings")
    import django

    django.setup()
    from django.test import Client

    from cordiale.people.models import Party

    settle()
    answer = Client().get("/readyz", headers={"host": "localhost"})
    sys.stdout.write(json.dumps({"status": answer.status_code, "somebody": Party.objects.exists()}) + "\n")


if __name__ == "__main__":
    main()
