"""A letter from its draft in the outbox to its issue: written, checked by another person, issued by the department.

Number, files and delivery come with the issue, in its transaction; nothing leaves before.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.codes import new_code
from lianxiao.core.documents import count_pages
from lianxiao.core.kept_files import keep_made
from lianxiao.core.numbers import next_number
from lianxiao.core.papers import UnfilledTemplate
from lianxiao.core.personal_numbers import refuse_personal_numbers
from lianxiao.core.reactions import announce
from lianxiao.core.refusals import LostUpdate, NotAllowedNow, Refused
from lianxiao.letters import access
from lianxiao.letters.facts import LetterIssued, Words
from lianxiao.letters.models import Letter, LetterDelivery
from lianxiao.letters.queries.letters import code_of
from lianxiao.letters.queries.papers import Stamp, make
from lianxiao.letters.queries.templates import current
from lianxiao.letters.states import LETTER, LetterState
from lianxiao.organisations.models import Organisation
from lianxiao.organisations.notices import notify, people_in
from lianxiao.organisations.roles import Role

EDITABLE = ("addressee", "text", "copies")


class ReasonMissing(Refused):
    """A step back, a withdrawal and a discarded draft name their reason."""


class NoTemplate(Refused):
    """No template of this kind is published."""


class NoCode(Refused):
    """Neither the office nor the department has a code for its document numbers."""


class TemplateUnfit(Refused):
    """The template cannot be filled in with this case."""


# --- writing ---------------------------------------------------------------------------------------


@transaction.atomic
def draft(
    *,
    kind: str,
    case: models.Model,
    path: str,
    office: Organisation,
    words: Words,
    to: Iterable[int],
    by: Actor,
    is_demo: bool = False,
) -> Letter:
    """Into the outbox, from the template that is used now; the step that causes it has checked who may.

    `to` are the organisations that receive it. Raises NoTemplate.
    """
    template = current(kind)
    if template is None:
        raise NoTemplate(_("No template of this kind of letter is published yet."))
    letter = Letter.objects.create(
        kind=kind,
        template=template,
        office=office,
        subject=words.subject[:300],
        case_kind=steps.kind_of(case),
        case_id=steps.number_of(case),
        case_path=path,
        facts=dict(words.facts),
        addressee=words.addressee[:200],
        copies=words.copies[:300],
        written_by_id=by.user_id,
        written_at=database_now(),
        is_demo=is_demo,
    )
    LetterDelivery.objects.bulk_create(LetterDelivery(letter=letter, organisation_id=one) for one in dict.fromkeys(to))
    steps.record(letter, "draft", by=by, after=letter.state)
    return letter


@transaction.atomic
def draft_anew(*, letter: Letter, by: Actor) -> Letter:
    """After one was discarded or became void: the same case, in the template that is used now."""
    if not access.may_draft_anew(by, letter):
        raise PermissionDenied
    locked = _locked(letter)
    if _another_stands(locked):
        raise NotAllowedNow(_("There is another letter of this kind about the case already."))
    template = current(locked.kind)
    if template is None:
        raise NoTemplate(_("No template of this kind of letter is published yet."))
    kept = ("kind", "office_id", "subject", "case_kind", "case_id", "case_path", "facts", "is_demo", *EDITABLE)
    copy = Letter.objects.create(
        template=template,
        written_by_id=by.user_id,
        written_at=database_now(),
        **{name: getattr(locked, name) for name in kept},
    )
    LetterDelivery.objects.bulk_create(
        LetterDelivery(letter=copy, organisation_id=one.organisation_id) for one in locked.deliveries.order_by("id")
    )
    steps.record(copy, "draft", by=by, after=copy.state, details={"instead_of": locked.pk})
    return copy


def _another_stands(letter: Letter) -> bool:
    others = Letter.objects.filter(case_kind=letter.case_kind, case_id=letter.case_id, kind=letter.kind)
    return others.filter(pk__gt=letter.pk).exclude(state__in=[LetterState.WITHDRAWN, LetterState.DISCARDED]).exists()


@transaction.atomic
def edit(*, letter: Letter, values: Mapping[str, Any], revision: int, by: Actor) -> Letter:
    """The free text of a draft; `revision` is the one that was opened. Who saves is who wrote it, so another checks."""
    if not access.may_edit(by, letter):
        raise PermissionDenied
    locked = _locked(letter)
    if locked.state != LetterState.DRAFT:
        raise NotAllowedNow(_("The letter has moved on meanwhile; nothing was changed."))
    if locked.revision != revision:
        raise LostUpdate(_("Somebody else saved this letter meanwhile. Your text is kept below; compare and save."))
    refuse_personal_numbers({str(Letter._meta.get_field(name).verbose_name): values[name] for name in EDITABLE})  # type: ignore[union-attr]
    before = {name: getattr(locked, name) for name in EDITABLE}
    changed = {name: [before[name], values[name]] for name in EDITABLE if before[name] != values[name]}
    if not changed:
        return locked
    for name in EDITABLE:
        setattr(locked, name, values[name])
    locked.revision += 1
    locked.written_by_id, locked.written_at = by.person_id, database_now()
    locked.save(update_fields=[*EDITABLE, "revision", "written_by", "written_at"])
    steps.record(locked, "edit", by=by, details={"changed": changed})
    return locked


# --- checking --------------------------------------------------------------------------------------


@transaction.atomic
def pass_check(*, letter: Letter, revision: int, by: Actor) -> Letter:
    """By another person than who wrote it, of exactly the text that he read."""
    locked = _locked(letter)
    if access.may_use_desk(by) and not LETTER.allows(locked.state, "pass_check"):
        raise NotAllowedNow(_("The letter has moved on meanwhile; it is not waiting to be checked."))
    if not access.may_check(by, locked):
        raise PermissionDenied
    if locked.revision != revision:
        raise LostUpdate(_("The letter was changed since you opened it. Read it again."))
    moved = LETTER.move(locked, "pass_check", by=by, checked_by_id=by.person_id, checked_at=database_now())
    leaders = people_in([moved.office.parent_id or moved.office_id], Role.DEPARTMENT_LEADER)
    notify(leaders, "letter_to_issue", path=path_of(moved), values=_values(moved))
    return moved


@transaction.atomic
def send_back(*, letter: Letter, reason: str, by: Actor) -> Letter:
    if not access.may_send_back(by, letter):
        raise PermissionDenied
    if not reason.strip():
        raise ReasonMissing(_("Say why it goes back, so that its writer can act on it."))
    moved = LETTER.move(letter, "send_back", by=by, remark=reason.strip(), checked_by_id=None, checked_at=None)
    notify(people_in([moved.office_id], Role.OFFICER), "letter_sent_back", path=path_of(moved), values=_values(moved))
    return moved


@transaction.atomic
def discard(*, letter: Letter, reason: str, by: Actor) -> Letter:
    """It will not be sent; a new one can be drafted instead."""
    if not access.may_discard(by, letter):
        raise PermissionDenied
    if not reason.strip():
        raise ReasonMissing(_("Say why the letter is not sent."))
    return LETTER.move(letter, "discard", by=by, remark=reason.strip())


# --- issuing ---------------------------------------------------------------------------------------


@transaction.atomic
def issue(*, letter: Letter, by: Actor) -> Letter:
    """Number, date, both files with their digests, delivery: all or nothing. Raises NoCode, TemplateUnfit.

    The number's series is locked until the commit, so that a letter that fails leaves no gap.
    """
    locked = _locked(letter)
    if access.may_use_desk(by) and not LETTER.allows(locked.state, "issue"):
        raise NotAllowedNow(_("The letter is not waiting to be issued: it is checked first, and issued once."))
    if not access.may_issue(by, locked):
        raise PermissionDenied
    series = code_of(locked.office)
    if not series:
        raise NoCode(_("Neither the office nor the department has a code for document numbers. Set one first."))
    now = database_now()
    on = timezone.localdate(now)
    serial = next_number(f"公文-{series}-{on.year}")
    stamp = Stamp(number=f"{series}〔{on.year}〕{serial}号", on=on, code=new_code())
    try:
        made = make(locked, stamp, at=now)
    except UnfilledTemplate as error:
        raise TemplateUnfit(_("The template cannot be filled in: %(error)s.") % {"error": str(error)}) from error
    moved = LETTER.move(
        locked,
        "issue",
        by=by,
        remark=stamp.number,
        issued_by_id=by.person_id,
        issued_at=now,
        document_date=on,
        series=series,
        year=on.year,
        serial=serial,
        number=stamp.number,
        code=stamp.code,
        word_id=keep_made(made.word, "docx").pk,
        pdf_id=keep_made(made.pdf, "pdf").pk,
        pages=count_pages(made.pdf),
    )
    moved.deliveries.update(delivered_at=now)
    receivers = moved.deliveries.values_list("organisation_id", flat=True)
    people = people_in(receivers, Role.LIAISON, Role.LEADER, Role.PARTNER)
    notify(people, "letter_received", path="/letters/received/", values=_values(moved))
    announce(LetterIssued(moved))
    return moved


@transaction.atomic
def withdraw(*, letter: Letter, reason: str, by: Actor) -> Letter:
    """Void (作废): its number stays used, receivers and whoever checks its code read that and why."""
    if not access.may_withdraw(by, letter):
        raise PermissionDenied
    if not reason.strip():
        raise ReasonMissing(_("Give the reason; everybody who received the letter reads it."))
    refuse_personal_numbers({_("Reason"): reason})
    words = reason.strip()[:500]
    moved = LETTER.move(letter, "withdraw", by=by, remark=words, withdrawn_at=database_now(), withdrawn_reason=words)
    receivers = moved.deliveries.values_list("organisation_id", flat=True)
    people = people_in(receivers, Role.LIAISON, Role.LEADER, Role.PARTNER)
    notify(people, "letter_void", path="/letters/received/", values=_values(moved))
    return moved


@transaction.atomic
def confirm_receipt(*, delivery: LetterDelivery, by: Actor) -> LetterDelivery:
    """签收: somebody of the organisation says that the letter is there. Once; again changes nothing."""
    if delivery.received_at is not None:
        return delivery
    if not access.may_confirm_receipt(by, delivery):
        raise PermissionDenied
    locked = LetterDelivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    if locked.received_at is None:
        locked.received_at, locked.received_by_id = database_now(), by.person_id
        locked.save(update_fields=["received_at", "received_by"])
        steps.record(locked.letter, "receive", by=by, remark=by.organisation_name)
    return locked


# --- shared ------------------------------------------------------------------------------------------


def path_of(letter: Letter) -> str:
    return f"/letters/{letter.pk}/"


def _locked(letter: Letter) -> Letter:
    rows = Letter.objects.select_for_update(of=("self",)).select_related("office__parent", "template")
    return rows.get(pk=letter.pk)


def _values(letter: Letter) -> dict[str, str]:
    return {"letter": f"{letter.get_kind_display()}：{letter.subject}", "number": letter.number}
