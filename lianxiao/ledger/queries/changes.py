"""How change requests are read: lists, one request with what it changes, and what it still lacks."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lianxiao.core import steps
from lianxiao.core.actors import Actor
from lianxiao.core.models import Step
from lianxiao.ledger.models import ChangeFile, ChangeRequest, Project
from lianxiao.ledger.queries.places import Difference, differences, in_words, label_of, problems
from lianxiao.ledger.queries.reports import Gap
from lianxiao.ledger.states import CHANGE_IN, ChangeState
from lianxiao.mandate.models import Target
from lianxiao.organisations.queries import transfers
from lianxiao.organisations.queries.transfers import without_inner

Label = str | Promise
ENDED = (ChangeState.APPROVED, ChangeState.REFUSED, ChangeState.WITHDRAWN)
TONES: Mapping[str, str] = {
    ChangeState.DRAFT: "warning",
    ChangeState.WITH_LIAISON: "info",
    ChangeState.SUBMITTED: "primary",
    ChangeState.RETURNED: "danger",
    ChangeState.APPROVED: "success",
    ChangeState.REFUSED: "danger",
    ChangeState.WITHDRAWN: "neutral",
}
# Of what the office said.
ANSWER_TONES: Mapping[str, str] = {ChangeState.APPROVED: "success"}
VERBS: dict[str, tuple[Label, str]] = {
    **transfers.VERBS,
    "draft": (gettext_lazy("Drafted"), ""),
    "attach": (gettext_lazy("Attachment added"), ""),
    "remove_file": (gettext_lazy("Attachment taken away"), ""),
    "hand_in": (gettext_lazy("Handed to the liaison"), ""),
    "send_back": (gettext_lazy("Back to its writers"), "warning"),
    "release": (gettext_lazy("Released to the lead office"), "success"),
    "return": (gettext_lazy("Returned for correction"), "danger"),
    "approve": (pgettext_lazy("change", "Approved, and in effect"), "success"),
    "refuse": (pgettext_lazy("change", "Refused"), "danger"),
    "withdraw": (pgettext_lazy("change", "Withdrawn"), ""),
}


def changes(actor: Actor) -> "QuerySet[ChangeRequest]":
    """What the actor may see, with what every line shows; the newest first."""
    return (
        ChangeRequest.objects.filter(pk__in=ChangeRequest.objects.visible_to(actor).values("pk"))
        .select_related("project__university", "project__lead_office")
        .defer("reason", "wanted", "effect", "project__summary", "project__words")
        .order_by("-id")
    )


def change_page(actor: Actor) -> "QuerySet[ChangeRequest]":
    return (
        ChangeRequest.objects.filter(pk__in=ChangeRequest.objects.visible_to(actor).values("pk"))
        .with_hand(actor)
        .select_related("project__university", "project__lead_office", "drafted_by", "decided_by")
        .prefetch_related(Prefetch("files", ChangeFile.objects.filter(removed_at=None).order_by("id")))
    )


def attachments(actor: Actor) -> "QuerySet[ChangeFile]":
    """Files that the actor may take: of his own university's requests any time, else of what lies with the office."""
    seen = ChangeFile.objects.filter(
        change__in=ChangeRequest.objects.visible_to(actor).values("pk"), removed_at=None
    ).select_related("file")
    own = seen.filter(change__project__university_id=actor.organisation_id)
    return own | seen.filter(change__state__in=[str(state) for state in CHANGE_IN])


def of_project(actor: Actor, project: Project) -> list[ChangeRequest]:
    rows = ChangeRequest.objects.filter(pk__in=ChangeRequest.objects.visible_to(actor).values("pk"))
    return list(rows.filter(project=project).order_by("-id"))


def pending(asked: list[ChangeRequest]) -> ChangeRequest | None:
    """Of a project's requests the one that is under way: another can be begun once it has ended."""
    return next((one for one in asked if one.state not in ENDED), None)


def effect_of(change: ChangeRequest) -> list[Difference]:
    """What it changes: as it was released, or as it would while it is being written."""
    if change.state not in CHANGE_IN:
        return differences(change.project, change)
    kept = [Difference(**one) for one in change.effect]
    named = [int(one.key.partition("-")[2]) for one in kept if one.key.startswith("indicator-")]
    names = {f"indicator-{one.pk}": str(one) for one in Target.objects.filter(pk__in=named)} if named else {}
    return [replace(one, about=names.get(one.key, one.about)) for one in kept]


def shown(change: ChangeRequest) -> list[dict[str, Any]]:
    return [in_words(one) for one in effect_of(change)]


def gaps_of(change: ChangeRequest) -> list[Gap]:
    """Everything that keeps it from leaving."""
    gaps = []
    found = differences(change.project, change)
    if not found:
        gaps.append(Gap("changes", _("What changes"), _("Nothing is changed yet.")))
    labels = {one.key: label_of(one) for one in found}
    for key, message in problems(change.project, change.kind, change.wanted):
        gaps.append(Gap(f"id_{key}", labels.get(key, ""), message))
    if not change.reason.strip():
        gaps.append(Gap("id_reason", _("Reason"), _("Say why the project is to be changed.")))
    if not change.files.filter(removed_at=None).exists():
        gaps.append(Gap("id_file", _("Attachments"), _("Add what it rests on: an agreement, minutes, a decision.")))
    return gaps


def steps_of(actor: Actor, change: ChangeRequest) -> "QuerySet[Step]":
    """As far as they are the reader's."""
    return without_inner(actor, steps.of_case(change))
