from django.db import models
from django.db.models import F, Q

from lianxiao.calls.models.application import Application
from lianxiao.calls.states import Hand
from lianxiao.organisations.models import Organisation, User


class MemberInvitation(models.Model):
    """Somebody asked by e-mail to take part. The link in the mail is signed; whether it still opens stands here."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="invitations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    email = models.EmailField()
    hand = models.CharField(max_length=10, choices=Hand.choices)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)
    # Whoever opened the link without an account asked the liaison for one, once.
    asked_name = models.CharField(max_length=100, blank=True)
    asked_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    history_masks = ("email",)
    history_hides = ("asked_name",)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "email"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="member_invitation_one_open",
            ),
            models.CheckConstraint(
                condition=Q(hand__in=[Hand.EDITOR, Hand.READER, Hand.PARTNER]), name="member_invitation_hand"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("invited_at")), name="member_invitation_expires_after"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="member_invitation_accepted_pair",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="member_invitation_one_end",
            ),
            models.CheckConstraint(
                condition=Q(asked_at__isnull=True, asked_name="") | Q(asked_at__isnull=False) & ~Q(asked_name=""),
                name="member_invitation_asked_pair",
            ),
        ]

    def __str__(self) -> str:
        return self.email


class Presence(models.Model):
    """Who has a section open for writing: one row a person and section, renewed while the page is open."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="+")
    key = models.CharField(max_length=40)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    no_history = "who has a page open, gone within the hour"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "key", "user"], name="presence_once")]

    def __str__(self) -> str:
        return f"{self.key}: {self.user_id}"


class CommentThread(models.Model):
    """What was said about a field, or about a section as a whole, until it is resolved. Never frozen nor printed."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="threads")
    section_key = models.CharField(max_length=40)
    field_key = models.CharField(max_length=60, blank=True)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="comment_thread_resolved_pair",
            )
        ]
        indexes = [models.Index(fields=["application", "section_key"], name="comment_thread_of_section")]

    def __str__(self) -> str:
        return f"{self.section_key}.{self.field_key}"


class Comment(models.Model):
    """One remark in a thread. It stays as it was written."""

    thread = models.ForeignKey(CommentThread, models.CASCADE, related_name="comments")
    text = models.TextField(max_length=2000)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    history_hides = ("text",)  # for those who see the draft, and nobody else

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="comment_says_something")]

    def __str__(self) -> str:
        return self.text[:40]
