"""The formal check (形式审查): each lead office passes, returns for correction or rejects a frozen copy.

Every act locks the application first and the office's check after it, so two offices at once act one
after the other: the second sees what the first has done.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lianxiao.calls import access
from lianxiao.calls.actions.applications import ReasonMissing, authors_of, path_of, values_of, when
from lianxiao.calls.actions.letters import draft_rejection, draft_return
from lianxiao.calls.models import Application, CheckItem, Correction, CorrectionReason, FormalCheck
from lianxiao.calls.queries.check_rules import Copy
from lianxiao.calls.queries.check_sheet import ItemAnswer, finding_of, items_of
from lianxiao.calls.queries.checks import correction_due
from lianxiao.calls.states import APPLICATION, State
from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.refusals import NotAllowedNow, Refused
from lianxiao.organisations.models import User
from lianxiao.organisations.notices import notify, people_in
from lianxiao.organisations.roles import Role

Outcome = FormalCheck.Outcome
Answers = Mapping[str, ItemAnswer]
LONGEST_REASON = 500  # characters, as the column has it


@dataclass(frozen=True, slots=True)
class Fault:
    """What is missing at one item or field; `anchor` is the id of its input on the page."""

    key: str
    label: str
    message: str
    anchor: str


class ChecklistIncomplete(Refused):
    """Items without an answer, or answered against the system or in the negative without a note."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(_("The checklist is not complete: %(count)d points.") % {"count": len(faults)})
        self.faults = faults


class ReasonsMissing(Refused):
    """A return names at least one field, and at each field what is to be corrected."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(_("Say at each field that you ticked what is to be corrected."))
        self.faults = faults


class CorrectionUsed(Refused):
    """There is one window for a correction; it was used."""


def keep(*, check: FormalCheck, answers: Answers, remarks: Mapping[str, str], by: Actor) -> FormalCheck:
    """Keep what an officer has answered and noted so far; nothing is decided by it."""
    with transaction.atomic():
        _application, row = _open_check(check, by)
        row.results = _noted(answers)
        row.remarks = dict(remarks)
        row.save(update_fields=["results", "remarks"])
    return row


def prepare_return(*, check: FormalCheck, answers: Answers, remarks: Mapping[str, str], by: Actor) -> FormalCheck:
    """Keep the reasons at the fields for the return that is confirmed next. Raises as the return will."""
    with transaction.atomic():
        row = keep(check=check, answers=answers, remarks=remarks, by=by)
        _may_still_be_corrected(row.submission.application)
        _reasons_given(row)
    return row


def pass_check(*, check: FormalCheck, answers: Answers, by: Actor) -> FormalCheck:
    """The office finds nothing against it; with the last lead office's word the application is through.

    Raises ChecklistIncomplete with every item that lacks something.
    """
    with transaction.atomic():
        application, row = _open_check(check, by)
        row.results = _answered(row, answers)
        _decide(row, Outcome.PASSED, by)
        if row.submission.checks.filter(outcome="").exists():
            steps.record(application, "check", by=by, before=application.state, after=application.state)
        else:
            _passed_by_all(application, by)
    return row


def _passed_by_all(application: Application, by: Actor) -> None:
    moved = APPLICATION.move(application, "pass_check", by=by, checked_at=database_now())
    values = values_of(moved)
    notify(_university_side(moved), "check_passed", path=path_of(moved), values=values)
    responsible = moved.call_category.category.leads.order_by("order", "id").values_list("office_id")[:1]
    notify(
        people_in([office for (office,) in responsible], Role.OFFICER),
        "check_passed",
        path=f"/decisions/{moved.pk}/",
        values=values,
    )


def return_for_correction(*, check: FormalCheck, by: Actor) -> Correction:
    """Back to the university with the reasons kept at the fields, all at once; one window, set in working days.

    The checks that other offices had not finished end with it. Raises CorrectionUsed, ReasonsMissing.
    """
    with transaction.atomic():
        application, row = _open_check(check, by)
        _may_still_be_corrected(application)
        reasons = _reasons_given(row)
        due_at = correction_due(application.call_category.call, database_now())
        _decide(row, Outcome.RETURNED, by)
        _end_others(row, by)
        correction = Correction.objects.create(application=application, check_row=row, due_at=due_at)
        CorrectionReason.objects.bulk_create(
            CorrectionReason(correction=correction, section_key=section, field_key=key, reason=reason)
            for key, (section, _label, reason) in reasons.items()
        )
        remark = "\n".join(f"{label}：{reason}" for _section, label, reason in reasons.values())
        moved = APPLICATION.move(application, "return", by=by, remark=remark, correction_due_at=due_at)
        draft_return(moved, remark.splitlines(), due_at, by=by)
        values = values_of(moved, due=when(due_at))
        notify(_university_side(moved), "returned", path=path_of(moved), values=values)
    return correction


def reject_check(*, check: FormalCheck, reason: str, by: Actor) -> FormalCheck:
    """The application does not pass, for a reason that no correction can mend."""
    with transaction.atomic():
        application, row = _open_check(check, by)
        if not reason.strip():
            raise ReasonMissing(_("Say why it does not pass; the university reads the reason."))
        row.reason = reason.strip()
        _decide(row, Outcome.REJECTED, by)
        _end_others(row, by)
        moved = APPLICATION.move(application, "reject_check", by=by, remark=row.reason, decided_at=database_now())
        draft_rejection(moved, row.reason, by=by)
        notify(_university_side(moved), "check_rejected", path=path_of(moved), values=values_of(moved))
    return row


def _open_check(check: FormalCheck, by: Actor) -> tuple[Application, FormalCheck]:
    """Both rows locked, application first. Raises NotAllowedNow when somebody was quicker."""
    if not access.may_decide_check(by, check):
        raise PermissionDenied
    application = Application.objects.select_for_update(of=("self",)).get(pk=check.submission.application_id)
    row = FormalCheck.objects.select_for_update(of=("self",)).filter(pk=check.pk, outcome="").first()
    if row is None or application.state != State.SUBMITTED:
        raise NotAllowedNow(
            _("This check is no longer open: the application was taken back, or an office has already decided.")
        )
    row.submission.application = application
    return application, row


def _decide(row: FormalCheck, outcome: str, by: Actor) -> None:
    row.outcome = outcome
    row.decided_at = database_now()
    row.decided_by_id = by.user_id
    row.save(update_fields=["outcome", "decided_at", "decided_by", "results", "reason"])


def _end_others(row: FormalCheck, by: Actor) -> None:
    """What other offices had not finished is over for this copy; what they noted stays on record."""
    row.submission.checks.filter(outcome="").update(
        outcome=Outcome.ENDED, decided_at=row.decided_at, decided_by_id=by.user_id
    )


def _university_side(application: Application) -> list[User]:
    liaisons = people_in([application.university_id], Role.LIAISON)
    return list({user.pk: user for user in [*authors_of(application), *liaisons]}.values())


def _may_still_be_corrected(application: Application) -> None:
    if application.corrections.exists():
        raise CorrectionUsed(_("It was returned for correction once already. Pass it, or reject it with a reason."))


# --- what was answered and noted --------------------------------------------------------------------


def _noted(answers: Answers) -> dict[str, dict[str, object]]:
    return {
        code: {"ok": answer.ok, "by_rule": False, "note": answer.note}
        for code, answer in answers.items()
        if answer.ok is not None or answer.note
    }


def _answered(row: FormalCheck, answers: Answers) -> dict[str, dict[str, object]]:
    """The result of each item: the system's where nobody says otherwise. Raises ChecklistIncomplete."""
    copy = Copy(row.submission)
    results: dict[str, dict[str, object]] = {}
    faults = []
    for item in items_of(row):
        finding = finding_of(item, copy)
        answer = answers.get(item.code, ItemAnswer())
        ok = answer.ok if answer.ok is not None or finding is None else finding.ok
        overruled = finding is not None and ok != finding.ok
        if message := _lacking(ok, overruled, answer.note):
            faults.append(_item_fault(item, message, answered=ok is not None))
        results[item.code] = {"ok": ok, "by_rule": finding is not None and not overruled, "note": answer.note}
    if faults:
        raise ChecklistIncomplete(faults)
    return results


