"""What browsers reported, counted."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from cordiale.core import clock


class Dismissal(models.Model):
    """Something that somebody does not want to be shown any more: the first steps, for one."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=40)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "what"], name="dismissed_once")]

    def __str__(self) -> str:
        return self.what


class Violation(models.Model):
    """How often, on a day, the content policy stopped a kind of thing: which rule, from which origin. Nothing else."""

    day = models.DateField()
    directive = models.CharField(max_length=40)
    blocked = models.CharField(max_length=120)
    count = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "directive", "blocked"], name="one_count_of_violation")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.directive} {self.blocked}"
