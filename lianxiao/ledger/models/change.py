from typing import Any

from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from lianxiao.core.actors import Actor
from lianxiao.ledger.access import changes as access
from lianxiao.ledger.models.attached import AttachedFile
from lianxiao.ledger.models.project import Project, hand_of
from lianxiao.ledger.states import ChangeKind, ChangeState
from lianxiao.organisations.models import User

FINAL = ("approved", "refused", "withdrawn")


class ChangeQuerySet(models.QuerySet["ChangeRequest"]):
    def visible_to(self, actor: Actor) -> "ChangeQuerySet":
        return self.filter(access.visible_changes(actor))

    def with_hand(self, actor: Actor) -> "ChangeQuerySet":
        """What the actor is in the application that the project came from."""
        standing: dict[str, Any] = {"hand": hand_of(actor, "project__")}
        return self.annotate(**standing)


class ChangeRequest(models.Model):
    """A change of a project that its university asks for and its lead office decides (变更申请)."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="changes")
    kind = models.CharField(_("kind of change"), max_length=20, choices=ChangeKind.choices)
    state = models.CharField(max_length=20, choices=ChangeState.choices, default=ChangeState.DRAFT)
    reason = models.TextField(_("reason"), blank=True)
    # New values as texts, by the key of their place (`queries/places.py`); only what differs from the ledger.
    wanted = models.JSONField(default=dict)
    # Of each place what stood there and what is to stand there, as it was released and, at last, took effect.
    effect = models.JSONField(default=list)
    # The ends of an extension that took effect: the trigger of migration 0008 lets a term end later only by it.
    old_end_date = models.DateField(null=True)
    new_end_date = models.DateField(null=True)
    # Counts what was saved: who writes on an older one is told instead of overwriting it.
    revision = models.PositiveIntegerField(default=0)
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    released_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    # What the office said: why it refuses or returns.
    answer = models.TextField(blank=True)

    # What the one who asks is in the project; `with_hand` fills it.
    hand = ""

    objects = ChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ChangeState.values), name="change_state"),
            models.CheckConstraint(condition=Q(kind__in=ChangeKind.values), name="change_kind"),
            # Two at once could each rest on what the other takes away.
            models.UniqueConstraint(fields=["project"], condition=~Q(state__in=FINAL), name="change_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True, released_at__isnull=True)
                | Q(released_by__isnull=False, released_at__isnull=False),
                name="change_released_pair",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "returned", "approved", "refused"])
                | Q(released_at__isnull=False) & ~Q(reason=""),
                name="change_released",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["approved", "refused"], decided_by__isnull=False, decided_at__isnull=False)
                | (~Q(state__in=["approved", "refused"]) & Q(decided_by__isnull=True, decided_at__isnull=True)),
                name="change_decided_pair",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "returned"]) | ~Q(answer=""), name="change_answered"
            ),
            models.CheckConstraint(
                condition=Q(old_end_date__isnull=True, new_end_date__isnull=True)
                | Q(
                    state="approved",
                    kind="period",
                    old_end_date__isnull=False,
                    new_end_date__gt=F("old_end_date"),
                    new_end_date__lte=Func(
                        F("old_end_date"),
                        template="(%(expressions)s + interval '1 year')",
                        output_field=models.DateTimeField(),
                    ),
                ),
                name="change_extends_a_year",
            ),
            models.UniqueConstraint(
                fields=["project"], condition=Q(new_end_date__isnull=False), name="change_extends_once"
            ),
        ]
        indexes = [
            models.Index(fields=["project", "-id"], name="change_of_project"),
            models.Index(fields=["state", "id"], name="change_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.project}"


class ChangeFile(AttachedFile):
    """What a change request rests on: agreements, minutes, decisions."""

    change = models.ForeignKey(ChangeRequest, models.CASCADE, related_name="files")
