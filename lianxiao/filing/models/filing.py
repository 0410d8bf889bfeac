from datetime import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _

from lianxiao.core.actors import Actor
from lianxiao.filing import access
from lianxiao.filing.models.round import Round
from lianxiao.filing.states import ReturnState
from lianxiao.forms.models import SectionAnswers
from lianxiao.organisations.models import Organisation, User


class ReturnQuerySet(models.QuerySet["Return"]):
    def visible_to(self, actor: Actor) -> "ReturnQuerySet":
        return self.filter(access.visible_returns(actor))

    def awaited(self) -> "ReturnQuerySet":
        """Those that the office waits for."""
        return self.filter(state__in=["not_begun", "draft", "with_leader", "returned"])

    def with_due(self) -> "ReturnQuerySet":
        """`due`: until when it can be submitted; the same rule as `Return.due_at`, for lists."""
        return self.annotate(
            due=Case(
                When(correction_due_at__isnull=False, then=F("correction_due_at")),
                default=Greatest(F("round__closes_at"), Coalesce(F("extended_to"), F("round__closes_at"))),
            )
        )

    def late(self, now: datetime) -> "ReturnQuerySet":
        return self.awaited().with_due().filter(Q(due__lte=Value(now, models.DateTimeField())))


class Return(models.Model):
    """What one institution files in a round (填报表). One per round and institution, made when the round opens."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="returns")
    institution = models.ForeignKey(Organisation, models.PROTECT, related_name="filing_returns")
    state = models.CharField(max_length=20, choices=ReturnState.choices, default=ReturnState.NOT_BEGUN)
    begun_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    # A later deadline for this institution alone.
    extended_to = models.DateTimeField(null=True)
    extension_reason = models.CharField(_("reason"), max_length=500, blank=True)
    extended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    # Until when a returned one can be corrected.
    correction_due_at = models.DateTimeField(null=True)

    objects = ReturnQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "institution"], name="return_once"),
            models.CheckConstraint(condition=Q(state__in=ReturnState.values), name="return_state"),
            models.CheckConstraint(
                condition=Q(state="not_begun", begun_at__isnull=True)
                | (~Q(state="not_begun") & Q(begun_at__isnull=False)),
                name="return_begun_pair",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "returned", "accepted"]) | Q(submitted_at__isnull=False),
                name="return_submitted_pair",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", accepted_at__isnull=False, accepted_by__isnull=False)
                | (~Q(state="accepted") & Q(accepted_at__isnull=True, accepted_by__isnull=True)),
                name="return_accepted_pair",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | Q(correction_due_at__isnull=False), name="return_correction_due"
            ),
            models.CheckConstraint(
                condition=Q(extended_to__isnull=True, extended_by__isnull=True, extension_reason="")
                | (Q(extended_to__isnull=False, extended_by__isnull=False) & ~Q(extension_reason="")),
                name="return_extended_pair",
            ),
        ]
        indexes = [models.Index(fields=["institution", "-id"], name="return_institution")]

    def __str__(self) -> str:
        return f"{self.round} – {self.institution}"

    @property
    def due_at(self) -> datetime:
        """Until when it can be submitted: the correction's own deadline, or the round's, or a later one of its own."""
        if self.correction_due_at is not None:
            return self.correction_due_at
        return max(self.round.closes_at, self.extended_to or self.round.closes_at)


class ReturnSection(SectionAnswers):
    filing = models.ForeignKey(Return, models.CASCADE, related_name="sections")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["filing", "key"], name="return_section_once"),
            models.CheckConstraint(
                condition=Q(saved_at__isnull=True, saved_by__isnull=True)
                | Q(saved_at__isnull=False, saved_by__isnull=False),
                name="return_section_saved_pair",
            ),
        ]


class ReturnCopy(models.Model):
    """What was submitted, frozen with its digests. Written once, and never late: triggers (migration 0002)."""

    history_of = "filing"
    history_skips = ("content",)  # itself a copy

    filing = models.ForeignKey(Return, models.PROTECT, related_name="copies")
    version = models.PositiveSmallIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    sm3 = models.CharField(max_length=64)
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["filing", "version"], name="return_copy_once")]

    def __str__(self) -> str:
        return f"{self.filing_id}: {self.version}"


class Correction(models.Model):
    """What the office asks to correct in a copy, and until when."""

    filing = models.ForeignKey(Return, models.CASCADE, related_name="corrections")
    copy = models.ForeignKey(ReturnCopy, models.PROTECT, related_name="corrections")
    due_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["filing"], condition=Q(answered_at__isnull=True), name="return_correction_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filing_id}: {self.due_at}"


class CorrectionReason(models.Model):
    correction = models.ForeignKey(Correction, models.CASCADE, related_name="reasons")
    section_key = models.CharField(max_length=40)
    field_key = models.CharField(max_length=60)
    reason = models.CharField(max_length=500)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["correction", "field_key"], name="return_reason_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="return_reason_said"),
        ]

    def __str__(self) -> str:
        return self.field_key


class Chase(models.Model):
    """A reminder (催办) to one institution: by an officer, or by the clock. Never two within 24 hours."""

    class Occasion(models.TextChoices):
        BY_HAND = "by_hand", _("by the office")
        THREE_DAYS = "three_days", _("three working days before the deadline")
        ONE_DAY = "one_day", _("one working day before the deadline")
        OVERDUE = "overdue", _("after the deadline")

    filing = models.ForeignKey(Return, models.CASCADE, related_name="chases")
    occasion = models.CharField(max_length=20, choices=Occasion.choices)
    # The deadline that it is about: after an extension the clock reminds anew.
    due_at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    # The 24 hours that begin with it.
    rest = DateTimeRangeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(occasion__in=["by_hand", "three_days", "one_day", "overdue"]), name="chase_occasion"
            ),
            models.CheckConstraint(
                condition=Q(occasion="by_hand", by__isnull=False) | (~Q(occasion="by_hand") & Q(by__isnull=True)),
                name="chase_by",
            ),
            models.UniqueConstraint(
                fields=["filing", "occasion", "due_at"],
                condition=~Q(occasion="by_hand"),
                name="chase_once_by_the_clock",
            ),
            ExclusionConstraint(
                name="filing_chase_once_a_day",
                expressions=[("filing", RangeOperators.EQUAL), ("rest", RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filing_id}: {self.occasion}"
