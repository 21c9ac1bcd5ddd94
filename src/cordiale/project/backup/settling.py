"""What a restored house needs before anybody is let in; also run apart, as the proof that a backup can be lived in.

`python -m cordiale.project.backup.settling` settles the house of its environment, asks it whether it is ready and
prints what it found as JSON.
"""

import json
import os
import sys


def settle() -> None:
    """Bring the database to this version; whoever was erased since, and every session that ended, stays gone."""
    from django.contrib.sessions.models import Session

    from cordiale.people import privacy
    from cordiale.project import up

    up.migrate()
    privacy.replay()
    Session.objects.all().delete()


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
