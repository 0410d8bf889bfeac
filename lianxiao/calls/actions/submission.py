"""Submission: a slot, a frozen copy and its delivery to all lead offices, in one transaction.

Limit and deadline are kept by the database, asked in `places`.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.calls import access
from lianxiao.calls.actions.applications import (
    Incomplete,
    ReasonMissing,
    authors_of,
    copy_out,
    path_of,
    problems_of,
    values_of,
)
from lianxiao.calls.actions.consent_voiding import must_be_agreed, must_be_sealed
from lianxiao.calls.actions.places import LimitReached, TooLate, in_window, occupy
from lianxiao.calls.actions.reach import must
from lianxiao.calls.actions.similar import must_be_explained
from lianxiao.calls.models import Application, Call, Correction, Delivery, FormalCheck, Slot, SlotGrant, Submission
from lianxiao.calls.queries.applications import answers_of
from lianxiao.calls.queries.consent_facts import consent_facts, seal_facts
from lianxiao.calls.queries.versions import content_of, substance_of
from lianxiao.calls.states import APPLICATION
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.codes import new_code
from lianxiao.core.digests import canonical_json, digests
from lianxiao.core.jobs import enqueue
from lianxiao.core.numbers import next_number
from lianxiao.core.refusals import Refused
from lianxiao.organisations.notices import notify, people_in
from lianxiao.organisations.roles import Role

__all__ = ["CorrectionTooLate", "LimitReached", "TooLate", "resubmit", "submit", "withdraw"]


class CorrectionTooLate(Refused):
    """The window for the correction has passed."""


def submit(*, application: Application, by: Actor, pool: SlotGrant | None = None) -> Submission:
    """Raises Incomplete, SimilarUnexplained, LimitReached, TooLate or NotAllowedNow; nothing is kept then.

    `pool` names the exempt pool whose place is used; what was chosen on campus uses the place held for it.
    """
    must(access.may_submit, by, application)
    with transaction.atomic():
        number = application.number or new_number(application)
        moved = APPLICATION.move(application, "submit", by=by, number=number, submitted_at=database_now())
        _must_be_complete(moved)
        must_be_explained(moved)
        occupy(moved, pool=pool)
        submission = freeze(moved, by)
        deliver(submission)
        notify(authors_of(moved), "submitted", path=path_of(moved), values=values_of(moved))
    return submission


def resubmit(*, application: Application, by: Actor) -> Submission:
    """A corrected application goes to the offices again; the slot is still its own."""
    must(access.may_resubmit, by, application)
    with transaction.atomic():
        now = database_now()
        moved = APPLICATION.move(application, "resubmit", by=by)
        if moved.correction_due_at is None or now >= moved.correction_due_at:
            raise CorrectionTooLate(_("The time for the correction has passed."))
        _must_be_complete(moved)
        for answers in answers_of(moved).values():
            copy_out(moved, answers)
        Correction.objects.filter(application=moved, answered_at=None).update(answered_at=now)
        submission = freeze(moved, by)
        deliver(submission)
        notify(authors_of(moved), "resubmitted", path=path_of(moved), values=values_of(moved))
    return submission


def withdraw(*, application: Application, by: Actor, reason: str) -> Application:
    """Before the deadline, back to a draft; the slot is free again. Raises TooLate, ReasonMissing."""
    must(access.may_withdraw, by, application)
    if not reason.strip():
        raise ReasonMissing(_("Say why it is withdrawn; the reason stays on record."))
    with transaction.atomic():
        moved = APPLICATION.move(
            application,
            "withdraw",
            by=by,
            remark=reason,
            handed_in_at=None,
            released_at=None,
            correction_due_at=None,
        )
        in_window(lambda: Slot.objects.get(application=moved).delete())
        Correction.objects.filter(application=moved, answered_at=None).update(answered_at=database_now())
        FormalCheck.objects.filter(submission__application=moved, outcome="").delete()
        # The offices see it no more, so their message leads to their desk.
        offices = moved.call_category.category.leads.order_by("order").values_list("office_id", flat=True)
        notify(people_in(offices, Role.OFFICER), "withdrawn", path="/checks/", values=values_of(moved))
    return moved


def _must_be_complete(locked: Application) -> None:
    """Checked under the row's lock, so that what was checked is what is frozen.

    Partners' consents are looked at once more by the database, when the copy is stored (migration 0007).
    """
    if problems := problems_of(locked):
        raise Incomplete(problems)
    must_be_agreed(locked)
    must_be_sealed(locked)


def new_number(application: Application) -> str:
    """受理编号: category letters, year, running number."""
    call: Call = application.call_category.call
    series = f"SB-{application.call_category.category.letters}-{call.year}"
    return f"{series}-{next_number(series):04d}"


def freeze(application: Application, by: Actor) -> Submission:
    """Copy everything that is submitted, with its digests, under a code of its own."""
    content = _content(application)
    digest = digests(canonical_json(content))
    submission = Submission.objects.create(
        application=application,
        version=application.submissions.count() + 1,
        content=content,
        sha256=digest.sha256,
        sm3=digest.sm3,
        substance=substance_of(application),
        code=new_code(),
        submitted_by_id=by.person_id,
        submitted_at=database_now(),
    )
    enqueue("calls.print_submission", submission_id=submission.pk)
    return submission


def _content(application: Application) -> dict[str, Any]:
    """The frozen copy, field by field, so that one sees at once what is in it."""
    call, category = application.call_category.call, application.call_category.category
    return {
        "number": application.number,
        "call": {"title": call.title, "number": call.document_number},
        "category": {"code": category.code, "name": category.name, "name_en": category.name_en},
        "university": {"id": application.university_id, "name": application.university.name},
        "form": application.form.definition,
        **content_of(application),
        "consents": consent_facts(application),
        "seals": seal_facts(application),
    }


def deliver(submission: Submission) -> None:
    """To every lead office of the category at once, each with a formal check to do."""
    application = submission.application
    leads = [lead.office_id for lead in application.call_category.category.leads.order_by("order")]
    Delivery.objects.bulk_create(
        Delivery(submission=submission, office_id=office, delivered_at=submission.submitted_at) for office in leads
    )
    FormalCheck.objects.bulk_create(FormalCheck(submission=submission, office_id=office) for office in leads)
    notify(
        people_in(leads, Role.OFFICER),
        "received",
        path=path_of(application),
        values=values_of(application),
    )
