from django.db import models
from django.db.models import Deferrable, F, Q
from django.utils.translation import gettext_lazy as _

from lianxiao.calls.access import selections as access
from lianxiao.calls.models.application import Application
from lianxiao.calls.models.call import CallCategory
from lianxiao.calls.states import SelectionState
from lianxiao.core.actors import Actor
from lianxiao.core.models import StoredFile
from lianxiao.organisations.models import Organisation, User

BEFORE_NOTICE = ["draft", "reviewing", "ranked"]
BEFORE_CHOICE = [*BEFORE_NOTICE, "on_notice"]


class SelectionQuerySet(models.QuerySet["Selection"]):
    def visible_to(self, actor: Actor) -> "SelectionQuerySet":
        return self.filter(access.visible_selections(actor))


class Selection(models.Model):
    """校内遴选: which applications of a category a university lets out when it has more than it may submit."""

    call_category = models.ForeignKey(CallCategory, models.PROTECT, related_name="selections")
    university = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=SelectionState.choices, default=SelectionState.DRAFT)
    rules = models.TextField(_("what reviewers look at"), blank=True)
    due_date = models.DateField(_("opinions until"), null=True)
    min_opinions = models.PositiveSmallIntegerField(_("opinions per application, at least"), default=3)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    notice = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    notice_name = models.CharField(max_length=200, blank=True)
    notice_from = models.DateField(null=True)
    notice_to = models.DateField(null=True)
    chosen_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    chosen_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    is_demo = models.BooleanField(default=False)

    objects = SelectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call_category", "university"], name="selection_once"),
            # What slots refer to.
            models.UniqueConstraint(fields=["id", "call_category", "university"], name="selection_place"),
            models.CheckConstraint(condition=Q(state__in=SelectionState.values), name="selection_state"),
            models.CheckConstraint(condition=Q(min_opinions__gte=1), name="selection_opinions"),
            models.CheckConstraint(
                condition=Q(state__in=BEFORE_NOTICE)
                | (Q(notice__isnull=False, notice_from__isnull=False) & Q(notice_to__gte=F("notice_from"))),
                name="selection_notice",
            ),
            models.CheckConstraint(
                condition=Q(state__in=BEFORE_CHOICE) | Q(chosen_by__isnull=False, chosen_at__isnull=False),
                name="selection_chosen_pair",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="selection_approved_pair",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | Q(chosen_by__isnull=False) & ~Q(approved_by=F("chosen_by")),
                name="selection_two_people",
            ),
        ]

    def __str__(self) -> str:
        return str(self.call_category.category)


class SelectionReviewer(models.Model):
    """A person of the university who judges its candidates; named to those who run the selection."""

    selection = models.ForeignKey(Selection, models.CASCADE, related_name="reviewers")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["selection", "user"], name="selection_reviewer_once")]

    def __str__(self) -> str:
        return str(self.user)


class Candidate(models.Model):
    """An application in a selection: its rank, and whether it was chosen, in which pool."""

    history_of = "selection"

    selection = models.ForeignKey(Selection, models.CASCADE, related_name="candidates")
    application = models.OneToOneField(Application, models.PROTECT, related_name="candidate")
    rank = models.PositiveSmallIntegerField(null=True)
    # Why it stands above one that was judged as good or better.
    rank_reason = models.CharField(max_length=500, blank=True)
    chosen = models.BooleanField(default=False)
    grant = models.ForeignKey("calls.SlotGrant", models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["selection", "rank"], name="candidate_rank_once", deferrable=Deferrable.DEFERRED
            ),
            models.CheckConstraint(condition=Q(rank__isnull=True) | Q(rank__gte=1), name="candidate_rank"),
            models.CheckConstraint(condition=Q(chosen=False) | Q(rank__isnull=False), name="candidate_chosen_ranked"),
            models.CheckConstraint(condition=Q(grant__isnull=True) | Q(chosen=True), name="candidate_pool_chosen"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | (Q(chosen=False, rank__isnull=True) & ~Q(withdrawn_reason="")),
                name="candidate_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.selection_id}: {self.application_id}"


class CampusOpinion(models.Model):
    """A reviewer's mark and opinion on a candidate: his own until it is handed in, unchanged from then on.

    A trigger refuses one by a person who writes the application (migration 0015).
    """

    history_of = "candidate"

    reviewer = models.ForeignKey(SelectionReviewer, models.CASCADE, related_name="opinions")
    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="opinions")
    score = models.PositiveSmallIntegerField(_("mark"), null=True)
    text = models.TextField(_("opinion"), blank=True)
    # 回避: he declares that he should not judge this one, and why.
    recused = models.BooleanField(default=False)
    saved_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reviewer", "candidate"], name="campus_opinion_once"),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=100), name="campus_opinion_score"
            ),
            models.CheckConstraint(
                condition=Q(handed_in_at__isnull=True)
                | (~Q(text="") & (Q(recused=True, score__isnull=True) | Q(recused=False, score__isnull=False))),
                name="campus_opinion_complete",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_id}: {self.candidate_id}"
