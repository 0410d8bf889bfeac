"""Which letters somebody sees: the outbox of the department, what arrived at an organisation, those of a case."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.models import Step
from lianxiao.core.steps import kind_of, number_of
from lianxiao.core.waiting import Waiting
from lianxiao.letters import access
from lianxiao.letters.models import DocumentCode, Letter, LetterDelivery
from lianxiao.letters.states import NUMBERED, LetterState
from lianxiao.organisations.models import Membership, Organisation
from lianxiao.organisations.roles import Kind, Right, Role

Label = str | Promise

TONES: dict[str, str] = {
    LetterState.DRAFT: "info",
    LetterState.CHECKED: "primary",
    LetterState.ISSUED: "success",
    LetterState.WITHDRAWN: "danger",
    LetterState.DISCARDED: "neutral",
}
VERBS: dict[str, tuple[Label, str]] = {
    "draft": (pgettext_lazy("letter", "Drafted"), ""),
    "edit": (_("Text changed"), ""),
    "pass_check": (pgettext_lazy("letter", "Checked"), "success"),
    "send_back": (pgettext_lazy("letter", "Sent back"), "warning"),
    "issue": (pgettext_lazy("letter", "Issued"), "success"),
    "withdraw": (pgettext_lazy("letter", "Declared void"), "danger"),
    "discard": (pgettext_lazy("letter", "Discarded"), "danger"),
    "receive": (pgettext_lazy("letter", "Receipt confirmed"), "success"),
}
NEXT: dict[str, tuple[Label, Label]] = {
    LetterState.DRAFT: (_("Read, correct, check"), _("another person of an office than the one who wrote it")),
    LetterState.CHECKED: (_("Issue: number, date and delivery"), _("the department's leader")),
}
STAGES: list[tuple[Label, str]] = [
    (pgettext_lazy("stage of a letter", "Drafting"), LetterState.DRAFT),
    (pgettext_lazy("stage of a letter", "Check"), LetterState.CHECKED),
    (pgettext_lazy("stage of a letter", "Issue"), LetterState.ISSUED),
]


def outbox(actor: Actor) -> "QuerySet[Letter]":
    return Letter.objects.visible_to(actor).select_related("office__parent", "template", "written_by").order_by("-id")


def letter_page(actor: Actor) -> "QuerySet[Letter]":
    deliveries = LetterDelivery.objects.select_related("organisation", "received_by").order_by("id")
    return (
        outbox(actor)
        .select_related("checked_by", "issued_by", "word", "pdf")
        .prefetch_related(Prefetch("deliveries", deliveries))
    )


def selected(actor: Actor, numbers: Iterable[str]) -> "QuerySet[Letter]":
    """The ticked rows, each once; what is no number is left out."""
    return outbox(actor).filter(pk__in=[int(one) for one in numbers if one.isascii() and one.isdigit()]).order_by("id")


def inbox(actor: Actor) -> "QuerySet[LetterDelivery]":
    """What arrived at the own organisation, the newest first."""
    return (
        LetterDelivery.objects.filter(access.received(actor))
        .select_related("letter__office__parent", "letter__pdf", "letter__word", "received_by", "organisation")
        .order_by("-letter__issued_at", "-id")
    )


def of_case(case: models.Model) -> "QuerySet[Letter]":
    """The letters about a case that have left. Who may see the case is the caller's to say."""
    return (
        Letter.objects.filter(case_kind=kind_of(case), case_id=number_of(case), state__in=NUMBERED)
        .select_related("pdf", "word")
        .order_by("id")
    )


def is_waiting(actor: Actor) -> "QuerySet[Letter]":
    """What this actor can bring on: check what somebody else wrote, issue what is checked."""
    rows = outbox(actor)
    mine = rows.none()
    if actor.may(Right.WRITE_LETTERS):
        mine |= rows.filter(
            Q(office_id=actor.organisation_id) | Q(_needs_another_office()), state=LetterState.DRAFT
        ).exclude(written_by_id__in=actor.persons)
    if actor.may(Right.ISSUE_LETTERS):
        mine |= rows.filter(state=LetterState.CHECKED).exclude(checked_by_id__in=actor.persons)
    return mine


