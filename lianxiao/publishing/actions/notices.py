"""A notice from its draft to its publication, and its withdrawal. Who writes and who checks are two people."""

from collections.abc import Mapping
from typing import Any, BinaryIO

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxiao.core import files, search, steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.kept_files import keep_upload
from lianxiao.core.personal_numbers import refuse_personal_numbers
from lianxiao.core.refusals import LostUpdate, Refused
from lianxiao.core.taking_out import taken_out
from lianxiao.organisations.models import Organisation, User
from lianxiao.organisations.notices import notify, people_in
from lianxiao.organisations.roles import Kind, Role
from lianxiao.publishing import access
from lianxiao.publishing.models import Notice, NoticeAttachment, NoticeVersion
from lianxiao.publishing.queries.texts import EDITABLE, label_of, public_path, texts_of
from lianxiao.publishing.states import NOTICE

ATTACHMENT_FORMATS = ("pdf", "docx", "xlsx", "pptx", "jpg", "png")
ATTACHMENT_BYTES = 20 * 1024 * 1024


class ReasonMissing(Refused):
    """A step back, and a withdrawal, name their reason."""


class NumberTaken(Refused):
    """Another published notice has this document number."""


# --- writing ---------------------------------------------------------------------------------------


def draft(*, values: Mapping[str, Any], by: Actor) -> Notice:
    if not access.may_write_notice(by):
        raise PermissionDenied
    assert by.organisation_id is not None  # a right comes with the organisation where it is held
    with transaction.atomic():
        notice = Notice.objects.create(
            office_id=by.organisation_id, written_by_id=by.user_id, **{name: values[name] for name in EDITABLE}
        )
        steps.record(notice, "draft", by=by, after=notice.state)
    return notice


def copy_notice(*, notice: Notice, by: Actor) -> Notice:
    """Begin a notice from an earlier one, such as a corrected one for one that was withdrawn.

    The number and the date are left empty, since no two documents share them.
    """
    values = {name: getattr(notice, name) for name in EDITABLE}
    with transaction.atomic():
        copy = draft(values=values | {"document_number": "", "document_date": None}, by=by)
        for attachment in notice.attachments.order_by("id"):
            NoticeAttachment.objects.create(notice=copy, file_id=attachment.file_id, name=attachment.name)
    return copy


def edit(*, notice: Notice, values: Mapping[str, Any], revision: int, by: Actor) -> Notice:
    """Change a draft; `revision` is the one that was opened. Raises LostUpdate when a colleague saved since."""
    if not access.may_edit_notice(by, notice):
        raise PermissionDenied
    with transaction.atomic():
        locked = _locked(notice, by)
        if locked.revision != revision:
            raise LostUpdate(_("Somebody else saved this notice meanwhile. Your text is kept below; compare and save."))
        before = {name: str(getattr(locked, name) or "") for name in EDITABLE}
        for name in EDITABLE:
            setattr(locked, name, values[name])
        locked.revision += 1
        locked.save(update_fields=[*EDITABLE, "revision"])
        after = {name: str(getattr(locked, name) or "") for name in EDITABLE}
        changed = {name: [before[name], after[name]] for name in EDITABLE if before[name] != after[name]}
        if changed:
            steps.record(locked, "edit", by=by, details={"changed": changed})
    return locked


@transaction.atomic
def attach(*, notice: Notice, name: str, stream: BinaryIO, by: Actor) -> NoticeAttachment:
    """Check and keep a file that everybody may download. Raises files.RefusedFile with the reason, UnmaskedNumbers."""
    if not access.may_edit_notice(by, notice):
        raise PermissionDenied
    locked = _locked(notice, by)
    checked = files.check_upload(name, stream, formats=ATTACHMENT_FORMATS, max_bytes=ATTACHMENT_BYTES)
    refuse_personal_numbers(files.words_in(checked.name, stream))
    stored = keep_upload(checked, stream)
    attachment = NoticeAttachment.objects.create(notice=locked, file=stored, name=checked.name)
    steps.record(locked, "attach", by=by, details={"name": attachment.name, "digest": stored.digest})
    return attachment


@transaction.atomic
def remove_attachment(*, attachment: NoticeAttachment, by: Actor) -> None:
    if not access.may_edit_notice(by, attachment.notice):
        raise PermissionDenied
    locked = _locked(attachment.notice, by)
    details = {"name": attachment.name, "digest": attachment.file_id}
    if taken_out(attachment):
        steps.record(locked, "remove_attachment", by=by, details=details)


def _locked(notice: Notice, by: Actor) -> Notice:
    """The draft as it stands, held until the end of the transaction."""
    locked = Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if not access.may_edit_notice(by, locked):
        raise LostUpdate(_("The notice has been handed in meanwhile; nothing was changed."))
    return locked


# --- checking --------------------------------------------------------------------------------------


