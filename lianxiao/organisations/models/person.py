from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lianxiao.core.actors import Actor
from lianxiao.core.models import PersonalKey
from lianxiao.core.personal_fields import SealedField, sealed_only
from lianxiao.organisations import access
from lianxiao.organisations.models.organisation import Organisation
from lianxiao.organisations.roles import ADMINISTRATORS, GIVEN_BY_LIAISON, Role

# What people type for these; accounts of the demo world and of commands are not asked.
ACCOUNT = RegexValidator(
    r"^[a-z0-9][a-z0-9._-]{2,59}$",
    _("3 to 60 small letters, digits, dots, hyphens or underscores, beginning with a letter or digit."),
)
PHONE = RegexValidator(r"^[0-9+][0-9 -]{4,28}$", _("Digits, spaces and hyphens, such as 024-62202000."))


def account_typed(words: str) -> str:
    """As it is stored: capitals stand for small letters (user_small_letters), at signing in and in naming others."""
    return words.strip().lower()


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=account_typed(username or ""))


class User(AbstractBaseUser):
    """A person with an account. What the person may do comes from memberships alone."""

    history_skips = ("last_login",)
    history_hides = ("password", "email", "phone", "phone_index")

    username = models.CharField(_("account"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=100)
    initials = models.CharField(max_length=100, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = SealedField(_("phone"), blank=True)
    phone_index = models.CharField(max_length=64, blank=True)
    personal_key = models.ForeignKey(PersonalKey, models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=10, default="zh-hans")
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=False)
    password_changed_at = models.DateTimeField(default=timezone.now)
    # Wrong codes of the second factor in a row. Only who knows the password gets so far, from whatever network.
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    codes_refused_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    imported_in = models.ForeignKey(
        "organisations.ImportRun", models.PROTECT, null=True, blank=True, related_name="accounts"
    )

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    objects = UserManager()

    class Meta:
        constraints = [
            # Two accounts cannot differ by capitals alone.
            models.CheckConstraint(condition=Q(username=Lower("username")), name="user_small_letters"),
            sealed_only("phone", "user_phone_sealed"),
        ]
        indexes = [models.Index(fields=["phone_index"], condition=~Q(phone_index=""), name="user_of_phone")]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, actor: Actor) -> "MembershipQuerySet":
        return self.filter(access.visible_memberships(actor))

    def pending(self) -> "MembershipQuerySet":
        """Granted by one person, waiting for the second."""
        return self.filter(ended_at__isnull=True, confirmed_at__isnull=True)

    def current(self) -> "MembershipQuerySet":
        """Those that give rights now: not ended, of an active person in an active organisation."""
        return self.filter(
            ended_at__isnull=True,
            confirmed_at__isnull=False,
            user__is_active=True,
            organisation__is_active=True,
        )


class Membership(models.Model):
    """A person in a role for an organisation. Ended, never deleted: the record refers to it.

    A role with rights over others takes effect when a second person has confirmed it.
    """

    history_of = "user"
    # By which delegation somebody else acts in it, and who; `queries.people.current_memberships` says so.
    delegation_id: int | None = None
    deputy: User | None = None

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    position = models.CharField(_("position"), max_length=100, blank=True)
    started_at = models.DateTimeField(auto_now_add=True)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role"),
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(ended_at__isnull=True),
                name="membership_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False) | Q(ended_by__isnull=True), name="membership_ended_pair"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=False) | Q(confirmed_by__isnull=True),
                name="membership_confirmed_pair",
            ),
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True)
                | Q(confirmed_by__isnull=True)
                | ~Q(granted_by=F("confirmed_by"))
                | Q(role__in=sorted(GIVEN_BY_LIAISON)),
                name="membership_two_people",
            ),
            models.CheckConstraint(
                condition=(Q(granted_by__isnull=True) | ~Q(granted_by=F("user")))
                & (Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("user"))),
                name="membership_not_by_oneself",
            ),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True) | ~Q(ended_reason=""), name="membership_ended_reason"
            ),
            # 等保: system, security and audit administrator exclude one another in one person.
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(ended_at__isnull=True, role__in=sorted(ADMINISTRATORS)),
                name="membership_one_administrator",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "role"], name="membership_of_role")]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"

    @property
    def choice(self) -> str:
        """How the choice of 身份 names it; a delegated role apart from one's own."""
        return f"{self.pk}" if self.delegation_id is None else f"for-{self.delegation_id}"


class ExpertProfile(models.Model):
    """What an expert says of himself: what he can judge, when he has time, whom he must not judge.

    The own organisation is always a conflict and is not listed.
    """

    user = models.OneToOneField(User, models.CASCADE, related_name="expert_profile")
    title = models.CharField(_("professional title"), max_length=60, blank=True)
    disciplines = models.TextField(_("disciplines and fields"), max_length=1000, blank=True)
    major_codes = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    is_available = models.BooleanField(_("I can take on reviews"), default=True)
    available_from_date = models.DateField(_("available from"), null=True, blank=True)
    available_until_date = models.DateField(_("available until"), null=True, blank=True)
    conflicts = models.ManyToManyField(
        Organisation, blank=True, related_name="+", verbose_name=_("organisations with a conflict of interest")
    )
    conflict_note = models.TextField(_("other conflicts"), max_length=1000, blank=True)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(available_from_date__isnull=True)
                | Q(available_until_date__isnull=True)
                | Q(available_from_date__lte=F("available_until_date")),
                name="expert_period",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.disciplines[:40]}"
