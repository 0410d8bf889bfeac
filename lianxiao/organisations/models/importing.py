from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianxiao.core.actors import Actor
from lianxiao.core.models import StoredFile
from lianxiao.organisations import access
from lianxiao.organisations.models.organisation import Organisation
from lianxiao.organisations.models.person import User
from lianxiao.organisations.states import ImportState


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, actor: Actor) -> "ImportRunQuerySet":
        return self.filter(access.visible_imports(actor))


class ImportRun(models.Model):
    """An uploaded table of people: checked by the worker, shown, confirmed, then written whole or not at all.

    `row_count` grows while the worker reads, `written_count` while it writes; `preview` and `problems` are what the
    page shows of it.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"))
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(_("file"), max_length=100)
    state = models.CharField(
        _("state"), max_length=20, choices=ImportState.choices, default=ImportState.UPLOADED, db_index=True
    )
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    expected_count = models.PositiveIntegerField(default=0)
    row_count = models.PositiveIntegerField(default=0)
    written_count = models.PositiveIntegerField(default=0, db_default=0)
    bad_count = models.PositiveIntegerField(default=0)
    refusal = models.CharField(max_length=500, blank=True)  # why the file as a whole cannot be read
    preview = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    errors_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    imported_at = models.DateTimeField(null=True)

    history_skips = ("expected_count", "row_count", "written_count", "preview", "problems")

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="import_state"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="import_confirmed_pair",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["importing", "done"]) | Q(confirmed_at__isnull=False),
                name="import_only_confirmed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ready", "importing", "done"]) | Q(bad_count=0, refusal="", row_count__gt=0),
                name="import_without_errors",
            ),
            models.CheckConstraint(
                condition=Q(state="done", imported_at__isnull=False) | (~Q(state="done") & Q(imported_at__isnull=True)),
                name="import_done_at",
            ),
        ]

    def __str__(self) -> str:
        return self.name
