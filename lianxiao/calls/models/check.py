from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lianxiao.calls import access
from lianxiao.calls.models.application import Application
from lianxiao.calls.models.submission import Submission
from lianxiao.core.actors import Actor
from lianxiao.mandate.models import Category
from lianxiao.organisations.models import Organisation, User


class CheckItem(models.Model):
    """An item of the formal check's list. With a `rule` the system answers it, a person may overrule."""

    history_of = ""

    category = models.ForeignKey(Category, models.CASCADE, null=True, blank=True, related_name="check_items")
    code = models.CharField(max_length=60, unique=True)
    text = models.CharField(_("item"), max_length=300)
    text_en = models.CharField(_("item in English"), max_length=300)
    help = models.CharField(_("help"), max_length=300, blank=True)
    help_en = models.CharField(_("help in English"), max_length=300, blank=True)
    rule = models.CharField(_("checked by rule"), max_length=40, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    def __str__(self) -> str:
        return self.text_en if get_language() == "en" else self.text


# The colour of an outcome's badge.
TONES = {"": "primary", "passed": "success", "returned": "warning", "rejected": "danger", "ended": "neutral"}


class FormalCheckQuerySet(models.QuerySet["FormalCheck"]):
    def visible_to(self, actor: Actor) -> "FormalCheckQuerySet":
        return self.filter(access.visible_checks(actor))


class FormalCheck(models.Model):
    """The formal check (形式审查) of one frozen copy by one lead office."""

    class Outcome(models.TextChoices):
        PASSED = "passed", _("Passed")
        RETURNED = "returned", _("Returned for correction")
        REJECTED = "rejected", _("Not passed")
        ENDED = "ended", _("Ended by another office's decision")

    history_of = "submission"

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="checks")
    office = models.ForeignKey(Organisation, models.PROTECT, related_name="checks")
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    # {item code: {"ok": bool, "by_rule": bool, "note": str}}; while it is open "ok" may still be null.
    results = models.JSONField(default=dict)
    # {field key: what is to be corrected}, as noted so far.
    remarks = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = FormalCheckQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "office"], name="formal_check_once"),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True, decided_by__isnull=True)
                | Q(~Q(outcome=""), decided_at__isnull=False, decided_by__isnull=False),
                name="formal_check_decided_pair",
            ),
            models.CheckConstraint(condition=~Q(outcome="rejected") | ~Q(reason=""), name="formal_check_reason"),
            models.CheckConstraint(
                condition=Q(outcome__in=["", "passed", "returned", "rejected", "ended"]), name="formal_check_outcome"
            ),
            # Whatever two offices do at once, one copy is stopped by one of them.
            models.UniqueConstraint(
                fields=["submission"],
                condition=Q(outcome__in=["returned", "rejected"]),
                name="formal_check_one_stops",
            ),
        ]
        indexes = [
            models.Index(fields=["office"], condition=Q(outcome=""), name="formal_check_waiting"),
            models.Index(fields=["office", "-id"], name="formal_check_of_office"),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} – {self.office_id}"

    @property
    def is_open(self) -> bool:
        return not self.outcome

    @property
    def is_resubmission(self) -> bool:
        return self.submission.version > 1

    @property
    def result(self) -> str:
        """The outcome for people; an open check has none yet."""
        return str(self.get_outcome_display() or _("To be checked"))

    @property
    def tone(self) -> str:
        return TONES[self.outcome]


class Correction(models.Model):
    """A return for correction: all reasons at once, one window in all. Only the fields named can be changed."""

    history_of = "application"

    application = models.ForeignKey(Application, models.PROTECT, related_name="corrections")
    check_row = models.OneToOneField(FormalCheck, models.PROTECT, related_name="correction")
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application"], name="correction_once")]

    def __str__(self) -> str:
        return f"{self.application_id}"


class CorrectionReason(models.Model):
    correction = models.ForeignKey(Correction, models.CASCADE, related_name="reasons")
    section_key = models.CharField(max_length=40)
    field_key = models.CharField(max_length=60)
    reason = models.CharField(_("reason"), max_length=500)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["correction", "field_key"], name="correction_reason_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="correction_reason_given"),
        ]

    def __str__(self) -> str:
        return self.field_key
