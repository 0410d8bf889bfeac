"""Late work: who was reminded of a report, later days for single reports, follow-ups (督办)."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from lianxiao.calls.models.chase import APART, MOST
from lianxiao.core.actors import Actor
from lianxiao.ledger.access import follow_ups as access
from lianxiao.ledger.models.progress import ProgressReport
from lianxiao.ledger.models.project import Project
from lianxiao.ledger.states import FollowUpState, Level
from lianxiao.organisations.models import User


class ReportChase(models.Model):
    """Somebody was reminded of a late report, by the lead office or by the clock (催办); limits as of applications.

    `due_at` is the day since which it is owed: with another day the count begins anew.
    """

    history_of = "report"

    report = models.ForeignKey(ProgressReport, models.PROTECT, related_name="chases")
    due_at = models.DateTimeField()
    number = models.SmallIntegerField()
    # Nobody for the clock.
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    # Before this moment nobody chases again.
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "due_at", "number"], name="report_chase_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=MOST + 1), name="report_chase_limit"),
            models.CheckConstraint(condition=Q(until__gte=F("at") + APART), name="report_chase_a_day_apart"),
            models.CheckConstraint(condition=Q(at__gte=F("due_at")), name="report_chase_of_late"),
            ExclusionConstraint(
                name="report_chase_once_a_day",
                expressions=[
                    (F("report"), RangeOperators.EQUAL),
                    (Func(F("at"), F("until"), function="tstzrange"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.number}"

    @property
    def went_to_leader(self) -> bool:
        return self.number > MOST


class ReportExtension(models.Model):
    """A later day for one report, asked for with a reason by one person and granted by another."""

    history_of = "report"

    report = models.ForeignKey(ProgressReport, models.PROTECT, related_name="extensions")
    old_due_at = models.DateTimeField()
    new_due_at = models.DateTimeField(_("new day"))
    reason = models.CharField(_("reason"), max_length=500)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField(null=True)
    refused_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    refused_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(new_due_at__gt=F("old_due_at")), name="report_extension_later"),
            models.CheckConstraint(condition=~Q(reason=""), name="report_extension_reason"),
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True) | ~Q(granted_by=F("asked_by")), name="report_extension_two_people"
            ),
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True, granted_at__isnull=True)
                | Q(granted_by__isnull=False, granted_at__isnull=False, refused_at__isnull=True),
                name="report_extension_granted_pair",
            ),
            models.CheckConstraint(
                condition=Q(refused_by__isnull=True, refused_at__isnull=True, refusal="")
                | Q(refused_by__isnull=False, refused_at__isnull=False) & ~Q(refusal=""),
                name="report_extension_refused",
            ),
            models.UniqueConstraint(
                fields=["report"],
                condition=Q(granted_at__isnull=True, refused_at__isnull=True),
                name="report_extension_one_pending",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.new_due_at}"


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def visible_to(self, actor: Actor) -> "FollowUpQuerySet":
        """By number, so that a project with two parties in reach comes once."""
        return self.filter(pk__in=FollowUp.objects.filter(access.visible_follow_ups(actor)).values("pk"))


class FollowUp(models.Model):
    """Overdue work of a project is followed up until its university has said what it does about it (督办)."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="follow_ups")
    state = models.CharField(max_length=20, choices=FollowUpState.choices, default=FollowUpState.OPEN)
    level = models.SmallIntegerField(choices=Level.choices, default=Level.PARTIES)
    # What is overdue, as the light says it: kind, what it is about, the day. By hand it may be empty.
    reasons = models.JSONField(default=list)
    text = models.TextField(_("what the university is asked to do"), blank=True)
    # Nobody for the clock.
    raised_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    raised_at = models.DateTimeField()
    # The last day to answer before it climbs; none once it lies with the office.
    due_date = models.DateField(null=True)
    answer = models.TextField(_("statement"), blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=FollowUpState.values), name="follow_up_state"),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="follow_up_level"),
            models.CheckConstraint(condition=~Q(reasons=[]) | ~Q(text=""), name="follow_up_says_why"),
            models.UniqueConstraint(fields=["project"], condition=~Q(state="closed"), name="follow_up_one_at_a_time"),
            models.CheckConstraint(
                condition=~Q(state="open") | Q(level=Level.OFFICE) | Q(due_date__isnull=False), name="follow_up_climbs"
            ),
            models.CheckConstraint(
                condition=~Q(state="answered")
                | Q(answered_by__isnull=False, answered_at__isnull=False) & ~Q(answer=""),
                name="follow_up_answered",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_by__isnull=False, closed_at__isnull=False)
                | (~Q(state="closed") & Q(closed_by__isnull=True, closed_at__isnull=True)),
                name="follow_up_closed_pair",
            ),
        ]
        indexes = [
            models.Index(fields=["project", "-id"], name="follow_up_of_project"),
            models.Index(fields=["state", "id"], name="follow_up_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.project}"
