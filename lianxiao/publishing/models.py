from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lianxiao.core.actors import Actor
from lianxiao.core.models import StoredFile
from lianxiao.organisations.models import Organisation, User
from lianxiao.publishing import access
from lianxiao.publishing.states import NoticeState

# Documents that were published before the platform stood; their code names the fact that brought them.
SHIPPED = Q(code__isnull=False)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, actor: Actor) -> "NoticeQuerySet":
        return self.filter(access.visible_notices(actor))

    def published(self) -> "NoticeQuerySet":
        return self.filter(state=NoticeState.PUBLISHED)

    def withdrawn(self) -> "NoticeQuerySet":
        return self.filter(state=NoticeState.WITHDRAWN)


class Notice(models.Model):
    """A notice in official-document style: number, date, office, attachments, disclosure kind.

    What is disclosed on request only is published to those who sign in, and is not found by the public's search.
    """

    class Disclosure(models.TextChoices):
        PROACTIVE = "proactive", _("Proactively disclosed")
        ON_REQUEST = "on_request", _("Disclosed on request")

    code = models.CharField(max_length=40, unique=True, null=True, blank=True)
    office = models.ForeignKey(Organisation, models.PROTECT, related_name="notices", verbose_name=_("office"))
    # The body whose red head stands above the document, when it is not the office itself.
    issuer = models.CharField(_("issued by"), max_length=100, blank=True)
    title = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(_("English title"), max_length=300, blank=True)
    document_number = models.CharField(_("document number"), max_length=60, blank=True)
    document_date = models.DateField(_("date of the document"), null=True, blank=True)
    addressees = models.CharField(_("addressees"), max_length=200, blank=True)
    addressees_en = models.CharField(_("addressees in English"), max_length=200, blank=True)
    body = models.TextField(
        _("text"), help_text=_("One paragraph a line; lines with the numbers of headings become headings.")
    )
    body_en = models.TextField(_("text in English"), blank=True)
    disclosure = models.CharField(
        _("disclosure"), max_length=20, choices=Disclosure.choices, default=Disclosure.PROACTIVE
    )
    state = models.CharField(max_length=20, choices=NoticeState.choices, default=NoticeState.DRAFT)
    # Of the text as it was last handed in; 0 before that.
    version = models.PositiveSmallIntegerField(default=0)
    # Counts what was saved, so that nobody writes over what a colleague saved in between.
    revision = models.PositiveIntegerField(default=0)
    written_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)
    handed_in_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(_("reason for withdrawal"), max_length=500, blank=True)
    is_demo = models.BooleanField(default=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=NoticeState.values), name="notice_state"),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True)
                | (~Q(checked_by=F("written_by")) & ~Q(checked_by=F("handed_in_by"))),
                name="notice_two_people",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True, checked_at__isnull=True)
                | Q(checked_by__isnull=False, checked_at__isnull=False),
                name="notice_checked_pair",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["checking", "checked", "published"])
                | SHIPPED
                | Q(written_by__isnull=False, handed_in_by__isnull=False, version__gte=1),
                name="notice_handed_in_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["checked", "published"]) | SHIPPED | Q(checked_by__isnull=False),
                name="notice_checked_before_published",
            ),
            models.CheckConstraint(
                condition=~Q(state="published")
                | (Q(published_at__isnull=False) & (SHIPPED | Q(published_by__isnull=False))),
                name="notice_published_pair",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="notice_withdrawn_reason",
            ),
        ]
        indexes = [models.Index(fields=["state", "-published_at", "-id"], name="notice_published")]

    def __str__(self) -> str:
        return (self.title_en or self.title) if get_language() == "en" else self.title


class NoticeVersion(models.Model):
    """The text of a notice each time it was handed in, so that what was checked can be compared.

    Written once: a trigger refuses to change or delete it (migration 0002).
    """

    history_of = "notice"
    history_skips = ("content",)  # itself a copy

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="versions")
    version = models.PositiveSmallIntegerField()
    content = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "version"], name="notice_version_once")]

    def __str__(self) -> str:
        return f"{self.notice_id}: {self.version}"


class NoticeAttachment(models.Model):
    notice = models.ForeignKey(Notice, models.CASCADE, related_name="attachments")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name
