"""Sums over projects, kept by triggers; and who took the list along."""

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from lianxiao.mandate.models import Category, Target
from lianxiao.organisations.models import City, Organisation, User


class ProjectTotal(models.Model):
    """How many projects and how much funding (万元) stand in one cell of the ledger.

    Kept by a trigger in the statement that changes a project (migration 0002), so that sums over the whole
    province cost the same however long the ledger grows. Never written from here.
    """

    no_history = "follows from the projects"

    year = models.PositiveSmallIntegerField()
    category = models.ForeignKey(Category, models.PROTECT, related_name="+")
    city = models.ForeignKey(City, models.PROTECT, null=True, related_name="+")
    university = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    lead_office = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    state = models.CharField(max_length=20)
    projects = models.IntegerField()
    funding = models.DecimalField(max_digits=16, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "year",
                "category",
                Coalesce("city", Value("")),
                "university",
                "lead_office",
                "state",
                name="project_total_once",
            ),
            models.CheckConstraint(condition=Q(projects__gte=0, funding__gte=0), name="project_total_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.projects}"


class PromiseTotal(models.Model):
    """What the projects of a year promise toward a target; kept by a trigger like ProjectTotal (migration 0003)."""

    no_history = "follows from the projects"

    target = models.ForeignKey(Target, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    promised = models.DecimalField(max_digits=16, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["target", "year"], name="promise_total_once"),
            models.CheckConstraint(condition=Q(promised__gte=0), name="promise_total_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.target_id} {self.year}: {self.promised}"


class LedgerExport(models.Model):
    """An Excel file of the list that left the house: who took what; the step of the same moment says when."""

    no_history = "the step that is written with it says the same"

    exported_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    # Pairs of label and text, as they stand in the file.
    filters = models.JSONField(default=list)
    row_count = models.PositiveIntegerField()
    exported_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.exported_at}: {self.row_count}"
