from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from lianxiao.calls import access
from lianxiao.calls.access import hands
from lianxiao.calls.models.call import CallCategory
from lianxiao.calls.states import ON_CAMPUS, Hand, State
from lianxiao.core.actors import Actor
from lianxiao.core.models import StoredFile
from lianxiao.forms.models import FormVersion, SectionAnswers
from lianxiao.organisations.models import Organisation, User


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, actor: Actor) -> "ApplicationQuerySet":
        return self.filter(access.visible_applications(actor))

    def reached_by(self, actor: Actor) -> "ApplicationQuerySet":
        """Also those of other universities in which the actor writes a part; they show no more than that part."""
        shared = Application.objects.filter(hands.shared_applications(actor))
        return self.filter(Q(pk__in=Application.objects.visible_to(actor).values("pk")) | Q(pk__in=shared.values("pk")))

    def with_hand(self, actor: Actor) -> "ApplicationQuerySet":
        """What the actor is in each of them, and which sections are assigned to him there."""
        person, house = actor.user_id or 0, actor.organisation_id or 0
        member = ApplicationMember.objects.filter(application=OuterRef("pk"), user_id=person, organisation_id=house)
        assigned = SectionAssignment.objects.filter(
            member__application=OuterRef("pk"), member__user_id=person, member__organisation_id=house
        )
        standing: dict[str, Any] = {
            "hand": Coalesce(Subquery(member.values("hand")[:1]), Value("")),
            "assigned": ArraySubquery(assigned.order_by("key").values("key")),
        }
        return self.annotate(**standing)


class Application(models.Model):
    """An application to a call in one category by one lead university (申报).

    Title, leader and period are copies of answers, kept for lists; the answers stand in `sections`.
    """

    call_category = models.ForeignKey(CallCategory, models.PROTECT, related_name="applications")
    university = models.ForeignKey(Organisation, models.PROTECT, related_name="applications")
    form = models.ForeignKey(FormVersion, models.PROTECT, related_name="applications")
    # 受理编号, given at the first submission and kept from then on.
    number = models.CharField(max_length=40, unique=True, null=True)
    title = models.CharField(max_length=200, blank=True)
    leader_name = models.CharField(max_length=100, blank=True)
    # First letters of the pinyin of title and leader, as people look for them: 大连高校 → dlgx.
    initials = models.CharField(max_length=320, blank=True)
    state = models.CharField(max_length=20, choices=State.choices, default=State.DRAFT)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    handed_in_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    # Until when a returned application can be corrected.
    correction_due_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    is_demo = models.BooleanField(default=False)

    # What the one who asks is in it and what is assigned to him there; `with_hand` fills them.
    hand = ""
    assigned: Sequence[str] = ()

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="application_state"),
            models.CheckConstraint(
                condition=Q(state__in=[str(state) for state in ON_CAMPUS])
                | Q(number__isnull=False, submitted_at__isnull=False),
                name="application_submitted_pair",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | Q(correction_due_at__isnull=False),
                name="application_correction_due",
            ),
        ]
        indexes = [
            models.Index(fields=["university", "-id"], name="application_university"),
            models.Index(fields=["call_category", "state", "-id"], name="application_category"),
            models.Index(fields=["state", "-id"], name="application_state_new"),
            GinIndex(fields=["initials"], name="application_initials", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.title or str(_("Untitled application"))

    @property
    def is_shared(self) -> bool:
        """Whether the one who asks writes a part of it for a partner."""
        return self.hand == Hand.PARTNER


class ApplicationMember(models.Model):
    """A person who takes part in writing; the author is the first, and its owner until he hands it on.

    A trigger keeps the hand of a partner for people of other universities, and the others for its own.
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="members")
    user = models.ForeignKey(User, models.PROTECT, related_name="application_memberships")
    # For whom the person takes part: the lead university, or a partner that the form names.
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    hand = models.CharField(max_length=10, choices=Hand.choices)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "user"], name="application_member_once"),
            models.UniqueConstraint(
                fields=["application"], condition=Q(hand=Hand.OWNER), name="application_member_one_owner"
            ),
            models.CheckConstraint(condition=Q(hand__in=Hand.values), name="application_member_hand"),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def owns(self) -> bool:
        return self.hand == Hand.OWNER

    @property
    def helps(self) -> bool:
        """For a partner, with what is assigned to him."""
        return self.hand == Hand.PARTNER


class SectionAssignment(models.Model):
    """A section that a member is to write, until a day if one is named, and when he said it is done."""

    member = models.ForeignKey(ApplicationMember, models.CASCADE, related_name="assignments")
    key = models.CharField(max_length=40)
    due_date = models.DateField(null=True)
    assigned_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "key"], name="section_assignment_once"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(done_at__gte=models.F("assigned_at")),
                name="section_assignment_done_after",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class ApplicationParty(models.Model):
    """A partner, copied from the answers for lists and for the ledger. It uses up no slot."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "name"], name="application_party_once")]

    def __str__(self) -> str:
        return self.name


class ApplicationSection(SectionAnswers):
    application = models.ForeignKey(Application, models.CASCADE, related_name="sections")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "key"], name="application_section_once"),
            models.CheckConstraint(
                condition=Q(saved_at__isnull=True, saved_by__isnull=True)
                | Q(saved_at__isnull=False, saved_by__isnull=False),
                name="application_section_saved_pair",
            ),
        ]


class Attachment(models.Model):
    """A file given as the answer to one field. Removed ones stay for the frozen copies that show them."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="attachments")
    field_key = models.CharField(max_length=60)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["application", "field_key"], name="attachment_of_field")]

    def __str__(self) -> str:
        return self.name
