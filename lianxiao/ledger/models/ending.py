"""How a project ends: by its final acceptance (验收), or withdrawn by its lead office (撤销)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core.actors import Actor
from lianxiao.ledger.access import endings as access
from lianxiao.ledger.models.attached import AttachedFile
from lianxiao.ledger.models.project import Project
from lianxiao.ledger.states import AcceptanceState
from lianxiao.organisations.models import User


class Conclusion(models.TextChoices):
    """What the committee of an acceptance concludes; what it does not accept is not applied for."""

    EXCELLENT = "excellent", pgettext_lazy("acceptance", "Accepted, excellent")
    PASSED = "passed", pgettext_lazy("acceptance", "Accepted")


class AcceptanceQuerySet(models.QuerySet["Acceptance"]):
    def visible_to(self, actor: Actor) -> "AcceptanceQuerySet":
        return self.filter(pk__in=Acceptance.objects.filter(access.visible_acceptances(actor)).values("pk"))


class Acceptance(models.Model):
    """The university applies with its committee's opinion; the lead office confirms, and the project is finished."""

    project = models.OneToOneField(Project, models.PROTECT, related_name="acceptance")
    state = models.CharField(max_length=20, choices=AcceptanceState.choices, default=AcceptanceState.SUBMITTED)
    meeting_date = models.DateField(_("day of the committee's meeting"))
    # One a line: name, organisation, title.
    members = models.TextField(_("members of the committee"))
    opinion = models.TextField(_("opinion of the committee"))
    conclusion = models.CharField(_("conclusion"), max_length=20, choices=Conclusion.choices)
    applied_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    applied_at = models.DateTimeField()
    # What the office says when it returns it.
    answer = models.TextField(blank=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    objects = AcceptanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=AcceptanceState.values), name="acceptance_state"),
            models.CheckConstraint(condition=Q(conclusion__in=Conclusion.values), name="acceptance_conclusion"),
            models.CheckConstraint(condition=~Q(members="") & ~Q(opinion=""), name="acceptance_says"),
            models.CheckConstraint(condition=~Q(state="returned") | ~Q(answer=""), name="acceptance_returned"),
            models.CheckConstraint(
                condition=Q(state="confirmed", confirmed_by__isnull=False, confirmed_at__isnull=False)
                | (~Q(state="confirmed") & Q(confirmed_by__isnull=True, confirmed_at__isnull=True)),
                name="acceptance_confirmed_pair",
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="acceptance_by_state")]

    def __str__(self) -> str:
        return f"{self.project}"


class AcceptanceFile(AttachedFile):
    """The final report, and what the committee signed."""

    acceptance = models.ForeignKey(Acceptance, models.CASCADE, related_name="files")


class Withdrawal(models.Model):
    """One officer proposes with a reason, another carries it out or drops it."""

    history_of = "project"

    project = models.ForeignKey(Project, models.PROTECT, related_name="withdrawals")
    reason = models.TextField(_("reason"))
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    dropped_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="withdrawal_reason"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
                name="withdrawal_two_people",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False, dropped_at__isnull=True),
                name="withdrawal_confirmed_pair",
            ),
            models.CheckConstraint(
                condition=Q(dropped_by__isnull=True, dropped_at__isnull=True)
                | Q(dropped_by__isnull=False, dropped_at__isnull=False),
                name="withdrawal_dropped_pair",
            ),
            models.UniqueConstraint(
                fields=["project"], condition=Q(dropped_at__isnull=True), name="withdrawal_one_standing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id}"
