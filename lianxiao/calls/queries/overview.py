"""What the page of an application shows, put together in one place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from lianxiao.calls.access import hands
from lianxiao.calls.models import Application, Correction, PartnerConsent, Submission
from lianxiao.calls.queries import frozen, progress
from lianxiao.calls.queries.applications import definition_of, filled, is_on_campus, open_reasons
from lianxiao.calls.queries.chases import Panel, panel
from lianxiao.calls.queries.comments import open_counts
from lianxiao.calls.queries.consent_pages import ScanLine, on_the_case, scan_lines
from lianxiao.calls.queries.consents import missing, seal_missing
from lianxiao.calls.queries.hands import AssignedLine, assigned_lines
from lianxiao.calls.queries.places import Slots, holds_place, slots_in
from lianxiao.calls.states import State
from lianxiao.core import definitions
from lianxiao.core.actors import Actor
from lianxiao.core.definitions import Answers, Problem, ShownField, ShownSection
from lianxiao.letters.models import Letter
from lianxiao.letters.queries.letters import of_case

SECTION_TONES = {
    definitions.State.NOT_STARTED: "neutral",
    definitions.State.UNDER_WAY: "warning",
    definitions.State.DONE: "success",
}
ESSENTIALS = ("leader", "partners", "period", "summary", "funding_total")


@dataclass(frozen=True, slots=True)
class SectionLine:
    """A section in the task list; `asked` counts the fields there that the office still waits for, `comments` the
    threads that are not resolved.
    """

    key: str
    title: str
    label: str
    tone: str
    problems: int
    asked: int
    comments: int
    assigned: list[AssignedLine]
    url: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A reason for return and the field that it is about."""

    label: str
    reason: str
    url: str


@dataclass(frozen=True, slots=True)
class Return:
    correction: Correction
    reasons: list[Asked]


@dataclass(frozen=True, slots=True)
class Overview:
    """`copy` is what readers outside the university see instead of the draft: the newest frozen copy.

    `check` is the number of the reader's own office's check of that copy.
    """

    tone: str
    stages: list[progress.Stage]
    next: progress.NextStep | None
    timeline: list[progress.TimelineStep]
    sections: list[SectionLine]
    returns: list[Return]
    submissions: list[Submission]
    slots: Slots
    held: bool
    copy: list[ShownSection]
    sent_back: str
    check: int | None
    consents: list[PartnerConsent]
    scans: list[ScanLine]
    chase: Panel | None
    letters: list[Letter]


@dataclass(frozen=True, slots=True)
class Todo:
    """A problem that keeps the application from leaving, with the address of the field."""

    label: str
    message: str
    url: str


def overview(actor: Actor, application: Application, language: str) -> Overview:
    taken = progress.steps_of(application)
    on_campus = is_on_campus(actor, application)
    submissions = list(application.submissions.all())
    return Overview(
        tone=progress.TONES[application.state],
        stages=progress.stages(application, taken),
        next=progress.next_step(application),
        timeline=progress.timeline(actor, application, taken),
        sections=section_lines(application, actor) if on_campus else [],
        returns=returns(application),
        submissions=submissions,
        slots=slots_in(application),
        held=on_campus and application.state == State.RELEASED and holds_place(application),
        copy=[] if on_campus or not submissions else _copy(submissions[-1], language),
        sent_back=_sent_back(application, taken) if on_campus else "",
        check=_own_check(actor, submissions[-1]) if submissions and not on_campus else None,
        consents=on_the_case(application),
        scans=scan_lines(application),
        chase=panel(actor, application),
        letters=list(of_case(application)),
    )


def _own_check(actor: Actor, submission: Submission) -> int | None:
    check = submission.checks.filter(office_id=actor.organisation_id).order_by("id").first()
    return check.pk if check else None


