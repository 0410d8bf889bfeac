"""A call from its draft to its publication. The one who drafts and the one who checks are two people."""

from calendar import month_name
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, BinaryIO

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianxiao.calls import access
from lianxiao.calls.actions.applications import when
from lianxiao.calls.models import Call, CallAttachment, CallCategory
from lianxiao.calls.states import CALL
from lianxiao.core import files, search, steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.kept_files import keep_upload
from lianxiao.core.personal_numbers import refuse_personal_numbers
from lianxiao.core.refusals import LostUpdate, Refused
from lianxiao.core.taking_out import taken_out
from lianxiao.forms.queries.versions import newest_by_category
from lianxiao.organisations.models import Organisation, User
from lianxiao.organisations.notices import notify, people_in
from lianxiao.organisations.roles import Role

# What the edit form may set; everything else is set by steps.
EDITABLE = (
    "year",
    "title",
    "title_en",
    "document_number",
    "issuer",
    "addressees",
    "addressees_en",
    "body",
    "body_en",
    "disclosure",
    "eligible_kinds",
    "opens_at",
    "closes_at",
    "with_review",
    "needs_consent",
    "needs_seal",
    "notice_working_days",
    "correction_working_days",
)
SECOND = timedelta(seconds=1)
ATTACHMENT_FORMATS = ("pdf", "docx", "xlsx", "jpg", "png")
ATTACHMENT_BYTES = 20 * 1024 * 1024


