from django.db import models
from django.db.models import Q

from lianxiao.ledger.models.project import Project
from lianxiao.ledger.states import Light


class ProjectLight(models.Model):
    """The status light of a project as the rule gave it on a day (`queries/lights.py`); never set by hand.

    Kept beside the project, so that lists are narrowed by it; computed anew every morning and by what changes it.
    """

    history_skips = ("on_date",)

    project = models.OneToOneField(Project, models.CASCADE, related_name="lit")
    light = models.CharField(max_length=20, choices=Light.choices)
    # Pairs of a kind of reason and what it is about, as the rule names them.
    reasons = models.JSONField(default=list)
    since_date = models.DateField()
    on_date = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(light__in=Light.values), name="project_light"),
            models.CheckConstraint(condition=Q(since_date__lte=models.F("on_date")), name="project_light_since"),
        ]
        indexes = [models.Index(fields=["light", "project"], name="project_by_light")]

    def __str__(self) -> str:
        return f"{self.project_id}: {self.light}"
