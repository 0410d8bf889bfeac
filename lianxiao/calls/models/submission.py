from django.db import models
from django.db.models import F, Q

from lianxiao.calls.models.application import Application
from lianxiao.calls.models.call import CallCategory
from lianxiao.core.models import StoredFile
from lianxiao.organisations.models import Organisation, User


class Slot(models.Model):
    """A used place of the submission limit (限报).

    The database alone keeps the limit: numbers are unique per category and university, none lies above
    `limit`, and (call_category, limit) must be the category's own pair. A trigger refuses a slot outside
    the call's window by the database's clock (migration 0002).
    """

    history_of = "application"

    call_category = models.ForeignKey(CallCategory, models.PROTECT, related_name="slots")
    university = models.ForeignKey(Organisation, models.PROTECT, related_name="slots")
    number = models.PositiveSmallIntegerField()
    limit = models.PositiveSmallIntegerField()
    application = models.OneToOneField(Application, models.PROTECT, related_name="slot")
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call_category", "university", "number"], name="slot_once"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=F("limit")), name="slot_within_limit"),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.limit}"


class Submission(models.Model):
    """The frozen copy of an application as it was submitted. Never changed: a trigger refuses it."""

    history_of = "application"
    history_skips = ("content",)  # frozen with its digests

    application = models.ForeignKey(Application, models.PROTECT, related_name="submissions")
    version = models.PositiveSmallIntegerField()
    # What was submitted: definition, answers, parties, attachments with their digests.
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    sm3 = models.CharField(max_length=64)
    # Printed on every page and checked at /verify/; says nothing by itself.
    code = models.CharField(max_length=24, unique=True)
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "version"], name="submission_once")]

    def __str__(self) -> str:
        return self.code


class SubmissionPdf(models.Model):
    """The print of a frozen copy, made once by the worker and kept as it was made."""

    no_history = "printed from the frozen copy, kept by digest"

    submission = models.OneToOneField(Submission, models.PROTECT, related_name="pdf")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    pages = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.pages}"


class Delivery(models.Model):
    """A frozen copy arriving at a lead office: at all of them in the transaction of the submission."""

    history_of = "submission"

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="deliveries")
    office = models.ForeignKey(Organisation, models.PROTECT, related_name="deliveries")
    delivered_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "office"], name="delivery_once")]

    def __str__(self) -> str:
        return f"{self.submission_id} → {self.office_id}"