def hand_in(*, notice: Notice, by: Actor) -> Notice:
    """To a colleague for checking, as a numbered version. Raises UnmaskedNumbers."""
    if not access.may_hand_in_notice(by, notice):
        raise PermissionDenied
    with transaction.atomic():
        moved = NOTICE.move(notice, "hand_in", by=by, handed_in_by_id=by.user_id, version=_next_version(notice))
        refuse_personal_numbers(texts_of(moved))
        content: dict[str, object] = {name: str(getattr(moved, name) or "") for name in EDITABLE}
        content["attachments"] = list(moved.attachments.order_by("id").values("name", "file_id"))
        NoticeVersion.objects.create(notice=moved, version=moved.version, content=content, by_id=by.user_id)
        _tell(_checkers(moved), "notice_to_check", moved)
    return moved


def pass_check(*, notice: Notice, by: Actor, remark: str = "") -> Notice:
    if not access.may_check_notice(by, notice):
        raise PermissionDenied
    with transaction.atomic():
        moved = NOTICE.move(
            notice, "pass_check", by=by, remark=remark, checked_by_id=by.user_id, checked_at=database_now()
        )
        department = Organisation.objects.filter(kind=Kind.DEPARTMENT).values_list("pk", flat=True)
        _tell(people_in(department, Role.DEPARTMENT_LEADER), "notice_to_publish", moved)
    return moved


def send_back(*, notice: Notice, reason: str, by: Actor) -> Notice:
    if not access.may_send_back_notice(by, notice):
        raise PermissionDenied
    if not reason.strip():
        raise ReasonMissing(_("Say why it goes back, so that its writer can act on it."))
    with transaction.atomic():
        moved = NOTICE.move(notice, "send_back", by=by, remark=reason, checked_by_id=None, checked_at=None)
        _tell(_writers(moved), "notice_sent_back", moved)
    return moved


# --- publishing ------------------------------------------------------------------------------------


def publish(*, notice: Notice, by: Actor) -> Notice:
    """Public from now on and found by search. Raises UnmaskedNumbers, NumberTaken.

    A document without a date gets the day of its publication.
    """
    if not access.may_publish_notice(by, notice):
        raise PermissionDenied
    with transaction.atomic():
        now = database_now()
        dated = notice.document_date or timezone.localdate(now)
        moved = NOTICE.move(notice, "publish", by=by, document_date=dated, published_by_id=by.user_id, published_at=now)
        refuse_personal_numbers(texts_of(moved))
        _refuse_taken_number(moved)
        index(moved)
        _tell(_writers(moved), "notice_published", moved)
    return moved


def withdraw(*, notice: Notice, reason: str, by: Actor) -> Notice:
    """Off the public site and out of the search; its address says that and why it was withdrawn."""
    if not access.may_withdraw_notice(by, notice):
        raise PermissionDenied
    if not reason.strip():
        raise ReasonMissing(_("Give the reason of the withdrawal; it is shown to the public."))
    refuse_personal_numbers({label_of("withdrawn_reason"): reason})
    with transaction.atomic():
        moved = NOTICE.move(
            notice,
            "withdraw",
            by=by,
            remark=reason,
            withdrawn_at=database_now(),
            withdrawn_reason=reason.strip()[:500],
        )
        search.take_out(moved)
        _tell(_writers(moved), "notice_withdrawn", moved)
    return moved


def index(notice: Notice) -> None:
    """Into the public's search, unless it is disclosed on request only."""
    if notice.disclosure != Notice.Disclosure.PROACTIVE or notice.published_at is None:
        return
    search.put(
        notice,
        title=notice.title,
        title_en=notice.title_en,
        text=" ".join([notice.document_number, notice.issuer, notice.office.name, notice.body, notice.body_en]),
        path=public_path(notice),
        published_at=notice.published_at,
    )


def _next_version(notice: Notice) -> int:
    return NoticeVersion.objects.filter(notice=notice).count() + 1


def _refuse_taken_number(notice: Notice) -> None:
    others = Notice.objects.published().exclude(pk=notice.pk)
    if notice.document_number and others.filter(document_number=notice.document_number).exists():
        message = _("The document number %(number)s is that of another published notice.")
        raise NumberTaken(message % {"number": notice.document_number})


def _checkers(notice: Notice) -> list[User]:
    """Colleagues of the office; where there is none, those of the other offices, who may check as well."""
    wrote = (notice.written_by_id, notice.handed_in_by_id)
    own = people_in([notice.office_id], Role.OFFICER, none_of=wrote)
    offices = Organisation.objects.filter(kind=Kind.OFFICE).values_list("pk", flat=True)
    return list(own) or list(people_in(offices, Role.OFFICER, none_of=wrote))


def _writers(notice: Notice) -> list[User]:
    """Shipped documents have none."""
    wanted = [pk for pk in (notice.written_by_id, notice.handed_in_by_id) if pk]
    return list(User.objects.filter(pk__in=wanted, is_active=True).order_by("id"))


def _tell(people: Any, kind: str, notice: Notice) -> None:
    values = {"notice": notice.title, "office": notice.office.name}
    notify(people, kind, path=f"/desk/notices/{notice.pk}/", values=values)
