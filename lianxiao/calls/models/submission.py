from django.db import models
from django.db.models import Q

from lianxiao.calls.models.application import Application
from lianxiao.core.models import StoredFile
from lianxiao.organisations.models import Organisation, User


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
    # Digest of what partners agreed to; compared with that of their version by a trigger.
    substance = models.CharField(max_length=64)
    # Printed on every page and checked at /verify/; says nothing by itself.
    code = models.CharField(max_length=24, unique=True)
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "version"], name="submission_once"),
            models.CheckConstraint(condition=Q(substance__regex=r"^[0-9a-f]{64}$"), name="submission_substance"),
        ]

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
