from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from lianxiao.core.actors import Actor
from lianxiao.ledger.access import progress as access
from lianxiao.ledger.models.attached import AttachedFile
from lianxiao.ledger.models.period import ReportingPeriod
from lianxiao.ledger.models.project import Project, ProjectIndicator, ProjectMilestone, hand_of
from lianxiao.ledger.states import ON_CAMPUS, ReportState, Standing
from lianxiao.organisations.models import User


class ReportQuerySet(models.QuerySet["ProgressReport"]):
    def visible_to(self, actor: Actor) -> "ReportQuerySet":
        return self.filter(access.visible_reports(actor))

    def with_hand(self, actor: Actor) -> "ReportQuerySet":
        """What the actor is in the application that the project came from."""
        standing: dict[str, Any] = {"hand": hand_of(actor, "project__")}
        return self.annotate(**standing)

    def with_due(self) -> "ReportQuerySet":
        """`due`: until when it is awaited; the same rule as `ProgressReport.due_at`, for lists."""
        return self.annotate(
            due=Case(
                When(correction_due_at__isnull=False, then=F("correction_due_at")),
                When(extended_due_at__isnull=False, then=F("extended_due_at")),
                default=F("period__due_at"),
            )
        )

    def late(self, now: datetime) -> "ReportQuerySet":
        """Awaited from the university beyond their day."""
        awaited = self.with_due().filter(state__in=[str(state) for state in ON_CAMPUS])
        awaited = awaited.filter(period__state="open", project__state="running")
        return awaited.filter(Q(due__lte=Value(now, models.DateTimeField())))


class ProgressReport(models.Model):
    """What one project reports about one period (进展报告). Made for every running project when the period opens."""

    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="reports")
    project = models.ForeignKey(Project, models.PROTECT, related_name="reports")
    state = models.CharField(max_length=20, choices=ReportState.choices, default=ReportState.NOT_BEGUN)
    summary = models.TextField(_("what was done"), blank=True)
    difficulties = models.TextField(_("difficulties, and what help is needed"), blank=True)
    plan = models.TextField(_("what comes next"), blank=True)
    # Counts what was saved: who writes on an older one is told instead of overwriting it.
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    saved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField(null=True)
    handed_in_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    # Until when a returned one is to be corrected.
    correction_due_at = models.DateTimeField(null=True)
    # A later day for this report alone (ReportExtension).
    extended_due_at = models.DateTimeField(null=True)

    # What the one who asks is in the project; `with_hand` fills it.
    hand = ""

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["period", "project"], name="report_once"),
            models.CheckConstraint(condition=Q(state__in=ReportState.values), name="report_state"),
            models.CheckConstraint(
                condition=Q(state="not_begun") | Q(begun_at__isnull=False), name="report_begun_pair"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "returned", "confirmed"]) | Q(submitted_at__isnull=False),
                name="report_submitted_pair",
            ),
            models.CheckConstraint(
                condition=Q(state="confirmed", confirmed_at__isnull=False, confirmed_by__isnull=False)
                | (~Q(state="confirmed") & Q(confirmed_at__isnull=True, confirmed_by__isnull=True)),
                name="report_confirmed_pair",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | Q(correction_due_at__isnull=False), name="report_correction_due"
            ),
            models.CheckConstraint(
                condition=Q(saved_at__isnull=True, saved_by__isnull=True)
                | Q(saved_at__isnull=False, saved_by__isnull=False),
                name="report_saved_pair",
            ),
        ]
        indexes = [
            models.Index(fields=["project", "-period"], name="report_of_project"),
            models.Index(fields=["state", "id"], name="report_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.period} – {self.project}"

    @property
    def due_at(self) -> datetime:
        """Until when the university is awaited: the correction's own day, the report's own, or the period's."""
        return self.correction_due_at or self.extended_due_at or self.period.due_at


class ReportItem(models.Model):
    """What a report says of one milestone or of one promised indicator."""

    report = models.ForeignKey(ProgressReport, models.CASCADE, related_name="items")
    milestone = models.ForeignKey(ProjectMilestone, models.PROTECT, null=True, related_name="said")
    indicator = models.ForeignKey(ProjectIndicator, models.PROTECT, null=True, related_name="said")
    # Of a milestone; empty until it is answered.
    standing = models.CharField(max_length=20, choices=Standing.choices, blank=True)
    reached_date = models.DateField(null=True)
    text = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "milestone"], name="report_item_milestone_once"),
            models.UniqueConstraint(fields=["report", "indicator"], name="report_item_indicator_once"),
            models.CheckConstraint(
                condition=Q(milestone__isnull=False, indicator__isnull=True)
                | Q(milestone__isnull=True, indicator__isnull=False, standing=""),
                name="report_item_of_one",
            ),
            models.CheckConstraint(condition=Q(standing__in=["", *Standing.values]), name="report_item_standing"),
            models.CheckConstraint(
                condition=Q(reached_date__isnull=True) | Q(standing="reached"), name="report_item_reached"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.pk}"


class ReportFigure(models.Model):
    """How much of an indicator was achieved in one month of the period."""

    item = models.ForeignKey(ReportItem, models.CASCADE, related_name="figures")
    month = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "month"], name="report_figure_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="report_figure_positive"),
            models.CheckConstraint(condition=Q(month__day=1), name="report_figure_month"),
        ]

    def __str__(self) -> str:
        return f"{self.month}: {self.amount}"


class ReportFile(AttachedFile):
    """Evidence for an item."""

    item = models.ForeignKey(ReportItem, models.CASCADE, related_name="files")


class ReturnReason(models.Model):
    """What the lead office asks to correct in a report: in one item, or in its words."""

    report = models.ForeignKey(ProgressReport, models.CASCADE, related_name="reasons")
    item = models.ForeignKey(ReportItem, models.CASCADE, null=True, related_name="reasons")
    reason = models.CharField(max_length=500)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="report_reason_said"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(answered_at__gte=F("asked_at")), name="report_reason_answered"
            ),
        ]

    def __str__(self) -> str:
        return self.reason
