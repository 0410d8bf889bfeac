from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianxiao.core.actors import Actor
from lianxiao.core.models import StoredFile
from lianxiao.ledger.access import importing as access
from lianxiao.ledger.states import ProjectImportState
from lianxiao.organisations.models import Organisation, User


class ProjectImportQuerySet(models.QuerySet["ProjectImport"]):
    def visible_to(self, actor: Actor) -> "ProjectImportQuerySet":
        return self.filter(access.visible_imports(actor))


class ProjectImport(models.Model):
    """An uploaded workbook of earlier years' projects: its columns are said, its rows checked, shown, confirmed, and
    then entered whole or not at all."""

    history_skips = ("seen", "rows")

    office = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("office"))
    name = models.CharField(_("file"), max_length=200)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    state = models.CharField(
        _("state"), max_length=20, choices=ProjectImportState.choices, default=ProjectImportState.UPLOADED
    )
    # What the workbook looks like, and what was said of it: {field: column} and {field: text for every row}.
    seen = models.JSONField(default=dict)
    columns = models.JSONField(_("columns of the fields"), default=dict)
    texts = models.JSONField(_("texts for every row"), default=dict)
    # [number, texts, {field: problem}], as checked last.
    rows = models.JSONField(default=list)
    row_count = models.PositiveIntegerField(_("rows"), default=0)
    bad_count = models.PositiveIntegerField(_("rows with errors"), default=0)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    imported_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    imported_at = models.DateTimeField(_("imported"), null=True)

    objects = ProjectImportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ProjectImportState.values), name="project_import_state"),
            models.CheckConstraint(
                condition=~Q(state__in=["ready", "done"]) | Q(bad_count=0, row_count__gt=0),
                name="project_import_without_errors",
            ),
            models.CheckConstraint(
                condition=Q(state="done", imported_at__isnull=False, imported_by__isnull=False)
                | (~Q(state="done") & Q(imported_at__isnull=True, imported_by__isnull=True)),
                name="project_import_done",
            ),
        ]
        indexes = [models.Index(fields=["office", "-id"], name="project_import_office")]

    def __str__(self) -> str:
        return self.name
