from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lianxiao.organisations.models.person import User
from lianxiao.organisations.occasions import ALWAYS_TOLD, Group, Mail

MIDNIGHT = 24
AFTER_QUIET = Q(digest_hour__gte=F("quiet_until"))


class NoticeText(models.Model):
    """The words of one kind of notification, edited by officials. Placeholders stand in braces."""

    kind = models.CharField(max_length=40, unique=True)
    subject = models.CharField(_("subject"), max_length=200)
    subject_en = models.CharField(_("subject in English"), max_length=200)
    body = models.TextField(_("text"))
    body_en = models.TextField(_("text in English"))

    def __str__(self) -> str:
        return self.subject


class Notification(models.Model):
    """A message to one person: in the product at once, by mail after the commit. No content of a case."""

    no_history = "a message, written once; when it was read is the reader's own affair"

    user = models.ForeignKey(User, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=40)
    values = models.JSONField(default=dict)
    path = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    # From when on the worker may mail it; empty: it is not mailed.
    mail_due_at = models.DateTimeField(null=True)
    in_digest = models.BooleanField(default=False, db_default=False)
    mail_attempts = models.SmallIntegerField(default=0, db_default=0)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["mail_due_at"],
                condition=Q(mail_due_at__isnull=False, mailed_at__isnull=True),
                name="notification_mail_due",
            ),
            models.Index(fields=["user", "-id"], name="notification_of_user"),
            models.Index(fields=["user"], condition=Q(read_at__isnull=True), name="notification_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.user_id}"


class MailSettings(models.Model):
    """When a person wants mail, in hours of Liaoning's clock. Without a row the defaults hold."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="mail_settings")
    has_quiet_hours = models.BooleanField(_("quiet hours"), default=True)
    quiet_from = models.PositiveSmallIntegerField(_("from"), default=22)
    quiet_until = models.PositiveSmallIntegerField(_("until"), default=7)
    digest_hour = models.PositiveSmallIntegerField(_("hour of the digest"), default=8)
    digest_sent_on = models.DateField(null=True)

    history_skips = ("digest_sent_on",)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from__lt=MIDNIGHT, quiet_until__lt=MIDNIGHT, digest_hour__lt=MIDNIGHT),
                name="mail_settings_hours",
            ),
            models.CheckConstraint(condition=~Q(quiet_from=F("quiet_until")), name="mail_settings_quiet_ends"),
            # Over midnight or within a day: a digest that fell in the quiet hours would never be wanted.
            models.CheckConstraint(
                condition=Q(has_quiet_hours=False)
                | Q(quiet_from__lt=F("quiet_until")) & (Q(digest_hour__lt=F("quiet_from")) | AFTER_QUIET)
                | Q(quiet_from__gt=F("quiet_until")) & Q(digest_hour__lt=F("quiet_from")) & AFTER_QUIET,
                name="mail_settings_digest_awake",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.quiet_from}–{self.quiet_until}, {self.digest_hour}"


class MailChoice(models.Model):
    """How one person has one group of messages by mail. Without a row: at once."""

    user = models.ForeignKey(User, models.CASCADE, related_name="mail_choices")
    group = models.CharField(max_length=20, choices=Group.choices)
    mail = models.CharField(max_length=10, choices=Mail.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "group"], name="mail_choice_once"),
            models.CheckConstraint(
                condition=Q(group__in=list(Group.values), mail__in=list(Mail.values)), name="mail_choice_known"
            ),
            models.CheckConstraint(
                condition=~Q(group__in=[str(group) for group in ALWAYS_TOLD], mail=str(Mail.NONE)),
                name="mail_choice_duties_are_told",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.group} {self.mail}"