class NotReady(Refused):
    """Something is missing before the call can go on; `problems` says what, by field."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(_("The call is not complete: %(count)d points.") % {"count": len(problems)})
        self.problems = dict(problems)


class ReasonMissing(Refused):
    """A step back names its reason."""


@dataclass(frozen=True, slots=True)
class CategoryChoice:
    """A category of the call: its limit per university and the form version to be filled in."""

    category_id: int
    limit: int
    form_id: int


def draft(*, values: Mapping[str, Any], categories: Sequence[CategoryChoice], by: Actor) -> Call:
    if not access.may_draft_call(by) or by.organisation_id is None:
        raise PermissionDenied
    with transaction.atomic():
        call = Call.objects.create(
            office_id=by.organisation_id, drafted_by_id=by.user_id, **{name: values[name] for name in EDITABLE}
        )
        _set_categories(call, categories)
        steps.record(call, "draft", by=by, after=call.state)
    return call


def copy_call(
    *, call: Call, year: int, opens_at: datetime, closes_at: datetime, by: Actor, is_demo: bool = False
) -> Call:
    """Begin a call from an earlier one or from the example: same text and categories, newest forms.

    Year and last day are put right in the text. The document number is left empty, since no two documents
    share one.
    """
    if not access.may_draft_call(by):
        raise PermissionDenied
    values: dict[str, Any] = {name: getattr(call, name) for name in EDITABLE}
    values |= {"year": year, "opens_at": opens_at, "closes_at": closes_at, "document_number": ""}
    values |= {name: _moved(values[name], call, year, closes_at) for name in ("title", "title_en", "body", "body_en")}
    newest = newest_by_category()
    categories = [
        CategoryChoice(one.category_id, one.limit, newest.get(one.category_id, one.form).pk)
        for one in call.call_categories.select_related("form").order_by("id")
    ]
    with transaction.atomic():
        copy = draft(values=values, categories=categories, by=by)
        if is_demo:
            copy.is_demo = True
            copy.save(update_fields=["is_demo"])
    return copy


def _moved(text: str, call: Call, year: int, closes_at: datetime) -> str:
    """The text with the new year and, as the documents write it, the new last day."""
    old, new = (timezone.localdate(moment - SECOND) for moment in (call.closes_at, closes_at))
    for before, after in (
        (str(call.year), str(year)),
        (f"{old.month}月{old.day}日", f"{new.month}月{new.day}日"),
        (f"{old.day} {month_name[old.month]}", f"{new.day} {month_name[new.month]}"),
    ):
        text = text.replace(before, after)
    return text


def edit(
    *,
    call: Call,
    values: Mapping[str, Any],
    categories: Sequence[CategoryChoice],
    by: Actor,
) -> Call:
    """Change a draft; what changed is recorded with its value before and after."""
    if not access.may_edit_call(by, call):
        raise PermissionDenied
    with transaction.atomic():
        locked = _locked(call)
        if not access.may_edit_call(by, locked):
            raise LostUpdate(_("The call has been handed in meanwhile; nothing was changed."))
        before = _snapshot(locked)
        for name in EDITABLE:
            setattr(locked, name, values[name])
        locked.save(update_fields=list(EDITABLE))
        _set_categories(locked, categories)
        after = _snapshot(locked)
        changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
        if changed:
            steps.record(locked, "edit", by=by, details={"changed": changed})
    return locked


def _snapshot(call: Call) -> dict[str, object]:
    categories = call.call_categories.order_by("category_id").values_list("category__code", "limit", "form__version")
    texts: dict[str, object] = {name: str(getattr(call, name)) for name in EDITABLE}
    return texts | {"categories": [list(row) for row in categories]}


def _set_categories(call: Call, wanted: Sequence[CategoryChoice]) -> None:
    present = {row.category_id: row for row in call.call_categories.order_by("id")}
    for row in present.values():
        if row.category_id not in {choice.category_id for choice in wanted}:
            row.delete()
    fresh = []
    for choice in wanted:
        there = present.get(choice.category_id)
        if there is None:
            fresh.append(CallCategory(call=call, **asdict(choice)))
        elif (there.limit, there.form_id) != (choice.limit, choice.form_id):
            there.limit, there.form_id = choice.limit, choice.form_id
            there.save(update_fields=["limit", "form"])
    CallCategory.objects.bulk_create(fresh)


@transaction.atomic
def attach(*, call: Call, name: str, stream: BinaryIO, by: Actor) -> CallAttachment:
    """Check and keep a file that everybody may download. Raises files.RefusedFile with the reason, UnmaskedNumbers."""
    if not access.may_edit_call(by, call):
        raise PermissionDenied
    checked = files.check_upload(name, stream, formats=ATTACHMENT_FORMATS, max_bytes=ATTACHMENT_BYTES)
    refuse_personal_numbers(files.words_in(checked.name, stream))
    stream.seek(0)
    stored = keep_upload(checked, stream)
    attachment = CallAttachment.objects.create(call=call, file=stored, name=files.clean_name(name))
    steps.record(call, "attach", by=by, details={"name": attachment.name, "digest": stored.digest})
    return attachment


@transaction.atomic
def remove_attachment(*, attachment: CallAttachment, by: Actor) -> None:
    if not access.may_edit_call(by, attachment.call):
        raise PermissionDenied
    details = {"name": attachment.name, "digest": attachment.file_id}
    if taken_out(attachment):
        steps.record(attachment.call, "remove_attachment", by=by, details=details)


def hand_in(*, call: Call, by: Actor) -> Call:
    """From the drafter to a colleague for checking. Raises NotReady with every problem at once."""
    if not access.may_hand_in_call(by, call):
        raise PermissionDenied
    with transaction.atomic():
        moved = CALL.move(call, "hand_in", by=by, handed_in_by_id=by.user_id)
        _must_be_ready(moved)
    return moved


def pass_check(*, call: Call, by: Actor, remark: str = "") -> Call:
    if not access.may_check_call(by, call):
        raise PermissionDenied
    return CALL.move(call, "pass_check", by=by, remark=remark, checked_by_id=by.user_id, checked_at=database_now())


def send_back(*, call: Call, by: Actor, reason: str) -> Call:
    """Back to the draft, with a reason, by whoever checks or publishes it."""
    if not access.may_send_back_call(by, call):
        raise PermissionDenied
    if not reason.strip():
        raise ReasonMissing(_("Say why it goes back, so that the drafter can act on it."))
    return CALL.move(call, "send_back", by=by, remark=reason, handed_in_by_id=None, checked_by_id=None, checked_at=None)


def publish(*, call: Call, by: Actor) -> Call:
    """The call is public and found by search; the liaisons of those who may apply are told.

    Raises NotReady; a window that ran out on the desk is among the reasons.
    """
    if not access.may_publish_call(by, call):
        raise PermissionDenied
    with transaction.atomic():
        moved = CALL.move(call, "publish", by=by, published_by_id=by.user_id, published_at=database_now())
        _must_be_ready(moved)
        search.put(
            moved,
            title=moved.title,
            title_en=moved.title_en,
            text=f"{moved.document_number} {moved.body} {moved.body_en}",
            path=public_path(moved),
            published_at=moved.published_at or database_now(),
        )
        values = values_of(moved, due=when(moved.closes_at))
        notify(liaisons_of(moved), "call_published", path=public_path(moved), values=values)
    return moved


def problems_of(call: Call) -> dict[str, str]:
    """What is missing before a call can be published, by field."""
    problems = {}
    for name in ("title", "document_number", "addressees", "body"):
        if not getattr(call, name).strip():
            problems[name] = _("Fill this in.")
    if not call.eligible_kinds:
        problems["eligible_kinds"] = _("Say which kinds of institution may apply.")
    if call.closes_at <= database_now():
        problems["closes_at"] = _("The closing time lies in the past.")
    categories = list(call.call_categories.select_related("form", "category").order_by("id"))
    if not categories:
        problems["categories"] = _("Choose at least one category.")
    elif unpublished := [str(one.category) for one in categories if one.form.published_at is None]:
        problems["categories"] = _("The form of %(names)s is not published.") % {
            "names": pgettext("between items of a list", "; ").join(unpublished)
        }
    return problems


def _must_be_ready(locked: Call) -> None:
    if problems := problems_of(locked):
        raise NotReady(problems)


def _locked(call: Call) -> Call:
    return Call.objects.select_for_update(of=("self",)).get(pk=call.pk)


def public_path(call: Call) -> str:
    return f"/calls/{call.pk}/"


def values_of(call: Call, **more: str) -> dict[str, str]:
    """What notification texts may name of a call."""
    return {"call": call.title, "number": call.document_number, **more}


def liaisons_of(call: Call) -> list[User]:
    """The liaisons of every institution that may apply."""
    eligible = Organisation.objects.active().filter(kind__in=call.eligible_kinds).values_list("pk", flat=True)
    return list(people_in(eligible.order_by("pk"), Role.LIAISON))
