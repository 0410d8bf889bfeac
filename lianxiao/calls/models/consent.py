from datetime import timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from lianxiao.calls.access import consents as access
from lianxiao.calls.models.application import Application
from lianxiao.calls.models.version import ApplicationVersion
from lianxiao.calls.states import ConsentState
from lianxiao.core.actors import Actor
from lianxiao.organisations.models import Organisation, User

TONES: dict[str, str] = {
    ConsentState.ASKED: "info",
    ConsentState.GIVEN: "success",
    ConsentState.REFUSED: "danger",
    ConsentState.VOIDED: "warning",
    ConsentState.EXPIRED: "warning",
    ConsentState.TAKEN_BACK: "neutral",
}
CODE_LIVES = timedelta(minutes=10)
MOST_REMINDERS = 3  # once more, and the leader of a partner with accounts is
MOST_ATTEMPTS = 5
MOST_CODES = 12


class PartnerConsentQuerySet(models.QuerySet["PartnerConsent"]):
    def visible_to(self, actor: Actor) -> "PartnerConsentQuerySet":
        return self.filter(access.visible_consents(actor))


class PartnerConsent(models.Model):
    """A partner's answer to one version of an application (合作方确认).

    It is asked of the people of an organisation, who answer by account, or of somebody outside by a signed link
    to an address. It speaks of its version alone: a submission whose substance is another does not pass
    (trigger submission_agreed), whatever a program forgets.
    """

    class Language(models.TextChoices):
        ENGLISH = "en", "English"
        CHINESE = "zh-hans", "中文"

    history_hides = ("contact_name", "contact_email")

    application = models.ForeignKey(Application, models.PROTECT, related_name="consents")
    version = models.ForeignKey(ApplicationVersion, models.PROTECT, related_name="consents")
    # The partner as the version names it.
    party = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="consents")
    contact_name = models.CharField(_("name of the contact"), max_length=100, blank=True)
    contact_email = models.EmailField(_("e-mail of the contact"), blank=True)
    language = models.CharField(_("language"), max_length=10, choices=Language.choices, default=Language.ENGLISH)
    state = models.CharField(max_length=20, choices=ConsentState.choices, default=ConsentState.ASKED)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    # Who answered; without an account for somebody outside.
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    signer_name = models.CharField(max_length=100, blank=True)
    signer_position = models.CharField(max_length=100, blank=True)
    reason = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)

    objects = PartnerConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ConsentState.values), name="consent_state"),
            models.UniqueConstraint(
                fields=["application", "party"], condition=Q(state__in=["asked", "given"]), name="consent_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | (~Q(contact_email="") & ~Q(contact_name="")),
                name="consent_of_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["given", "refused"])
                | (Q(answered_at__isnull=False) & ~Q(signer_name="") & ~Q(signer_position="")),
                name="consent_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(answered_by__isnull=False) | ~Q(contact_email=""),
                name="consent_by_account_or_link",
            ),
            models.CheckConstraint(
                condition=~Q(state="asked") | Q(answered_at__isnull=True, ended_at__isnull=True), name="consent_open"
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="consent_refused_with_reason"),
            models.CheckConstraint(
                condition=~Q(state__in=["voided", "expired", "taken_back"]) | Q(ended_at__isnull=False),
                name="consent_ended",
            ),
            models.CheckConstraint(
                condition=Q(reminders__lte=MOST_REMINDERS) | Q(reminders=MOST_REMINDERS + 1, contact_email=""),
                name="consent_reminders",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-id"], name="consent_of_organisation"),
            models.Index(fields=["expires_at"], condition=Q(state="asked"), name="consent_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.party}: {self.version}"

    @property
    def went_to_leader(self) -> bool:
        return self.reminders > MOST_REMINDERS

    @property
    def by_link(self) -> bool:
        return bool(self.contact_email)

    @property
    def party_name(self) -> str:
        """In the reader's language where the register knows it; else as the form names it."""
        return str(self.organisation) if self.organisation else self.party

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def is_open(self) -> bool:
        return self.state == ConsentState.ASKED

    @property
    def is_given(self) -> bool:
        return self.state == ConsentState.GIVEN

    @property
    def is_refused(self) -> bool:
        return self.state == ConsentState.REFUSED

    @property
    def is_void(self) -> bool:
        return self.state == ConsentState.VOIDED

    @property
    def is_expired(self) -> bool:
        return self.state == ConsentState.EXPIRED


class ConsentCode(models.Model):
    """A one-time code sent to the contact. It is worked out from the nonce with the platform's key and stored nowhere.

    The database sees to it that a code lives ten minutes and five attempts, and that no two are sent within a minute.
    """

    history_of = "consent"
    history_hides = ("nonce",)

    consent = models.ForeignKey(PartnerConsent, models.PROTECT, related_name="codes")
    number = models.PositiveSmallIntegerField()
    nonce = models.CharField(max_length=32, unique=True)
    sent_at = models.DateTimeField()
    # Until then no other is sent.
    again_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consent", "number"], name="consent_code_once"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=MOST_CODES), name="consent_code_number"),
            models.CheckConstraint(condition=Q(attempts__lte=MOST_ATTEMPTS), name="consent_code_attempts"),
            models.CheckConstraint(condition=Q(again_at__gt=F("sent_at")), name="consent_code_pause"),
            models.CheckConstraint(
                condition=Q(expires_at__lte=F("sent_at") + CODE_LIVES), name="consent_code_ten_minutes"
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(used_at__lte=F("expires_at")), name="consent_code_in_time"
            ),
            ExclusionConstraint(
                name="consent_code_one_a_minute",
                expressions=[
                    (F("consent"), RangeOperators.EQUAL),
                    # From when a code was sent until another may be.
                    (Func(F("sent_at"), F("again_at"), function="tstzrange"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consent_id}: {self.number}"
