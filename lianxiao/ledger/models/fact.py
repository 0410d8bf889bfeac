from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from lianxiao.ledger.models.importing import ProjectImport
from lianxiao.ledger.models.progress import ReportFigure
from lianxiao.ledger.models.project import Project
from lianxiao.mandate.models import Target
from lianxiao.organisations.models import City, Organisation, User


class IndicatorFact(models.Model):
    """An achieved figure that the lead office confirmed. Written once; what was wrong is reversed and said anew.

    University, city and office are those of the project at that moment.
    """

    no_history = "written once; the step that is written with it says who"

    project = models.ForeignKey(Project, models.PROTECT, related_name="facts")
    target = models.ForeignKey(Target, models.PROTECT, related_name="facts")
    university = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    city = models.ForeignKey(City, models.PROTECT, null=True, related_name="+")
    office = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    month = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    # What stands behind it: the figure of a report, with its evidence, or the import that brought it with its project.
    figure = models.ForeignKey(ReportFigure, models.PROTECT, null=True, related_name="facts")
    imported_in = models.ForeignKey(ProjectImport, models.PROTECT, null=True, db_index=False, related_name="facts")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversal")
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="correction")
    reason = models.CharField(max_length=500, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(figure__isnull=False, imported_in__isnull=True)
                | Q(figure__isnull=True, imported_in__isnull=False),
                name="fact_source",
            ),
            models.UniqueConstraint(
                fields=["project", "target"],
                condition=Q(imported_in__isnull=False, reverses__isnull=True, corrects__isnull=True),
                name="fact_imported_once",
            ),
            models.UniqueConstraint(
                fields=["figure"], condition=Q(reverses__isnull=True, corrects__isnull=True), name="fact_of_figure_once"
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=False, corrects__isnull=True, amount__lt=0)
                | Q(reverses__isnull=True, amount__gt=0),
                name="fact_sign",
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, corrects__isnull=True) | ~Q(reason=""), name="fact_reason"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="fact_month"),
        ]
        indexes = [
            models.Index(fields=["project", "target", "month"], name="fact_of_project"),
            models.Index(fields=["target", "month", "university"], name="fact_of_target"),
            models.Index(fields=["month", "id"], name="fact_by_month"),
            models.Index(fields=["amount", "id"], name="fact_by_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.target_id} {self.month}: {self.amount}"


class IndicatorTotal(models.Model):
    """What was achieved toward a target in one cell of the board; kept by a trigger with every fact (migration 0005).

    So reading costs the same however many facts there are. Never written from here.
    """

    no_history = "follows from the facts"

    target = models.ForeignKey(Target, models.PROTECT, related_name="+")
    month = models.DateField()
    university = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    city = models.ForeignKey(City, models.PROTECT, null=True, related_name="+")
    office = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    facts = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "target",
                "month",
                "university",
                Coalesce("city", Value("")),
                "office",
                name="indicator_total_once",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="indicator_total_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.target_id} {self.month}: {self.amount}"