def _needs_another_office() -> Exists:
    """What somebody of its own office wrote: an office may have nobody else who could check it."""
    return Exists(
        Membership.objects.filter(
            user_id=OuterRef("written_by_id"), organisation_id=OuterRef("office_id"), ended_at=None
        )
    )


def waiting_letters(actor: Actor) -> list[Waiting]:
    """For the workbench; each count is that of the list it leads to."""
    found = []
    if access.may_use_desk(actor) and (count := is_waiting(actor).count()):
        label = _("Letters to issue") if actor.may(Right.ISSUE_LETTERS) else _("Letters to read and check")
        found.append(Waiting("letters", str(label), count, "/letters/?waiting=on"))
    if actor.may(Right.RECEIVE_LETTERS) and (count := inbox(actor).filter(received_at=None).count()):
        found.append(
            Waiting("letters_received", str(_("Letters received, to confirm")), count, "/letters/received/?open=on")
        )
    return found


def years(actor: Actor) -> list[int]:
    rows = outbox(actor).order_by().exclude(year=None).values_list("year", flat=True)
    return sorted({year for year in rows.distinct() if year}, reverse=True)


def offices() -> "QuerySet[Organisation]":
    return Organisation.objects.filter(letters__isnull=False).distinct().in_official_order()


# --- codes of document numbers -------------------------------------------------------------------------


def speakers() -> "QuerySet[Organisation]":
    """Who can have a code: the department and its offices."""
    return (
        Organisation.objects.filter(kind__in=[Kind.DEPARTMENT, Kind.OFFICE])
        .select_related("document_code")
        .in_official_order()
    )


def code_of(office: Organisation) -> str:
    """The office's own code, else that of the department; empty when neither has one."""
    found = {row.organisation_id: row.code for row in DocumentCode.objects.filter(organisation__in=_both(office))}
    return next((found[one] for one in _both(office) if one in found), "")


def _both(office: Organisation) -> list[int]:
    return [pk for pk in (office.pk, office.parent_id) if pk is not None]


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


def stages(letter: Letter) -> list[Stage]:
    order = [state for _label, state in STAGES]
    stopped = letter.state not in order
    here = len(order) - 1 if letter.state == LetterState.WITHDRAWN else 0 if stopped else order.index(letter.state)
    now = "stopped" if stopped else "done" if letter.state == LetterState.ISSUED else "now"
    # A draft is written; what it waits for is its check.
    ahead = 0 if stopped or letter.state == LetterState.ISSUED else 1
    return [
        Stage(str(label), "done" if at < here + ahead else now if at == here + ahead else "")
        for at, (label, _state) in enumerate(STAGES)
    ]


def timeline(letter: Letter) -> list[TimelineStep]:
    return [_shown(step) for step in steps.of_case(letter)]


def _shown(step: Step) -> TimelineStep:
    label, tone = VERBS.get(step.verb, (step.verb, ""))
    return TimelineStep(
        action=str(label),
        at=step.at,
        who=step.actor_name,
        role=str(Role(step.role).label) if step.role in Role.values else "",
        organisation=step.organisation_name,
        remark=step.remark,
        tone=tone,
    )


def next_step(letter: Letter) -> Mapping[str, str] | None:
    if letter.state not in NEXT:
        return None
    label, owner = NEXT[LetterState(letter.state)]
    return {"label": str(label), "owner": str(owner)}


def flags(actor: Actor, letter: Letter) -> dict[str, bool]:
    """What the page may offer."""
    return {
        "edit": access.may_edit(actor, letter),
        "check": access.may_check(actor, letter),
        "issue": access.may_issue(actor, letter),
        "send_back": access.may_send_back(actor, letter),
        "withdraw": access.may_withdraw(actor, letter),
        "discard": access.may_discard(actor, letter),
        "anew": access.may_draft_anew(actor, letter),
    }


def drafts(actor: Actor) -> "QuerySet[Letter]":
    """What the actor's office may correct."""
    return outbox(actor).filter(state=LetterState.DRAFT, office_id=actor.organisation_id)
