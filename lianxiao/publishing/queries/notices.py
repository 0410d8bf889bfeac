"""Which notices somebody sees, and in which order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet
from django.db.models.functions import ExtractYear
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.models import Step
from lianxiao.core.waiting import Waiting
from lianxiao.organisations.models import Organisation
from lianxiao.organisations.roles import Right, Role
from lianxiao.publishing import access
from lianxiao.publishing.models import Notice, NoticeAttachment, NoticeVersion
from lianxiao.publishing.states import NoticeState

Label = str | Promise

TONES: dict[str, str] = {
    NoticeState.DRAFT: "neutral",
    NoticeState.CHECKING: "info",
    NoticeState.CHECKED: "primary",
    NoticeState.PUBLISHED: "success",
    NoticeState.WITHDRAWN: "danger",
}
VERBS: dict[str, tuple[Label, str]] = {
    "load": (_("Taken over as published before"), ""),
    "draft": (pgettext_lazy("notice", "Begun"), ""),
    "edit": (_("Text changed"), ""),
    "attach": (_("File added"), ""),
    "remove_attachment": (_("File removed"), ""),
    "hand_in": (_("Handed in for checking"), ""),
    "pass_check": (_("Checked"), "success"),
    "send_back": (pgettext_lazy("notice", "Sent back"), "warning"),
    "publish": (_("Published"), "success"),
    "withdraw": (pgettext_lazy("notice", "Withdrawn"), "danger"),
}
NEXT: dict[str, tuple[Label, Label]] = {
    NoticeState.DRAFT: (_("Write and hand in for checking"), _("the office that writes it")),
    NoticeState.CHECKING: (_("Check by another person"), _("a colleague")),
    NoticeState.CHECKED: (_("Publication"), _("the department's leader")),
}
STAGES: list[tuple[Label, str]] = [
    (pgettext_lazy("notice", "Writing"), NoticeState.DRAFT),
    (pgettext_lazy("stage", "Check"), NoticeState.CHECKING),
    (pgettext_lazy("stage", "Publication"), NoticeState.CHECKED),
    (pgettext_lazy("stage", "Published"), NoticeState.PUBLISHED),
]


# --- rows ------------------------------------------------------------------------------------------


def published(actor: Actor) -> "QuerySet[Notice]":
    """Newest first, with all that a line shows."""
    rows = Notice.objects.visible_to(actor).published().select_related("office__parent")
    return rows.order_by("-published_at", "-id")


def published_page(actor: Actor) -> "QuerySet[Notice]":
    return published(actor).prefetch_related(_attachments())


def withdrawn(actor: Actor) -> "QuerySet[Notice]":
    """What was published and is not any more: that it was, when and why."""
    return Notice.objects.withdrawn().filter(access.visible_withdrawals(actor)).select_related("office")


def desk(actor: Actor) -> "QuerySet[Notice]":
    """All notices for those who write, check and publish them; nobody else sees any."""
    rows = Notice.objects.visible_to(actor) if access.may_use_desk(actor) else Notice.objects.none()
    return rows.select_related("office__parent", "written_by", "checked_by").order_by("-id")


def desk_page(actor: Actor) -> "QuerySet[Notice]":
    return desk(actor).prefetch_related(
        _attachments(), Prefetch("versions", NoticeVersion.objects.select_related("by").order_by("-version"))
    )


def attachments(actor: Actor) -> "QuerySet[NoticeAttachment]":
    return NoticeAttachment.objects.filter(notice__in=Notice.objects.visible_to(actor)).select_related("file", "notice")


def _attachments() -> "Prefetch[str]":
    return Prefetch("attachments", NoticeAttachment.objects.select_related("file").order_by("id"))


def neighbours(actor: Actor, notice: Notice) -> tuple[Notice | None, Notice | None]:
    """The notice published before this one and the one after."""
    rows = Notice.objects.visible_to(actor).published()
    earlier = rows.filter(published_at__lt=notice.published_at).order_by("-published_at", "-id").first()
    later = rows.filter(published_at__gt=notice.published_at).order_by("published_at", "id").first()
    return earlier, later


# --- filters ---------------------------------------------------------------------------------------


def years(actor: Actor) -> list[int]:
    """In which notices were published, newest first."""
    rows = published(actor).order_by().annotate(year=ExtractYear("published_at"))
    return [year for year in rows.values_list("year", flat=True).distinct().order_by("-year") if year]


def offices() -> "QuerySet[Organisation]":
    return Organisation.objects.filter(notices__isnull=False).distinct().in_official_order()


def is_waiting(actor: Actor) -> "QuerySet[Notice]":
    """What this actor can bring on: check a colleague's, publish what is checked, mend what came back."""
    rows = desk(actor)
    mine = rows.none()
    if actor.may(Right.CHECK_NOTICES):
        mine |= (
            rows.filter(state=NoticeState.CHECKING)
            .exclude(written_by_id__in=actor.persons)
            .exclude(handed_in_by_id__in=actor.persons)
        )
    if actor.may(Right.PUBLISH_NOTICES):
        mine |= rows.filter(state=NoticeState.CHECKED)
    if actor.may(Right.WRITE_NOTICES):
        mine |= rows.filter(state=NoticeState.DRAFT, version__gte=1, office_id=actor.organisation_id)
    return mine


