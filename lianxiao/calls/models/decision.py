from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.calls.models.application import Application
from lianxiao.organisations.models import Organisation, User


class Outcome(models.TextChoices):
    APPROVE = "approve", pgettext_lazy("decision", "Approve")
    CHANGES = "changes", _("Approve with changes")
    REJECT = "reject", _("Do not approve")


# The colour of an outcome's badge.
TONES = {"approve": "success", "changes": "warning", "reject": "danger"}


class Proposal(models.Model):
    """What the responsible office proposes; replaced, not changed, when the department sends it back."""

    history_of = "application"

    application = models.ForeignKey(Application, models.PROTECT, related_name="proposals")
    office = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    outcome = models.CharField(_("proposal"), max_length=20, choices=Outcome.choices)
    reason = models.TextField(_("reasons"))
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    sent_back_at = models.DateTimeField(null=True)
    remark = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(sent_back_at__isnull=True), name="proposal_one_standing"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="proposal_confirmed_pair",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="proposal_reason"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")), name="proposal_two_people"
            ),
            models.CheckConstraint(
                condition=Q(sent_back_at__isnull=True) | (Q(confirmed_at__isnull=True) & ~Q(remark="")),
                name="proposal_sent_back_with_remark",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.outcome}"

    @property
    def tone(self) -> str:
        return TONES[self.outcome]

    @property
    def effect(self) -> str:
        """What its confirmation does, for the person who confirms."""
        if self.outcome == Outcome.REJECT:
            return str(_("The application ends: it is not approved, and the university is told."))
        return str(_("The application goes on to public notice, and the university is told."))


class Countersign(models.Model):
    """A supporting lead office's word (会签). Disagreement stands on record and does not block."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="countersigns")
    office = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    agrees = models.BooleanField(_("agrees"), null=True)
    opinion = models.TextField(_("opinion"), blank=True)
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "office"], name="countersign_once"),
            models.CheckConstraint(
                condition=Q(agrees__isnull=True, signed_at__isnull=True, signed_by__isnull=True)
                | Q(agrees__isnull=False, signed_at__isnull=False, signed_by__isnull=False),
                name="countersign_pair",
            ),
            models.CheckConstraint(
                condition=Q(agrees__isnull=True) | Q(agrees=True) | ~Q(opinion=""), name="countersign_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} – {self.office_id}"

    @property
    def is_missing(self) -> bool:
        return self.signed_at is None


class Approval(models.Model):
    """立项: the project number, from the release of a closed public notice."""

    history_of = "application"

    application = models.OneToOneField(Application, models.PROTECT, related_name="approval")
    project_number = models.CharField(max_length=40, unique=True)
    approved_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.project_number
