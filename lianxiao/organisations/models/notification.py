from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianxiao.organisations.models.person import User


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
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "-id"], name="notification_of_user"),
            models.Index(fields=["user"], condition=Q(read_at__isnull=True), name="notification_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.user_id}"
