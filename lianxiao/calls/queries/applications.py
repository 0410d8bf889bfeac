"""How applications are read."""

from collections.abc import Callable, Iterator, Mapping
from operator import attrgetter
from typing import Any

from django.db.models import Count, F, Prefetch, Q, QuerySet

from lianxiao.calls.access import hands
from lianxiao.calls.models import (
    Application,
    ApplicationMember,
    ApplicationSection,
    Attachment,
    Call,
    CallCategory,
    Candidate,
    Correction,
    CorrectionReason,
    Delivery,
    SectionAssignment,
    Selection,
    Submission,
)
from lianxiao.calls.models.application import ApplicationQuerySet
from lianxiao.calls.states import Hand, SelectionState, State
from lianxiao.core.actors import Actor
from lianxiao.core.definitions import Definition, Organisation, Register, parse, with_attachments, with_called_for
from lianxiao.forms.models import FormVersion
from lianxiao.organisations import models as organisations
from lianxiao.organisations.roles import INSTITUTIONS, Kind

# The address of an attachment, for the page that shows it.
Url = Callable[[Attachment], str]
BEFORE_SUBMISSION = (State.DRAFT, State.WITH_LIAISON, State.WITH_LEADER, State.RELEASED)


def applications(actor: Actor) -> "QuerySet[Application]":
    """What the actor may see, with what every line and page of an application shows."""
    return _with_lines(Application.objects.visible_to(actor), actor)


def _with_lines(rows: ApplicationQuerySet, actor: Actor) -> "QuerySet[Application]":
    return rows.with_hand(actor).select_related("call_category__call", "call_category__category", "university")


def listed(actor: Actor) -> "QuerySet[Application]":
    """What stands in lists: discarded drafts are gone from them."""
    return applications(actor).exclude(state=State.DISCARDED).order_by("-id")


def application_page(actor: Actor) -> "QuerySet[Application]":
    """One application with all that its page shows, in a fixed number of queries."""
    return _with_page(applications(actor))


def _with_page(rows: "QuerySet[Application]") -> "QuerySet[Application]":
    return rows.select_related("form", "created_by", "slot").prefetch_related(
        Prefetch("sections", ApplicationSection.objects.select_related("saved_by").order_by("id")),
        Prefetch("attachments", Attachment.objects.filter(removed_at=None).select_related("file").order_by("id")),
        "parties",
        Prefetch("members", _members()),
        Prefetch("corrections", _corrections()),
        Prefetch("submissions", _submissions()),
        "call_category__category__leads__office",
    )


def drafts(actor: Actor) -> "QuerySet[Application]":
    """Applications whose present form the actor may read: those of the own university."""
    return application_page(actor).filter(university_id=actor.organisation_id)


def parts(actor: Actor) -> "QuerySet[Application]":
    """Drafts of the own university, and those of others in which the actor writes a part for a partner.

    Which sections are shown of them, `access.hands.may_read_section` says.
    """
    return _with_page(written(actor))


def written(actor: Actor) -> "QuerySet[Application]":
    """The same rows without what a page shows: a save, which somebody waits for while typing, draws none."""
    rows = _with_lines(Application.objects.reached_by(actor), actor).select_related("form")
    return rows.filter(Q(university_id=actor.organisation_id) | Q(hand=Hand.PARTNER))


def reached(actor: Actor) -> "QuerySet[Application]":
    """Bare rows, for steps that draw no page."""
    return Application.objects.reached_by(actor)


def _members() -> "QuerySet[ApplicationMember]":
    return (
        ApplicationMember.objects.select_related("user", "organisation")
        .prefetch_related(Prefetch("assignments", SectionAssignment.objects.order_by("id")))
        .order_by("id")
    )


def _corrections() -> "QuerySet[Correction]":
    return (
        Correction.objects.select_related("check_row__office")
        .prefetch_related(Prefetch("reasons", CorrectionReason.objects.order_by("id")))
        .order_by("id")
    )


def _submissions() -> "QuerySet[Submission]":
    deliveries = Delivery.objects.select_related("office").order_by("id")
    return (
        Submission.objects.select_related("submitted_by", "pdf")
        .prefetch_related(Prefetch("deliveries", deliveries))
        .order_by("version")
    )


def is_on_campus(actor: Actor, application: Application) -> bool:
    """Whether the actor sees the draft itself; everybody else reads frozen copies."""
    return application.university_id == actor.organisation_id


def definition_of(form: FormVersion) -> Definition:
    return parse(form.definition)


