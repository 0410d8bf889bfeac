from django.db import models
from django.db.models import Q

from lianxiao.core.actors import Actor
from lianxiao.core.models import StoredFile
from lianxiao.filing.models.filing import Return
from lianxiao.filing.states import UploadState
from lianxiao.organisations.models import User


class UploadQuerySet(models.QuerySet["Upload"]):
    def visible_to(self, actor: Actor) -> "UploadQuerySet":
        """Of one's own university only: what is uploaded is not submitted."""
        own = Return.objects.visible_to(actor).filter(institution_id=actor.organisation_id)
        return self.filter(filing__in=own)


class Upload(models.Model):
    """A workbook that was uploaded for a return: what was found in it, and whether it was written."""

    history_skips = ("problems", "preview", "revisions")

    filing = models.ForeignKey(Return, models.CASCADE, related_name="uploads")
    name = models.CharField(max_length=200)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=UploadState.choices, default=UploadState.UPLOADED)
    refusal = models.CharField(max_length=500, blank=True)
    # [sheet, row, column, text, reason] each
    problems = models.JSONField(default=list)
    problem_count = models.PositiveIntegerField(default=0)
    # [section title, field label, before, after] each
    preview = models.JSONField(default=list)
    # Of the sections as they stood when it was checked, so that nothing saved since is overwritten.
    revisions = models.JSONField(default=dict)
    errors_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=UploadState.values), name="upload_state"),
            models.CheckConstraint(
                condition=Q(state="done", confirmed_at__isnull=False)
                | (~Q(state="done") & Q(confirmed_at__isnull=True)),
                name="upload_confirmed_pair",
            ),
        ]

    def __str__(self) -> str:
        return self.name