def waiting_notices(actor: Actor) -> list[Waiting]:
    """For the workbench; the count is that of the list it leads to."""
    if not access.may_use_desk(actor):
        return []
    count = is_waiting(actor).count()
    label = str(_("Notices to check, publish or correct"))
    return [Waiting("notices", label, count, "/desk/notices/?waiting=on")] if count else []


# --- progress --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stage:
    label: str
    state: str


@dataclass(frozen=True, slots=True)
class TimelineStep:
    action: str
    at: datetime
    who: str
    role: str
    organisation: str
    remark: str
    tone: str


def stages(notice: Notice) -> list[Stage]:
    order = [state for _label, state in STAGES]
    stopped = notice.state == NoticeState.WITHDRAWN
    here = len(order) - 1 if stopped else order.index(NoticeState(notice.state))
    now = "stopped" if stopped else "done" if notice.state == NoticeState.PUBLISHED else "now"
    return [
        Stage(str(label), "done" if at < here else now if at == here else "")
        for at, (label, _state) in enumerate(STAGES)
    ]


def timeline(notice: Notice) -> list[TimelineStep]:
    return [_shown(step) for step in steps.of_case(notice)]


def _shown(step: Step) -> TimelineStep:
    label, tone = VERBS.get(step.verb, (step.verb, ""))
    return TimelineStep(
        action=str(label),
        at=step.at,
        who=step.who,
        role=str(Role(step.role).label) if step.role in Role.values else "",
        organisation=step.organisation_name,
        remark=step.remark,
        tone=tone,
    )


def next_step(notice: Notice) -> Mapping[str, str] | None:
    if notice.state not in NEXT:
        return None
    label, owner = NEXT[notice.state]
    return {"label": str(label), "owner": str(owner)}


def flags(actor: Actor, notice: Notice) -> dict[str, bool]:
    """What the page may offer."""
    return {
        "edit": access.may_edit_notice(actor, notice),
        "hand_in": access.may_hand_in_notice(actor, notice),
        "check": access.may_check_notice(actor, notice),
        "publish": access.may_publish_notice(actor, notice),
        "send_back": access.may_send_back_notice(actor, notice),
        "withdraw": access.may_withdraw_notice(actor, notice),
        "write": access.may_write_notice(actor),
        "read_public": notice.state == NoticeState.PUBLISHED,
    }


def version_before(version: NoticeVersion) -> NoticeVersion | None:
    earlier = NoticeVersion.objects.filter(notice_id=version.notice_id, version__lt=version.version)
    return earlier.order_by("-version").first()


def versions(actor: Actor) -> "QuerySet[NoticeVersion]":
    return NoticeVersion.objects.filter(notice__in=desk(actor).order_by()).select_related("by")


def drafts(actor: Actor) -> "QuerySet[Notice]":
    """What the actor's office is writing."""
    return desk(actor).filter(state=NoticeState.DRAFT, office_id=actor.organisation_id)
