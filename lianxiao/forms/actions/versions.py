"""A form from its first draft to its publication. Whoever publishes it has not made it."""

from copy import deepcopy

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.definitions.editing import SpotProblem
from lianxiao.core.refusals import Refused
from lianxiao.forms import access
from lianxiao.forms.models import Form, FormVersion
from lianxiao.forms.queries.frame import skeleton
from lianxiao.forms.queries.versions import what_is_wrong
from lianxiao.forms.states import VERSION, VersionState
from lianxiao.mandate.models import Category


class NotReady(Refused):
    """The form cannot be filled in yet; `problems` says where."""

    def __init__(self, problems: list[SpotProblem]) -> None:
        super().__init__(_("The form is not complete: %(count)d points.") % {"count": len(problems)})
        self.problems = problems


class OneAtWork(Refused):
    """A version of this form is being written or checked already."""


class ReasonMissing(Refused):
    """A step back names its reason."""


def begin_form(
    *,
    purpose: str,
    title: str,
    year: int,
    by: Actor,
    title_en: str = "",
    category: Category | None = None,
    copy_of: FormVersion | None = None,
    is_demo: bool = False,
) -> FormVersion:
    """A new form of the actor's office with a draft of its version 1: empty, or as `copy_of` asks.

    An application form names its category, of which the office is a lead office; a filing form has none.
    """
    offices = {lead.office_id for lead in category.leads.all()} if category else {by.organisation_id}
    if not access.may_begin_forms(by) or by.organisation_id is None or by.organisation_id not in offices:
        raise PermissionDenied
    if copy_of is not None and not FormVersion.objects.visible_to(by).filter(pk=copy_of.pk).exists():
        raise PermissionDenied
    definition = deepcopy(copy_of.definition) if copy_of else skeleton(purpose, title, title_en)
    definition["title"] = {"zh": title, "en": title_en} if title_en else {"zh": title}
    with transaction.atomic():
        form = Form.objects.create(
            purpose=purpose,
            category=category,
            title=title,
            title_en=title_en,
            year=year,
            office_id=by.organisation_id,
            is_demo=is_demo,
        )
        version = FormVersion.objects.create(
            form=form, version=1, definition=definition, based_on=copy_of, begun_by_id=by.user_id
        )
        steps.record(version, "begin", by=by, after=version.state)
    return version


def begin_version(*, form: Form, by: Actor) -> FormVersion:
    """The next version, as the last published one stands. Raises OneAtWork."""
    with transaction.atomic():
        locked = Form.objects.select_for_update(of=("self",)).get(pk=form.pk)
        versions = list(locked.versions.select_related("form__category").order_by("-version"))
        if not access.may_design(by, versions[0].designing_offices):
            raise PermissionDenied
        if any(one.state in (VersionState.DRAFT, VersionState.CHECKING) for one in versions):
            raise OneAtWork(_("A version of this form is already being written; finish or discard it first."))
        base = next((one for one in versions if one.state == VersionState.PUBLISHED), versions[0])
        version = FormVersion.objects.create(
            form=locked,
            version=versions[0].version + 1,
            definition=base.definition,
            based_on=base,
            begun_by_id=by.user_id,
        )
        steps.record(version, "begin", by=by, after=version.state)
    return version


def hand_in(*, version: FormVersion, by: Actor, note: str = "") -> FormVersion:
    """To somebody else for checking and publishing. Raises NotReady with every problem at once."""
    if not access.may_hand_in(by, version):
        raise PermissionDenied
    with transaction.atomic():
        now = database_now()
        moved = VERSION.move(
            version, "hand_in", by=by, remark=note, note=note[:200], handed_in_by_id=by.person_id, handed_in_at=now
        )
        _must_be_ready(moved)
    return moved


def publish(*, version: FormVersion, by: Actor) -> FormVersion:
    """Calls and filings can choose it from now on; it never changes again. Raises NotReady."""
    if not access.may_publish(by, version):
        raise PermissionDenied
    with transaction.atomic():
        moved = VERSION.move(version, "publish", by=by, published_by_id=by.person_id, published_at=database_now())
        _must_be_ready(moved)
        Form.objects.filter(pk=moved.form_id).update(
            title=moved.definition["title"]["zh"][:120], title_en=moved.definition["title"].get("en", "")[:200]
        )
    return moved


def send_back(*, version: FormVersion, by: Actor, reason: str) -> FormVersion:
    if not access.may_send_back(by, version):
        raise PermissionDenied
    if not reason.strip():
        raise ReasonMissing(_("Say why it goes back, so that the author can act on it."))
    return VERSION.move(version, "send_back", by=by, remark=reason, handed_in_by_id=None, handed_in_at=None)


def discard(*, version: FormVersion, by: Actor) -> FormVersion:
    """A draft that nobody will finish; its form can get another one."""
    if not access.may_discard(by, version):
        raise PermissionDenied
    return VERSION.move(version, "discard", by=by)


def _must_be_ready(moved: FormVersion) -> None:
    if problems := what_is_wrong(moved):
        raise NotReady(problems)