def _lacking(ok: bool | None, overruled: bool, note: str) -> str:
    if ok is None:
        return _("Answer this item.")
    if overruled and not note:
        return _("You answer other than the system found: say why.")
    if not ok and not note:
        return _("It does not comply: say why it may pass all the same, or return it.")
    return ""


def _item_fault(item: CheckItem, message: str, *, answered: bool) -> Fault:
    return Fault(item.code, str(item), message, f"note-{item.code}" if answered else f"item-{item.code}")


def _reasons_given(row: FormalCheck) -> dict[str, tuple[str, str, str]]:
    """{field key: (section key, Chinese label, reason)} in the order of the form. Raises ReasonsMissing."""
    definition = Copy(row.submission).definition
    asked = {
        key: row.remarks[key].strip()
        for key, field in definition.fields.items()
        if key in row.remarks and not field.computed
    }
    faults = [
        Fault(key, str(definition.fields[key].label), message, f"reason-{key}")
        for key, reason in asked.items()
        if (message := _reason_lacks(reason))
    ]
    if faults or not asked:
        raise ReasonsMissing(faults or [Fault("", "", _("Tick the fields that are to be corrected."), "copy")])
    return {
        key: (definition.section_of[key].key, definition.fields[key].label.zh, reason) for key, reason in asked.items()
    }


def _reason_lacks(reason: str) -> str:
    if not reason:
        return _("Say what is to be corrected.")
    if len(reason) > LONGEST_REASON:
        return _("Shorten this to %(limit)d characters.") % {"limit": LONGEST_REASON}
    return ""
