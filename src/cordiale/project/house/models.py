"""What browsers reported, counted."""

from typing import ClassVar

from django.db import models


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
