"""How returns are read."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Max, Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.clock import database_now
from lianxiao.core.definitions import (
    Definition,
    Problem,
    ShownSection,
    check,
    parse,
    show,
    with_called_for,
)
from lianxiao.core.models import Step
from lianxiao.filing.models import (
    Correction,
    CorrectionReason,
    Explanation,
    Return,
    ReturnCopy,
    ReturnSection,
)
from lianxiao.filing.states import ReturnState

Label = str | Promise
Answers = dict[str, dict[str, Any]]

TONES: Mapping[str, str] = {
    ReturnState.NOT_BEGUN: "neutral",
    ReturnState.DRAFT: "warning",
    ReturnState.WITH_LEADER: "info",
    ReturnState.SUBMITTED: "primary",
    ReturnState.RETURNED: "danger",
    ReturnState.ACCEPTED: "success",
}
VERBS: dict[str, tuple[Label, str]] = {
    "ask": (_("Asked to fill it in"), ""),
    "begin": (pgettext_lazy("return", "Begun"), ""),
    "explain": (_("Changes explained"), ""),
    "upload": (_("Workbook written into the return"), ""),
    "pass_on": (_("Passed on to the university leader"), ""),
    "send_back": (_("Sent back to the liaison"), "warning"),
    "send_back_correction": (_("Sent back to the liaison"), "warning"),
    "submit": (pgettext_lazy("filing", "Submitted"), "success"),
    "release": (_("Released and submitted"), "success"),
    "return": (_("Returned for correction"), "danger"),
    "resubmit": (_("Corrected and submitted again"), "success"),
    "accept": (pgettext_lazy("filing", "Accepted"), "success"),
    "extend": (_("Own deadline moved"), "warning"),
    "chase": (_("Reminded"), "warning"),
    "read_contacts": (_("Contacts read in full"), ""),
}


def returns(actor: Actor) -> "QuerySet[Return]":
    """What the actor may see, with what every line shows."""
    return (
        Return.objects.visible_to(actor)
        .with_due()
        .select_related("round__office", "institution")
        .annotate(chased_at=Max("chases__at"))
    )


def own_returns(actor: Actor) -> "QuerySet[Return]":
    """The list of a university: the newest round first."""
    return returns(actor).filter(institution_id=actor.organisation_id).order_by("-round_id", "id")


def return_page(actor: Actor) -> "QuerySet[Return]":
    """One return with all that its pages show, in a fixed number of queries."""
    reasons = CorrectionReason.objects.order_by("id")
    corrections = Correction.objects.select_related("asked_by").prefetch_related(Prefetch("reasons", reasons))
    return (
        Return.objects.visible_to(actor)
        .select_related("round__office", "round__form__form", "round__previous", "institution")
        .prefetch_related(
            Prefetch("sections", ReturnSection.objects.select_related("saved_by").order_by("id")),
            Prefetch("corrections", corrections.order_by("id")),
            Prefetch("copies", ReturnCopy.objects.select_related("submitted_by").order_by("version")),
            Prefetch("explanations", Explanation.objects.order_by("id")),
        )
    )


def drafts(actor: Actor) -> "QuerySet[Return]":
    """Those whose present answers the actor reads: of the own university."""
    return return_page(actor).filter(institution_id=actor.organisation_id)


def copies(actor: Actor) -> "QuerySet[ReturnCopy]":
    return ReturnCopy.objects.filter(filing__in=Return.objects.visible_to(actor)).select_related(
        "filing__round", "filing__institution", "submitted_by"
    )


def definition_of(filing: Return) -> Definition:
    return parse(filing.round.form.definition)


def answers_of(filing: Return) -> Answers:
    return {section.key: section.answers for section in filing.sections.all()}


def revisions_of(filing: Return) -> dict[str, int]:
    return {section.key: section.revision for section in filing.sections.all()}


def problems_of(filing: Return) -> list[Problem]:
    """What is missing or wrong in the answers before it can be submitted."""
    return check(definition_of(filing), answers_of(filing), final=True)


def open_correction(filing: Return) -> Correction | None:
    """What the office asked to correct, and has not got yet."""
    return next((one for one in filing.corrections.all() if one.answered_at is None), None)


def open_reasons(filing: Return) -> dict[str, str]:
    correction = open_correction(filing)
    return {} if correction is None else {row.field_key: row.reason for row in correction.reasons.all()}


def open_fields(filing: Return) -> set[str]:
    """The fields that may be changed now: all of a draft; in a correction those named and what hangs on them."""
    definition = definition_of(filing)
    if open_correction(filing) is None:
        return set(definition.fields)
    return with_called_for(definition, open_reasons(filing))


def newest_copy(filing: Return) -> ReturnCopy | None:
    copies_ = list(filing.copies.all())
    return copies_[-1] if copies_ else None


def shown_copy(copy: ReturnCopy, language: str) -> list[ShownSection]:
    return show(parse(copy.content["form"]), copy.content["answers"], language)


def shown_answers(filing: Return, language: str) -> list[ShownSection]:
    return show(definition_of(filing), answers_of(filing), language)


def steps_of(filing: Return) -> "QuerySet[Step]":
    return steps.of_case(filing)


def is_late(filing: Return) -> bool:
    return filing.state not in (ReturnState.SUBMITTED, ReturnState.ACCEPTED) and filing.due_at <= database_now()
