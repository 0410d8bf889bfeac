from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianxiao.calls.models.application import Application
from lianxiao.organisations.models import User


class SectionVersion(models.Model):
    """The answers of one section as somebody saved them.

    Saves of one person that follow one another within minutes are one version, which the last of them fills;
    a save by somebody else, or one that brings an older version back, begins a new one.
    """

    no_history = "it is one: of the answers of a section"

    application = models.ForeignKey(Application, models.CASCADE, related_name="section_versions")
    key = models.CharField(max_length=40)
    # The section's revision that these answers are; those that it took in end here.
    revision = models.PositiveIntegerField()
    answers = models.JSONField(default=dict)
    saved_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    # The version that was brought back with this save.
    restored = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "key", "revision"], name="section_version_once"),
            models.CheckConstraint(condition=Q(saved_at__gte=models.F("begun_at")), name="section_version_period"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.revision}"


class Occasion(models.TextChoices):
    """Why a version of the whole application was kept."""

    HANDED_IN = "handed_in", _("Handed to the liaison")
    CONSENT = "consent", _("Partners asked to agree")
    SEAL = "seal", _("Printed for signature and seal")
    NAMED = "named", _("Kept by hand")


class ApplicationVersion(models.Model):
    """All answers and attachments at one moment, kept because something refers to them. Never changed: a trigger."""

    history_skips = ("content",)  # kept for good, with its digest

    application = models.ForeignKey(Application, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    # {"answers": …, "attachments": …} as `queries.versions.content_of` puts them together.
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    # Digest of what partners agree to: the content without contacts and fields marked editorial.
    substance = models.CharField(max_length=64)
    occasion = models.CharField(max_length=20, choices=Occasion.choices)
    name = models.CharField(max_length=80, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="application_version_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="application_version_number"),
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="application_version_digest"),
            models.CheckConstraint(
                condition=Q(substance__regex=r"^[0-9a-f]{64}$"), name="application_version_substance"
            ),
            models.CheckConstraint(condition=Q(occasion__in=Occasion.values), name="application_version_occasion"),
        ]

    def __str__(self) -> str:
        return self.name or f"V{self.number}"