def section_lines(application: Application, actor: Actor) -> list[SectionLine]:
    """The task list: all sections on the own campus, for somebody of a partner those assigned to him."""
    definition = definition_of(application.form)
    answers = filled(application)
    asked = still_to_correct(application, answers) if application.state == State.RETURNED else set()
    comments, assigned = open_counts(actor, application), assigned_lines(application)
    lines = []
    for one in definitions.progress(definition, answers):
        key = one.section.key
        if not hands.may_read_section(actor, application, key):
            continue
        lines.append(
            SectionLine(
                key=key,
                title=str(one.section.title),
                label=one.label,
                tone=SECTION_TONES[one.state],
                problems=one.problems,
                asked=len({field.key for field in one.section.fields} & asked),
                comments=comments[key],
                assigned=[line for line in assigned if line.key == key],
                url=reverse("calls:section", args=[application.pk, key]),
            )
        )
    return lines


def still_to_correct(application: Application, answers: Answers) -> set[str]:
    """What the office asked for and stands as it was submitted; what has been changed since waits to be resubmitted."""
    newest = application.submissions.order_by("-version").first()
    if newest is None:
        return set()
    there = definitions.differences(definition_of(application.form), frozen.answers_in(newest), answers, "zh")
    return set(open_reasons(application)) - {one.field_key for one in there}


def todo(application: Application) -> list[Todo]:
    """Everything that is missing or wrong, each with the way to its field."""
    definition = definition_of(application.form)
    found = definitions.check(definition, filled(application), final=True)
    fields = [Todo(one.label, one.message, field_url(application, one)) for one in found]
    # Partners are asked about a form that is complete, so they come after its fields.
    return fields or partners_to_do(application)


def partners_to_do(application: Application) -> list[Todo]:
    """Partners that have not confirmed what the application says now, and a sealed scan that is asked for."""
    page = reverse("calls:application_consents", args=[application.pk])
    found = [Todo(one.name, _("has not confirmed this version yet"), page) for one in missing(application)]
    sealing = application.state == State.RELEASED or application.state == State.RETURNED
    if sealing and seal_missing(application):
        found.append(Todo(_("Sealed scan"), _("is missing, or is not of this version"), page))
    return found


def field_url(application: Application, problem: Problem) -> str:
    page = reverse("calls:section", args=[application.pk, problem.section_key])
    return f"{page}?check=1#{problem.anchor}"


def returns(application: Application) -> list[Return]:
    definition = definition_of(application.form)
    found = []
    for correction in application.corrections.all():
        reasons = []
        for row in correction.reasons.all():
            field = definition.fields.get(row.field_key)
            page = reverse("calls:section", args=[application.pk, row.section_key])
            label = str(field.label) if field else row.field_key
            reasons.append(Asked(label, row.reason, f"{page}#field-{row.field_key}"))
        found.append(Return(correction, reasons))
    return found


def essentials(application: Application, language: str) -> list[tuple[str, str]]:
    """What a leader wants to know first: who, with whom, when, how much, and the figures promised."""
    shown = definitions.show(definition_of(application.form), filled(application), language)
    fields = [field for section in shown for field in section.fields]
    first = [(field.label, _line(field)) for key in ESSENTIALS for field in fields if field.key == key]
    figures = [(field.label, field.content.text) for field in fields if field.type == "indicator" and not field.empty]
    return [
        (_("Category"), str(application.call_category.category)),
        (_("Lead university"), str(application.university)),
        *first,
        *figures,
    ]


def _line(field: ShownField) -> str:
    return "、".join(field.content.text.split("\n"))


def _copy(submission: Submission, language: str) -> list[ShownSection]:
    return frozen.shown(
        submission, language, lambda number: reverse("calls:submission_file", args=[submission.pk, number])
    )


def _sent_back(application: Application, taken: Sequence[Any]) -> str:
    """Why a draft came back, as long as nothing else has happened to it."""
    if application.state != State.DRAFT:
        return ""
    moves = [step for step in taken if step.after]
    return str(moves[-1].remark) if moves and moves[-1].verb in ("send_back",) else ""
