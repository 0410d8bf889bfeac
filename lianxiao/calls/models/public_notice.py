from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lianxiao.calls import access
from lianxiao.calls.models.application import Application
from lianxiao.calls.models.call import Call
from lianxiao.calls.states import PublicNoticeState
from lianxiao.core.actors import Actor
from lianxiao.organisations.models import Organisation, User


class PublicNoticeQuerySet(models.QuerySet["PublicNotice"]):
    def visible_to(self, actor: Actor) -> "PublicNoticeQuerySet":
        return self.filter(access.visible_public_notices(actor))


class PublicNotice(models.Model):
    """公示: a frozen list before the public for a number of working days."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="public_notices")
    office = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(_("English title"), max_length=300, blank=True)
    body = models.TextField(_("text"))
    body_en = models.TextField(_("text in English"), blank=True)
    # How to object by post, telephone or mail; objections can also be made on the page.
    contact = models.CharField(_("contact for objections"), max_length=300)
    state = models.CharField(max_length=20, choices=PublicNoticeState.choices, default=PublicNoticeState.DRAFT)
    working_days = models.PositiveSmallIntegerField(_("working days"))
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True)
    # The first moment after the last day of the notice.
    ends_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    is_demo = models.BooleanField(default=False)

    objects = PublicNoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft") | Q(published_at__isnull=False, ends_at__gt=F("published_at")),
                name="public_notice_published_pair",
            ),
            models.CheckConstraint(condition=Q(working_days__gte=1), name="public_notice_days"),
        ]

    def __str__(self) -> str:
        return (self.title_en or self.title) if get_language() == "en" else self.title


class PublicNoticeItem(models.Model):
    """A line of the list, frozen as it was published: number, title, university, partners, leader."""

    public_notice = models.ForeignKey(PublicNotice, models.CASCADE, related_name="items")
    application = models.OneToOneField(Application, models.PROTECT, related_name="notice_item")
    order = models.PositiveSmallIntegerField()
    content = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["public_notice", "order"], name="public_notice_item_order")]

    def __str__(self) -> str:
        return f"{self.public_notice_id}: {self.order}"


class Objection(models.Model):
    """异议 by anybody to one item while the notice runs. Sealed ones show the objector to the office only."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("Upheld")
        DISMISSED = "dismissed", _("Not upheld")

    history_of = "item"
    history_hides = ("name", "contact")

    item = models.ForeignKey(PublicNoticeItem, models.PROTECT, related_name="objections")
    number = models.CharField(max_length=40, unique=True)
    sealed = models.BooleanField(_("keep my name from the parties"), default=True)
    name = models.CharField(_("name"), max_length=100)
    contact = models.CharField(_("telephone or e-mail"), max_length=200)
    text = models.TextField(_("objection and grounds"))
    received_at = models.DateTimeField()
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    reply = models.TextField(_("finding"), blank=True)
    handled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    handled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", handled_at__isnull=True, handled_by__isnull=True)
                | Q(~Q(outcome=""), ~Q(reply=""), handled_at__isnull=False, handled_by__isnull=False),
                name="objection_handled_pair",
            )
        ]

    def __str__(self) -> str:
        return self.number