def answers_of(application: Application) -> dict[str, dict[str, Any]]:
    return {section.key: section.answers for section in application.sections.all()}


def revisions_of(application: Application) -> dict[str, int]:
    return {section.key: section.revision for section in application.sections.all()}


def attachments_of(application: Application) -> dict[str, list[Attachment]]:
    """The present attachments by field, as they came: a frozen copy has one order, whoever fetched the rows."""
    by_field: dict[str, list[Attachment]] = {}
    for attachment in sorted(application.attachments.all(), key=attrgetter("pk")):
        if attachment.removed_at is None:
            by_field.setdefault(attachment.field_key, []).append(attachment)
    return by_field


def attachments(actor: Actor) -> "QuerySet[Attachment]":
    """Files of drafts, for those who write or read there; offices get files with the frozen copies that hold them."""
    readable = Q(application__in=parts(actor).order_by()) | Q(application__in=judged_by(actor))
    return Attachment.objects.filter(readable).select_related("file")


def may_read_attachment(actor: Actor, attachment: Attachment) -> bool:
    """The file belongs to a section, and whoever reads that section reads the file."""
    if judged_by(actor).filter(pk=attachment.application_id).exists():
        return True
    application = parts(actor).get(pk=attachment.application_id)
    section = definition_of(application.form).section_of.get(attachment.field_key)
    return hands.may_read_section(actor, application, section.key if section else "")


def judged_by(actor: Actor) -> "QuerySet[Application]":
    """What the actor reads as a reviewer of a campus selection, while it is being judged."""
    rows = Candidate.objects.filter(
        selection__in=Selection.objects.visible_to(actor),
        selection__state=SelectionState.REVIEWING,
        selection__reviewers__user_id=actor.user_id,
        withdrawn_at=None,
    )
    return Application.objects.filter(pk__in=rows.values("application"))


def files_of(application: Application, url: Url | None = None) -> dict[str, list[dict[str, Any]]]:
    """The present attachments as the form engine wants them folded in."""
    return {
        key: [
            {
                "id": one.pk,
                "name": one.name,
                "size": one.file.size,
                "url": url(one) if url else "",
                "removable": True,
                "digest": one.file_id,
            }
            for one in there
        ]
        for key, there in attachments_of(application).items()
    }


def filled(application: Application, url: Url | None = None) -> dict[str, dict[str, Any]]:
    """The answers with the present attachments in their places."""
    return with_attachments(definition_of(application.form), answers_of(application), files_of(application, url))


def open_reasons(application: Application) -> dict[str, str]:
    """What the office asked to correct, and has not got yet: reasons by field."""
    rows = CorrectionReason.objects.filter(correction__application=application, correction__answered_at=None).order_by(
        "id"
    )
    return {row.field_key: row.reason for row in rows}


def open_fields(application: Application) -> set[str]:
    """The fields that a correction may change: those named, and those that their answers call for."""
    return with_called_for(definition_of(application.form), open_reasons(application))


def register() -> Register:
    """The organisations that a form may name: institutions first, in official order."""
    return Register(_organisations())


def _organisations() -> Iterator[Organisation]:
    active = organisations.Organisation.objects.active()
    for row in active.exclude(kind__in=[Kind.DEPARTMENT, Kind.OFFICE]).in_official_order():
        yield Organisation(
            id=row.pk,
            name=row.name,
            name_en=row.name_en,
            short_name=row.short_name,
            university=row.kind in INSTITUTIONS,
        )


def drafts_per_category(actor: Actor, call: Call) -> Mapping[int, int]:
    """How many drafts the actor sees per call category: the university's, for a teacher the own ones."""
    rows = (
        Application.objects.visible_to(actor)
        .filter(call_category__call=call)
        .filter(state__in=BEFORE_SUBMISSION)
        .values(category=F("call_category_id"))
        .annotate(n=Count("id", distinct=True))
        .order_by("category")
    )
    return {row["category"]: row["n"] for row in rows}


def open_calls(actor: Actor) -> "QuerySet[Call]":
    """Calls that take applications at this moment, the one that closes first on top."""
    return Call.objects.visible_to(actor).open_now().order_by("closes_at", "id")


def call_categories(actor: Actor) -> "QuerySet[CallCategory]":
    return (
        CallCategory.objects.filter(call__in=Call.objects.visible_to(actor))
        .select_related("call", "category", "form")
        .order_by("category__order", "id")
    )


def members(actor: Actor) -> "QuerySet[ApplicationMember]":
    return ApplicationMember.objects.filter(application__in=Application.objects.visible_to(actor)).select_related(
        "application", "user"
    )
