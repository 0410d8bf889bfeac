"""Who read whose personal data, what of it left as a file, and what was erased."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lianxiao.organisations.models.person import User

# Beyond so many people a second person lets an export go (trust rule 5).
ALONE_UP_TO = 200


class PersonalReading(models.Model):
    """Somebody read the data of one person: who, as which role, when, why, which. Written once; the person sees it."""

    class Way(models.TextChoices):
        SHOWN = "shown", _("Shown in full")
        EXPORTED = "exported", _("Exported in a list")

    no_history = "written once, and itself a record"

    person = models.ForeignKey(User, models.PROTECT, related_name="readings")
    reader = models.ForeignKey(User, models.PROTECT, related_name="+")
    reader_name = models.CharField(max_length=100)
    role = models.CharField(max_length=40)
    organisation_name = models.CharField(max_length=200, blank=True)
    way = models.CharField(max_length=10, choices=Way.choices)
    fields = ArrayField(models.CharField(max_length=40))
    purpose = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(purpose="") & ~Q(fields=[]), name="personal_reading_says_why"),
        ]
        indexes = [models.Index(fields=["person", "-id"], name="personal_reading_of_person")]

    def __str__(self) -> str:
        return f"{self.person_id} by {self.reader_id}"


class PersonalExport(models.Model):
    """A list of people that is to leave as a file: asked for with a reason, granted by another, taken within a day."""

    kind = models.CharField(max_length=40)
    # The filters as they stood in the address of the list, and in words.
    query = models.TextField(blank=True)
    filters = models.JSONField(default=list)
    reason = models.CharField(_("reason"), max_length=300)
    people = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    # The newest row that there was when it was asked for; what came after stays out.
    up_to = models.BigIntegerField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_as = models.CharField(max_length=40)
    asked_at = models.DateTimeField()
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField(null=True)
    refused_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    refused_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="personal_export_reason"),
            models.CheckConstraint(
                condition=(Q(granted_by__isnull=True) | ~Q(granted_by=F("asked_by")))
                & (Q(refused_by__isnull=True) | ~Q(refused_by=F("asked_by"))),
                name="personal_export_two_people",
            ),
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True, granted_at__isnull=True)
                | Q(granted_by__isnull=False, granted_at__isnull=False, refused_at__isnull=True),
                name="personal_export_granted_pair",
            ),
            models.CheckConstraint(
                condition=Q(refused_by__isnull=True, refused_at__isnull=True)
                | Q(refused_by__isnull=False, refused_at__isnull=False),
                name="personal_export_refused_pair",
            ),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True)
                | Q(people__lte=ALONE_UP_TO, refused_at__isnull=True)
                | Q(granted_at__isnull=False),
                name="personal_export_taken_when_granted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def needs_second_person(self) -> bool:
        return self.people > ALONE_UP_TO


class Erasure(models.Model):
    """A person's data are erased for good: asked for by one, done by another. Names in the record stay (decision)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="erasures")
    reason = models.CharField(_("reason"), max_length=300)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    done_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user"], name="erasure_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="erasure_reason"),
            models.CheckConstraint(
                condition=Q(done_by__isnull=True, done_at__isnull=True)
                | (Q(done_by__isnull=False, done_at__isnull=False) & ~Q(done_by=F("asked_by"))),
                name="erasure_two_people",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user_id)
